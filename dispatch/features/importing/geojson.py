"""GeoJSON → rows: one per feature, its properties as columns. No Django."""

from __future__ import annotations

import json
from typing import Any

from dispatch.features.importing.raw import Raw, RawRow, limited, text_of, titles_of
from realtime.sheets import Unreadable


def read_geojson(data: bytes, most: int) -> Raw:
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Unreadable("不是可以读取的 GeoJSON 文件(应为 UTF-8 编码的 JSON)。") from error
    features = _features(whole)
    limited(len(features), most)
    rows = []
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict):
            rows.append(RawRow(number, {}, None))
            continue
        properties = feature.get("properties")
        cells = {
            str(title)[:60]: text
            for title, value in (properties if isinstance(properties, dict) else {}).items()
            if (text := text_of(value))
        }
        if "id" in feature and "id" not in cells:
            cells["id"] = text_of(feature["id"])
        shape = feature.get("geometry")
        rows.append(RawRow(number, cells, shape if isinstance(shape, dict) else None))
    return Raw(titles_of(rows), rows)


def _features(whole: Any) -> list[Any]:
    if isinstance(whole, dict):
        if whole.get("type") == "FeatureCollection" and isinstance(whole.get("features"), list):
            return list(whole["features"])
        if whole.get("type") == "Feature":
            return [whole]
    raise Unreadable("GeoJSON 的最外层应为 FeatureCollection 或 Feature。")
