"""Which parts of DATA_DIR an installation is, and which it makes again by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

# What people gave and said, papers and cases, and what this installation is known by. Not: the database's own files, logs, what the broker and
# Valkey keep, map tiles and feed files that come again, the screens' build.
KEPT = ("files", "talk", "phones", "recordings", "cases", "packs", "prompts", "opinion", "settings", "secrets", "tls", "secret_key")
PASSING = {"incoming"}  # half an upload


def kept(data: Path) -> Iterator[Path]:
    """Files, relative to `data`, in the order of their names."""
    for name in KEPT:
        place = data / name
        if place.is_file():
            yield Path(name)
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            if path.is_file() and not path.is_symlink() and not PASSING & set(path.relative_to(place).parts):
                yield path.relative_to(data)
