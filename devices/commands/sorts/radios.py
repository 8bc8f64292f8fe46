"""What people carry: show words, say them, change the group, say where you are, fall silent for good."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from devices.commands.known import DISABLE, TELL, Kind, spoken_by
from devices.terminals.models import Terminal

Words = Annotated[str, Meta(min_length=1, max_length=300)]


class Text(msgspec.Struct, forbid_unknown_fields=True):
    text: Words


class Speech(msgspec.Struct, forbid_unknown_fields=True):
    text: Words
    times: Annotated[int, Meta(ge=1, le=5)] = 1


class Group(msgspec.Struct, forbid_unknown_fields=True):
    group: Annotated[str, Meta(min_length=1, max_length=40)]


def speaks(terminal: Terminal) -> bool:
    """A drone carries a loudspeaker; a radio has said so itself (status `tts`)."""
    if terminal.adapter == "dji":
        return terminal.kind == "uav"
    return terminal.adapter == "jt808" or (terminal.adapter == "radio" and bool(terminal.meta.get("speaks", True)))


KINDS = (
    Kind(name="locate", words="请求定位", verb=TELL, understood=spoken_by("radio", "owntracks", "jt808")),
    Kind(name="text", words="发文字", verb=TELL, understood=spoken_by("radio", "jt808", "tak", "meshtastic"), params=Text),
    Kind(name="tts", words="语音播报", verb=TELL, understood=speaks, params=Speech),
    Kind(name="tts_stop", words="停止播报", verb=TELL, understood=spoken_by("dji", kinds=("uav",))),
    Kind(name="group", words="切换通话组", verb=TELL, understood=spoken_by("radio"), params=Group),
    Kind(name="disable", words="遥毙", verb=DISABLE, understood=spoken_by("radio"), danger=True, second=True),
    Kind(name="enable", words="解除遥毙", verb=DISABLE, understood=spoken_by("radio"), second=True),
)
