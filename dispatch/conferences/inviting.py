"""action → **inviting** → legs: accounts ring on their pages, units by their people, contacts without account through the callout engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from dispatch.callout.actions import start_callout
from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.moving import NO_ANSWER, move_leg
from dispatch.conferences.states import FAILED, INVITED, JOINED, RINGING, WAITING
from dispatch.contacts.models import Address, Person
from dispatch.teams.models import Unit
from dispatch.telling import tell
from realtime.accounts.models import Post, Token, User
from realtime.clerk.deadlines import set_deadline
from realtime.codes import Problem
from realtime.exercises.snapshot import is_tabletop
from realtime.log import Log
from realtime.rules.models import rule

PURPOSE = "conference"


class Invitees(NamedTuple):
    """Rows or their ids."""

    users: Sequence[User | int] = ()
    units: Sequence[Unit | int] = ()
    persons: Sequence[Person | int] = ()
    walls: Sequence[Token | int] = ()


def invite(log: Log, conference: Conference, given: Invitees, by: str) -> list[Leg]:
    """Who is asked already and still waits or is in is not asked again; who left, declined or was not reached is."""
    old_streams = set(conference.streams)
    known = list(conference.legs.select_related("user", "unit", "person"))
    fresh, again = [], []
    for fields, name, org in _resolve(given):
        same = next((leg for leg in known if _same(leg, fields)), None)
        if same is None:
            leg = Leg(
                conference=conference, name=name[:60], org=org[:60], invited_by=by, listen_only="wall" in fields,
                quiet=is_tabletop(conference.exercise_id), exercise_id=conference.exercise_id, **fields,
            )  # fmt: skip
            fresh.append(leg)
            known.append(leg)
        elif same.state not in (*WAITING, JOINED):
            again.append(same)
    _within_limit(conference, len(known))
    for leg in fresh:
        leg.quiet = leg.quiet or (leg.user is not None and leg.user.actor == by)  # the host's own page need not ring
        leg.save()
    conference.refresh_from_db(fields=["state"])
    _tell_newcomers(log, conference, old_streams)
    for leg in fresh:
        tell(log, leg.streams, "conference_leg.invited", None, leg.row(), area=conference.area)
    for leg in again:
        leg.conference = conference
        move_leg(log, leg, INVITED, by=by)
    _ring(log, conference, [*fresh, *again], by)
    return [*fresh, *again]


def _tell_newcomers(log: Log, conference: Conference, old: set[str]) -> None:
    """Whoever was not in it before gets the conference whole."""
    new = [stream for stream in conference.streams if stream not in old]
    if new:
        tell(log, new, "conference.started", None, conference.row(), area=conference.area)


def _within_limit(conference: Conference, legs: int) -> None:
    most = int(rule("conference.most_legs", conference.area))
    if legs > most:
        raise Problem("too_large", f"一次会商最多 {most} 方,现有 {legs} 方。请改为分会场或群发通知。", where=["invite"])


def _same(leg: Leg, fields: dict[str, Any]) -> bool:
    """A unit's leg that one of its people took is still the unit's."""
    if "user" in fields:
        return leg.unit_id is None and leg.user_id == fields["user"].pk
    return any(getattr(leg, name) == value for name, value in fields.items())


def _resolve(given: Invitees) -> list[tuple[dict[str, Any], str, str]]:
    """Fields of the leg, name, organisation. A contact with an account is that account; one named twice is asked once."""
    persons = _rows(Person.objects.current().select_related("user"), given.persons, "persons")
    users = [
        *_rows(User.objects.filter(is_active=True), given.users, "users"),
        *(one.user for one in persons if one.user and one.user.is_active),
    ]
    posts = {
        post.user_id: post.role.name
        for post in Post.objects.valid().filter(user__in=[user.pk for user in users]).select_related("role").order_by("-id")
    }
    found: list[tuple[dict[str, Any], str, str]] = [({"user": user}, user.name, posts.get(user.pk, "")) for user in dict.fromkeys(users)]
    found += [({"unit": unit}, unit.name, "") for unit in _rows(Unit.objects.all(), given.units, "units")]
    found += [({"person": one}, one.name, f"{one.org}{one.title}") for one in persons if one.user is None or not one.user.is_active]
    found += [
        ({"wall": wall.pk}, wall.name, "大屏")
        for wall in _rows(Token.objects.filter(kind=Token.WALL, revoked_at=None), given.walls, "walls")
    ]
    return found


def _rows(among: Any, given: Sequence[Any], where: str) -> list[Any]:
    keys = list(dict.fromkeys(one if isinstance(one, int) else one.pk for one in given))
    rows = {row.pk: row for row in among.filter(pk__in=keys)}
    if missing := [str(key) for key in keys if key not in rows]:
        raise Problem("not_found", "有邀请对象不存在或已停用,请刷新后重选。", where=[f"{where}: {', '.join(missing[:5])}"])
    return [rows[key] for key in keys]


def _ring(log: Log, conference: Conference, legs: Iterable[Leg], by: str) -> None:
    """Pages ring by the row itself; whoever has none is called, by those channels only that the callout engine allows."""
    within = float(rule("conference.answer_s", conference.area))
    outside = []
    for leg in legs:
        if leg.person_id is not None:
            outside.append(leg)
        elif leg.wall is None:
            set_deadline(NO_ANSWER, leg.pk, within, exercise=conference.exercise_id)
    if not outside:
        return
    callout = start_callout(
        actor=by, about="conference", about_id=conference.pk, purpose=PURPOSE, persons=[leg.person for leg in outside if leg.person],
        text=words(conference), area=conference.area, incident_id=conference.incident_id, exercise=conference.exercise_id,
        name=conference.host_name,
    )  # fmt: skip
    calls = dict(callout.calls.values_list("person_id", "pk"))
    for leg in outside:
        reachable = Address.objects.usable().filter(person=leg.person_id).exists()
        call = calls.get(leg.person_id or 0)  # a field of the move, so that it is told
        move_leg(log, leg, RINGING if reachable else FAILED, by=by, why="" if reachable else "no_address", how="callout", call=call)


def words(conference: Conference) -> str:
    """What an outside message says: what it is about and how to come in without our pages."""
    room = conference.meeting_room
    parts = [f"请参加视频会商:{conference.purpose}"]
    if room is not None:
        parts += [f"{room.system}会议号 {room.number}" if room.number else "", f"密码 {room.password}" if room.password else ""]
        parts += [f"电话接入 {room.dial}" if room.dial else "", room.url]
    elif conference.room.get("url"):
        parts.append(str(conference.room["url"]))
    else:
        parts.append(f"请保持电话畅通,由{conference.host_name}联系接入")
    return ",".join(part for part in parts if part)[:480] + "。"
