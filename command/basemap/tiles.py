"""tile → **tiles** → picture: fetched once, kept on disk, stale when the source is away. Only sources this installation names are ever asked.

The one place where a web request waits for a foreign network: a tile that came later would be worth nothing. So it waits briefly, few wait at
once, a source that does not answer is left alone for a while, and no transaction is open.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from pathlib import Path
from typing import NamedTuple

import requests
from django.conf import settings

from command.basemap.archives import Unusable
from command.basemap.listing import TDT_LABELS, TDT_LAYERS, fault_of, written

log = logging.getLogger(__name__)

TIMEOUT_S = (2.0, 4.0)
AT_ONCE = 12  # requests of this process to all sources together
FRESH_S = 30 * 86_400  # maps change slowly, and licences want no mass copying
LARGEST = 2 * 1024 * 1024
REST_S = 20.0  # a source that failed is not asked for so long
TDT_URL = (
    "https://t{s}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default&TILEMATRIXSET=w"
    "&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
)
TDT = frozenset(TDT_LAYERS) | frozenset(TDT_LABELS.values())

_slots = threading.BoundedSemaphore(AT_ONCE)
_resting: dict[str, float] = {}
_client = threading.local()


class Tile(NamedTuple):
    content: bytes
    kind: str
    stale: bool


class Upstream(NamedTuple):
    """A source and its template; `key` of the cache folder."""

    key: str
    url: str
    minzoom: int
    maxzoom: int


class Unavailable(Exception):
    """There is no such tile here now. `why` is a code for the header."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


def tianditu(layer: str) -> Upstream | None:
    if layer not in TDT:
        return None
    url = settings.TIANDITU_URL or TDT_URL
    if "{key}" in url and not settings.TIANDITU_KEY:
        raise Unavailable(503, "no_key")
    url = url.replace("{layer}", layer).replace("{key}", settings.TIANDITU_KEY)
    return Upstream(f"tdt-{layer}", url, 1, 18)


def named(key: str) -> Upstream | None:
    """One of sources.json; the page says which, never where."""
    try:
        rows = written()
    except Unusable:
        return None
    row = next((one for one in rows if one.get("key") == key and not fault_of(one)), None)
    return Upstream(f"source-{key}", str(row["url"]), int(row.get("minzoom", 0)), int(row.get("maxzoom", 18))) if row else None


def tile(source: Upstream, z: int, x: int, y: int) -> Tile:
    if not source.minzoom <= z <= source.maxzoom or not 0 <= x < 2**z or not 0 <= y < 2**z:
        raise Unavailable(404, "outside")
    path = folder() / source.key / str(z) / str(x) / str(y)
    kept = _kept(path)
    if kept is not None and not kept.stale:
        return kept
    try:
        content = _fetch(source, z, x, y)
    except Unavailable:
        if kept is not None:
            return kept
        raise
    _keep(path, content)
    return Tile(content, kind_of(content) or "application/octet-stream", False)


def folder() -> Path:
    return Path(settings.DATA_DIR) / "tiles"


def _kept(path: Path) -> Tile | None:
    try:
        content = path.read_bytes()
        about = path.stat()
        age = time.time() - about.st_mtime
        # When it was looked at last, for the broom; the time of writing says how old it is
        os.utime(path, (time.time(), about.st_mtime))
    except OSError:
        return None
    kind = kind_of(content)
    return Tile(content, kind, age > FRESH_S) if kind else None


def _fetch(source: Upstream, z: int, x: int, y: int) -> bytes:
    if _resting.get(source.key, 0.0) > time.monotonic():
        raise Unavailable(503, "resting")
    if not _slots.acquire(blocking=False):
        raise Unavailable(503, "busy")
    try:
        url = source.url.replace("{s}", str((x + y) % 8)).replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))
        with _session().get(url, timeout=TIMEOUT_S, allow_redirects=False, stream=True) as answer:
            if answer.status_code == 404:
                raise Unavailable(404, "none")
            content = b""
            if answer.status_code == 200:
                for part in answer.iter_content(65_536):
                    content += part
                    if len(content) > LARGEST:
                        break
        if answer.status_code != 200 or len(content) > LARGEST or kind_of(content) is None:
            _rest(source, f"HTTP {answer.status_code}, {len(content)} bytes")
            raise Unavailable(502, "refused")  # a wrong key answers with words where a picture should be
        return content
    except requests.RequestException as error:
        _rest(source, type(error).__name__)
        raise Unavailable(504, "unreachable") from None
    finally:
        _slots.release()


def _rest(source: Upstream, why: str) -> None:
    if _resting.get(source.key, 0.0) < time.monotonic():
        log.warning("tiles: %s: %s", source.key, why)
    _resting[source.key] = time.monotonic() + REST_S


def _session() -> requests.Session:
    """One per thread: connections are kept."""
    if not hasattr(_client, "session"):
        session = requests.Session()
        session.trust_env = False
        session.headers["User-Agent"] = "Mozilla/5.0 (emergency-command-centre)"  # Tianditu's browser keys refuse others
        if settings.OUTSIDE_PROXY:
            session.proxies = {"http": settings.OUTSIDE_PROXY, "https": settings.OUTSIDE_PROXY}
        _client.session = session
    found: requests.Session = _client.session
    return found


def kind_of(content: bytes) -> str | None:
    if content.startswith(b"\x89PNG"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "image/gif" if content.startswith(b"GIF8") else None


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all; a full disk costs the cache, not the tile."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        half.write_bytes(content)
        half.replace(path)
    except OSError as error:
        log.warning("tiles: not kept: %s", error)


def sweep_tiles(budget: int | None = None) -> int:
    """The worker's chore: above the budget the tiles looked at longest ago go, down to nine tenths. Returns how many went."""
    most = settings.TILE_CACHE_MB * 1024 * 1024 if budget is None else budget
    found: list[tuple[float, int, Path]] = []
    for root, _, names in os.walk(folder()):
        for name in names:
            path = Path(root) / name
            try:
                about = path.stat()
            except OSError:
                continue
            found.append((max(about.st_atime, about.st_mtime), about.st_size, path))
    total = sum(size for _, size, _ in found)
    if total <= most:
        return 0
    gone = 0
    for _, size, path in sorted(found, key=lambda one: one[0]):
        if total <= most * 0.9:
            break
        path.unlink(missing_ok=True)
        total -= size
        gone += 1
    return gone
