"""The feed lane's frames: what a client may say, and how the server's frames are spelled. No Django; docs/protocol.md §2."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

import msgspec

MAX_FRAME = 64 * 1024  # bytes a client may send in one frame
FRAMES_PER_S = 20
MAX_SUBSCRIPTIONS = 50
MALFORMED_ALLOWED = 2  # the third closes
BEAT_S = 5.0
HELLO_S = 20.0  # connected but never subscribed
MAX_GAP = 1000  # events; more is cheaper as a snapshot
MAX_GAP_AGE_S = 86_400

Scope = Annotated[str, msgspec.Meta(min_length=3, max_length=80, pattern=r"^(area|incident|user|wall|room):[0-9A-Za-z-]+$")]
AreaCode = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{2,12}$")]
Seq = Annotated[int, msgspec.Meta(ge=0)]


class Subscribe(msgspec.Struct, tag="subscribe", tag_field="t"):
    scopes: Annotated[list[Scope], msgspec.Meta(min_length=1, max_length=MAX_SUBSCRIPTIONS)]
    epoch: str = ""
    cursor: dict[str, Seq] = {}


class Unsubscribe(msgspec.Struct, tag="unsubscribe", tag_field="t"):
    scopes: list[Scope]


class Got(msgspec.Struct, tag="got", tag_field="t"):
    n: Seq


class Picture(msgspec.Struct, tag="picture", tag_field="t"):
    areas: Annotated[list[AreaCode], msgspec.Meta(max_length=MAX_SUBSCRIPTIONS)]
    every: Annotated[int, msgspec.Meta(ge=1, le=40)] = 1


class Tick(msgspec.Struct, tag="tick", tag_field="t"):
    n: Seq


ClientFrame = Subscribe | Unsubscribe | Got | Picture | Tick
_decoder: msgspec.json.Decoder[ClientFrame] = msgspec.json.Decoder(ClientFrame)


def size_of(text: str) -> int:
    """Bytes on the wire. Daphne bounds a frame; a message of many fragments only we do, and a Chinese character is three bytes."""
    return len(text) if text.isascii() else len(text.encode(errors="surrogatepass"))


def read_client_frame(text: str) -> ClientFrame:
    """Raises ValueError (msgspec's errors are ones) for anything this page does not describe."""
    if (size := size_of(text)) > MAX_FRAME:
        raise ValueError(f"frame of {size} bytes")
    try:
        return _decoder.decode(text)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def event_text(seq: int, kind: str, version: int, at: datetime, actor: str, exercise: int | None, body: str) -> str:
    """One event; `body` is canonical JSON and goes out as it is stored."""
    head = f'{{"seq":{seq},"kind":"{kind}","v":{version},"at":"{at.isoformat()}","actor":{json.dumps(actor)},"x":{json.dumps(exercise)},"body":'
    return head + body + "}"


def events_frame(stream: str, events: list[str]) -> str:
    return f'{{"t":"events","s":"{stream}","e":[{",".join(events)}]}}'


def frame(kind: str, **fields: Any) -> str:
    return json.dumps({"t": kind, **fields}, ensure_ascii=False, separators=(",", ":"))
