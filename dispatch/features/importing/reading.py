"""name and bytes → **reading** → rows: which format it is, and how many rows are too many. No Django."""

from __future__ import annotations

from dispatch.features.importing.geojson import read_geojson
from dispatch.features.importing.kml import read_kml, read_kmz
from dispatch.features.importing.raw import Raw
from dispatch.features.importing.tables import read_table
from realtime.sheets import Unreadable

ENDINGS = (".csv", ".xlsx", ".geojson", ".json", ".kml", ".kmz")


def read(name: str, data: bytes, most: int) -> Raw:
    ending = next((ending for ending in ENDINGS if name.lower().endswith(ending)), "")
    if not ending:
        raise Unreadable("只能导入 CSV、XLSX、GeoJSON、KML、KMZ 文件。")
    if ending in (".geojson", ".json"):
        raw = read_geojson(data, most)
    elif ending == ".kml":
        raw = read_kml(data, most)
    elif ending == ".kmz":
        raw = read_kmz(data, most)
    else:
        raw = read_table(name, data, most)
    if not raw.rows:
        raise Unreadable("文件里没有可导入的内容。")
    return raw
