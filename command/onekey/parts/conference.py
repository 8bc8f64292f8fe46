"""press → **conference** → screens: who has an account and the ordered teams are asked into one conference; the callout rings the others."""

from __future__ import annotations

from collections.abc import Sequence

from command.onekey.models import Leg, Press
from command.onekey.parts.callout import persons_of
from command.onekey.parts.known import Count, Reached, Started, Taken
from command.onekey.parts.teams import units_of
from command.onekey.rows import PartPreview, PressGap, PressNamed, PressTrouble
from command.onekey.wish import Wish
from dispatch.conferences.actions import end_conference, open_conference
from dispatch.conferences.joining import HOST
from dispatch.conferences.models import Conference
from dispatch.conferences.models import Leg as ConferenceLeg
from dispatch.conferences.providers import choose
from dispatch.conferences.states import DECLINED, FAILED, JOINED, OPEN
from dispatch.contacts.duty import person_of
from dispatch.contacts.models import Person
from dispatch.teams.models import Unit
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.rules.models import rule

LOST = {FAILED: "未接通", DECLINED: "未接受"}


class Conferences:
    name = "conference"
    verb = HOST

    def preview(self, who: Caller, wish: Wish) -> PartPreview | None:
        people, units = _people(wish), _units(wish)
        if not people and not units:
            return None
        rows = [
            *(_named(one.pk, one.name, f"{one.org}{one.title}") for one in people),
            *(_named(one.pk, one.name, "队伍") for one in units),
        ]
        gaps: list[PressGap] = []
        if (left := _could(wish) - len(rows)) > 0:
            gaps.append({"who": f"另 {left} 方", "why": f"一次邀请最多 {_most(wish)} 方,请会中再邀"})
        try:
            way = choose(wish.area, None).words
        except Problem as problem:
            way = ""
            gaps.append({"who": "会商", "why": problem.detail})
        going = _going(wish)
        words = f"加入正在进行的会商 {going.number},邀请 {len(rows)} 方" if going else f"发起会商({way}),邀请 {len(rows)} 方"
        return {
            "kind": "conference", "may": True, "on": True, "words": words, "number": len(rows), "who": rows, "channels": {}, "gaps": gaps,
            "cost": [], "undo": "可结束会商。",
        }  # fmt: skip

    def prints(self, wish: Wish) -> dict[str, str]:
        """A conference that somebody opens meanwhile is joined, which harms nobody."""
        return {}

    def changed(self, wish: Wish, before: dict[str, str], now: dict[str, str]) -> list[str]:
        return []

    def start(self, who: Caller, wish: Wish, press: Press) -> Started:
        made = _going(wish) is None
        conference = open_conference(
            actor=who.actor, name=who.name, area=wish.area, purpose=wish.title[:60], incident_id=wish.incident,
            users=[person.user_id for person in _people(wish) if person.user_id], units=[unit.pk for unit in _units(wish)],
            exercise=wish.exercise,
        )  # fmt: skip
        return Started(conference.legs.count(), conference.pk, made)

    def count(self, leg: Leg) -> Count:
        states = list(ConferenceLeg.objects.filter(conference_id=leg.ref or 0, wall=None).values_list("state", flat=True))
        return Count(len(states), states.count(JOINED), sum(state in LOST for state in states))

    def troubles(self, leg: Leg) -> Sequence[PressTrouble]:
        lost = ConferenceLeg.objects.filter(conference_id=leg.ref or 0, state__in=LOST, wall=None)
        return [{"kind": "conference", "who": one.name, "why": LOST[one.state], "todo": "再次邀请,或请其接听电话"} for one in lost]

    def undo(self, who: Caller, leg: Leg) -> Taken:
        conference = Conference.objects.filter(pk=leg.ref or 0).first()
        if conference is None or not conference.open:
            return Taken()
        if not leg.made:
            return Taken(stays=[f"会商 {conference.number} 在此之前已开,未结束"])
        end_conference(actor=who.actor, conference_id=conference.pk)
        return Taken([f"会商 {conference.number} 已结束"])

    def reached(self, leg: Leg) -> Reached:
        """Who came in has heard it; of a team its people."""
        found = Reached()
        for one in (
            ConferenceLeg.objects.filter(conference_id=leg.ref or 0, wall=None)
            .exclude(joined_at=None)
            .select_related("user", "unit", "person")
        ):
            if one.person is not None:
                found.persons.append(one.person)
            elif one.unit is not None:
                found.teams.append(one.unit)
            elif one.user is not None and one.user.actor != leg.press.by:
                found.persons.append(person_of(one.user))
        return found

    def correct(self, who: Caller, leg: Leg, text: str) -> int | None:
        return None


def _named(number: int, name: str, org: str) -> PressNamed:
    return {"id": number, "name": name, "org": org, "channels": ["app"], "note": ""}


def _most(wish: Wish) -> int:
    return int(rule("onekey.conference_most", wish.area))


def _with_account(wish: Wish) -> list[Person]:
    """The higher level first: a conference is for those who decide. They may be asked in without being called."""
    found = [person for person in persons_of(wish) if person.user is not None and person.user.is_active]
    return sorted(found, key=lambda person: len(person.area))


def _people(wish: Wish) -> list[Person]:
    return _with_account(wish)[: _most(wish)]


def _units(wish: Wish) -> list[Unit]:
    return units_of(wish)[: max(0, _most(wish) - len(_people(wish)))]


def _could(wish: Wish) -> int:
    return len(_with_account(wish)) + len(units_of(wish))


def _going(wish: Wish) -> Conference | None:
    if wish.incident is None:
        return None
    return Conference.objects.filter(incident_id=wish.incident, state=OPEN).first()


part = Conferences()
