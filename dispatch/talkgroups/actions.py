"""Verbs on talk groups: open, add, take out, lock, close."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from dispatch.talkgroups.members import put_in, tell_radios
from dispatch.talkgroups.telling import changing, tell_group
from realtime import clock
from realtime.accounts.names import names_of
from realtime.codes import Problem
from realtime.log import act
from realtime.talk.bell import ring
from realtime.talk.models import AREA, CLOSED, INCIDENT, OPEN, PRIVATE, TalkGroup

MANAGE = "talk.manage"  # the right


def open_group(
    *,
    actor: str,
    kind: str,
    name: str,
    area: str,
    incident_id: int | None = None,
    units: Iterable[int] = (),
    users: Iterable[int] = (),
    exercise: int | None = None,
) -> TalkGroup:
    """Idempotent for an incident and for an area: the group there is gets the new members, and is opened again if it was closed."""
    units, users = list(units), list(users)
    with act(actor, exercise) as log:
        known = _known(kind, area, incident_id)
        if known is None:
            group = TalkGroup(
                kind=kind, name=name.strip()[:60], area=area, incident_id=incident_id, created_by=actor, created_name=name_of(actor),
                exercise_id=exercise,
            )  # fmt: skip
            try:
                with transaction.atomic():
                    group.save()
            except IntegrityError:  # a twin was faster
                known = _known(kind, area, incident_id)
            else:
                group.refresh_from_db()
                new = put_in(group, units=units, users=users)
                tell_group(log, group, "talk_group.opened", None)
                tell_radios(group, new)
                return group
        assert known is not None
        if known.state == CLOSED:
            reopen(actor, known)
        return add_members(actor=actor, group_id=known.pk, units=units, users=users) if units or users else known


def _known(kind: str, area: str, incident_id: int | None) -> TalkGroup | None:
    groups = TalkGroup.objects.select_for_update()
    if kind == INCIDENT:
        return groups.filter(kind=INCIDENT, incident_id=incident_id).first()
    return groups.filter(kind=AREA, area=area).first() if kind == AREA else None


def name_of(actor: str) -> str:
    return names_of([actor]).get(actor, actor)[:60]


def locked_group(group_id: int) -> TalkGroup:
    group = TalkGroup.objects.select_for_update().filter(pk=group_id).first()
    if group is None:
        raise Problem("not_found", "没有这个通话组。")
    return group


def locked_open_group(group_id: int) -> TalkGroup:
    group = locked_group(group_id)
    if group.state == CLOSED:
        raise Problem("wrong_state", f"通话组“{group.name}”已结束。")
    return group


def add_members(
    *,
    actor: str,
    group_id: int,
    units: Iterable[int] = (),
    users: Iterable[int] = (),
    terminals: Iterable[int] = (),
    listen_only: bool = False,
    silently: bool = False,
) -> TalkGroup:
    """`silently`: their radio is told by something else, e.g. the order."""
    with act(actor):
        group = locked_open_group(group_id)
        if group.private:
            raise Problem("wrong_state", "点呼只有双方,不能添加成员。请新建临时组。")
        with changing(actor, group, "talk_group.joined"):
            new = put_in(group, units=units, users=users, terminals=terminals, listen_only=listen_only)
        if not silently:
            tell_radios(group, new)
    return group


def remove_members(*, actor: str, group_id: int, members: Iterable[tuple[str, int]]) -> TalkGroup:
    """Whoever speaks at that moment is cut off by the voice process."""
    with act(actor):
        group = locked_group(group_id)
        if group.private:
            raise Problem("wrong_state", "点呼只有双方,请直接结束。")
        with changing(actor, group, "talk_group.parted"):
            for kind, key in members:
                group.members.filter(kind=kind, key=key).delete()
    return group


def lock_group(*, actor: str, group_id: int, locked: bool) -> TalkGroup:
    with act(actor):
        group = locked_open_group(group_id)
        with changing(actor, group, "talk_group.changed"):
            group.locked = locked
    return group


def close_group(*, actor: str, group_id: int, why: str = "") -> TalkGroup:
    """A standing group is never closed; an incident's by the end of the incident."""
    with act(actor):
        group = locked_group(group_id)
        if group.state == CLOSED:
            return group
        if group.kind == AREA:
            raise Problem("wrong_state", "区划常设组不能结束。")
        with changing(actor, group, "talk_group.closed"):
            group.state, group.closed_at, group.sos, group.raised = CLOSED, clock.now(), False, {}
            group.why = (why or "ended") if group.kind == PRIVATE else ""
    return group


def reopen(actor: str, group: TalkGroup) -> None:
    """A locked group of something that goes on after all. Off the board already, it comes back whole."""
    if group.archived:
        with act(actor, group.exercise_id) as log:
            group.state, group.closed_at, group.archived = OPEN, None, False
            group.version += 1
            group.save()
            tell_group(log, group, "talk_group.restored", None)
            ring(group.pk)
        return
    with changing(actor, group, "talk_group.reopened"):
        group.state, group.closed_at = OPEN, None
