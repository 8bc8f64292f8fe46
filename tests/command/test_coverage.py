"""docs/coverage.md: 88 rows, and nothing in them that does not exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from django.urls import Resolver404, resolve

from command.api import api
from command.wall.rows import FunctionKind, Kind
from dispatch.features.catalogue import LAYERS

ROOT = Path(__file__).resolve().parents[2]
DESK = ROOT / "frontend/src/desk"
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\|\s*\d", line)
]
ONLY = "text only"
LATER = re.compile(r"later: \S.{9,}")


@cache
def operations() -> set[str]:
    paths = api.get_openapi_schema()["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


@cache
def functions() -> set[str]:
    return set(re.findall(r"\{ key: '(\w+)'", (DESK / "functions" / "known.ts").read_text(encoding="utf-8")))


@cache
def tabs() -> set[str]:
    (line,) = re.findall(r"TABS = \[(.*?)\]", (DESK / "incident" / "tabs.ts").read_text(encoding="utf-8"))
    return set(re.findall(r"'(\w+)'", line))


def a_page(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


KNOWN: dict[str, Callable[[str], bool]] = {
    "desk": lambda key: key in functions(),
    "incident": lambda key: key in tabs(),
    "wall": lambda key: key in get_args(Kind),
    "map": lambda key: key in {layer.key for layer in LAYERS},
}


def found(where: str) -> bool:
    """A page by its path, an operation as `GET /api/…`, a screen as `desk:duty`."""
    if where.startswith("/"):
        return a_page(where)
    kind, _, key = where.partition(":")
    return KNOWN[kind](key) if kind in KNOWN else where in operations()


def proves(test: str) -> bool:
    """`tests/…::test_name`, a whole file of them, or a file of the front end."""
    path, _, name = test.partition("::")
    file = ROOT / path
    if not re.search(r"(^|/)test_\w+\.py$|\.test\.ts$", path) or not file.is_file():
        return False
    return not name or re.search(rf"^(async )?def {re.escape(name)}\(", file.read_text(encoding="utf-8"), re.M) is not None


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_all_88_rows_stand_there_once_and_whole():
    assert [row[0] for row in ROWS] == [str(n) for n in range(1, 89)]
    assert [row[0] for row in ROWS if len(row) != 4 or not all(row)] == []


def test_every_function_that_a_wall_takes_has_its_page_there():
    keys = re.findall(r"^  '(\w+)',$", (ROOT / "frontend/src/wall/scenes/keys.ts").read_text(encoding="utf-8"), re.M)
    assert sorted(keys) == sorted(get_args(FunctionKind))
    assert [key for key in keys if not (ROOT / f"frontend/src/wall/scenes/{key}.vue").is_file()] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_names_only_what_exists_and_says_what_is_missing(row: list[str]):
    _, _, where, proof = row
    assert [one for one in quoted(where) if not found(one)] == []
    tests, rest = quoted(proof), re.sub(r"`[^`]+`", "", proof).strip(" ·")
    assert [one for one in tests if not proves(one)] == []
    assert rest == ONLY or LATER.fullmatch(rest) or (tests and rest == ""), f"{rest!r}: a test, “text only” or “later: …”"
    assert not tests or quoted(where), "a row that is proved says where it is found"
