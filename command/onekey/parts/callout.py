"""press → **callout** → persons: everybody who must know is called until a human answers; one person is called once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from command.onekey.models import Leg, Press
from command.onekey.parts.known import Count, Reached, Started, Taken
from command.onekey.rows import PartPreview, PressGap, PressNamed, PressTrouble
from command.onekey.wish import Wish
from dispatch.callout.actions import START, start_callout, stop_callout
from dispatch.callout.channels import BY_NAME
from dispatch.callout.models import ANSWERED, FAILED, UNSETTLED, Call, Callout
from dispatch.callout.tree import Asked, start_tree
from dispatch.contacts.models import CHANNELS, Person
from dispatch.contacts.showing import channels, with_all
from realtime.accounts.may import Caller
from realtime.areas.models import TOWN
from realtime.exercises.snapshot import is_tabletop

CHANNEL_NAMES = dict(CHANNELS)


class Callouts:
    name = "callout"
    verb = START

    def preview(self, who: Caller, wish: Wish) -> PartPreview | None:
        if not wish.persons and not wish.gaps:
            return None
        rows: list[PressNamed] = []
        gaps: list[PressGap] = [{"who": gap["who"], "why": gap["why"]} for gap in wish.gaps]
        ways: Counter[str] = Counter()
        for person in persons_of(wish):
            mine = usable(person)
            ways.update(mine)
            rows.append({
                "id": person.pk, "name": person.name, "org": f"{person.org}{person.title}", "channels": mine,
                "note": wish.notes.get(str(person.pk), ""),
            })  # fmt: skip
            if not mine:
                gaps.append({"who": f"{person.org} {person.name}".strip(), "why": "没有可用的联系方式"})
        outside = 0 if is_tabletop(wish.exercise) else sum(count for name, count in ways.items() if BY_NAME[name].outside)
        return {
            "kind": "callout", "may": True, "on": True, "words": f"叫应 {len(rows)} 人:{wish.text}", "number": len(rows), "who": rows,
            "channels": dict(ways), "gaps": gaps, "cost": [f"最多 {outside} 条外发信息,发出后不能收回,只能更正"] if outside else [],
            "undo": "未接通的停止呼叫;已送达的不能收回,可发更正。",
        }  # fmt: skip

    def prints(self, wish: Wish) -> dict[str, str]:
        """person → the ways to them; one who was retired meanwhile is gone. Of a whole tree also who has come into it."""
        ways = {str(person.pk): ",".join(usable(person)) for person in persons_of(wish)}
        new = tree_of(wish.tree).chain().persons if wish.tree else []
        return ways | {str(person.pk): "" for person in new if str(person.pk) not in ways}

    def changed(self, wish: Wish, before: dict[str, str], now: dict[str, str]) -> list[str]:
        words = []
        names = {str(pk): name for pk, name in Person.objects.filter(pk__in={*before, *now}).values_list("pk", "name")}
        for person in sorted({*before, *now}, key=int):
            if person not in now:
                words.append(f"联系人 {names.get(person, person)} 已停用")
            elif person not in before:
                words.append(f"新增联系人 {names.get(person, person)}")
            elif before.get(person) != now[person]:
                words.append(f"联系人 {names.get(person, person)} 的联系方式已变更")
        return words

    def start(self, who: Caller, wish: Wish, press: Press) -> Started:
        """A callout of its own: whoever was called an hour ago about something else is called again about this."""
        given: dict[str, Any] = {
            "actor": who.actor, "name": who.name, "about": "incident" if wish.incident else "duty", "about_id": wish.incident or press.pk,
            "purpose": "call", "text": wish.text, "area": wish.area, "incident_id": wish.incident, "exercise": wish.exercise, "join": False,
        }  # fmt: skip
        callout = start_tree(asked=tree_of(wish.tree), **given) if wish.tree else start_callout(persons=persons_of(wish), **given)
        return Started(callout.calls.count(), callout.pk)

    def count(self, leg: Leg) -> Count:
        """Principals, each human once: a deputy who answers answers for the one they stand in for."""
        own = Call.objects.filter(callout_id=leg.ref or 0, stands_for=None, same_as=None)
        calls = list(own.values_list("state", "covered_by", "officer"))
        done = sum(state == ANSWERED or covered is not None for state, covered, _ in calls)
        failed = sum(state != ANSWERED and covered is None and (state == FAILED or officer) for state, covered, officer in calls)
        return Count(len(calls), done, failed)

    def troubles(self, leg: Leg) -> Sequence[PressTrouble]:
        open_calls = Call.objects.filter(callout_id=leg.ref or 0, state__in=UNSETTLED, covered_by=None, stands_for=None, same_as=None)
        found: list[PressTrouble] = []
        for call in open_calls.select_related("person").prefetch_related("attempts").order_by("started_at"):
            last = list(call.attempts.all())[-1:]
            why = last[0].error if last and last[0].error else ""
            if call.state == FAILED or call.officer or why:
                way = CHANNEL_NAMES.get(call.channel, call.channel) or "没有可用的联系方式"
                found.append({
                    "kind": "callout", "who": f"{call.org}{call.title} {call.name}".strip(), "why": f"{way}:{why or call.get_state_display()}",
                    "todo": "人工接管:电话或上门叫应" if call.officer or call.state == FAILED else "系统正换下一种方式",
                })  # fmt: skip
        return found

    def undo(self, who: Caller, leg: Leg) -> Taken:
        callout = Callout.objects.filter(pk=leg.ref or 0).first()
        if callout is None:
            return Taken()
        told = callout.calls.filter(Q(delivered_at__isnull=False) | Q(state=ANSWERED)).count()
        stopped = stop_callout(actor=who.actor, about=callout.about, about_id=callout.about_id, callout_id=callout.pk)
        return Taken([f"停止呼叫 {stopped} 人"] if stopped else [], [f"{told} 人已收到信息,不能收回,请发更正"] if told else [])

    def reached(self, leg: Leg) -> Reached:
        """Delivered or answered, stand-ins too: a human or their device has the words."""
        found = Reached()
        rung = Call.objects.filter(callout_id=leg.ref or 0, same_as=None)
        for call in rung.select_related("person__role", "person__user").order_by("id"):
            if call.delivered_at is not None or call.state == ANSWERED:
                found.persons.append(call.person)
            else:
                found.left_out.append(f"{call.org}{call.title} {call.name}".strip())
        return found

    def correct(self, who: Caller, leg: Leg, text: str) -> int | None:
        return None


def persons_of(wish: Wish) -> list[Person]:
    """In the order of the wish, those who are still entered."""
    known = {person.pk: person for person in with_all(Person.objects.current().filter(pk__in=wish.persons))}
    return [known[pk] for pk in wish.persons if pk in known]


def tree_of(areas: Sequence[str]) -> Asked:
    """Everything under these areas; over towns and villages also the district, which has to answer for them."""
    return Asked(tuple(areas), above=any(len(code) >= TOWN for code in areas), deputies=True)


def usable(person: Person) -> list[str]:
    """Ways that some channel here can carry."""
    return [name for name in channels(person) if name in BY_NAME]


part = Callouts()
