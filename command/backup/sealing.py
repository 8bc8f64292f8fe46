"""archive ⇄ age: written and read as a stream, so that recordings of any size need no room for a second copy in the clear.

The format is age's (age-encryption.org/v1): X25519 or ssh keys, ChaCha20-Poly1305 in chunks of 64 KiB, each of which is authenticated before a byte
of it is used. The machine that makes backups knows only the public key; what opens them lies in the bureau's safe.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

import pyrage

from realtime.codes import Problem

Reader = Callable[[IO[bytes]], Any]


def recipient_of(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except Exception as error:
        raise Problem("invalid", "BACKUP_RECIPIENT 不是 age 公钥(以 age1 开头)。用 manage.py backup_key 生成一对。") from error


def identity_of(text: str) -> Any:
    """The line with the key; comments that age-keygen writes above it are passed over."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        return pyrage.x25519.Identity.from_str(lines[0])
    except Exception as error:
        raise Problem("invalid", "密钥文件里没有 age 私钥(以 AGE-SECRET-KEY-1 开头)。") from error


@contextmanager
def sealed(path: Path, recipient: Any) -> Iterator[BinaryIO]:
    """What is written to the result ends up in `path`, encrypted, readable by us alone."""
    read, write = os.pipe()
    trouble: list[BaseException] = []

    def seal() -> None:
        try:
            with os.fdopen(read, "rb") as clear, os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
                pyrage.encrypt_io(clear, out, [recipient])
                out.flush()
                os.fsync(out.fileno())
        except BaseException as error:
            trouble.append(error)

    worker = threading.Thread(target=seal, name="seal")
    worker.start()
    try:
        with os.fdopen(write, "wb") as into:
            yield into
    except BrokenPipeError:  # the other end has the reason
        pass
    finally:
        worker.join()
    if trouble:
        raise Problem("unavailable", f"备份没有写成:{trouble[0]}") from trouble[0]


def opened(path: Path, identity: Any, read: Reader) -> Any:
    """`read` gets the archive in the clear. A key that does not fit, or one byte that was changed, is a Problem."""
    source, target = os.pipe()
    trouble: list[BaseException] = []

    def unseal() -> None:
        try:
            with path.open("rb") as sealed_file, os.fdopen(target, "wb") as out:
                pyrage.decrypt_io(sealed_file, out, [identity])
        except BaseException as error:
            trouble.append(error)

    worker = threading.Thread(target=unseal, name="unseal")
    worker.start()
    try:
        with os.fdopen(source, "rb") as clear:
            try:
                found = read(clear)
                while clear.read(1 << 20):  # to the end: only there is the last chunk known to be whole
                    pass
            except Problem:
                raise
            except Exception as error:
                worker.join(5)
                raise _broken(path, trouble or [error]) from error
    finally:
        worker.join()
    if trouble:
        raise _broken(path, trouble) from trouble[0]
    return found


def _broken(path: Path, trouble: list[BaseException]) -> Problem:
    said = str(trouble[0])
    if "No matching keys" in said:
        return Problem("invalid", f"{path.name} 不是用这把密钥封的。请用与备份时 BACKUP_RECIPIENT 配对的私钥。")
    return Problem("invalid", f"{path.name} 已损坏或不完整,不能用于恢复:{said[:200]}")
