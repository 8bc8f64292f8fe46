"""What a client may say in text (docs/talk.md §2). Strict: an unknown member or a wrong type is an error. No Django."""

from __future__ import annotations

from typing import Annotated

import msgspec

from realtime.protocol import size_of

Id = Annotated[int, msgspec.Meta(ge=1, le=2**53)]
Groups = Annotated[list[Id], msgspec.Meta(min_length=1, max_length=50)]
LONGEST = 2048  # bytes


class _Frame(msgspec.Struct, forbid_unknown_fields=True, tag_field="t"):
    pass


class Join(_Frame, tag="join"):
    groups: Groups


class Leave(_Frame, tag="leave"):
    groups: Groups


class Request(_Frame, tag="req"):
    g: Id
    rid: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    prio: Annotated[int, msgspec.Meta(ge=1, le=10)] | None = None
    act: Id | None = None


class Release(_Frame, tag="rel"):
    g: Id
    burst: Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)] | None = None


class Ack(_Frame, tag="ack"):
    n: Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Who(_Frame, tag="who"):
    g: Id


Frame = Join | Leave | Request | Release | Ack | Who
_decoder = msgspec.json.Decoder(Frame)


def read(said: str) -> Frame:
    """Raises msgspec.DecodeError (ValidationError is one)."""
    if size_of(said) > LONGEST:
        raise msgspec.DecodeError("the frame is too long")
    try:
        frame: Frame = _decoder.decode(said)
    except RecursionError as error:
        raise msgspec.DecodeError("nested too deeply") from error
    return frame
