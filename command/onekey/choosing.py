"""request → **choosing** → wish: whom and what an incident, an area, a plan or a selection on the map means, as ids."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q

from command.onekey.inside import persons_inside, units_inside
from command.onekey.parts.callout import tree_of
from command.onekey.wish import Wish
from dispatch.callout.towns import town_of
from dispatch.callout.tree import common_area
from dispatch.contacts.chain import Chain, chain_of, stand_ins_for
from dispatch.contacts.duty import above, area_name, on_duty
from dispatch.contacts.models import Person
from dispatch.contacts.seeing import seen_by
from dispatch.incidents.models import Incident, type_name
from dispatch.recommend.choose import recommend
from dispatch.recommend.models import RunCard
from dispatch.recommend.rows import Recommendation
from dispatch.teams.models import Unit
from realtime.accounts.may import Caller
from realtime.areas.models import TOWN, Area
from realtime.codes import Problem
from realtime.exercises.models import Exercise
from realtime.rules.models import rule

Point = tuple[float, float]
NAMED = 6  # places by name in one line


@dataclass(frozen=True)
class Asked:
    """What the officer pointed at, and what they changed of the proposal."""

    parts: Sequence[str]
    incident: int | None = None
    areas: Sequence[str] = ()
    plan: int | None = None
    units: Sequence[int] | None = None
    persons: Sequence[int] | None = None
    polygon: Sequence[Point] | None = None
    without_units: Sequence[int] = ()
    without_persons: Sequence[int] = ()
    text: str = ""
    task: str = ""
    exercise: int | None = None
    public: str = ""

    @property
    def selects(self) -> bool:
        return self.units is not None or self.persons is not None or self.polygon is not None


@dataclass
class Found:
    persons: list[Person] = field(default_factory=list)
    gaps: list[dict[str, str]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)


def choose(who: Caller, asked: Asked) -> Wish:
    incident = _incident(asked.incident)
    if asked.selects:
        return _selection(who, asked, incident)
    if incident is not None:
        return _incident_wish(who, asked, incident)
    if asked.areas:
        return _area_wish(who, asked)
    raise Problem("invalid", "请选择一个事件、一个区划,或在地图上圈选队伍和人员。", where=["incident", "area", "selection"])


def _incident(incident_id: int | None) -> Incident | None:
    if incident_id is None:
        return None
    incident = Incident.objects.select_related("type").filter(pk=incident_id).first()
    if incident is None:
        raise Problem("not_found", "没有这个事件。")
    if not incident.open:
        raise Problem("wrong_state", f"事件 {incident.number} 已结束。")
    return incident


def _incident_wish(who: Caller, asked: Asked, incident: Incident) -> Wish:
    card = RunCard.objects.filter(pk=asked.plan).first() if asked.plan is not None else None
    if asked.plan is not None and card is None:
        raise Problem("not_found", "没有这项力量编成。", where=["plan"])
    found = _responsible(incident)
    proposed = recommend(incident, limit=1, scopes=who.scopes, card=card)
    units = [row["unit"]["id"] for row in proposed["proposals"] if row["chosen"]]
    name = type_name(incident.type_id) or "突发事件"
    plan = f"按“{card.name}”" if card else ""
    return _wish(
        who, asked, found, units,
        key=f"plan:{card.pk}@{incident.pk}" if card else f"incident:{incident.pk}", kind="plan" if card else "incident",
        area=incident.area, title=f"{incident.number} {incident.place or area_name(incident.area)}", incident=incident.pk,
        exercise=incident.exercise_id, unit_gaps=_short(proposed),
        text=f"{incident.place or area_name(incident.area)}发生{name}(事件 {incident.number}),{plan}请立即到岗处置,应答时说明采取的措施。",
        task=proposed["run_card"]["task"] or f"赶赴{incident.place or '现场'}处置{name},到达后报告。",
    )  # fmt: skip


def _short(proposed: Recommendation) -> list[dict[str, str]]:
    return [{"who": row["capability"], "why": row["text"]} for row in proposed["shortfalls"]]


def _area_wish(who: Caller, asked: Asked) -> Wish:
    areas = sorted(set(asked.areas))
    names = dict(Area.objects.filter(pk__in=areas).values_list("code", "name"))
    if missing := [code for code in areas if code not in names]:
        raise Problem("not_found", "没有这个区划。", where=missing)
    place = "、".join(names[code] for code in areas[:NAMED]) + (f"等 {len(areas)} 处" if len(areas) > NAMED else "")
    return _wish(
        who, asked, _everybody(areas), [], tree=[] if asked.without_persons else areas, key=_digest("area", areas), kind="area",
        area=common_area(areas) if len(areas) > 1 else areas[0], title=place, exercise=_running(asked.exercise),
        text=f"{place}:请立即到岗到位,按职责落实处置措施,应答时说明采取的措施。", task="",
    )  # fmt: skip


def _selection(who: Caller, asked: Asked, incident: Incident | None) -> Wish:
    exercise = incident.exercise_id if incident else _running(asked.exercise)
    units = list(asked.units or [])
    persons = list(Person.objects.current().filter(seen_by(who), pk__in=asked.persons or []))
    if lost := len(set(asked.persons or [])) - len(persons):
        raise Problem("not_found", f"有 {lost} 位联系人不存在、已停用或不在您的辖区内,请重新圈选。", where=["persons"])
    if asked.polygon is not None:
        units += [pk for pk in units_inside(asked.polygon, who.scopes, exercise) if pk not in units]
        persons += [one for one in persons_inside(asked.polygon, seen_by(who)) if one not in persons]
    if not units and not persons:
        raise Problem("invalid", "圈选范围内没有队伍,也没有联系人。", where=["selection"])
    area = incident.area if incident else _common([one.area for one in persons] + _areas_of(units))
    title = f"{incident.number} " if incident else ""
    return _wish(
        who, asked, Found(persons), units, key=_digest("selection", [sorted(units), sorted(one.pk for one in persons), asked.incident]), kind="selection", area=area,
        title=f"{title}圈选 {len(units)} 支队伍、{len(persons)} 人", incident=incident.pk if incident else None, exercise=exercise,
        text="请立即到岗到位,应答时说明采取的措施。", task="请立即出动,到达后报告。" if incident else "",
    )  # fmt: skip


def _wish(who: Caller, asked: Asked, found: Found, units: Sequence[int], **given: Any) -> Wish:
    """The officer's words and their strikes over the proposal; each person once, and never the one who presses."""
    dropped = set(asked.without_persons)
    persons = [
        one.pk for one in dict.fromkeys(found.persons) if one.pk not in dropped and (one.user_id is None or one.user_id != who.user_id)
    ]
    most = int(rule("onekey.most", given["area"]))
    if len(persons) > most:
        raise Problem("invalid", f"范围内有 {len(persons)} 人,一次一键通最多 {most} 人:请缩小范围,或改用广播。", where=["area"])
    exercise = given.pop("exercise", None)
    return Wish(
        **given | {"text": (asked.text.strip() or given["text"])[:500], "task": (asked.task.strip() or given["task"])[:500]},
        parts=list(asked.parts), exercise=exercise, units=_units(units, asked, who, exercise), persons=persons, gaps=found.gaps,
        notes=found.notes, broadcast=_public(asked, given["area"]),
    ).with_key()  # fmt: skip


