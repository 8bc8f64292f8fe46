"""Layers and their objects as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class LayerRow(TypedDict):
    """One area's share of a layer. Screens fetch the objects anew when it changes."""

    id: int
    area: str
    layer: str
    count: int
    changed_at: str
    x: int | None


class CatalogueAttribute(TypedDict):
    key: str
    name: str
    type: Literal["text", "number", "bool", "choice", "phone", "time"]
    unit: str
    choices: list[str]


class CatalogueLayer(TypedDict):
    key: str
    name: str
    icon: str
    kinds: list[Literal["point", "line", "area"]]
    max_age_s: int | None
    origin: Literal["features", "board"]
    protected: bool
    attributes: list[CatalogueAttribute]


class CatalogueGroup(TypedDict):
    key: str
    name: str
    frame: Literal["disc", "shield", "square", "diamond", "house", "drop", "hexagon", "flag"]
    layers: list[CatalogueLayer]
