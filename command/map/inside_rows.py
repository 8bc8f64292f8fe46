"""What lies in a plotted area, as screens read it; the generated TypeScript comes from here."""

from __future__ import annotations

from typing_extensions import TypedDict


class InsideItem(TypedDict):
    id: int
    layer: str
    name: str
    lon: float
    lat: float


class InsideLayer(TypedDict):
    layer: str
    name: str
    count: int
    people: int
    items: list[InsideItem]


class PlotInsideRow(TypedDict):
    """`compared`: the area had another outline before, and `added`/`gone` say what that changed."""

    people: int
    layers: list[InsideLayer]
    teams: list[InsideItem]
    compared: bool
    added: list[InsideItem]
    gone: list[InsideItem]
