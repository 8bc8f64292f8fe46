"""A second pair of eyes: a tiny process that outlives a killed supervisor by three seconds and takes everything along.

The kernel's death signal reaches our children only; what they started themselves, or a child that ignores the signal, is the guardian's work.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import time

MARK = "ECC_RUN"  # in the environment of everything we start
POLITE_S = 2.0  # time for the death signals to work, above all for PostgreSQL's clean stop
CHECK_S = 0.1
OVERWRITERS = ("postgres", "valkey-server")  # they write their title over the environment, and with it our mark


def start(mark: str, lock: int) -> int:
    """Forks the guardian; it keeps the lock so that no new run starts among the remains. Returns the descriptor that must stay open."""
    ours, theirs = os.pipe()
    if os.fork():
        os.close(ours)
        return theirs
    try:
        os.close(theirs)
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_IGN)
        quiet = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(quiet, descriptor)
        _watch(ours, mark, lock)
    finally:
        os._exit(0)


def _watch(pipe: int, mark: str, lock: int) -> None:
    """The supervisor writes the process ids worth knowing, then "done" when it has stopped them itself; end of file means it died."""
    said = b""
    while data := os.read(pipe, 4096):
        said += data
    if said.endswith(b"done\n"):
        return
    known = {int(line) for line in said.split() if line.isdigit()}
    deadline = time.monotonic() + POLITE_S
    while (left := _left(mark, known)) and time.monotonic() < deadline:
        time.sleep(CHECK_S)
    for number in (signal.SIGQUIT, signal.SIGKILL):  # SIGQUIT: PostgreSQL's immediate stop, its children go with it
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        time.sleep(CHECK_S * 3)
        left = _left(mark, known)
    os.close(lock)


def tell(pipe: int, text: str) -> None:
    """Says a process id (or "done") to the guardian; a dead guardian is no reason to stop."""
    with contextlib.suppress(OSError):
        os.write(pipe, f"{text}\n".encode())


def end_what_is_left(mark: str) -> None:
    """After a polite stop: whoever left the group of the child that started it has heard nothing yet."""
    deadline = time.monotonic() + POLITE_S
    while (left := _left(mark, set())) and time.monotonic() < deadline:
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(CHECK_S / 2)


def _left(mark: str, known: set[int]) -> list[int]:
    """What is still alive: everything with our mark, and the known ones that have overwritten their environment."""
    word = f"{MARK}={mark}".encode()
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        pid = int(folder.name)
        if pid == os.getpid():
            continue
        try:
            if (folder / "stat").read_text().rpartition(")")[2].split()[0] in ("Z", "X"):
                continue
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue
        if word in environment.split(b"\0") or (pid in known and (folder / "comm").read_text().startswith(OVERWRITERS)):
            found.append(pid)
    return found
