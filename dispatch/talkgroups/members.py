"""who → **members** → group: teams, people and terminals as members, and who stands inside a polygon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models.functions import Now
from shapely import Polygon, contains_xy

from devices.terminals.actions import send_downlink
from devices.terminals.models import Terminal
from devices.tracks.models import LastFix
from dispatch.contacts.models import Person
from dispatch.teams.models import Member as TeamMember
from dispatch.teams.models import Unit, Vehicle
from realtime.accounts.models import User
from realtime.codes import Problem
from realtime.talk.models import TERMINAL, UNIT, USER, Member, TalkGroup

OLDEST_FIX = timedelta(hours=24)  # an older position says where somebody was
SHOWS_TEXT = "radio"  # the one adapter whose terminals have a display for words (docs/devices.md §4)


def put_in(
    group: TalkGroup, *, units: Iterable[int] = (), users: Iterable[int] = (), terminals: Iterable[int] = (), listen_only: bool = False
) -> list[Member]:
    """Those who were not in it before. Unknown ids are refused, as are teams of another world."""
    known = {(member.kind, member.key): member for member in group.members.all()}
    wanted: list[Member] = []
    found_units = {unit.pk: unit for unit in Unit.objects.of_exercise(group.exercise_id).filter(pk__in=set(units))}
    crews: dict[int, list[int]] = {}
    for unit, user in TeamMember.objects.filter(unit__in=found_units, user__is_active=True).order_by("id").values_list("unit", "user"):
        crews.setdefault(unit, []).append(user)
    found_users = dict(User.objects.filter(pk__in=set(users), is_active=True).values_list("pk", "name"))
    found_terminals = {row.pk: row for row in Terminal.objects.live().filter(pk__in=set(terminals)).select_related("subject")}
    for what, ids, found in (("units", units, found_units), ("users", users, found_users), ("terminals", terminals, found_terminals)):
        if missing := [pk for pk in ids if pk not in found]:
            raise Problem("not_found", "有成员不存在或不在同一演练或实战中,请刷新后重选。", where=[f"{what}: {missing[0]}"])
    for unit_id, row in found_units.items():
        wanted.append(Member(group=group, kind=UNIT, key=unit_id, name=row.name, accounts=crews.get(unit_id, [])))
    for user_id, name in found_users.items():
        wanted.append(Member(group=group, kind=USER, key=user_id, name=name, accounts=[user_id]))
    for terminal_id, terminal in found_terminals.items():
        wanted.append(Member(group=group, kind=TERMINAL, key=terminal_id, name=terminal.subject.label))
    new = [member for member in wanted if (member.kind, member.key) not in known]
    for member in new:
        member.listen_only = listen_only
    for member in wanted:  # the same again, but speaking or silent now
        same = known.get((member.kind, member.key))
        if same is not None and same.listen_only != listen_only:
            same.listen_only = listen_only
            same.save(update_fields=["listen_only"])
    return Member.objects.bulk_create(new)


def tell_radios(group: TalkGroup, new: Sequence[Member]) -> None:
    """Radios carry no sound of ours: their display says which group their holder is wanted in. A table-top exercise reaches none,
    and a channel's gateway has no display."""
    units = [member.key for member in new if member.kind == UNIT]
    named = [member.key for member in new if member.kind == TERMINAL]
    radios = Terminal.objects.live().reached_in(group.exercise_id).filter(adapter=SHOWS_TEXT)
    for radio in (radios.filter(subject__in=units) | radios.filter(pk__in=named)).distinct():
        if not radio.meta.get("roip"):
            send_downlink(terminal=radio, kind="text", payload={"text": f"您已编入通话组“{group.name}”。"})


def inside(polygon: Sequence[tuple[float, float]], exercise: int | None) -> tuple[list[int], list[int]]:
    """(teams, people with an account) whose last position lies inside; a vehicle stands for its team."""
    shape = Polygon(polygon)
    if not shape.is_valid:
        raise Problem("invalid", "圈选的边界自相交,请重新圈选。", where=["polygon"])
    west, south, east, north = shape.bounds
    fixes = LastFix.objects.filter(lon__range=(west, east), lat__range=(south, north), fixed_at__gt=Now() - OLDEST_FIX)
    subjects = [pk for pk, lon, lat in fixes.values_list("pk", "lon", "lat") if contains_xy(shape, lon, lat)]
    units = set(Unit.objects.of_exercise(exercise).filter(pk__in=subjects).values_list("pk", flat=True))
    units |= set(Vehicle.objects.filter(pk__in=subjects, unit__in=Unit.objects.of_exercise(exercise)).values_list("unit", flat=True))
    people = Person.objects.filter(subject__in=subjects, active=True, user__is_active=True)
    return sorted(units), sorted(user for user in people.values_list("user", flat=True) if user is not None)
