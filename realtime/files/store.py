"""bytes → **store** → disk: one copy per content under `DATA_DIR/files`, named by its digest alone; nothing of the sender is in a path."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction

from realtime.codes import Problem
from realtime.files.models import File
from realtime.files.sniff import HEAD

STALE_S = 24 * 3600  # no upload takes a day: what is older in `incoming` was left by a process that was killed


class Incoming(NamedTuple):
    """A whole file on our disk that belongs to nobody yet."""

    path: Path
    sha256: str
    size: int
    head: bytes


def root() -> Path:
    return Path(settings.DATA_DIR) / "files"


def path_of(sha256: str) -> Path:
    return root() / sha256[:2] / sha256


@contextmanager
def incoming(chunks: Iterable[bytes], most: int) -> Iterator[Incoming]:
    """Write and digest; whatever happens inside, the temporary file is gone afterwards."""
    path = root() / "incoming" / secrets.token_hex(16)
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise Problem("too_large", f"文件超过 {most // 1024 // 1024} MB。请压缩后再传。", where=["file"])
                digest.update(chunk)
                head += chunk[: HEAD - len(head)]
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        yield Incoming(path, digest.hexdigest(), size, head)
    except OSError as error:
        raise Problem("unavailable", "服务器存储暂时不可用,附件没有保存。请稍后用原来的键重传,并告知管理员。") from error
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def keep(arrived: Incoming) -> None:
    """Give it its lasting place, inside the transaction that makes its row. The lock holds off whoever would sweep it away."""
    _lock(arrived.sha256)
    place = path_of(arrived.sha256)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(FileExistsError):
        os.link(arrived.path, place)


def forget_unowned(sha256: str) -> None:
    """After a failed action: the bytes go unless a row of another upload has them."""
    with transaction.atomic():
        _lock(sha256)
        if not File.objects.filter(sha256=sha256).exists():
            path_of(sha256).unlink(missing_ok=True)


def sweep_away(file: File, at: datetime) -> None:
    """Inside the action that says why: the row stays with its digest, the bytes go unless another row has them still."""
    _lock(file.sha256)
    file.swept_at = at
    file.save(update_fields=["swept_at"])
    if not File.objects.filter(sha256=file.sha256, swept_at=None).exists():
        transaction.on_commit(lambda: forget_swept(file.sha256))


def forget_swept(sha256: str) -> None:
    """Only once the row says so for good. Where we end in between, the daily sweep does it."""
    with transaction.atomic():
        _lock(sha256)
        if not File.objects.filter(sha256=sha256, swept_at=None).exists():
            path_of(sha256).unlink(missing_ok=True)


def sweep() -> int:
    """Chore: what a killed process left behind. Returns how many files went."""
    gone = 0
    now = connection_now()
    for path in root().glob("*/*"):
        if now - path.stat().st_mtime < STALE_S:
            continue
        if path.parent.name == "incoming":
            path.unlink(missing_ok=True)
        elif not File.objects.filter(sha256=path.name, swept_at=None).exists():
            forget_swept(path.name)
        gone += not path.exists()
    return gone


def connection_now() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        (seconds,) = cursor.fetchone()
    return float(seconds)


def _lock(sha256: str) -> None:
    """Until the transaction ends, one process at a time decides about this content."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"file:{sha256}"])
