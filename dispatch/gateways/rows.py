"""What gateways and officers are answered."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class RefusedItem(TypedDict):
    index: int
    why: str


class Taken(TypedDict):
    """`repeated`: known before. `refused` names single items; the others were taken all the same."""

    taken: int
    repeated: int
    refused: list[RefusedItem]


class Worded(TypedDict):
    """A text as this gateway would get it."""

    provider: str
    text: str
    template: str
    encoding: Literal["gsm7", "ucs2"]
    units: int
    parts: int
    error: str
