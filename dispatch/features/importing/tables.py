"""CSV and XLSX → rows: the first row that is not empty names the columns; a column 形状 holds well-known text. No Django."""

from __future__ import annotations

import json
from typing import Any, cast

import shapely

from dispatch.features.importing.raw import Raw, RawRow, limited
from realtime.sheets import Unreadable, read_rows

SHAPE_TITLES = frozenset({"形状", "形状(wkt)", "wkt", "geom", "geometry", "几何"})


def read_table(name: str, data: bytes, most: int) -> Raw:
    rows = read_rows(name, data, most + 1)
    if not rows:
        raise Unreadable("文件里没有内容。")
    titles = [cell.replace("*", "").replace("＊", "").strip() for cell in rows[0][1]]
    twice = {title for title in titles if title and titles.count(title) > 1}
    if twice:
        raise Unreadable(f"列名重复:{'、'.join(sorted(twice))}。")
    if not any(titles):
        raise Unreadable("第一行应为列名。")
    limited(len(rows) - 1, most)
    shaped = next((title for title in titles if title.lower() in SHAPE_TITLES), "")
    found = []
    for number, cells in rows[1:]:
        named = {title: _plain(cell) for title, cell in zip(titles, cells, strict=False) if title and cell}
        wkt = named.get(shaped, "")
        shape = _shape(wkt) if wkt else None
        if shape is not None:
            del named[shaped]
        if named or shape:
            found.append(RawRow(number, named, shape))
    return Raw([title for title in titles if title and title != shaped], found)


def _plain(cell: str) -> str:
    """Our own export puts an apostrophe before what a spreadsheet would run."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell


def _shape(wkt: str) -> dict[str, Any] | None:
    """None stays in the row as text, and the row is refused by name."""
    try:
        return cast("dict[str, Any]", json.loads(shapely.to_geojson(shapely.from_wkt(wkt))))
    except (shapely.errors.ShapelyError, ValueError, TypeError):
        return None
