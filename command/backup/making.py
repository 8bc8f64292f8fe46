"""worker, `manage.py backup` → **one sealed file** of the whole installation, taken while it works."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import psycopg
from django.conf import settings
from django.utils.timezone import localtime

from command.backup import archive
from command.backup.folders import kept
from command.backup.manifest import DATABASE, Manifest, facts
from command.backup.programs import run
from command.backup.sealing import recipient_of, sealed
from realtime import clock
from realtime.codes import Problem
from realtime.database import conninfo
from realtime.rules.models import rule

SUFFIX = ".tar.age"
STALE_S = 12 * 3600  # a half-made backup of a process that was killed


class Backup(NamedTuple):
    path: Path
    size: int
    made_at: datetime


def folder() -> Path:
    return Path(settings.BACKUP_DIR)


def backups() -> list[Backup]:
    """Newest first, of this city."""
    found = folder().glob(f"ecc-{settings.CITY}-*{SUFFIX}") if folder().exists() else []
    rows = [(path, path.stat()) for path in found]
    zone = clock.now().tzinfo
    return sorted(
        (Backup(path, stat.st_size, localtime(datetime.fromtimestamp(stat.st_mtime, tz=zone))) for path, stat in rows),
        key=lambda one: one.path.name, reverse=True,
    )  # fmt: skip


def make_due_backup() -> Path | None:
    """A chore: once a day from the rule's hour on, where a recipient is set; a missed night is made up for."""
    if not settings.BACKUP_RECIPIENT:
        return None
    now = localtime(clock.now())
    if now.hour < int(rule("backup.hour")) or any(one.made_at.date() == now.date() for one in backups()):
        return None
    return make_backup()


def make_backup() -> Path | None:
    """The path of the finished file; None where another process is at it. Written aside and renamed: what has the name is whole."""
    if not settings.BACKUP_RECIPIENT:
        raise Problem("invalid", "没有设置 BACKUP_RECIPIENT(age 公钥)。用 manage.py backup_key 生成一对,私钥离线保管。")
    recipient = recipient_of(settings.BACKUP_RECIPIENT)
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    _forget_halves()
    now = localtime(clock.now())
    path = folder() / f"ecc-{settings.CITY}-{now:%Y%m%dT%H%M%S}{SUFFIX}"
    half = folder() / f"ecc-{settings.CITY}{SUFFIX}.part"  # one name: whoever comes second finds it taken
    try:
        with tempfile.TemporaryDirectory(dir=folder(), prefix="dump-") as scratch:
            dump = Path(scratch) / DATABASE
            with sealed(half, recipient) as into:
                archive.write(into, Path(settings.DATA_DIR), kept(Path(settings.DATA_DIR)), {DATABASE: dump}, _dumped(dump))
    except FileExistsError:
        return None
    except Problem as error:
        if isinstance(error.__cause__, FileExistsError):
            return None
        half.unlink(missing_ok=True)
        raise
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    half.rename(path)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    Path(f"{path}.sha256").write_text(f"{digest.hexdigest()}  {path.name}\n")  # so that a copy elsewhere is checked without the key
    _forget_old(path)
    return path


def _dumped(dump: Path) -> Manifest:
    """The facts and the dump are of the same instant, whatever is written meanwhile."""
    with psycopg.connect(conninfo()) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        manifest = Manifest(**facts(connection))
        run("pg_dump", [f"--snapshot={row[0]}", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}"], conninfo())
    dump.chmod(0o600)
    return manifest


def _forget_halves() -> None:
    for half in folder().glob(f"*{SUFFIX}.part"):
        if clock.now().timestamp() - half.stat().st_mtime > STALE_S:
            half.unlink(missing_ok=True)


def _forget_old(newest: Path) -> None:
    """By the rule's days; the newest stays whatever its age."""
    until = clock.now() - timedelta(days=float(rule("backup.keep_d")))
    for one in backups():
        if one.path != newest and one.made_at < until:
            one.path.unlink(missing_ok=True)
            Path(f"{one.path}.sha256").unlink(missing_ok=True)
