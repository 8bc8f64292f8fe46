"""Verbs on the two books: who left, who came in, what was wrong, who went home; and the six measures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from command.evacuation.actions import changing
from command.evacuation.models import GOING, MOVED, ORDERED, OVER, RETURNING, STATES, Arrival, Departure, Evacuation, Line, Measure
from command.evacuation.register.models import Vulnerable
from dispatch.features.models import Feature
from realtime import clock
from realtime.codes import Problem

STATE_NAMES = dict(STATES)


def record_departure(
    *, actor: str, name: str, evacuation_id: int, area: str, household: str, people: int, outcome: str = MOVED, shelter: int | None = None,
    elsewhere: str = "", escort: str = "", persons: Sequence[int] = (), note: str = "", occurred_at: datetime | None = None,
) -> Departure:  # fmt: skip
    """One line of the town's book."""
    with changing(actor, evacuation_id) as change:
        one = change.evacuation
        _takes_lines(one)
        if not any(area.startswith(code) for code in one.areas):
            raise Problem("invalid", f"{area} 不在本次转移范围内,请先扩大范围。", where=["area"])
        if outcome == MOVED and (shelter is None) == (not elsewhere.strip()):
            raise Problem("invalid", "请填去向:安置点,或其他去处(如投亲靠友),二者之一。", where=["shelter"])
        found = list(Vulnerable.objects.current().within(one.areas).filter(pk__in=persons))
        if len(found) != len(set(persons)):
            raise Problem("invalid", "有登记人员不在转移范围内,或已不在册。", where=["persons"])
        if len(found) > people:
            raise Problem("invalid", f"勾选了 {len(found)} 名特殊群体人员,人数却只有 {people}。", where=["people"])
        if twice := Departure.objects.standing().filter(evacuation=one, persons__in=found).first():
            raise Problem("exists", f"{twice.household} 一户的记录里已有其中的人员。", where=["persons"])
        line = Departure.objects.create(
            evacuation=one, area=area, household=household.strip(), people=people, outcome=outcome, shelter=shelter_of(shelter) if shelter is not None else None, elsewhere=elsewhere.strip(),
            escort=escort.strip(), note=note.strip(), occurred_at=_at(occurred_at), by=actor, by_name=name,
        )  # fmt: skip
        line.persons.set(found)
        if one.state == ORDERED:
            change.go(GOING)
        change.told("departed")
    return line


def record_arrival(
    *, actor: str, name: str, evacuation_id: int, shelter: int, people: int, note: str = "", occurred_at: datetime | None = None
) -> Arrival:
    """One line of the shelter's book; negative when people leave it. More than are inside cannot leave."""
    with changing(actor, evacuation_id) as change:
        one = change.evacuation
        _takes_lines(one)
        place = shelter_of(shelter)
        if people == 0:
            raise Problem("invalid", "人数不能为 0:到达填正数,离开填负数。", where=["people"])
        inside = sum(Arrival.objects.standing().filter(evacuation=one, shelter=place).values_list("people", flat=True))
        if inside + people < 0:
            raise Problem("invalid", f"{place.name}现有 {inside} 人,不能登记离开 {-people} 人。", where=["people"])
        line = Arrival.objects.create(
            evacuation=one, shelter=place, people=people, note=note.strip(), occurred_at=_at(occurred_at), by=actor, by_name=name
        )
        if one.state == ORDERED:
            change.go(GOING)
        change.told("arrived")
    return line


def strike_line(*, actor: str, name: str, book: type[Departure] | type[Arrival], line_id: int, why: str) -> None:
    """It stays readable; the sums no longer count it."""
    found = book.objects.filter(pk=line_id).first()
    if found is None:
        raise Problem("not_found", "没有这条登记。")
    with changing(actor, found.evacuation_id) as change:
        line: Line = book.objects.select_for_update(of=("self",)).get(pk=line_id)
        if line.struck_at is not None:
            return
        line.struck_at, line.struck_by, line.struck_why = clock.now(), name, why.strip()
        line.save(update_fields=["struck_at", "struck_by", "struck_why"])
        change.told("struck")


def record_return(*, actor: str, departure_id: int) -> None:
    """The household is home again: only after somebody approved the return."""
    found = Departure.objects.filter(pk=departure_id).first()
    if found is None:
        raise Problem("not_found", "没有这条登记。")
    with changing(actor, found.evacuation_id) as change:
        if change.evacuation.state != RETURNING:
            raise Problem("wrong_state", "返回须先经批准。")
        line = Departure.objects.select_for_update(of=("self",)).get(pk=departure_id)
        if line.outcome != MOVED or line.struck_at is not None or line.returned_at is not None:
            return
        line.returned_at = clock.now()
        line.save(update_fields=["returned_at"])
        change.told("returned")


def report_measure(*, actor: str, name: str, evacuation_id: int, code: str, area: str, target: int, done: int) -> Measure:
    """The newest figure of an area stands."""
    if done > target:
        raise Problem("invalid", "已完成不能多于应完成。", where=["done"])
    with changing(actor, evacuation_id) as change:
        if not change.evacuation.open:
            raise Problem("wrong_state", f"{change.evacuation.number} {STATE_NAMES[change.evacuation.state]}。")
        if not area.startswith(change.evacuation.area):
            raise Problem("invalid", f"{area} 不在 {change.evacuation.area} 之内。", where=["area"])
        measure, _ = Measure.objects.update_or_create(
            evacuation=change.evacuation,
            code=code,
            area=area,
            defaults={"target": target, "done": done, "by_name": name, "at": clock.now()},
        )
        change.told("measured")
    return measure


def _takes_lines(evacuation: Evacuation) -> None:
    if evacuation.state in OVER:
        raise Problem("wrong_state", f"{evacuation.number} {STATE_NAMES[evacuation.state]}。")


def shelter_of(shelter: int) -> Feature:
    found = Feature.objects.filter(pk=shelter, layer="shelter").first()
    if found is None:
        raise Problem("not_found", "没有这个安置点。", where=["shelter"])
    return found


def _at(occurred_at: datetime | None) -> datetime:
    now = clock.now()
    if occurred_at is not None and occurred_at > now:
        raise Problem("invalid", "时间不能晚于现在。", where=["occurred_at"])
    return occurred_at or now
