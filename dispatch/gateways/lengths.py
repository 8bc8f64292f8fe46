"""How many messages a text costs: 160/153 in GSM-7, 70/67 in UCS-2 (3GPP TS 23.038, 23.040). No Django."""

from __future__ import annotations

from typing import Literal, NamedTuple

BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED = set("^{}\\[~]|€\f")  # two septets each
ONE = {"gsm7": 160, "ucs2": 70}
MANY = {"gsm7": 153, "ucs2": 67}  # the header that joins the parts takes the rest


class Length(NamedTuple):
    encoding: Literal["gsm7", "ucs2"]
    units: int
    parts: int


def measure(text: str) -> Length:
    if all(sign in BASIC or sign in ESCAPED for sign in text):
        sizes = [2 if sign in ESCAPED else 1 for sign in text]
        return Length("gsm7", sum(sizes), _parts(sizes, "gsm7"))
    sizes = [len(sign.encode("utf-16-be")) // 2 for sign in text]
    return Length("ucs2", sum(sizes), _parts(sizes, "ucs2"))


def _parts(sizes: list[int], encoding: str) -> int:
    """No character is torn across two parts."""
    if sum(sizes) <= ONE[encoding]:
        return 1
    parts, room = 1, MANY[encoding]
    for size in sizes:
        if size > room:
            parts, room = parts + 1, MANY[encoding]
        room -= size
    return parts
