"""wire → **meshtastic** → pipeline: LoRa mesh radios whose gateways publish to MQTT (docs/devices.md, *Meshtastic*).

A gateway republishes what any node said, so the id in the topic is only who heard it; the speaker is in the packet. Several gateways hear one
packet: positions are read once, and what is a promise is known by the packet's number anyway. Everything of a channel comes on one topic, an ALERT
too, so all of it takes the lane that is acknowledged.
"""

from __future__ import annotations

import random
from collections import OrderedDict
from typing import Any

import msgspec

from devices.adapters.awaited import AWAITED
from devices.adapters.known import Command, Facts, Reader, Unsupported
from devices.adapters.meshtastic_keys import PUBLIC_KEY, channel_hash, crypt
from devices.adapters.meshtastic_messages import BROADCAST, ROUTING, TEXT, M
from devices.adapters.meshtastic_reading import Packet, read_json, read_port
from devices.adapters.protobuf_tables import parsed, said, words
from devices.readings import PROMISES as PROMISED
from devices.readings import Answer, Decoded, Reading, Source, Status, Undecodable, device_time

NAME = "meshtastic"
ROOTS = ("msh",)
TELEMETRY: tuple[str, ...] = ()
PROMISES = ("msh/#",)
REMEMBERS = True  # the channels' keys

MAX_SEEN = 8192  # packets; at a busy mesh's few a second that is most of an hour, and copies come within seconds
MAX_NODES = 50_000
_MAX_TEXT_BYTES = 200  # of 237 in a packet; the rest is header
_SILENT = "stat"  # the gateway's own will
_MAP = "map"  # reports to the public map, without a channel


class Mesh:
    """What all topics of the mesh share: keys, packets already read, and through which channel a node was last heard."""

    def __init__(self, facts: Facts) -> None:
        self.keys = facts.mesh_keys
        self.node = facts.mesh_node
        self.seen: OrderedDict[tuple[int, int], None] = OrderedDict()
        self.heard: dict[int, str] = {}

    def relearn(self, facts: Facts) -> None:
        self.keys, self.node = facts.mesh_keys, facts.mesh_node

    def repeated(self, sender: int, number: int) -> bool:
        if (sender, number) in self.seen:
            return True
        self.seen[(sender, number)] = None
        if len(self.seen) > MAX_SEEN:
            self.seen.popitem(last=False)
        return False

    def news(self, sender: int, topic: str) -> bool:
        """Is this the first time that this node is heard through this channel?"""
        if self.heard.get(sender) == topic:
            return False
        if len(self.heard) >= MAX_NODES:
            self.heard.clear()
        self.heard[sender] = topic
        return True


def remember(source: Source, facts: Facts) -> Mesh:
    return Mesh(facts)


def route(topic: str) -> tuple[Source, Reader]:
    levels = topic.split("/")
    # The root and what stands before the 2 are the operator's choice: msh/CN/2/e/…, msh/CN/Guangdong/2/e/…
    places = [n for n in range(1, len(levels) - 1) if levels[n] == "2" and levels[n + 1] in ("e", "json", _SILENT, _MAP)]
    if not places:
        raise Undecodable("主题应为 msh/…/2/e/{频道}/{网关} 或 msh/…/2/json/{频道}/{网关}")
    place = places[-1]
    what, rest = levels[place + 1], levels[place + 2 :]
    every = Source(NAME, "")  # one memory for the whole mesh
    if what == _SILENT:
        return every, _nothing
    if what == _MAP:
        return every, _read_envelope("/".join(levels[:place]), "")
    if len(rest) != 2 or not rest[0]:
        raise Undecodable("主题缺少频道或网关")
    if what == "json":
        return every, _read_json("/".join(levels[:place]), rest[0])
    return every, _read_envelope("/".join(levels[:place]), rest[0])


def _nothing(payload: bytes, received_ms: int, retained: bool, memory: Mesh) -> Decoded:
    return [], ()


def name_of(number: int) -> str:
    return f"!{number:08x}"


def _read_envelope(base: str, channel: str) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, mesh: Mesh) -> Decoded:
        envelope = parsed(M["ServiceEnvelope"], payload, "Meshtastic ServiceEnvelope")
        packet = envelope.packet
        if not packet.sender or packet.sender == BROADCAST or not packet.id:
            raise Undecodable("报文没有发送者或编号")
        if packet.sender == mesh.node:
            return [], ()  # our own words, republished
        if channel and said(envelope, "channel_id") is not None and words(envelope.channel_id) != channel:
            raise Undecodable("报文中的频道与主题不符")
        data = packet.decoded if packet.HasField("decoded") else _opened(packet, channel, mesh)
        direct = packet.hop_start == packet.hop_limit and packet.HasField("rx_snr")
        found = Packet(
            Source(NAME, name_of(packet.sender)),
            packet.id,
            device_time(packet.rx_time * 1000) if packet.rx_time else None,
            received_ms,
            retained,
            # Signal of the last hop; only when there was but one is it the speaker's own. SNR -20 dB is the edge, +10 excellent.
            min(100.0, max(0.0, (packet.rx_snr + 20) / 30 * 100)) if direct and -100 < packet.rx_snr < 100 else None,
        )
        if data.portnum == ROUTING:
            return _acknowledged(found.source, data, received_ms), ()
        topic = f"{base}/2/e/{channel}" if channel else ""
        return _once(found, packet.sender, read_port(found, data.portnum, data.payload), topic, mesh), ()

    return read


