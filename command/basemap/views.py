"""Tiles and archives for browsers: signed-in screens only, archives in ranges."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_safe

from command.basemap.listing import source
from command.basemap.tiles import Unavailable, Upstream, named, tianditu, tile
from realtime.api import signed_in

MONTH_S = 30 * 86_400
MOST = 16 * 1024 * 1024  # of one range: a directory or some tiles, never the whole archive
_RANGE = re.compile(r"^bytes=(\d+)-(\d*)$")


def _stranger(request: HttpRequest) -> bool:
    return signed_in(request) is None


@require_GET
def tdt(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    if _stranger(request):
        return HttpResponse(status=401)
    try:
        return _answer(tianditu(layer), z, x, y)
    except Unavailable as reason:
        return _none(reason)


@require_GET
def of_source(request: HttpRequest, key: str, z: int, x: int, y: int) -> HttpResponse:
    return HttpResponse(status=401) if _stranger(request) else _answer(named(key), z, x, y)


def _answer(upstream: Upstream | None, z: int, x: int, y: int) -> HttpResponse:
    if upstream is None:
        return HttpResponse(status=404)
    try:
        found = tile(upstream, z, x, y)
    except Unavailable as reason:
        return _none(reason)
    age = 300 if found.stale else MONTH_S
    headers = {
        "Cache-Control": f"private, max-age={age}",
        "X-Tile": "stale" if found.stale else "fresh",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(found.content, content_type=found.kind, headers=headers)


def _none(reason: Unavailable) -> HttpResponse:
    return HttpResponse(status=reason.status, headers={"Cache-Control": "no-store", "X-Tile": reason.why})


@require_safe
def archive(request: HttpRequest, name: str) -> HttpResponse:
    """An archive dropped after the start is served too; the static files were counted once."""
    if _stranger(request):
        return HttpResponse(status=401)
    about = source(f"file:{name}"[:80])
    if about is None or about["state"] != "ok":
        return HttpResponse(status=404)
    path = Path(settings.BASEMAP_DIR) / name
    size = path.stat().st_size
    asked = _RANGE.match(request.headers.get("Range", ""))
    if asked is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    first = int(asked.group(1))
    last = min(int(asked.group(2) or size - 1), size - 1, first + MOST - 1)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with path.open("rb") as file:
        file.seek(first)
        content = file.read(last - first + 1)
    return HttpResponse(
        content, status=206, content_type="application/vnd.pmtiles",
        headers={
            "Content-Range": f"bytes {first}-{last}/{size}", "Accept-Ranges": "bytes", "Cache-Control": "private, max-age=3600",
            "ETag": f'"{size:x}-{path.stat().st_mtime_ns:x}"',
        },
    )  # fmt: skip
