"""Basemaps as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class BasemapRow(TypedDict):
    """One kind of screen: what it starts with."""

    id: int
    area: str
    screen: str
    key: str
    day: bool
    relief: str
    review: str


class BasemapSource(TypedDict):
    """One map that may be chosen. `style` says how it is drawn, `url` where its tiles or its archive are."""

    key: str
    name: str
    style: Literal["packaged", "protomaps", "openmaptiles", "layers", "raster", "terrarium", "mapbox"]
    url: str
    labels_url: str
    datum: Literal["wgs84", "gcj02"]
    tile_size: int
    minzoom: int
    maxzoom: int
    bounds: list[float] | None
    layers: list[str]
    attribution: str
    review: str
    dark: bool
    state: Literal["ok", "no_key", "unreadable"]
    detail: str
    size: int


class BasemapList(TypedDict):
    sources: list[BasemapSource]
    chosen: list[BasemapRow]
