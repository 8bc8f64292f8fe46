"""file → **archives** → what it is: the head of a PMTiles archive says how it must be drawn. No Django.

Header of version 3: 127 bytes, little endian; the metadata behind it is JSON, mostly gzipped.
"""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from pathlib import Path
from typing import Any, NamedTuple

HEADER = 127
LARGEST_METADATA = 4 * 1024 * 1024
PLAIN, GZIP = 1, 2  # compressions
VECTOR, PNG, JPEG, WEBP, AVIF = 1, 2, 3, 4, 5  # tile types


class Unusable(Exception):
    """The words say why, for the person who copied the file."""


class Archive(NamedTuple):
    style: str
    name: str
    minzoom: int
    maxzoom: int
    bounds: list[float]
    layers: list[str]
    attribution: str
    tile_size: int


def read_archive(path: Path) -> Archive:
    with path.open("rb") as file:
        head = file.read(HEADER)
        if head[:7] != b"PMTiles":
            raise Unusable("不是 PMTiles 文件")
        if len(head) < HEADER or head[7] != 3:
            raise Unusable(f"PMTiles 版本 {head[7] if len(head) > 7 else '?'} 不支持,请转换为版本 3")
        offset, length = struct.unpack_from("<QQ", head, 24)
        compression, kind, low, high = head[97], head[99], head[100], head[101]
        if length > LARGEST_METADATA:
            raise Unusable("元数据过大,文件可能已损坏")
        if path.stat().st_size < offset + length:
            raise Unusable("文件不完整,可能复制时中断")
        file.seek(offset)
        metadata = _metadata(file.read(length), compression)
    bounds = [value / 1e7 for value in struct.unpack_from("<iiii", head, 102)]
    return Archive(
        style=_style(kind, metadata), name=str(metadata.get("name") or path.stem)[:60], minzoom=low, maxzoom=high, bounds=bounds,
        layers=[str(layer.get("id")) for layer in _layers(metadata)], attribution=_plain(str(metadata.get("attribution") or ""))[:300],
        tile_size=512 if str(metadata.get("tile_size") or metadata.get("tileSize")) == "512" else 256,
    )  # fmt: skip


def _metadata(raw: bytes, compression: int) -> dict[str, Any]:
    try:
        if compression == GZIP:
            raw = gzip.decompress(raw)
        elif compression != PLAIN:
            raise Unusable("元数据的压缩方式不支持(只支持 gzip)")
        found = json.loads(raw or b"{}")
    except (OSError, EOFError, zlib.error, ValueError):
        raise Unusable("元数据读不懂,文件可能已损坏") from None
    return found if isinstance(found, dict) else {}


def _layers(metadata: dict[str, Any]) -> list[dict[str, Any]]:
    """Older writers put them, as a string, under `json`."""
    found = metadata.get("vector_layers")
    if found is None and isinstance(metadata.get("json"), str):
        try:
            found = json.loads(metadata["json"]).get("vector_layers")
        except (ValueError, AttributeError):
            found = None
    return [layer for layer in found if isinstance(layer, dict)] if isinstance(found, list) else []


def _style(kind: int, metadata: dict[str, Any]) -> str:
    if kind == VECTOR:
        names = {str(layer.get("id")) for layer in _layers(metadata)}
        if {"district", "borders", "outline"} <= names:
            return "packaged"
        if {"roads", "earth"} <= names:
            return "protomaps"
        return "openmaptiles" if "transportation" in names else "layers"
    if kind not in (PNG, JPEG, WEBP, AVIF):
        raise Unusable("瓦片格式不认识")
    encoding = str(metadata.get("encoding", "")).lower()
    if encoding in ("terrarium", "mapbox"):
        return encoding
    return "raster"


def _plain(text: str) -> str:
    """Attribution is often HTML; the line under the map is text."""
    kept, inside = [], False
    for letter in text:
        if letter == "<":
            inside = True
        elif letter == ">":
            inside = False
        elif not inside:
            kept.append(letter)
    return "".join(kept).replace("&copy;", "©").replace("&amp;", "&").strip()
