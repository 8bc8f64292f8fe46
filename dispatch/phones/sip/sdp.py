"""What two telephones agree on before they speak: address, port, A-law or µ-law, and the keys (RFC 3264, RFC 4733). No Django."""

from __future__ import annotations

import re
from typing import NamedTuple

PCMU, PCMA = 0, 8  # static payload types; every exchange speaks both, Chinese ones A-law first
EVENT = 101
SPOKEN = (PCMA, PCMU)
NAMES = {PCMU: "PCMU", PCMA: "PCMA"}


class NoCommonCodec(ValueError):
    pass


class Media(NamedTuple):
    """Where to send audio, as what, and the payload type of keys (None: they come by INFO)."""

    host: str
    port: int
    payload: int
    event: int | None
    direction: str = "sendrecv"


def offer(
    host: str, port: int, *, session: int, payloads: tuple[int, ...] = SPOKEN, event: int | None = EVENT, direction: str = "sendrecv"
) -> bytes:
    kinds = [*payloads, *([event] if event is not None else [])]
    lines = [
        "v=0", f"o=ecc {session} {session} IN {_family(host)} {host}", "s=-", f"c=IN {_family(host)} {host}", "t=0 0",
        f"m=audio {port} RTP/AVP {' '.join(str(kind) for kind in kinds)}",
        *(f"a=rtpmap:{kind} {NAMES[kind]}/8000" for kind in payloads),
        *([f"a=rtpmap:{event} telephone-event/8000", f"a=fmtp:{event} 0-15"] if event is not None else []),
        "a=ptime:20", f"a={direction}", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def read(body: bytes) -> Media:
    """The first audio line with a codec we speak."""
    host, audio, port, kinds = "", False, 0, list[int]()
    names: dict[int, str] = {}
    direction = "sendrecv"
    for line in body.decode("utf-8", "replace").splitlines():
        kind, _, value = line.strip().partition("=")
        if kind == "m":
            if audio:
                break
            found = re.fullmatch(r"audio (\d{1,5})(?:/\d+)? RTP/AVPF? ([\d ]+)", value.strip())
            if found is not None and int(found[1]):
                audio, port, kinds = True, int(found[1]), [int(one) for one in found[2].split()]
        elif kind == "c" and (audio or not host):
            parts = value.split()
            host = parts[2].partition("/")[0] if len(parts) == 3 else host
        elif kind == "a" and audio:
            mapped = re.match(r"rtpmap:(\d+) ([\w-]+)/8000", value)
            if mapped:
                names[int(mapped[1])] = mapped[2].lower()
            elif value in ("sendrecv", "sendonly", "recvonly", "inactive"):
                direction = value
    chosen = next((one for one in kinds if one in SPOKEN and names.get(one, NAMES[one].lower()) == NAMES[one].lower()), None)
    if not audio or not host or chosen is None:
        raise NoCommonCodec("对方没有 G.711 语音")
    event = next((one for one in kinds if names.get(one) == "telephone-event"), None)
    return Media(host, port, chosen, event, direction)


def _family(host: str) -> str:
    return "IP6" if ":" in host else "IP4"
