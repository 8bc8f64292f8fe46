"""The files Python and TypeScript share say what Python does today."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from realtime.reduce import State, reduce

HERE = Path(__file__).resolve().parent
CASES: list[dict[str, Any]] = json.loads((HERE / "reduce.json").read_text(encoding="utf-8"))["cases"]


def _without_empty(state: State) -> State:
    return {table: rows for table, rows in state.items() if rows}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_before_and_events_give_after(case: dict[str, Any]) -> None:
    after = reduce(case["before"], [(event["kind"], event["body"]) for event in case["events"]])
    assert _without_empty(after) == _without_empty(case["after"])


def test_picture_bytes_are_what_positions_packs_today() -> None:
    spec = importlib.util.spec_from_file_location("golden_make", HERE / "make.py")
    assert spec is not None and spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    assert (HERE / "picture.json").read_text(encoding="utf-8") == make.picture(), "run python tests/golden/make.py"
