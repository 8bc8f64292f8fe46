"""The list of formats a feed may speak. A new one is a file and a line here. No Django."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from devices.feeds.readers import firms, gauges, grid, himawari, typhoon
from devices.feeds.readers.reading import Options, Read


class Reader(NamedTuple):
    kind: str
    name: str
    layers: tuple[str, ...]
    every_s: int  # how often its source has something new
    read: Callable[[bytes, Options], Read]


READERS = (
    Reader("firms", "FIRMS 卫星热点(VIIRS、MODIS)", ("hotspot",), 900, firms.read),
    Reader("himawari", "葵花卫星热点(WLF)", ("hotspot",), 600, himawari.read),
    Reader("typhoon", "台风路径", ("typhoon_track",), 1800, typhoon.read),
    Reader("gauges", "雨量站、河道站、水库站", ("rain_gauge", "river_gauge", "reservoir"), 600, gauges.read),
    Reader("grid", "格点气象", ("wind",), 900, grid.read),
)
BY_KIND = {reader.kind: reader for reader in READERS}
