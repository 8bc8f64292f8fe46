"""folder → **listing** → choices: archives in BASEMAP_DIR, the sources the operator wrote beside them, Tianditu; each says whether it can be used and, if not, why."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.conf import settings

from command.basemap.archives import Unusable, read_archive
from command.basemap.rows import BasemapSource

PACKAGED_FILE = "gz.pmtiles"
SOURCES = "sources.json"
PACKAGED = "packaged"
TDT_LAYERS = {"vec": "矢量", "img": "影像", "ter": "地形"}
TDT_LABELS = {"vec": "cva", "img": "cia", "ter": "cta"}
TDT_SOURCE = "天地图(国家地理信息公共服务平台)"
_NAME = re.compile(r"^[\w.\- ()()一-鿿]+\.pmtiles$")
_KEY = re.compile(r"^[a-z0-9][a-z0-9-]{0,29}$")
_heads: dict[tuple[str, int, int], BasemapSource] = {}


def sources() -> list[BasemapSource]:
    """The packaged one first: it is always there, with or without its file."""
    return [_packaged(), *_archives(), *_tianditu(), *_written()]


def source(key: str) -> BasemapSource | None:
    return next((one for one in sources() if one["key"] == key), None)


def blank(key: str, name: str, **given: Any) -> BasemapSource:
    base: BasemapSource = {
        "key": key, "name": name, "style": "raster", "url": "", "labels_url": "", "datum": "wgs84", "tile_size": 256, "minzoom": 0, "maxzoom": 18,
        "bounds": None, "layers": [], "attribution": "", "review": "", "dark": False, "state": "ok", "detail": "", "size": 0,
    }  # fmt: skip
    base.update(given)  # type: ignore[typeddict-item]
    return base


def _packaged() -> BasemapSource:
    path = Path(settings.BASEMAP_DIR) / PACKAGED_FILE
    there = path.exists()
    return blank(
        PACKAGED, "示意底图(随系统)", style="packaged", url="/static/basemap/gz.pmtiles", minzoom=6, maxzoom=12, size=path.stat().st_size if there else 0,
        detail="" if there else "没有底图文件,只画区界",
    )  # fmt: skip


def _archives() -> list[BasemapSource]:
    folder = Path(settings.BASEMAP_DIR)
    if not folder.is_dir():
        return []
    return [_archive(path) for path in sorted(folder.glob("*.pmtiles")) if path.name != PACKAGED_FILE]


def _archive(path: Path) -> BasemapSource:
    """Read again only when the file has changed."""
    about = path.stat()
    known = (str(path), about.st_size, about.st_mtime_ns)
    if known in _heads:
        return _heads[known]
    key = f"file:{path.name}"[:80]
    if not _NAME.match(path.name):
        found = blank(key, path.name, state="unreadable", detail="文件名只能用文字、数字、点、横线和括号", size=about.st_size)
    else:
        try:
            head = read_archive(path)
        except (Unusable, OSError) as error:
            found = blank(key, path.name, state="unreadable", detail=str(error), size=about.st_size)
        else:
            found = blank(
                key, path.stem, style=head.style, url=f"/basemap/{path.name}", tile_size=head.tile_size, minzoom=head.minzoom, maxzoom=head.maxzoom,
                bounds=head.bounds, layers=head.layers, attribution=head.attribution, size=about.st_size,
            )  # fmt: skip
    _heads[known] = found
    return found


def _tianditu() -> list[BasemapSource]:
    """Listed without a key too, so that whoever looks for it finds what is missing."""
    ready = bool(settings.TIANDITU_KEY or (settings.TIANDITU_URL and "{key}" not in settings.TIANDITU_URL))
    return [
        blank(
            f"tdt:{layer}", f"天地图 {name}", url=f"/tiles/tdt/{layer}/{{z}}/{{x}}/{{y}}", labels_url=f"/tiles/tdt/{TDT_LABELS[layer]}/{{z}}/{{x}}/{{y}}",
            minzoom=1, maxzoom=14 if layer == "ter" else 18, attribution=TDT_SOURCE,
            state="ok" if ready else "no_key", detail="" if ready else "没有设置 TIANDITU_KEY",
        )
        for layer, name in TDT_LAYERS.items()
    ]  # fmt: skip


def written() -> list[dict[str, Any]]:
    """`sources.json` as the operator wrote it; raises Unusable with the line that is wrong."""
    path = Path(settings.BASEMAP_DIR) / SOURCES
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise Unusable(f"{SOURCES} 读不懂:{error}") from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unusable(f"{SOURCES} 应为对象的列表")
    return found


def _written() -> list[BasemapSource]:
    try:
        rows = written()
    except Unusable as error:
        return [blank("source:", SOURCES, state="unreadable", detail=str(error))]
    return [_of(row, place) for place, row in enumerate(rows, 1)]


def _of(row: dict[str, Any], place: int) -> BasemapSource:
    key = str(row.get("key", ""))
    name = str(row.get("name") or key or f"第 {place} 项")[:60]
    if fault := fault_of(row):
        return blank(f"source:{key or place}", name, state="unreadable", detail=f"{SOURCES} 第 {place} 项:{fault}")
    return blank(
        f"source:{key}", name, url=f"/tiles/source/{key}/{{z}}/{{x}}/{{y}}", datum=row.get("datum", "wgs84"), tile_size=int(row.get("tile_size", 256)),
        minzoom=int(row.get("minzoom", 0)), maxzoom=int(row.get("maxzoom", 18)), attribution=str(row.get("attribution", ""))[:200],
        review=str(row.get("review", ""))[:80], dark=bool(row.get("dark", False)),
    )  # fmt: skip


def fault_of(row: dict[str, Any]) -> str:
    if not _KEY.match(str(row.get("key", ""))):
        return "key 只能用小写字母、数字和横线"
    url = str(row.get("url", ""))
    if not url.startswith(("http://", "https://")) or not all(part in url for part in ("{z}", "{x}", "{y}")):
        return "url 须以 http 开头并含 {z}、{x}、{y}"
    if "{" in url.split("/")[2].replace("{s}", ""):
        return "url 的主机名里只能有 {s}"
    if row.get("datum", "wgs84") not in ("wgs84", "gcj02"):
        return "datum 只能是 wgs84 或 gcj02"
    try:
        if not 0 <= int(row.get("minzoom", 0)) <= int(row.get("maxzoom", 18)) <= 22 or int(row.get("tile_size", 256)) not in (256, 512):
            return "minzoom、maxzoom 须在 0~22,tile_size 须为 256 或 512"
    except (TypeError, ValueError):
        return "minzoom、maxzoom、tile_size 须为整数"
    return ""
