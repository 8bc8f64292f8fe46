"""bytes → **store** → disk: a case lies once per content under `DATA_DIR/cases`, named by its digest alone."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from realtime.codes import Problem

BLOCK = 1 << 20


def root() -> Path:
    return Path(settings.DATA_DIR) / "cases"


def path_of(sha256: str) -> Path:
    return root() / f"{sha256}.case"


@contextmanager
def making() -> Iterator[Path]:
    """A place to write to; whatever is still there afterwards goes."""
    path = root() / "incoming" / secrets.token_hex(16)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        yield path
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def take_in(chunks: Iterable[bytes], path: Path, most: int) -> None:
    size = 0
    try:
        with path.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise Problem("too_large", f"案例文件超过 {most // 1_000_000} MB。", where=["file"])
                file.write(chunk)
    except OSError as error:
        raise Problem("unavailable", "服务器存储暂时不可用,案例没有保存,请告知管理员。") from error


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def keep(path: Path) -> str:
    """Under its digest; the same content twice lies there once."""
    sha256 = digest_of(path)
    os.replace(path, path_of(sha256))
    return sha256


def forget(sha256: str) -> None:
    with suppress(OSError):
        path_of(sha256).unlink(missing_ok=True)
