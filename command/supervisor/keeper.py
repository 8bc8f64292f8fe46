"""The main loop: starts services and processes, starts again what ends, stops everything in reverse order."""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

from command.supervisor import guardian, lock
from command.supervisor.layout import Layout
from command.supervisor.processes import Child, die_with_parent, stop_together
from command.supervisor.services import Service, assemble, embedded_urls, urls

TRIM_EVERY_S = 60.0
SAID, SAY_AGAIN = 5, 60
BACKLOG = 512  # connections that wait while a web process starts; the kernel has its own limit (net.core.somaxconn)
WEB_ENDS_S = 10.0  # it finishes what it was asked (realtime/draining.py)


class Keeper:
    """Holds the lock of one data directory and every process under it, as a context."""

    def __init__(self, layout: Layout, say: Callable[[str], None] = print) -> None:
        self.layout, self.say = layout, say
        self.mark = secrets.token_hex(8)
        self.services: list[Service] = []
        self.children: list[Child] = []
        self.stop_requests = 0
        self.interruptible = True  # while installers run, a signal ends them; afterwards the loop stops in order
        self.env: dict[str, str] = {}
        self._handles: list[int] = []
        self.listening: list[socket.socket] = []

    def __enter__(self) -> Self:
        if os.environ.get("MAKELEVEL"):
            die_with_parent(signal.SIGTERM)  # a killed `make` takes us along
        handle = lock.hold(self.layout.data)
        os.environ[guardian.MARK] = self.mark  # installers carry it too
        self._pipe = guardian.start(self.mark, handle)
        self._handles = [handle]
        wake, self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._listen = wake
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake the loop
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.interruptible = False
        asked = self.stop_requests
        stop_together(self.children[::-1], lambda: self.stop_requests > max(asked, 1))
        stop_together([service.child for service in self.services][::-1], lambda: self.stop_requests > max(asked, 1) + 1)
        guardian.end_what_is_left(self.mark)
        guardian.tell(self._pipe, "done")
        signal.set_wakeup_fd(-1)
        for one in self.listening:
            one.close()
        for handle in (*self._handles, self._pipe, self._listen, self._wake):
            with contextlib.suppress(OSError):
                os.close(handle)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_requests += 1
        if self.interruptible:
            raise KeyboardInterrupt

    @property
    def stopping(self) -> bool:
        return self.stop_requests > 0

    def start_services(self) -> None:
        """The embedded ones together (each takes its time), then waits for all; afterwards `env` leads to them."""
        self.interruptible = False
        plain = dict(os.environ)  # what the services get: no addresses, no passwords
        self.env = plain | {"DATA_DIR": str(self.layout.data), "PYTHONUNBUFFERED": "1"}
        # Listening addresses are ours to decide; whoever started us under `make` is of no interest to the children
        self.env |= {"HOST": self.layout.host, "PORT": str(self.layout.port), "MQTT_PORT": str(self.layout.mqtt_port)}
        self.env |= {"VOICE_PORT": str(self.layout.voice_port)}
        for name in ("MAKELEVEL", "MAKEFLAGS", "MFLAGS"):
            self.env.pop(name, None)
        self.env |= urls(self.layout, embedded_urls(self.layout))
        self.services = assemble(self.layout, plain)
        for service in self.services:
            service.start()
            self._tell(service.child)
        for service in self.services:
            service.wait(lambda: self.stopping)

    def listen(self) -> None:
        """The pages' sockets are ours: every web process accepts from the same queue, and one that is started again finds those who waited."""
        ports = [self.layout.port, *([self.layout.http_port] if self.layout.tls else [])]
        family = socket.AF_INET6 if ":" in self.layout.host else socket.AF_INET
        for port in ports:
            self.listening.append(socket.create_server((self.layout.host, port), family=family, backlog=BACKLOG))

    def start_child(self, name: str, command: list[str]) -> Child:
        """One process of the Procfile under the venv's Python."""
        words = [str(self.layout.python) if word == "python" else word for word in command]
        child = Child(name, words, self.env, self.layout.logs / f"{name}.log", self.layout.root)
        if name.partition("-")[0] == "web" and self.listening:
            child.handles = tuple(one.fileno() for one in self.listening)
            child.env = self.env | {"LISTEN_FD": ",".join(str(handle) for handle in child.handles)}
            child.stop_wait = WEB_ENDS_S
        self.children.append(child)
        child.start()
        self._tell(child)
        return child

    def _tell(self, child: Child) -> None:
        if child.process is not None:
            guardian.tell(self._pipe, str(child.process.pid))

    def wait(self, seconds: float) -> None:
        """Until a child ends, a signal comes or the time is over."""
        with contextlib.suppress(InterruptedError):
            select.select([self._listen], [], [], max(0.0, seconds))
        with contextlib.suppress(BlockingIOError):
            os.read(self._listen, 4096)

    def look_after(self) -> None:
        """One round: what ended is started again, services first, each with its own pause."""
        for service in self.services:
            if not service.child.running:
                self._again(service.child, service.start)
        for child in self.children:
            if not child.running:
                self._again(child, child.start)

    def _again(self, child: Child, start: Callable[[], None]) -> None:
        if child.due == 0.0:
            pause = child.note_end()
            code = child.process.returncode if child.process else "?"
            if child.failures <= SAID or child.failures % SAY_AGAIN == 0:  # what never starts must not fill the screen
                self.say(f"{child.name} 已退出（{code}），{pause:g} s 后重新启动：{child.last_words()} （日志 {child.log}）")
        if time.monotonic() < child.due:
            return
        child.signal(signal.SIGKILL)  # what the dead one had started
        child.due = 0.0
        start()
        self._tell(child)

    def run(self) -> None:
        """Keeps everything until somebody asks to stop."""
        trim = time.monotonic() + TRIM_EVERY_S
        while not self.stopping:
            self.look_after()
            waiting = [c.due for c in (*self.children, *(s.child for s in self.services)) if c.due]
            self.wait(min([1.0, *(due - time.monotonic() for due in waiting)]))
            if time.monotonic() > trim:
                trim = time.monotonic() + TRIM_EVERY_S
                for child in (*self.children, *(s.child for s in self.services)):
                    child.trim_log()
