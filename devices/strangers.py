"""pipeline → **strangers** → writer: devices nobody registered and frames nobody can read, counted between two writes. Bounded."""

from __future__ import annotations

import logging
from typing import Any

import msgspec

from devices import adapters
from devices.readings import Fix, Source, Status

log = logging.getLogger(__name__)

MAX_STRANGERS = 500  # distinct devices told per second; a flood of invented ids must not fill the table in a minute
MAX_REFUSED = 200  # distinct (topic, reason) told per second
FIRST_BYTES = 256
SAMPLE_CHARS = 400
MAX_TOPIC = 255


class Stranger(msgspec.Struct):
    """One unregistered device since the last write."""

    topic: str
    frames: int
    sample: str
    hint: dict[str, Any]


class Refused(msgspec.Struct):
    """Frames of one topic refused for one reason since the last write."""

    count: int
    first_bytes: bytes


class Strangers:
    def __init__(self) -> None:
        self.devices: dict[Source, Stranger] = {}
        self.refused: dict[tuple[str, str], Refused] = {}
        self.dropped = 0
        self._logged: set[str] = set()

    def met(self, source: Source, topic: bytes, payload: bytes, reading: object) -> None:
        seen = self.devices.get(source)
        if seen is None:
            if len(self.devices) >= MAX_STRANGERS:
                self.dropped += 1
                return
            text = topic.decode(errors="replace")[:MAX_TOPIC]
            seen = self.devices[source] = Stranger(
                text, 0, payload[: SAMPLE_CHARS * 2].decode(errors="replace")[:SAMPLE_CHARS].replace("\x00", ""), {}
            )
            if source.external_id in text:  # a device named inside another one's message has no topic of its own here
                seen.hint.update(adapters.BY_NAME[source.adapter].hint(text))
        seen.frames += 1
        if isinstance(reading, Fix):
            if -90 <= reading.lat <= 90 and -180 <= reading.lon <= 180:
                seen.hint |= {"lat": reading.lat, "lon": reading.lon}
        elif isinstance(reading, Status) and reading.learned:
            seen.hint |= reading.learned

    def refuse(self, topic: bytes, reason: str, payload: bytes) -> None:
        """Counted always, logged once a topic."""
        text = topic.decode(errors="replace").replace("\x00", "�")[:MAX_TOPIC]
        key = (text, reason.replace("\x00", "�")[:200])
        seen = self.refused.get(key)
        if seen is not None:
            seen.count += 1
            seen.first_bytes = payload[:FIRST_BYTES]
        elif len(self.refused) < MAX_REFUSED:
            self.refused[key] = Refused(1, payload[:FIRST_BYTES])
        else:
            self.dropped += 1
        if text not in self._logged and len(self._logged) < 1000:
            self._logged.add(text)
            log.warning("quarantined: topic %s: %s: %r", text, reason, payload[:64])

    def hand_over(self) -> tuple[dict[Source, Stranger], dict[tuple[str, str], Refused]]:
        """What was met since the last call."""
        devices, refused = self.devices, self.refused
        self.devices, self.refused = {}, {}
        return devices, refused
