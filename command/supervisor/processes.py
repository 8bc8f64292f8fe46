"""Child processes that cannot outlive us: own group, death signal, output to a log file, restart with back-off."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pathlib
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_libc = ctypes.CDLL(None, use_errno=True)  # loaded before any fork: the child must not load libraries
PR_SET_PDEATHSIG = 1
BACK_OFF_S = (0.2, 0.5, 1.0, 2.0, 5.0)
STEADY_S = 20.0  # a process that ran this long starts again with the shortest pause
LOG_LIMIT = 10_000_000  # one old file is kept beside it


def die_with_parent(number: int) -> None:
    """Asks the kernel to send us this signal when the thread that started us ends."""
    _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def _in_child(death: int, parent: int) -> Callable[[], None]:
    def prepare() -> None:  # after the change of user, which would clear the death signal
        os.setpgid(0, 0)
        # A shell's background job ignores SIGINT and hands that on; then nothing could be stopped politely
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        die_with_parent(death)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return prepare


@dataclass(slots=True)
class Child:
    """One program we keep running; start it from the main thread only (the death signal follows the thread)."""

    name: str
    command: list[str]
    env: dict[str, str]
    log: pathlib.Path
    cwd: pathlib.Path
    stop_signal: signal.Signals = signal.SIGTERM
    stop_wait: float = 4.0
    uid: int | None = None
    stdin: bytes | None = None
    handles: tuple[int, ...] = ()  # sockets that listen already
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    failures: int = field(default=0)

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Starts it; what it says goes to its own log file."""
        with contextlib.suppress(OSError):
            if self.log.stat().st_size > LOG_LIMIT:
                self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                env=self.env,
                cwd=self.cwd,
                stdin=subprocess.PIPE if self.stdin is not None else subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                pass_fds=self.handles,
                preexec_fn=_in_child(self.stop_signal, os.getpid()),  # noqa: PLW1509 – one thread only
                **({} if self.uid is None else {"user": self.uid, "group": self.uid, "extra_groups": []}),  # type: ignore[call-overload]
            )
        if self.stdin is not None and self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(self.stdin)
            self.process.stdin.close()
        self.started = time.monotonic()

    def note_end(self) -> float:
        """It ended: decides how long to wait before the next start, and says so."""
        if time.monotonic() - self.started > STEADY_S:
            self.failures = 0
        pause = BACK_OFF_S[min(self.failures, len(BACK_OFF_S) - 1)]
        self.failures += 1
        self.due = time.monotonic() + pause
        return pause

    def last_words(self) -> str:
        """The last line it wrote, for the one line we print."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - 4000))
                lines = [line.strip() for line in log.read().decode(errors="replace").splitlines() if line.strip()]
        except OSError:
            return ""
        return lines[-1][:200] if lines else ""

    def signal(self, number: int) -> None:
        """To the whole group, so that its own children hear it too."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    def trim_log(self) -> None:
        """A log that grew too long becomes the old one; the writer appends, so it goes on at the start of an empty file."""
        with contextlib.suppress(OSError):
            if self.log.stat().st_size > LOG_LIMIT:
                self.log.with_suffix(".old.log").write_bytes(self.log.read_bytes())
                os.truncate(self.log, 0)


def stop_together(children: list[Child], hurry: Callable[[], bool] = lambda: False) -> None:
    """Asks all at once, waits for the slowest, then kills what is left, groups included."""
    asked = time.monotonic()
    for child in children:
        if child.running and child.process is not None:
            # Postgres must hear it once, on the postmaster; the others get it as a group
            if child.stop_signal == signal.SIGINT:
                child.process.send_signal(signal.SIGINT)
            else:
                child.signal(child.stop_signal)
    for child in children:
        while child.running and time.monotonic() < asked + child.stop_wait and not hurry():
            time.sleep(0.02)
        child.signal(signal.SIGKILL)
        if child.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(2)
