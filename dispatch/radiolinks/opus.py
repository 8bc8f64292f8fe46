"""PCM of a radio (8 kHz) ↔ **opus** ↔ talk frames: the four calls of libopus we need, through its C interface. No Django.

libopus (BSD) comes from the system – `libopus0` in Debian –, not from a package of Python bindings: those that bundle it are hardly kept.
Encoder and decoder work at 8 kHz; the packets are ordinary Opus, every screen decodes them at 48 kHz.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from functools import cache
from typing import Any

RATE = 8000
FRAME = 160  # samples of 20 ms
VOIP = 2048  # OPUS_APPLICATION_VOIP
SET_BITRATE, SET_INBAND_FEC, SET_DTX = 4002, 4012, 4016
BITS_PER_S = 16_000  # narrow-band speech; what the microphone of a screen sends at 24 k
MOST_BYTES = 400  # realtime/talk/frame.py


class OpusMissing(RuntimeError):
    """libopus is not installed here."""


@cache
def library() -> Any:
    name = ctypes.util.find_library("opus")
    if name is None:
        raise OpusMissing("没有找到 libopus;Debian/Ubuntu: apt install libopus0")
    found = ctypes.CDLL(name)
    pointer = ctypes.c_void_p
    found.opus_encoder_create.restype = found.opus_decoder_create.restype = pointer
    found.opus_encoder_create.argtypes = [ctypes.c_int32, ctypes.c_int, ctypes.c_int, ctypes.POINTER(ctypes.c_int)]
    found.opus_decoder_create.argtypes = [ctypes.c_int32, ctypes.c_int, ctypes.POINTER(ctypes.c_int)]
    found.opus_encode.argtypes = [pointer, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int32]
    found.opus_decode.argtypes = [pointer, ctypes.c_char_p, ctypes.c_int32, ctypes.c_char_p, ctypes.c_int, ctypes.c_int]
    found.opus_encoder_destroy.argtypes = found.opus_decoder_destroy.argtypes = [pointer]
    return found


class Encoder:
    def __init__(self) -> None:
        self._library, wrong = library(), ctypes.c_int()
        self._state = self._library.opus_encoder_create(RATE, 1, VOIP, ctypes.byref(wrong))
        if wrong.value:
            raise OpusMissing(f"libopus: {wrong.value}")
        for what, value in ((SET_BITRATE, BITS_PER_S), (SET_DTX, 0), (SET_INBAND_FEC, 0)):
            self._library.opus_encoder_ctl(ctypes.c_void_p(self._state), ctypes.c_int(what), ctypes.c_int(value))
        self._out = ctypes.create_string_buffer(MOST_BYTES)

    def encode(self, pcm: bytes) -> bytes:
        """One frame of 20 ms, 16 bit little-endian."""
        length = self._library.opus_encode(self._state, pcm, FRAME, self._out, MOST_BYTES)
        if length < 0:
            raise ValueError(f"opus_encode: {length}")
        return self._out.raw[:length]

    def __del__(self) -> None:
        if getattr(self, "_state", None):
            self._library.opus_encoder_destroy(self._state)


class Decoder:
    def __init__(self) -> None:
        self._library, wrong = library(), ctypes.c_int()
        self._state = self._library.opus_decoder_create(RATE, 1, ctypes.byref(wrong))
        if wrong.value:
            raise OpusMissing(f"libopus: {wrong.value}")
        self._out = ctypes.create_string_buffer(2 * FRAME * 6)  # a packet may hold 120 ms

    def decode(self, packet: bytes | None) -> bytes:
        """None: it was lost, and is made up from what came before. What is no Opus is silence: the server never looked into it."""
        length = self._library.opus_decode(self._state, packet, len(packet or b""), self._out, FRAME * 6 if packet else FRAME, 0)
        return self._out.raw[: 2 * length] if length > 0 else bytes(2 * FRAME)

    def __del__(self) -> None:
        if getattr(self, "_state", None):
            self._library.opus_decoder_destroy(self._state)
