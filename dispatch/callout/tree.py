"""areas → **tree** → callout: everybody of the chain under these areas is called; a village without anybody is spoken for by its town."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings

from dispatch.callout.actions import start_callout
from dispatch.callout.climbing import add_call
from dispatch.callout.models import Callout
from dispatch.contacts.chain import Chain, chain_of, stand_ins_for
from dispatch.contacts.duty import area_name
from dispatch.contacts.models import Person
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import Log, act

MANY = 400  # areas by code on the callout; of more, what was asked says enough
NAMED = 12  # villages by name in one message; more are a number


class Asked(NamedTuple):
    """Which part of the tree. `above`: also town and district over the areas; `deputies`: at once, not only behind a silent principal."""

    areas: tuple[str, ...]
    above: bool = False
    below: bool = True
    deputies: bool = False
    levels: tuple[int, ...] = ()
    type: str = ""

    def chain(self) -> Chain:
        return chain_of(
            self.areas, type=self.type, above=self.above, below=self.below, deputies=self.deputies, levels=self.levels
        )  # fmt: skip


def start_tree(
    *,
    actor: str,
    name: str,
    asked: Asked,
    about: str,
    about_id: int,
    text: str,
    area: str,
    purpose: str = "call",
    incident_id: int | None = None,
    exercise: int | None = None,
    ladder: str = "callout.default",
    join: bool = True,
) -> Callout:
    """With `join` a second press adds only who is not called yet. Nobody at all is a refusal that says so."""
    chain = asked.chain()
    speakers = stand_ins_for(chain.gaps)
    if not chain.persons and not speakers:
        raise Problem("invalid", "所选范围内没有四级联系人,请先补齐通讯录。", where=["areas"])
    with act(actor, exercise) as log:
        callout = start_callout(
            actor=actor, name=name, about=about, about_id=about_id, purpose=purpose, persons=chain.persons, text=text, area=area,
            incident_id=incident_id, ladder=ladder, exercise=exercise, join=join, areas=chain.areas if len(chain.areas) < MANY else asked.areas,
        )  # fmt: skip
        if chain.gaps:
            _speak_for(log, callout, speakers, chain.gaps)
    return callout


def _speak_for(log: Log, callout: Callout, speakers: dict[str, Person], gaps: Sequence[str]) -> None:
    villages: dict[Person, list[str]] = {}
    for code, person in speakers.items():
        villages.setdefault(person, []).append(code)
    calls = {call.person_id: call for call in callout.calls.filter(person__in=villages)}
    for person, codes in villages.items():
        if person.pk not in calls:
            calls[person.pk] = add_call(log, callout, person, text=f"{callout.text} {_names(codes)}没有登记联系人,请代为叫应。")
    callout.gaps = callout.gaps | {code: calls[speakers[code].pk].pk if code in speakers else None for code in gaps}
    callout.save(update_fields=["gaps"])


def _names(codes: Sequence[str]) -> str:
    known = dict(Area.objects.filter(pk__in=codes[:NAMED]).values_list("code", "name"))
    names = "、".join(known.get(code, code) for code in codes[:NAMED])
    return names if len(codes) <= NAMED else f"{names}等 {len(codes)} 个村居"


def common_area(areas: Sequence[str]) -> str:
    """The finest area over all of them: whose board shows a callout that is about nothing else."""
    first = min(areas, key=len)
    for length in (9, 6, len(settings.CITY)):
        if length <= len(first) and all(code.startswith(first[:length]) for code in areas):
            return first[:length]
    return str(settings.CITY)


def names_of_gaps(callout: Callout) -> list[tuple[str, str, int | None]]:
    known = dict(Area.objects.filter(pk__in=list(callout.gaps)).values_list("code", "name"))
    return [(code, known.get(code, area_name(code)), call) for code, call in sorted(callout.gaps.items())]
