"""LoRa mesh radios behind a gateway: ServiceEnvelope on the `e` topic, and the JSON of firmware before 2.8."""

from __future__ import annotations

from devices.adapters.meshtastic_messages import BROADCAST, NODEINFO, POSITION, M
from devices.simulator.wires.shape import Frame, Place, Wire, as_json

CHANNEL, GATEWAY = "LongFast", "!7e000001"


class Mesh(Wire):
    """Its id is `!` and eight hex digits."""

    @property
    def node(self) -> int:
        return int(self.ident.removeprefix("!"), 16)

    def _packet(self, port: int, payload: bytes, at_ms: int) -> bytes:
        data = M["Data"](portnum=port, payload=payload)
        packet = M["MeshPacket"](
            sender=self.node, to=BROADCAST, decoded=data, id=self.dice.randrange(1, 2**32), rx_time=at_ms // 1000, rx_snr=6.5, hop_limit=3,
            hop_start=3, via_mqtt=False,
        )  # fmt: skip
        envelope = M["ServiceEnvelope"](packet=packet, channel_id=CHANNEL.encode(), gateway_id=GATEWAY.encode())
        return bytes(envelope.SerializeToString())

    def _topic(self) -> str:
        return f"msh/CN/2/e/{CHANNEL}/{GATEWAY}"

    def hello(self, at_ms: int) -> list[Frame]:
        user = M["User"](
            id=self.ident.encode(), long_name=f"演示节点 {self.ident[-4:]}".encode(), short_name=self.ident[-4:].encode(), hw_model=43
        )
        return [Frame(self._topic(), self._packet(NODEINFO, user.SerializeToString(), at_ms))]

    def report(self, place: Place) -> list[Frame]:
        said = M["Position"](
            latitude_i=round(place.lat * 1e7), longitude_i=round(place.lon * 1e7), altitude=round(place.alt), time=place.at_ms // 1000,
            ground_speed=round(place.speed * 3.6), ground_track=round(place.heading * 1e5), sats_in_view=9, precision_bits=32,
        )  # fmt: skip
        return [Frame(self._topic(), self._packet(POSITION, said.SerializeToString(), place.at_ms), place)]


class MeshJson(Mesh):
    def _topic(self) -> str:
        return f"msh/CN/2/json/{CHANNEL}/{GATEWAY}"

    def hello(self, at_ms: int) -> list[Frame]:
        said = {"id": self.ident, "longname": f"演示节点 {self.ident[-4:]}", "shortname": self.ident[-4:], "hardware": 43, "role": 0}
        return [Frame(self._topic(), self._json("nodeinfo", said, at_ms))]

    def _json(self, kind: str, payload: dict[str, object], at_ms: int) -> bytes:
        signed = self.node - 2**32 if self.node >= 2**31 else self.node  # old firmware prints them so
        return as_json({
            "id": self.dice.randrange(1, 2**32), "from": signed, "to": -1, "channel": 0, "type": kind, "sender": GATEWAY,
            "timestamp": at_ms // 1000, "rssi": -80, "snr": 6.5, "payload": payload,
        })  # fmt: skip

    def report(self, place: Place) -> list[Frame]:
        said: dict[str, object] = {
            "latitude_i": round(place.lat * 1e7), "longitude_i": round(place.lon * 1e7), "altitude": round(place.alt),
            "time": place.at_ms // 1000, "ground_speed": round(place.speed * 3.6), "ground_track": round(place.heading * 1e5), "sats_in_view": 9,
        }  # fmt: skip
        return [Frame(self._topic(), self._json("position", said, place.at_ms), place)]
