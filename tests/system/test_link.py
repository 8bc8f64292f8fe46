"""The proxy that other tests believe: each of its ills does what it says, to what is open and to what is new, and healing takes it away."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from command.supervisor.ports import free_port
from tests.system.link import Link


class Echo:
    """Answers what it hears, and counts who is connected."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.connected = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                one, _ = self.listening.accept()
            except OSError:
                return
            self.connected += 1
            threading.Thread(target=self._answer, args=[one], daemon=True).start()

    def _answer(self, one: socket.socket) -> None:
        with one, suppress(OSError):
            while data := one.recv(65536):
                one.sendall(data)
        self.connected -= 1


@pytest.fixture
def echo() -> Iterator[Echo]:
    made = Echo()
    yield made
    made.listening.close()


@pytest.fixture
def link(echo: Echo) -> Iterator[Link]:
    made = Link("127.0.0.1", echo.port)
    yield made
    made.close()


def dialled(link: Link) -> socket.socket:
    wire = socket.create_connection(("127.0.0.1", link.port), timeout=5)
    wire.settimeout(1)
    return wire


def said(wire: socket.socket, words: bytes = b"hello") -> bytes:
    """What comes back; empty when the other end closed, `TimeoutError` when nobody answers."""
    wire.sendall(words)
    heard = b""
    while len(heard) < len(words):
        part = wire.recv(65536)
        if not part:
            break
        heard += part
    return heard


def test_it_carries_both_ways_and_passes_the_end_on(echo: Echo, link: Link) -> None:
    words = bytes(range(256)) * 4000
    with dialled(link) as wire:
        threading.Thread(target=wire.sendall, args=[words], daemon=True).start()
        heard = b""
        while len(heard) < len(words):
            heard += wire.recv(65536)
        assert heard == words
        wire.shutdown(socket.SHUT_WR)
        assert wire.recv(10) == b""
    assert link.carried == 2 * len(words)


def test_cut_breaks_what_is_open_and_refuses_what_is_new(link: Link) -> None:
    with dialled(link) as wire:
        assert said(wire) == b"hello"
        link.cut()
        with pytest.raises(ConnectionError):
            said(wire)
            said(wire)
    with pytest.raises(OSError), dialled(link) as late:
        if said(late) == b"":
            raise ConnectionError
    link.heal()
    with dialled(link) as again:
        assert said(again) == b"hello"


def test_frozen_it_keeps_everything_and_gives_it_when_it_thaws(link: Link) -> None:
    with dialled(link) as wire:
        assert said(wire) == b"hello"
        link.freeze()
        with pytest.raises(TimeoutError):
            said(wire, b"later")
        with dialled(link) as new, pytest.raises(TimeoutError):
            said(new)
        link.heal()
        assert wire.recv(10) == b"later"


def test_delayed_by_so_much_and_in_order(link: Link) -> None:
    with dialled(link) as wire:
        link.delay(150, jitter=50)
        began = time.monotonic()
        assert said(wire) == b"hello"
        assert 0.3 <= time.monotonic() - began < 1
        assert said(wire, bytes(range(256)) * 100) == bytes(range(256)) * 100
        link.heal()
        said(wire)
        began = time.monotonic()
        said(wire)
        assert time.monotonic() - began < 0.1


def test_throttled_to_so_many_bytes_a_second(link: Link) -> None:
    with dialled(link) as wire:
        wire.settimeout(10)
        link.throttle(10_000)
        began = time.monotonic()
        said(wire, bytes(5_000))
        assert 0.5 <= time.monotonic() - began < 3
        assert link.carried == 10_000


def test_reset_ends_what_is_open_and_lets_the_next_one_pass(link: Link) -> None:
    with dialled(link) as wire:
        assert said(wire) == b"hello"
        link.reset()
        with pytest.raises(ConnectionResetError):
            wire.recv(10)
    with dialled(link) as again:
        assert said(again) == b"hello"


def test_half_open_the_service_is_gone_and_the_client_never_told(echo: Echo, link: Link) -> None:
    with dialled(link) as wire:
        assert said(wire) == b"hello"
        link.half_open()
        with pytest.raises(TimeoutError):
            said(wire)
        with pytest.raises(TimeoutError):
            said(wire)
        end = time.monotonic() + 2
        while echo.connected and time.monotonic() < end:
            time.sleep(0.01)
        assert echo.connected == 0
        with dialled(link) as again:
            assert said(again) == b"hello"
        link.heal()
        with pytest.raises(OSError):  # an RST, as a carrier that has forgotten it would send
            said(wire)
            said(wire)


def test_a_service_that_is_not_there_ends_the_connection() -> None:
    link = Link("127.0.0.1", free_port())
    with pytest.raises(OSError), dialled(link) as wire:  # reset while it connects, or just after
        if said(wire) == b"":
            raise ConnectionError
    link.close()


def test_the_same_url_by_way_of_the_link(link: Link) -> None:
    assert link.url("postgres://ecc:word@10.0.0.1:5432/ecc?a=1") == f"postgres://ecc:word@127.0.0.1:{link.port}/ecc?a=1"
    assert link.url("mqtt://10.0.0.1:1883") == f"mqtt://127.0.0.1:{link.port}"
    assert link.url("redis://:word@10.0.0.1:6379/0") == f"redis://:word@127.0.0.1:{link.port}/0"
