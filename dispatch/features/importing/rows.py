"""What a preview shows."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class FeatureCell(TypedDict):
    column: str
    value: str
    why: str


class FeatureSheetRow(TypedDict):
    line: int
    code: str
    name: str
    outcome: Literal["add", "change", "same", "bad"]
    lon: float | None
    lat: float | None
    changes: list[str]
    errors: list[FeatureCell]


class FeatureSheetPreview(TypedDict):
    id: int
    layer: str
    name: str
    datum: str
    area: str
    titles: list[str]
    mapping: dict[str, str]
    samples: dict[str, str]
    warning: str
    add: int
    change: int
    same: int
    bad: int
    applied_at: str | None
    rows: list[FeatureSheetRow]
