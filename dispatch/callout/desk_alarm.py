"""ladder → **desk_alarm** → alarm queue: the machine has nobody left to try, a human must."""

from __future__ import annotations

from dispatch.alarms.actions import raise_alarm
from dispatch.callout.models import Call
from dispatch.contacts.duty import area_name

WORDS = {
    "officer": "{who} 多次呼叫无人应答,请在“叫应”中人工接管。",
    "physical": "{who} 仍未叫应,请派镇村干部或就近队伍上门,并启用大喇叭。",
}


def ask(call: Call, action: str) -> None:
    """One alarm a callout: further persons of the same callout raise its counter."""
    who = f"{call.org}{call.title} {call.name}".strip()
    raise_alarm(
        actor="clerk", source="system", urgency="urgent", lon=None, lat=None, area=call.callout.area,
        place=f"叫应 {area_name(call.callout.area)}", text=WORDS[action].format(who=who), device=f"callout:{call.callout_id}:{action}",
        exercise=call.exercise_id,
    )  # fmt: skip