def _public(asked: Asked, area: str) -> dict[str, Any] | None:
    """Everybody inside the line, else everybody in the area."""
    if not asked.public.strip():
        return None
    polygon = [list(point) for point in asked.polygon] if asked.polygon else None
    return {"text": asked.public.strip(), "areas": [] if polygon else [area], "polygon": polygon}


def _units(units: Sequence[int], asked: Asked, who: Caller, exercise: int | None) -> list[int]:
    dropped = set(asked.without_units)
    wanted = [pk for pk in dict.fromkeys(units) if pk not in dropped]
    if not wanted:
        return []
    under = Q(pk__in=[])
    for scope in who.scopes:
        under |= Q(area__startswith=scope)
    known = set(Unit.objects.of_exercise(exercise).filter(under, pk__in=wanted).values_list("pk", flat=True))
    if missing := [pk for pk in wanted if pk not in known]:
        raise Problem("not_found", "有队伍不存在或不在您的辖区内,请重新圈选。", where=[str(pk) for pk in missing])
    return wanted


def _responsible(incident: Incident) -> Found:
    """Town and district over the place, and who leads the watch."""
    ground = town_of(incident.area, place=incident.place, lon=incident.lon, lat=incident.lat)
    code = ground.code if ground else incident.area
    chain = chain_of([code], type=incident.type_id, above=True, below=len(code) > TOWN)
    leaders = [one for one in on_duty(incident.area, "duty_leader") if one not in chain.persons]
    return _with_stand_ins(chain, extra=leaders, look=[code for code in above(code) if code != settings.CITY])


def _everybody(areas: Sequence[str]) -> Found:
    """District, towns and villages at once, deputies with a post of their own too."""
    return _with_stand_ins(tree_of(areas).chain())


def _with_stand_ins(chain: Chain, *, extra: Sequence[Person] = (), look: Sequence[str] = ()) -> Found:
    """A village without anybody: its town's deputy is called for it, and the gap is said."""
    stands = stand_ins_for(chain.gaps)
    names = dict(Area.objects.filter(pk__in=[*chain.gaps, *look]).values_list("code", "name"))
    found = Found([*chain.persons, *extra])
    spoken_for: dict[Person, list[str]] = {}
    for code in chain.gaps:
        place, one = names.get(code, code), stands.get(code)
        if one is None:
            found.gaps.append({"who": place, "why": "没有登记联系人,也无人可代"})
        else:
            spoken_for.setdefault(one, []).append(place)
    for one, places in spoken_for.items():
        found.persons.append(one)
        found.gaps.append({"who": _some(places), "why": f"没有登记联系人,由 {one.org}{one.title} {one.name} 代"})
        found.notes[str(one.pk)] = f"代 {_some(places)}"
    here = {person.area for person in chain.persons}
    found.gaps += [{"who": names[code], "why": "没有登记联系人"} for code in look if code in names and code not in here | set(chain.gaps)]
    return found


def _some(places: Sequence[str]) -> str:
    return "、".join(places) if len(places) <= NAMED else f"{'、'.join(places[:NAMED])}等 {len(places)} 个村居"


def _running(exercise: int | None) -> int | None:
    if exercise is not None and not Exercise.objects.filter(pk=exercise, ended_at=None).exists():
        raise Problem("exercise", "没有正在进行的这场演练。", where=["exercise"])
    return exercise


def _digest(kind: str, what: object) -> str:
    return f"{kind}:{hashlib.sha256(json.dumps(what).encode()).hexdigest()[:16]}"


def _areas_of(units: Sequence[int]) -> list[str]:
    return list(Unit.objects.filter(pk__in=units).values_list("area", flat=True))


def _common(areas: Sequence[str]) -> str:
    """The finest area over all of them, never above the city."""
    for length in (12, 9, 6):
        heads = {area[:length] for area in areas if len(area) >= length}
        if len(heads) == 1 and all(len(area) >= length for area in areas):
            return heads.pop()
    return str(settings.CITY)
