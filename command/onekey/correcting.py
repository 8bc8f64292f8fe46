"""Verb on presses: 更正. One more press says it right to exactly those whom the first one reached, each once."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.timezone import localtime

from command.onekey.kinds import PRESS
from command.onekey.models import FAILED, Correction, Press
from command.onekey.parts import BY_NAME
from command.onekey.pressing import exercise_of, lock
from command.onekey.rows import PressCorrectionPreview, PressNamed
from dispatch.callout.actions import start_callout
from dispatch.contacts.models import Person
from dispatch.orders.actions import order_task
from dispatch.orders.models import OPEN, Assignment
from dispatch.teams.models import Unit
from dispatch.telling import tell
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.log import act

LONGEST = 400  # of what the officer types; the opening and an exercise's own words come before it


@dataclass
class Audience:
    persons: dict[int, Person] = field(default_factory=dict)
    teams: dict[int, Unit] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def audience_of(press: Press) -> Audience:
    """Somebody reached by two legs is told once; somebody missed by one leg and reached by another was reached."""
    found = Audience()
    missed: list[str] = []
    for leg in press.legs.exclude(state=FAILED).order_by("pk"):
        if leg.kind not in BY_NAME:
            continue
        leg.press = press
        reached = BY_NAME[leg.kind].reached(leg)
        found.persons |= {person.pk: person for person in reached.persons}
        found.teams |= {unit.pk: unit for unit in reached.teams}
        missed += reached.left_out
    names = {f"{one.org}{one.title} {one.name}".strip() for one in found.persons.values()}
    found.left_out = [name for name in dict.fromkeys(missed) if name not in names]
    return found


def opening(press: Press) -> str:
    return f"更正({localtime(press.at):%H:%M} 一键通):"


def preview_correction(press: Press) -> PressCorrectionPreview:
    audience = audience_of(press)
    return {
        "opening": opening(press),
        "reached": len(audience.persons) + len(audience.teams),
        "who": [_named(one.pk, one.name, f"{one.org}{one.title}") for one in audience.persons.values()],
        "teams": [_named(one.pk, one.name, "") for one in audience.teams.values()],
        "left_out": [_named(0, name, "") for name in audience.left_out],
    }


def _named(number: int, name: str, org: str) -> PressNamed:
    return {"id": number, "name": name, "org": org, "channels": [], "note": ""}


def correct(*, who: Caller, press_id: int, text: str) -> Correction:
    """Needs nobody's further word: it reaches only those who already have the wrong one."""
    if not text.strip():
        raise Problem("invalid", "请写明更正内容。", where=["text"])
    with act(who.actor, exercise_of(press_id)) as log:
        press = lock(press_id)
        before, audience = press.row(), audience_of(press)
        public = [leg for leg in press.legs.filter(kind="broadcast").exclude(state=FAILED)]
        if not audience.persons and not audience.teams and not public:
            raise Problem("wrong_state", "还没有人收到原来的信息,不需要更正;可直接撤回后重发。")
        words = (opening(press) + text.strip()[:LONGEST])[:500]
        correction = Correction.objects.create(
            press=press, text=words, by=who.actor, by_name=who.name[:60], reached=len(audience.persons) + len(audience.teams),
            left_out=len(audience.left_out),
        )  # fmt: skip
        if audience.persons:
            callout = start_callout(
                actor=who.actor, name=who.name, about="incident" if press.incident_id else "duty", about_id=press.incident_id or press.pk,
                purpose="call", persons=list(audience.persons.values()), text=words, area=press.area, incident_id=press.incident_id,
                exercise=press.exercise_id, join=False,
            )  # fmt: skip
            correction.callout_id = callout.pk
            correction.save(update_fields=["callout_id"])
        for assignment in Assignment.objects.filter(unit__in=audience.teams, incident_id=press.incident_id or 0, state=OPEN).order_by("pk"):
            order_task(actor=who.actor, name=who.name, assignment_id=assignment.pk, task=words)
        for leg in public:
            leg.press = press
            correction.broadcast_id = BY_NAME[leg.kind].correct(who, leg, text.strip()[:LONGEST])
            correction.save(update_fields=["broadcast_id"])
        press.corrections += 1
        press.save(update_fields=["corrections"])
        tell(log, press.streams, f"{PRESS}.corrected", before, press.row(), area=press.area)
    return correction
