"""bytes → **sniff** → kind: what a file is by its first bytes, and how many pixels it would open to. Names and headers of the sender count for nothing.

No Django, and no decoding: a picture that would fill a screen's memory is recognised by the size it declares.
"""

from __future__ import annotations

from typing import NamedTuple

HEAD = 64 * 1024  # a JPEG with a large thumbnail in its EXIF block declares its size after it


class Kind(NamedTuple):
    mime: str
    ending: str
    family: str  # image, document, media: each has its own limit


JPEG = Kind("image/jpeg", "jpg", "image")
PNG = Kind("image/png", "png", "image")
WEBP = Kind("image/webp", "webp", "image")
PDF = Kind("application/pdf", "pdf", "document")
MP4 = Kind("video/mp4", "mp4", "media")
M4A = Kind("audio/mp4", "m4a", "media")
OGG = Kind("audio/ogg", "ogg", "media")
OGV = Kind("video/ogg", "ogv", "media")
WEBM = Kind("video/webm", "webm", "media")
KINDS = (JPEG, PNG, WEBP, PDF, MP4, M4A, OGG, OGV, WEBM)

VIDEO_BRANDS = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"iso8",
    b"mp41",
    b"mp42",
    b"avc1",
    b"MSNV",
    b"M4V ",
    b"dash",
    b"3gp4",
    b"3gp5",
    b"3gp6",
}
AUDIO_BRANDS = {b"M4A ", b"M4B "}


def sniff(head: bytes) -> Kind | None:
    """None = nothing we take."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP" and head[12:16] in (b"VP8 ", b"VP8L", b"VP8X"):
        return WEBP
    if head.startswith((b"%PDF-1.", b"%PDF-2.")):
        return PDF
    if head[4:8] == b"ftyp":
        return _mp4(head[8:12])
    if head.startswith(b"OggS\x00"):
        return OGV if b"\x80theora" in head[:256] else OGG
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:  # EBML of another document type is Matroska: not taken
        return WEBM
    return None


def _mp4(brand: bytes) -> Kind | None:
    if brand in AUDIO_BRANDS:
        return M4A
    return MP4 if brand in VIDEO_BRANDS else None


def pixels(kind: Kind, head: bytes) -> int | None:
    """Width × height of a picture; None where the head does not say, which for a picture means: do not take it."""
    size = None
    if kind is PNG and len(head) >= 24:
        size = int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
    elif kind is JPEG:
        size = _jpeg(head)
    elif kind is WEBP:
        size = _webp(head)
    return size[0] * size[1] if size and all(size) else None


def _jpeg(head: bytes) -> tuple[int, int] | None:
    """From the start-of-frame segment: every other segment before it says its own length."""
    at = 2
    while at + 9 <= len(head):
        if head[at] != 0xFF:
            return None
        marker = head[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(head[at + 7 : at + 9]), int.from_bytes(head[at + 5 : at + 7])
        else:
            at += 2 + int.from_bytes(head[at + 2 : at + 4])
    return None


def _webp(head: bytes) -> tuple[int, int] | None:
    if len(head) < 30:
        return None
    match head[12:16]:
        case b"VP8X":
            return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
        case b"VP8L":
            bits = int.from_bytes(head[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
