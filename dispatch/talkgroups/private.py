"""点呼: one person calls another; it rings on the other's page until somebody takes it, declines it, or thirty seconds are over."""

from __future__ import annotations

from dispatch.talkgroups.actions import close_group, locked_group, name_of
from dispatch.talkgroups.members import put_in
from dispatch.talkgroups.telling import changing, tell_group
from dispatch.teams.models import Member as TeamMember
from dispatch.teams.models import Unit
from realtime.accounts.models import User
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule
from realtime.talk.models import CLOSED, OPEN, PRIVATE, RINGING, TalkGroup

RING = "talk.ring"  # deadline kind


def call_privately(*, actor: str, caller_id: int, target: User, area: str, exercise: int | None = None) -> TalkGroup:
    """A second press while it rings or goes on gives the same call."""
    if target.pk == caller_id:
        raise Problem("invalid", "不能呼叫自己。", where=["user"])
    with act(actor, exercise) as log:
        User.objects.select_for_update().filter(pk__in=[caller_id, target.pk]).order_by("pk").count()
        for known in TalkGroup.objects.filter(kind=PRIVATE, members__accounts=[caller_id]).exclude(state=CLOSED):
            if any(member.key == target.pk for member in known.members.all()):
                return known
        group = TalkGroup.objects.create(
            kind=PRIVATE, name=f"{name_of(actor)} → {target.name}"[:60], area=area, state=RINGING, created_by=actor, created_name=name_of(actor),
            exercise_id=exercise,
        )  # fmt: skip
        group.refresh_from_db()
        put_in(group, users=[caller_id, target.pk])
        set_deadline(RING, group.pk, float(rule("talk.ring_s", area)), exercise=exercise)
        tell_group(log, group, "talk_group.opened", None)
    return group


def leader_account(unit: Unit) -> User:
    """Who answers for a team: its leader, else the deputy, else anybody of it with an account."""
    crew = TeamMember.objects.filter(unit=unit, user__is_active=True).select_related("user")
    found = sorted(crew, key=lambda member: (TeamMember.RANK[member.role], member.pk))
    if not found:
        raise Problem("not_found", f"{unit.name} 没有可呼叫的账号,请用电台或电话联系。", where=["unit"])
    return found[0].user


def accept(*, actor: str, group_id: int) -> TalkGroup:
    with act(actor):
        group = locked_group(group_id)
        if group.state == OPEN:
            return group
        if group.state != RINGING:
            raise Problem("wrong_state", "对方已挂断,或呼叫已超时。")
        clear_deadline(RING, group.pk)
        with changing(actor, group, "talk_group.answered"):
            group.state = OPEN
    return group


def hang_up(*, actor: str, group_id: int, why: str) -> TalkGroup:
    """Declined by the called, or ended by either."""
    with act(actor):
        clear_deadline(RING, group_id)
        return close_group(actor=actor, group_id=group_id, why=why)


def nobody_answered(group_id: int) -> None:
    """The clerk's."""
    group = TalkGroup.objects.filter(pk=group_id, state=RINGING).first()
    if group is not None:
        close_group(actor="clerk", group_id=group_id, why="no_answer")
