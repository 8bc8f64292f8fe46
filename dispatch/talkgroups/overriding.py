"""强插 强拆 监听 禁呼: each with a reason, each a row and an event, the refused ones too."""

from __future__ import annotations

from dispatch.talkgroups.actions import locked_open_group
from dispatch.talkgroups.telling import changing
from realtime.codes import Problem
from realtime.log import act
from realtime.talk.acts import tell_act
from realtime.talk.bell import ring
from realtime.talk.models import Act, TalkGroup

BY_VOICE = (Act.BREAK_IN, Act.BREAK_DOWN)  # done by the voice process, the others by being written


def override(*, actor: str, name: str, group_id: int, act_name: str, reason: str, target: str = "") -> Act:
    with act(actor):
        group = locked_open_group(group_id)
        if act_name in (Act.MUTE, Act.UNMUTE) and not target:
            raise Problem("invalid", "请选择要禁呼的人员。", where=["user"])
        with act(actor, group.exercise_id) as log:
            row = _write(group, actor, name, act_name, reason, target, Act.ASKED if act_name in BY_VOICE else Act.DONE)
            tell_act(log, row, "asked" if act_name in BY_VOICE else "done")
        if act_name in (Act.MUTE, Act.UNMUTE):
            with changing(actor, group, "talk_group.muted"):
                group.muted = sorted(({*group.muted} - {target}) | ({target} if act_name == Act.MUTE else set()))
        ring(group.pk)
    return row


def refuse(*, actor: str, name: str, group: TalkGroup, act_name: str, reason: str, target: str = "") -> None:
    """Who tried without the right is on the record as well."""
    with act(actor, group.exercise_id) as log:
        tell_act(log, _write(group, actor, name, act_name, reason, target, Act.REFUSED), "refused")


def _write(group: TalkGroup, actor: str, name: str, act_name: str, reason: str, target: str, state: str) -> Act:
    row = Act.objects.create(
        group=group, act=act_name, target=target, reason=reason, by=actor, by_name=name[:60], state=state, exercise_id=group.exercise_id
    )
    row.refresh_from_db(fields=["at"])
    return row
