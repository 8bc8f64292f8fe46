"""The lock files hold what pyproject.toml asks for, exactly, and nothing of the machine they were made on."""

from __future__ import annotations

import pathlib
import re
import tomllib
from typing import Any

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
ASKED = {"run": PROJECT["dependencies"], "build": EXTRAS["build"], "dev": EXTRAS["dev"]}


def name_of(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[=<>;~ ]", requirement)[0]).lower()


def pins(lock: str) -> dict[str, str]:
    lines = [line.split(";")[0].strip() for line in (ROOT / "requirements" / f"{lock}.lock").read_text().splitlines()]
    found = {}
    for line in lines:
        if line and not line.startswith("#"):
            assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!-]+", line), f"{lock}.lock: {line}"
            package, _, version = line.partition("==")
            found[name_of(package)] = version
    return found


@pytest.mark.parametrize("group", list(ASKED))
def test_every_asked_package_is_pinned_at_the_asked_version(group: str) -> None:
    found = pins(group)
    for requirement in ASKED[group]:
        version = requirement.partition("==")[2].split(";")[0].strip()
        assert name_of(requirement) in found, f"{requirement}: run `make lock`"
        assert not version or found[name_of(requirement)] == version, f"{requirement}: run `make lock`"


def test_each_lock_holds_the_smaller_one_with_the_same_versions() -> None:
    run, build, dev = pins("run"), pins("build"), pins("dev")
    assert run.items() <= build.items() <= dev.items()
