"""A cluster whose database has had every migration, kept between test runs: all of them from the first take a minute, a copy a second."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from command.supervisor.layout import Layout

PARTS = ("command", "dispatch", "devices", "realtime")
KEEP = 3  # of a branch, of another, of the day before
TEMPLATE = "ecc"  # the database that `postgres` makes for us; a test run works in copies of it


def make(layout: Layout, migrate: Callable[[Layout], int]) -> pathlib.Path | None:
    """The kept cluster; the first to ask makes it with `migrate`. None: it could not be made, the run migrates for itself."""
    kept = layout.data / "migrated"
    kept.mkdir(exist_ok=True)
    made = kept / _name(layout)
    with _alone(kept):
        if made.exists():
            os.utime(made)
            return made
        scratch = pathlib.Path(tempfile.mkdtemp(prefix="test-", dir=layout.data))
        scratch.chmod(0o755)  # PostgreSQL enters as nobody
        try:
            if migrate(dataclasses.replace(layout, data=scratch)):
                return None
            (scratch / "postgres").rename(made)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        for stale in sorted((folder for folder in kept.iterdir() if folder.is_dir()), key=lambda folder: -folder.stat().st_mtime)[KEEP:]:
            shutil.rmtree(stale, ignore_errors=True)
        return made


def copy(made: pathlib.Path, into: pathlib.Path) -> None:
    """Owner and modes stay as the server demands them."""
    subprocess.run(["cp", "-a", str(made), str(into / "postgres")], check=True)


def _name(layout: Layout) -> str:
    """Of the migrations, of what they run on, and of the day: tables of a day are made when a database is."""
    digest = hashlib.sha256(datetime.now(UTC).date().isoformat().encode())
    roots = [layout.root / part for part in PARTS]
    files = [file for root in roots for file in root.rglob("migrations/*.py")]
    for file in sorted([*files, *(layout.root / "requirements").glob("*.txt"), layout.root / "command" / "supervisor" / "postgres.py"]):
        digest.update(str(file.relative_to(layout.root)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:20]


@contextlib.contextmanager
def _alone(folder: pathlib.Path) -> Iterator[None]:
    """Two lanes that begin together make one."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
