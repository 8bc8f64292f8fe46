"""One supervisor per data directory: a lock that the kernel gives back whatever way its holder dies."""

from __future__ import annotations

import fcntl
import os
import pathlib
import time

from command.supervisor.complaint import Complaint

AFTER_A_CRASH_S = 6.0  # the guardian of a killed run keeps the lock until the last child is gone


def hold(data: pathlib.Path) -> int:
    """Takes the lock and writes our process id into it; the descriptor must stay open."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        handle = os.open(data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        (data / "logs").mkdir(exist_ok=True)
        probe = data / "logs" / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Complaint(
            f"数据目录 {data} 不可写（{error.strerror}），请改 DATA_DIR 或目录权限。 DATA_DIR {data} is not writable ({error.strerror})."
        ) from None
    deadline = time.monotonic() + AFTER_A_CRASH_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode().strip()
            if _alive(holder) or time.monotonic() > deadline:
                os.close(handle)
                raise Complaint(
                    f"已在运行（进程 {holder}，数据目录 {data}）。 Already running as process {holder} on {data}; stop it with Ctrl-C there."
                ) from None
            time.sleep(0.1)
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    return handle


def held(data: pathlib.Path) -> bool:
    """Is a supervisor running on this data directory?"""
    try:
        handle = os.open(data / "lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _alive(pid: str) -> bool:
    """A zombie holds nothing: only its guardian may still be tidying up."""
    try:
        state = pathlib.Path(f"/proc/{int(pid)}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, ValueError):
        return False
    return state not in ("Z", "X")
