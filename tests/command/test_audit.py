"""The audit of dependencies: what is known is told, what could not be asked is never taken for sound."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from command.supervisor import audit

BAD = json.dumps({"dependencies": [{"name": "jinja2", "version": "2.4.1", "vulns": [{"id": "PYSEC-2014-8"}]}], "fixes": []})
SOUND = json.dumps({"dependencies": [{"name": "django", "version": "5.2.19", "vulns": []}], "fixes": []})
VULNERABLE = json.dumps(
    {"dependencies": [{"name": "django", "version": "5.2.19", "vulns": [{"id": "CVE-1"}, {"id": "CVE-2"}]}], "fixes": []}
)
ABSENT = json.dumps({"dependencies": [{"name": "django", "skip_reason": "Dependency not found on PyPI and could not be audited"}]})
LAYOUT: Any = SimpleNamespace(root=Path("/nowhere"))


def answering(monkeypatch: pytest.MonkeyPatch, **services: tuple[str, str]) -> None:
    """Each service: what it says of the known bad one, and of ours."""
    monkeypatch.setattr(audit, "_ask", lambda _, service, lock: services[service]["run.lock" in lock])


def test_an_advisory_fails_and_names_the_package(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    answering(monkeypatch, osv=(BAD, VULNERABLE))
    assert audit._python(LAYOUT, Path("python")) is True
    said = capsys.readouterr().out
    assert "django 5.2.19: CVE-1" in said and "2 known vulnerabilities (asked: osv)" in said


@pytest.mark.parametrize("silent", ["", "No route to host", ABSENT, SOUND])
def test_a_service_that_does_not_know_the_known_is_not_believed(
    silent: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    answering(monkeypatch, osv=(silent, SOUND), pypi=(silent, SOUND))
    assert audit._python(LAYOUT, Path("python")) is None
    assert "NOT ASKED" in capsys.readouterr().out


def test_the_second_service_is_asked_where_the_first_is_away(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    answering(monkeypatch, osv=("", ""), pypi=(BAD, ABSENT))
    assert audit._python(LAYOUT, Path("python")) is False
    assert "NOT ASKED, unknown to pypi: django" in capsys.readouterr().out
