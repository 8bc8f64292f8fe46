"""What `make fuzz` can feed: every adapter with its corpus and its memory, and the cutters of byte streams before them."""

from __future__ import annotations

import importlib
import json
import os
import struct
from collections.abc import Callable, Iterator
from functools import reduce
from operator import xor
from pathlib import Path
from typing import NamedTuple

import django

from devices import adapters
from devices.adapters import jt808, jt808_frames, mapped
from devices.adapters.jt808_frames import BadFrame
from devices.adapters.known import Facts
from devices.adapters.mapped_rows import Field, Mapping
from devices.adapters.mavlink_frames import DEFINITIONS, crc
from devices.mqtt import wire
from tests.devices.corpus import SAMPLES, samples
from tests.devices.garbage import Decoders

Frame = tuple[str, bytes]
# (topic, payload, time) → how many things were said; None = refused with a reason
Read = Callable[[str, bytes, int], int | None]


class Decoder(NamedTuple):
    name: str
    corpus: list[Frame]
    made: Callable[[], Read]  # with a memory of its own
    mended: Callable[[bytes], bytes] = bytes  # checksum put right again, so that what is behind it is reached


ROW = Mapping(
    name="vendor", topic_filter="vendor/+/up", identity="$.id", each="$.rows[*]", time_path="$.t", time_format="iso", datum="bd09",
    fields=(
        Field("fix.lat", "$.p[1]", factor=1e-6), Field("fix.lon", "$.p[0]", factor=1e-6), Field("measure.water_level", "$..v[?@.k=='wl'].n", unit="m"),
        Field("sos.active", "key", equals=["SOS", 1]), Field("status.battery", "bat"), Field("name", "$['the name']"),
    ),
)  # fmt: skip
_OBJECT = {
    "id": 7,
    "t": "2026-11-03T08:15:30",
    "p": [113302000, 23188000],
    "v": [{"k": "wl", "n": 3.4}],
    "key": "SOS",
    "bat": "83",
    "the name": "桥",
}


def corpora() -> dict[str, list[Frame]]:
    """Frames by the adapter that reads them."""
    found: dict[str, list[Frame]] = {name: [] for name in adapters.BY_NAME}
    for told in samples():
        found.setdefault(told.name.partition("/")[0], []).append((told.topic, told.payload))
    for path in sorted(SAMPLES.glob("*/*")):
        name = path.parent.name
        if path.suffix == ".json":
            told = json.loads(path.read_text())
            if isinstance(told, dict) and "topic" in told and "payload" in told and "says" not in told:
                found[name].append((told["topic"], json.dumps(told["payload"], ensure_ascii=False).encode()))
            elif name == "owntracks":
                found[name].append(("owntracks/f1/phone", path.read_bytes()))
        elif path.suffix == ".xml" and name == "gb28181":
            found[name].append(("gb28181/34020000001340000001", path.read_bytes()))
        elif path.suffix == ".hex" and name == "jt808":
            message = jt808_frames.parse(bytes.fromhex(path.read_text().strip()))
            found[name].append((f"jt808/{message.phone}", struct.pack(">H", message.ident) + jt808.NO_COMMAND + message.body))
    found["mapped"] = [("vendor/7/up", json.dumps({"rows": [_OBJECT, _OBJECT]}, ensure_ascii=False).encode())]
    return found


def _of_adapter() -> Read:
    decoders = Decoders(Facts(mapped=mapped.made_ready([ROW], adapters.OWNED_ROOTS)))

    def read(topic: str, payload: bytes, now: int) -> int | None:
        said = decoders.read(topic, payload, now)
        return None if said is None else len(said)

    return read


def _jt808_stream() -> Read:
    def read(topic: str, payload: bytes, now: int) -> int | None:
        assembler = jt808_frames.Assembler()
        try:
            return sum(assembler.add(jt808_frames.parse(frame)) is not None for frame in jt808_frames.Splitter().feed(payload))
        except BadFrame:
            return None

    return read


def _tak_stream() -> Read:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "command.settings")
    django.setup()  # this door's package shows our own things too; its splitter asks nothing of them
    frames = importlib.import_module("devices.doors.tak.frames")

    def read(topic: str, payload: bytes, now: int) -> int | None:
        try:
            return len(frames.Splitter().feed(payload))
        except frames.BadStream:
            return None

    return read


def _mqtt_stream() -> Read:
    def read(topic: str, payload: bytes, now: int) -> int | None:
        heard: list[object] = []
        parser = wire.Parser(lambda *m: heard.append(m), lambda kind, body: heard.append(kind), lambda why, first: heard.append(why))
        try:
            parser.feed(payload)
        except wire.Desynced:
            return None
        return len(heard)

    return read


def _mavlink_mended(frame: bytes) -> bytes:
    """Of the first frame; which message it is decides the byte that goes into the checksum."""
    head = {0xFD: 10, 0xFE: 6}.get(frame[0] if frame else 0)
    if head is None or len(frame) < head + 2 or len(frame) < head + 2 + frame[1]:
        return frame
    number = int.from_bytes(frame[7:10], "little") if head == 10 else frame[5]
    definition, end = DEFINITIONS.get(number), head + frame[1]
    if definition is None:
        return frame
    return frame[:end] + crc(frame[1:end], definition.crc_extra).to_bytes(2, "little") + frame[end + 2 :]


def _jt808_mended(frame: bytes) -> bytes:
    """Exclusive or over what is between the flags, as it is before escaping."""
    inside = frame.strip(b"\x7e").replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")[:-1]
    whole = inside + bytes([reduce(xor, inside, 0)])
    return b"\x7e" + whole.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02") + b"\x7e"


def all_of_them() -> Iterator[Decoder]:
    found = corpora()
    for name, corpus in found.items():
        if corpus:
            yield Decoder(name, corpus, _of_adapter, _mavlink_mended if name == "mavlink" else bytes)
    raw = [("", bytes.fromhex(path.read_text().strip())) for path in sorted(Path(SAMPLES / "jt808").glob("*.hex"))]
    if raw:
        yield Decoder("jt808 stream", [*raw, ("", raw[0][1] + raw[-1][1])], _jt808_stream, _jt808_mended)
    if found.get("tak"):
        xml = [payload for _, payload in found["tak"]]
        yield Decoder("tak stream", [("", each) for each in xml] + [("", b"".join(xml[:3]))], _tak_stream)
    packets = [wire.publish(topic, payload, qos=n % 2, mid=n + 1) for n, (topic, payload) in enumerate(found["radio"])]
    yield Decoder("mqtt stream", [("", packet) for packet in packets] + [("", b"".join(packets))], _mqtt_stream)
