"""folder → **dropping** → bytes: where no wire reaches, files are carried in; a read one goes to `done`, one that cannot be read to `bad` with the reason beside it."""

from __future__ import annotations

import time
from pathlib import Path

from devices.feeds.fetching import LARGEST
from devices.feeds.readers.reading import Unreadable

SETTLED_S = 2.0  # still being copied while it changes
KEPT = 20  # read files of a feed
HALF = (".part", ".tmp", ".filepart", ".crdownload")


def waiting(folder: Path) -> list[Path]:
    """Complete files, the oldest first. The folder is made, so that it can be found."""
    folder.mkdir(parents=True, exist_ok=True)
    now, found = time.time(), []
    for path in folder.iterdir():
        if path.name.startswith(".") or path.suffix in HALF or not path.is_file() or path.is_symlink():
            continue
        if now - path.stat().st_mtime >= SETTLED_S:
            found.append(path)
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))


def content_of(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise Unreadable("too_large", f"文件超过 {LARGEST // 1024 // 1024} MB")
    return path.read_bytes()


def put_away(path: Path, reason: str = "") -> None:
    """Never twice under one name, never more than the newest few."""
    place = path.parent / ("bad" if reason else "done")
    place.mkdir(exist_ok=True)
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{time.monotonic_ns() % 1_000_000:06d}-{path.name}"
    path.rename(place / name)
    if reason:
        (place / f"{name}.txt").write_text(reason + "\n", encoding="utf-8")
    for old in sorted(place.iterdir())[: -KEPT * (2 if reason else 1)]:
        old.unlink(missing_ok=True)