def _acknowledged(source: Source, data: Any, received_ms: int) -> list[Reading]:
    """The radio itself has our text (an acknowledgement by somebody who only passed it on is not under its number)."""
    asked = AWAITED.of(source, f"packet:{data.request_id}", received_ms)
    if asked is None:
        return []
    AWAITED.met(source, f"packet:{data.request_id}")
    error = parsed(M["Routing"], data.payload, "Meshtastic Routing").error_reason
    text = f"自组网未送达(错误 {error})" if error else ""
    return [Answer(source=source, received_ms=received_ms, correlation=asked.correlation, result=error, method="text", text=text)]


def _opened(packet: Any, channel: str, mesh: Mesh) -> Any:
    """A wrong key gives noise, which is told from a message by its first field: a port number between 1 and 511."""
    if not packet.encrypted:
        raise Undecodable("报文既无明文也无密文")
    if packet.pki_encrypted or channel == "PKI":
        raise Undecodable("点对点加密报文,平台没有私钥")
    key = mesh.keys.get(channel)
    if key is None and packet.channel == channel_hash(channel, PUBLIC_KEY):
        key = PUBLIC_KEY  # a channel as it comes out of the box
    if key is None:
        raise Undecodable(f"频道 {channel[:40]} 未登记密钥(MESHTASTIC_KEYS)")
    try:
        data = parsed(M["Data"], crypt(key, packet.id, packet.sender, packet.encrypted) if key else packet.encrypted, "Data")
    except Undecodable:
        raise Undecodable(f"频道 {channel[:40]} 的密钥不对") from None
    if not 0 < data.portnum < 512:
        raise Undecodable(f"频道 {channel[:40]} 的密钥不对")
    return data


def _once(p: Packet, sender: int, readings: list[Reading], topic: str, mesh: Mesh) -> list[Reading]:
    """Positions and states of a packet that another gateway brought already are dropped; promises pass, the inbox knows them by their number."""
    if mesh.repeated(sender, p.number):
        return [reading for reading in readings if isinstance(reading, PROMISED)]
    if topic and mesh.news(sender, topic):
        learned: dict[str, object] = {"kind": "radio", "mesh": topic}
        readings.append(Status(source=p.source, at_ms=p.at_ms, received_ms=p.received_ms, learned=learned))
    return readings


class _Json(msgspec.Struct, gc=False, rename={"sender_id": "from"}):
    sender_id: int
    id: int
    type: str = ""
    payload: Any = None
    timestamp: float | None = None
    snr: float | None = None
    hops_away: int | None = None


_json = msgspec.json.Decoder(_Json).decode


def _read_json(base: str, channel: str) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, mesh: Mesh) -> Decoded:
        m = _json(payload)
        if not -(2**31) <= m.sender_id < 2**32 or not -(2**31) <= m.id < 2**32:
            raise Undecodable("from 或 id 不是 32 位整数")
        sender, number = m.sender_id & 0xFFFFFFFF, m.id & 0xFFFFFFFF  # old firmware prints them signed
        if not sender or not number or sender == BROADCAST:
            raise Undecodable("报文没有发送者或编号")
        if sender == mesh.node:
            return [], ()
        link = min(100.0, max(0.0, (m.snr + 20) / 30 * 100)) if m.snr is not None and m.hops_away == 0 else None
        at_ms = device_time(m.timestamp * 1000) if m.timestamp else None
        found = Packet(Source(NAME, name_of(sender)), number, at_ms, received_ms, retained, link)
        return _once(found, sender, read_json(found, m.type, m.payload), f"{base}/2/e/{channel}", mesh), ()

    return read


def hint(topic: str) -> dict[str, object]:
    return {"kind": "radio", "area": "", "label": topic.rpartition("/")[2]}


def encode(command: Command) -> tuple[str, bytes]:
    """A text to one radio, through the channel by which it was last heard; the mesh has no answer key, so an order goes out as words."""
    facts, topic = command.facts, command.meta.get("mesh")
    text = _words_of(command)
    if not facts.mesh_node:
        raise Unsupported("未设置 MESHTASTIC_NODE,平台不能向自组网电台发报")
    if not isinstance(topic, str) or not topic:
        raise Unsupported("尚未听到该电台,不知道经哪个频道发给它")
    channel = topic.rpartition("/")[2]
    key = facts.mesh_keys.get(channel)
    if key is None:
        raise Unsupported(f"频道 {channel} 未登记密钥(MESHTASTIC_KEYS)")
    # The same command sent again must be the same packet, or the radio shows it twice
    number = random.Random(command.correlation).getrandbits(32) or 1
    AWAITED.expect(Source(NAME, command.external_id), f"packet:{number}", command.correlation, command.now_ms)
    data = M["Data"](portnum=TEXT, payload=text).SerializeToString()
    packet = M["MeshPacket"](
        sender=facts.mesh_node,
        to=int(command.external_id[1:], 16),
        channel=channel_hash(channel, key),
        encrypted=crypt(key, number, facts.mesh_node, data) if key else data,
        id=number,
        hop_limit=3,
        hop_start=3,
        want_ack=True,
    )
    own = name_of(facts.mesh_node)
    envelope = M["ServiceEnvelope"](packet=packet, channel_id=channel.encode(), gateway_id=own.encode())
    return f"{topic}/{own}", envelope.SerializeToString()


def _words_of(command: Command) -> bytes:
    body = command.payload
    text = body.get("text")
    if command.kind == "order":
        text = " ".join(str(body[key]) for key in ("number", "task", "place") if body.get(key))
    elif command.kind == "cancel":
        text = f"指令 {body.get('number') or body.get('order') or ''} 已撤销"
    elif command.kind not in ("text", "call", "tts"):
        raise Unsupported("自组网电台只能收文字")
    if not isinstance(text, str) or not text.strip():
        raise Unsupported("没有可发的文字")
    return text.strip().encode()[:_MAX_TEXT_BYTES].decode(errors="ignore").encode()
