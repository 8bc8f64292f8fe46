"""The signalling's frames: what a peer may say to another, and how the server's frames are spelled. No Django; docs/conferences.md §4."""

from __future__ import annotations

import json
from typing import Annotated, Any

import msgspec

from realtime.protocol import size_of

PATH = "/ws/rtc/"
MAX_FRAME = 32 * 1024  # bytes; a description with every codec Chromium offers is 8 kB
FRAMES_PER_S = 30  # candidates of seven neighbours come in a burst
BURST = 240  # …all at once when one joins a full room
MALFORMED_ALLOWED = 2  # the third closes
BEAT_S = 3.0
VANISHED_S = 8.0  # without a beat: the peer is gone; with the sweep and a late beat well within 15 s
GRACE_S = 4.0  # a closed socket may come back, e.g. with another network

Number = Annotated[int, msgspec.Meta(ge=1)]
Sdp = Annotated[str, msgspec.Meta(max_length=MAX_FRAME)]


class Description(msgspec.Struct, tag="sdp", tag_field="t", forbid_unknown_fields=True):
    to: Number
    type: Annotated[str, msgspec.Meta(pattern=r"^(offer|answer)$")]
    sdp: Sdp


class Candidate(msgspec.Struct, tag="ice", tag_field="t", forbid_unknown_fields=True):
    to: Number
    candidate: Annotated[str, msgspec.Meta(max_length=2000)]
    mid: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    line: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None


class Again(msgspec.Struct, tag="again", tag_field="t", forbid_unknown_fields=True):
    """Please offer anew: this side's connection failed, and the other side is the one that offers."""

    to: Number


class Bye(msgspec.Struct, tag="bye", tag_field="t", forbid_unknown_fields=True):
    pass


PeerFrame = Description | Candidate | Again | Bye
_decoder: msgspec.json.Decoder[PeerFrame] = msgspec.json.Decoder(PeerFrame)


def read_peer_frame(text: str) -> PeerFrame:
    """Raises ValueError for anything this page does not describe."""
    if (size := size_of(text)) > MAX_FRAME:
        raise ValueError(f"frame of {size} bytes")
    try:
        return _decoder.decode(text)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def relayed(said: Description | Candidate | Again, sender: int) -> str:
    """As the other peer gets it: from whom instead of to whom."""
    given: dict[str, Any] = msgspec.to_builtins(said)
    del given["to"]
    return json.dumps(given | {"from": sender}, separators=(",", ":"))
