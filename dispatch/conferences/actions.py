"""Verbs on conferences: open, invite, share, move to another provider, fall back to the talk group, end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from devices.video.models import VideoLink
from dispatch.callout.actions import stop_callout
from dispatch.conferences.inviting import Invitees, invite
from dispatch.conferences.locking import exercise_of, lock_conference
from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.moving import EMPTY, change, move_leg
from dispatch.conferences.providers import BY_NAME, choose, is_down
from dispatch.conferences.roll_calls import end_roll_call
from dispatch.conferences.states import ENDED, FAILED, INVITED, JOINED, LEFT, OPEN, WAITING
from dispatch.conferences.systems import Work
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident
from dispatch.numbers import CONFERENCE, next_number
from dispatch.teams.models import Unit
from dispatch.telling import tell
from realtime import clock
from realtime.accounts.models import Token, User
from realtime.clerk.deadlines import clear_deadline
from realtime.codes import Problem
from realtime.log import act
from realtime.rooms.entering import close_room


def open_conference(
    *,
    actor: str,
    name: str,
    area: str,
    purpose: str,
    incident_id: int | None = None,
    users: Sequence[User | int] = (),
    units: Sequence[Unit | int] = (),
    persons: Sequence[Person | int] = (),
    walls: Sequence[Token | int] = (),
    provider: str | None = None,
    exercise: int | None = None,
) -> Conference:
    """An incident has one open conference: a second press uses it and only invites who is missing."""
    incident = Incident.objects.filter(pk=incident_id).first() if incident_id is not None else None
    if incident_id is not None and incident is None:
        raise Problem("not_found", "没有这个事件。")
    exercise = incident.exercise_id if incident else exercise
    with act(actor, exercise) as log:
        if incident is not None:
            _one_at_a_time(f"{incident.pk}")
        conference = Conference.objects.select_for_update(of=("self",)).filter(incident=incident, state=OPEN).first() if incident else None
        if conference is None:
            chosen = choose(area, provider)
            conference = Conference(
                number=next_number(CONFERENCE), area=area, incident=incident, purpose=purpose.strip()[:60], provider=chosen.name,
                host=actor, host_name=name, exercise_id=exercise, provider_state=_state_of(chosen.name),
            )  # fmt: skip
            conference.save()
            conference.room = chosen.reserve(conference)
            conference.save(update_fields=["room", "meeting_room"])
            conference.refresh_from_db(fields=["started_at"])
            tell(log, conference.board, "conference.started", None, conference.row(), area=area)
            _ask(conference, Work.CREATE)
        host = _account(actor)
        invite(log, conference, Invitees([*([host] if host else []), *users], units, persons, walls), actor)
    return conference


def _account(actor: str) -> User | None:
    kind, _, key = actor.partition(":")
    return User.objects.filter(pk=key, is_active=True).first() if kind == "user" else None


def _one_at_a_time(key: str) -> None:
    """Two officers press in the same second: the second waits here and then finds the first one's conference."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"conference:{key}"])


def _state_of(provider: str) -> str | None:
    if not BY_NAME[provider].outside:
        return None
    return "down" if is_down(provider) else "up"


def _ask(conference: Conference, kind: str, **given: Any) -> None:
    """Stored here, carried out by the worker."""
    if BY_NAME[conference.provider].outside:
        Work.objects.create(conference=conference, provider=conference.provider, room=conference.room, kind=kind, **given)


def invite_more(*, actor: str, conference_id: int, given: Invitees) -> list[Leg]:
    with act(actor, exercise_of(conference_id)) as log:
        return invite(log, lock_conference(conference_id), given, actor)


def share(*, actor: str, conference_id: int, kind: str | None, link_id: int | None = None, leg_id: int | None = None) -> Conference:
    """What everybody should look at: somebody's screen or map (that page's own picture), or a drone's or camera's link. None ends it."""
    with act(actor, exercise_of(conference_id)) as log:
        conference = lock_conference(conference_id)
        shared: dict[str, Any] | None = None
        if kind == "link":
            if not VideoLink.objects.filter(pk=link_id or 0, active=True).exists():
                raise Problem("not_found", "没有这路视频,或它已关闭。", where=["link"])
            shared = {"kind": "link", "id": link_id}
        elif kind is not None:
            if not conference.legs.filter(pk=leg_id or 0, state=JOINED, listen_only=False).exists():
                raise Problem("wrong_state", "先入会,再共享屏幕或地图。")
            shared = {"kind": kind, "leg": leg_id}
        change(log, conference, "conference.shared", shared=shared)
    return conference


def switch_provider(*, actor: str, conference_id: int, provider: str) -> Conference:
    """Everybody is told and comes in anew; who was in rings no longer than their page needs to follow."""
    with act(actor, exercise_of(conference_id)) as log:
        conference = lock_conference(conference_id)
        if conference.provider == provider:
            return conference
        chosen = choose(conference.area, provider)
        _ask(conference, Work.CLOSE)
        close_room(room=conference.room_name)
        before = conference.row()
        conference.provider, conference.turn, conference.meeting_room = chosen.name, conference.turn + 1, None
        conference.room = chosen.reserve(conference)
        conference.shared, conference.provider_state = None, _state_of(chosen.name)
        conference.save()
        tell(log, conference.streams, "conference.switched", before, conference.row(), area=conference.area)
        _ask(conference, Work.CREATE)
        for leg in conference.legs.filter(state=JOINED):
            leg.conference = conference
            move_leg(log, leg, INVITED, by=actor, why="switched")
    return conference


def use_talk_group(*, actor: str, name: str, conference_id: int) -> Conference:
    """改用通话组: the same people, by voice alone, without the provider that died."""
    from dispatch.talkgroups.actions import open_group  # another road to the same people; loaded when it is taken

    with act(actor, exercise_of(conference_id)) as log:
        conference = lock_conference(conference_id)
        units = [leg.unit_id for leg in conference.legs.all() if leg.unit_id is not None]
        users = [leg.user_id for leg in conference.legs.all() if leg.user_id is not None and leg.unit_id is None]
        group = open_group(
            actor=actor, kind="incident" if conference.incident_id else "adhoc", name=f"{conference.purpose}"[:40], area=conference.area,
            incident_id=conference.incident_id, units=units, users=users, exercise=conference.exercise_id,
        )  # fmt: skip
        change(log, conference, "conference.talk_group", talk_group=group.pk)
    return conference


def end_conference(*, actor: str, conference_id: int) -> Conference:
    """Everybody is out, the room is given back. Ended twice is ended once."""
    with act(actor, exercise_of(conference_id)) as log:
        conference = lock_conference(conference_id, ended=True)
        if not conference.open:
            return conference
        end_roll_call(log, conference)
        _ask(conference, Work.CLOSE)
        close_room(room=conference.room_name)
        change(log, conference, "conference.ended", state=ENDED, ended_at=clock.now(), ended_by=actor, shared=None)
        for leg in conference.legs.filter(state__in=(*WAITING, JOINED)):
            leg.conference = conference
            move_leg(log, leg, LEFT if leg.state == JOINED else FAILED, by=actor, why="ended")
        clear_deadline(EMPTY, conference.pk)
        stop_callout(actor=actor, about="conference", about_id=conference.pk)
    return conference


def empty_due(conference_id: int) -> None:
    """The clerk's: nobody has been in it for a while."""
    conference = Conference.objects.filter(pk=conference_id, state=OPEN).first()
    if conference is not None and not conference.legs.filter(state=JOINED, wall=None).exists():
        end_conference(actor="clerk", conference_id=conference_id)
