"""The load: a process that writes ready-made telemetry to a broker, paced to so many a second; or one that plays the broker itself and is read in bulk."""

from __future__ import annotations

import contextlib
import multiprocessing
import socket
import time
from multiprocessing.connection import Connection

from devices.mqtt import wire
from tests.bench.packets import DEVICES, Packets

SLICE_S = 0.01  # a hundred writes a second: smooth for the receiver, cheap here

spawn = multiprocessing.get_context("spawn")


def mqtt_socket(url: str, client_id: str) -> socket.socket:
    """A connected MQTT client as a plain socket."""
    address = wire.address_of(url)
    link = socket.create_connection((address.host, address.port), timeout=10)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    link.sendall(wire.connect(client_id, address, keepalive=600))
    answer = link.recv(4, socket.MSG_WAITALL)
    if answer[0] != wire.CONNACK or answer[3]:
        raise ConnectionError(f"broker answered {answer.hex()}")
    link.settimeout(None)
    return link


class Sent:
    """What was sent when: (turn, first device, last device, monotonic time just before the write)."""

    def __init__(self, slices: list[tuple[int, int, int, float]]) -> None:
        self.slices = slices
        self.count = sum(last - first for _, first, last, _ in slices)
        self.late = 0.0


class Publisher:
    """A child process. `start(rate, seconds)` returns at once, `result()` waits for the end; the number of the round goes on from run to run."""

    def __init__(self, url: str, devices: int = DEVICES) -> None:
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_serve, args=(theirs, url, devices), daemon=True)
        self.process.start()
        self.pipe.recv()

    def start(self, rate: float, seconds: float) -> None:
        self.pipe.send((rate, seconds))

    def result(self) -> Sent:
        answer = self.pipe.recv()
        if isinstance(answer, str):
            raise RuntimeError(f"publisher: {answer}")
        return Sent(answer)

    def stop(self) -> None:
        self.pipe.send(None)
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()


def _serve(pipe: Connection, url: str, devices: int) -> None:
    packets = Packets(devices)
    link = mqtt_socket(url, f"bench-publisher-{time.monotonic_ns()}")
    link.settimeout(30)
    at = [0, 0]  # round, next device
    pipe.send("ready")
    while (order := pipe.recv()) is not None:
        try:
            pipe.send(_run(link, packets, at, *order))
        except OSError as error:
            pipe.send(repr(error))


def _run(link: socket.socket, packets: Packets, at: list[int], rate: float, seconds: float) -> list[tuple[int, int, int, float]]:
    slices: list[tuple[int, int, int, float]] = []
    began, sent = time.monotonic(), 0
    while (now := time.monotonic()) - began < seconds:
        due = int((now - began + SLICE_S) * rate) - sent
        while due > 0:
            turn, first = at
            last = min(packets.devices, first + due)
            data = packets.take(first, last, turn, int(time.time() * 1000))
            slices.append((turn, first, last, time.monotonic()))
            link.sendall(data)
            sent, due = sent + last - first, due - (last - first)
            at[:] = (turn, last) if last < packets.devices else (turn + 1, 0)
        time.sleep(max(0.0, SLICE_S - (time.monotonic() - now)))
    return slices


class Stream:
    """In bulk: a child that plays the broker to one subscriber and writes ready-made telemetry as fast as it is read."""

    def __init__(self, devices: int = DEVICES) -> None:
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_stream, args=(theirs, devices), daemon=True)
        self.process.start()
        self.url = f"mqtt://127.0.0.1:{self.pipe.recv()}"

    def stop(self) -> None:
        self.process.kill()
        self.process.join(5)


def _stream(pipe: Connection, devices: int) -> None:
    packets = Packets(devices)
    with socket.create_server(("127.0.0.1", 0)) as server:
        pipe.send(server.getsockname()[1])
        link, _ = server.accept()
    link.recv(4096)  # CONNECT
    link.sendall(bytes([wire.CONNACK, 2, 0, 0]))
    asked = link.recv(4096)  # SUBSCRIBE: head, length, packet id
    link.sendall(bytes([wire.SUBACK, 4]) + asked[2:4] + b"\0\0")
    time.sleep(0.5)
    turn = 0
    with contextlib.suppress(OSError):  # until the subscriber is gone
        while True:
            link.sendall(packets.take(0, devices, turn, int(time.time() * 1000)))
            turn += 1
