"""press → **talk** → ears: teams and everybody with an account are in one talk group, ready to be spoken to."""

from __future__ import annotations

from collections.abc import Sequence

from command.onekey.models import Leg, Press
from command.onekey.parts.callout import persons_of
from command.onekey.parts.known import Count, Reached, Started, Taken
from command.onekey.parts.teams import units_of
from command.onekey.rows import PartPreview, PressNamed, PressTrouble
from command.onekey.wish import Wish
from dispatch.contacts.models import Person
from dispatch.talkgroups.actions import MANAGE, close_group, open_group
from realtime.accounts.may import Caller
from realtime.talk.models import INCIDENT, OPEN, TalkGroup


class TalkGroups:
    name = "talk"
    verb = MANAGE

    def preview(self, who: Caller, wish: Wish) -> PartPreview | None:
        people, units = _people(wish), units_of(wish)
        if not people and not units:
            return None
        rows = [
            *(_named(one.pk, one.name, "队伍") for one in units),
            *(_named(one.pk, one.name, f"{one.org}{one.title}") for one in people),
        ]
        verb = "加入本事件通话组" if _there(wish) else "新建通话组"
        return {
            "kind": "talk", "may": True, "on": True, "words": f"{verb}:{len(units)} 支队伍、{len(people)} 人", "number": len(rows), "who": rows,
            "channels": {}, "gaps": [], "cost": [], "undo": "本次新建的可结束。",
        }  # fmt: skip

    def prints(self, wish: Wish) -> dict[str, str]:
        """A group that is there by now is used, which harms nobody."""
        return {}

    def changed(self, wish: Wish, before: dict[str, str], now: dict[str, str]) -> list[str]:
        return []

    def start(self, who: Caller, wish: Wish, press: Press) -> Started:
        made = _there(wish) is None
        group = open_group(
            actor=who.actor, kind=INCIDENT if wish.incident else "adhoc", name=wish.title[:60], area=wish.area, incident_id=wish.incident,
            units=[unit.pk for unit in units_of(wish)], users=[one.user_id for one in _people(wish) if one.user_id], exercise=wish.exercise,
        )  # fmt: skip
        return Started(group.members.count(), group.pk, made)

    def count(self, leg: Leg) -> Count:
        """Being in it is all there is to it; who speaks and hears is the group's own record."""
        group = TalkGroup.objects.filter(pk=leg.ref or 0).first()
        members = group.members.count() if group else 0
        return Count(members, members if group and group.state == OPEN else 0, 0)

    def troubles(self, leg: Leg) -> Sequence[PressTrouble]:
        return []

    def undo(self, who: Caller, leg: Leg) -> Taken:
        group = TalkGroup.objects.filter(pk=leg.ref or 0).first()
        if group is None or group.state != OPEN:
            return Taken()
        if not leg.made:
            return Taken(stays=[f"通话组“{group.name}”随事件而设,仍保留"])
        close_group(actor=who.actor, group_id=group.pk)
        return Taken([f"通话组“{group.name}”已结束"])

    def reached(self, leg: Leg) -> Reached:
        """A group carries no words of the press."""
        return Reached()

    def correct(self, who: Caller, leg: Leg, text: str) -> int | None:
        return None


def _named(number: int, name: str, org: str) -> PressNamed:
    return {"id": number, "name": name, "org": org, "channels": ["app"], "note": ""}


def _people(wish: Wish) -> list[Person]:
    return [person for person in persons_of(wish) if person.user is not None and person.user.is_active]


def _there(wish: Wish) -> TalkGroup | None:
    return TalkGroup.objects.filter(kind=INCIDENT, incident_id=wish.incident).first() if wish.incident is not None else None


part = TalkGroups()
