"""A team member with ATAK: cursor on target as an XML stream, or as protobuf; a chat line to it is acknowledged as delivered and read."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from devices.adapters import tak_events as cot
from devices.readings import Undecodable
from devices.simulator.wires.shape import Frame, Place, Wire

STALE_MS = 120_000


class Atak(Wire):
    carrier = "tak"

    def _event(self, place: Place) -> bytes:
        at = cot.zulu(place.at_ms)
        name = quoteattr(f"演示 {self.ident[-4:]}")
        return (
            f'<event version="2.0" uid={quoteattr(self.ident)} type="a-f-G-U-C" how="m-g" time="{at}" start="{at}" '
            f'stale="{cot.zulu(place.at_ms + STALE_MS)}"><point lat="{place.lat}" lon="{place.lon}" hae="{place.alt}" ce="6.0" '
            f'le="9999999.0"/><detail><contact callsign={name} endpoint="*:-1:stcp"/><__group name="Cyan" role="Team Member"/>'
            f'<status battery="{place.battery:.0f}"/><takv device="SIM" platform="ATAK-CIV" version="5.4.0"/>'
            f'<track speed="{place.speed:.2f}" course="{place.heading:.1f}"/></detail></event>'
        ).encode()

    def report(self, place: Place) -> list[Frame]:
        return [Frame(f"tak/{self.ident}", self._event(place), place)]

    def heard(self, topic: str, payload: bytes, at_ms: int) -> list[Frame]:
        """What the centre wrote to this handset."""
        try:
            told = cot.parse(payload)
        except Undecodable:
            return []
        if told.type != "b-t-f" or not told.message:
            return []
        return [Frame(topic, self._receipt(kind, told.message, at_ms)) for kind in ("b-t-f-d", "b-t-f-r")]

    def _receipt(self, kind: str, message: str, at_ms: int) -> bytes:
        at, me = cot.zulu(at_ms), quoteattr(self.ident)
        return (
            f'<event version="2.0" uid={quoteattr(message)} type="{kind}" how="h-g-i-g-o" time="{at}" start="{at}" '
            f'stale="{cot.zulu(at_ms + STALE_MS)}"><point lat="0.0" lon="0.0" hae="9999999.0" ce="9999999.0" le="9999999.0"/>'
            f"<detail><__chatreceipt messageId={quoteattr(message)} senderCallsign={me}/>"
            f'<link uid={me} relation="p-p" type="a-f-G-U-C"/></detail></event>'
        ).encode()


class AtakProto(Atak):
    """The same after both sides have agreed on protobuf v1."""

    def report(self, place: Place) -> list[Frame]:
        return [Frame(f"tak/{self.ident}", cot.as_proto(cot.element_of(self._event(place))), place)]
