"""bytes of a TAK stream → **frames** → door: XML events back to back without a length, or `bf`, a length and a protobuf message. Pure, bounded."""

from __future__ import annotations

MAGIC = 0xBF
MAX_FRAME = 128 * 1024  # a drawing with a thousand points is 60 kB; a data package does not come this way


class BadStream(Exception):
    """Nothing that follows can be made sense of: the connection ends."""


class Splitter:
    """Either form at any moment: a client changes over when it has read our answer, not when we wrote it."""

    def __init__(self) -> None:
        self.held = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Whole frames: an XML element, or the body of a protobuf message."""
        self.held += data
        found: list[bytes] = []
        while self.held:
            frame = self._binary() if self.held[0] == MAGIC else self._xml()
            if frame is None:
                break
            if frame:
                found.append(frame)
        if len(self.held) > MAX_FRAME:
            raise BadStream("一帧超过 128 kB")
        return found

    def _binary(self) -> bytes | None:
        size = shift = 0
        for at in range(1, min(len(self.held), 7)):
            byte = self.held[at]
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                if size > MAX_FRAME:
                    raise BadStream("一帧超过 128 kB")
                if len(self.held) < at + 1 + size:
                    return None
                frame, self.held = self.held[at + 1 : at + 1 + size], self.held[at + 1 + size :]
                return frame
        if len(self.held) >= 7:
            raise BadStream("protobuf 帧长度不合规")
        return None

    def _xml(self) -> bytes | None:
        """Up to the end of the event; a declaration or white space between two is part of neither."""
        stripped = self.held.lstrip(b"\x00\r\n\t ")
        if not stripped:
            self.held = b""
            return None
        if stripped[:1] != b"<":
            if stripped[0] == MAGIC:
                self.held = stripped
                return b""
            raise BadStream("既不是 CoT XML,也不是 TAK protobuf")
        end_of = b"</auth>" if stripped.startswith(b"<auth") else b"</event>"
        end = stripped.find(end_of)
        if end < 0:
            self.held = stripped
            return None
        frame, self.held = stripped[: end + len(end_of)], stripped[end + len(end_of) :]
        return frame


def framed(body: bytes) -> bytes:
    """One protobuf message as a stream wants it."""
    size, varint = len(body), b""
    while True:
        varint += bytes([(size & 0x7F) | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return bytes([MAGIC]) + varint + body
