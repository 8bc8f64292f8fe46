"""settings → **meshtastic_keys** → meshtastic: which key opens which channel, and the lock itself: AES-CTR with the packet's own number as nonce."""

from __future__ import annotations

import base64
import binascii
import struct
from functools import reduce
from operator import xor

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

# Printed in the firmware for everybody to read: a channel with it is public. A key of one byte n means this one with its last byte raised by n-1.
PUBLIC_KEY = bytes.fromhex("d4f1bb3a20290759f0bcffabcf4e6901")


def channel_keys(text: str) -> dict[str, bytes]:
    """``LongFast=AQ==,消防一=Base64`` as the app shows a channel's name and key. Raises ValueError naming what is wrong."""
    keys: dict[str, bytes] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, separator, encoded = entry.partition("=")
        if not separator or not name:
            raise ValueError(f"MESHTASTIC_KEYS: “{name[:20]}”应为 频道名=密钥(Base64)")
        try:
            keys[name] = expanded(base64.b64decode(encoded, validate=True))
        except (binascii.Error, ValueError):
            raise ValueError(f"MESHTASTIC_KEYS: 频道 {name} 的密钥不是 1、16 或 32 字节的 Base64") from None
    return keys


def expanded(psk: bytes) -> bytes:
    """The AES key behind what the app calls PSK; empty = the channel is not encrypted."""
    if psk in (b"", b"\x00"):
        return b""
    if len(psk) == 1:
        return PUBLIC_KEY[:-1] + bytes([(PUBLIC_KEY[-1] + psk[0] - 1) & 0xFF])
    if len(psk) not in (16, 32):
        raise ValueError("PSK")
    return psk


def node_number(text: str) -> int:
    """``!1a2b3c4d`` → its number; empty → 0."""
    return int(text.strip().lstrip("!"), 16) & 0xFFFFFFFF if text.strip() else 0


def channel_hash(name: str, key: bytes) -> int:
    """One byte in the clear by which a receiver guesses the channel."""
    return reduce(xor, name.encode() + key, 0)


def crypt(key: bytes, packet_id: int, sender: int, data: bytes) -> bytes:
    """Both ways."""
    nonce = struct.pack("<QII", packet_id, sender, 0)
    worker = Cipher(algorithms.AES(key), modes.CTR(nonce)).encryptor()
    return worker.update(data) + worker.finalize()
