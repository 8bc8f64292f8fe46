"""Verbs of the loop (一线三排): find, rank, hand over, fix, verify by somebody else, close; list for supervision; find it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from django.db.models import Model

from command.dossiers.models import Dossier
from command.hazards.mapping import show_hazard
from command.hazards.models import Hazard, RiskUnit, Sector, Step
from command.hazards.rows import HazardRow
from command.hazards.states import (
    ASSIGNED,
    CLOSED,
    FIXED,
    FIXING,
    MOVES,
    OVER,
    RANKED,
    REJECTED,
    RELAPSED,
    STATES,
    VERIFIED,
    WORKED_ON,
)  # fmt: skip
from dispatch.contacts.models import Person
from dispatch.numbers import next_number
from dispatch.telling import tell
from realtime import clock
from realtime.areas.locate import area_at
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

NUMBER = "YH"  # 隐患
DUE = "hazard.due"  # deadline kind
M = TypeVar("M", bound=Model)
STATE_NAMES = dict(STATES)


class Where(NamedTuple):
    """A point, or where there is none the area it lies in."""

    place: str
    lon: float | None = None
    lat: float | None = None
    area: str = ""


class Change(NamedTuple):
    """A hazard under lock, as it was, who works on it, and the log of the action."""

    hazard: Hazard
    before: HazardRow
    log: Log
    actor: str
    name: str

    def go(self, state: str) -> None:
        if state not in MOVES[self.hazard.state]:
            raise Problem(
                "wrong_state",
                f"{self.hazard.number} 目前{STATE_NAMES[self.hazard.state]},不能改为{STATE_NAMES[state]}。",
                where=["state"],
            )
        self.hazard.state = state
        if state in OVER:
            self.hazard.over_at = clock.now()

    def told(self, verb: str, text: str = "") -> None:
        self.hazard.save()
        Step.objects.create(hazard=self.hazard, verb=verb, text=text.strip()[:500], by=self.actor, by_name=self.name)
        show_hazard(self.log, self.hazard)
        tell(self.log, [self.hazard.stream], f"hazard.{verb}", self.before, self.hazard.row(), area=self.hazard.area)


def find_hazard(
    *, actor: str, name: str, sector: str, title: str, where: Where, text: str = "", owner: str = "", campaign: str = "", major: bool = False,
    unit_id: int | None = None, dossier_id: int | None = None, client_key: str = "", found_at: datetime | None = None, exercise: int | None = None,
    relapse_of: Hazard | None = None,
) -> Hazard:  # fmt: skip
    """Registered where it is seen. From a phone that had no coverage it may come twice: the same key is the same hazard."""
    with act(actor, exercise) as log:
        if client_key and (known := Hazard.objects.filter(client_key=client_key).first()):
            return known
        unit = _one(RiskUnit, unit_id, "风险点", "unit")
        dossier = _one(Dossier, dossier_id, "企业档案", "dossier") or (unit.dossier if unit else None)
        if not Sector.objects.filter(pk=sector).exists():
            raise Problem("invalid", f"没有行业领域 {sector}。", where=["sector"])
        lon, lat = (where.lon, where.lat) if where.lon is not None else (unit.lon, unit.lat) if unit else (None, None)
        area = area_at(lon, lat) if lon is not None and lat is not None else where.area
        if not area:
            raise Problem("invalid", "请在地图上点出位置,或选择区划。", where=["lon", "area"])
        now = clock.now()
        if found_at is not None and found_at > now:
            raise Problem("invalid", "发现时间不能晚于现在。", where=["found_at"])
        hazard = Hazard.objects.create(
            number=next_number(NUMBER), client_key=client_key or None, sector_id=sector, unit=unit, dossier=dossier, area=area, place=where.place.strip(),
            lon=lon, lat=lat, title=title.strip(), text=text.strip(), owner=owner.strip() or (unit.owner if unit else dossier.name if dossier else ""),
            campaign=campaign.strip(), major=major, found_by=actor, found_by_name=name, found_at=found_at or now, relapse_of=relapse_of,
            exercise_id=exercise,
        )  # fmt: skip
        Step.objects.create(hazard=hazard, verb="found", text=text.strip()[:500], by=actor, by_name=name)
        show_hazard(log, hazard)
        tell(log, [hazard.stream], "hazard.found", None, hazard.row(), area=hazard.area)
    return hazard


def rank_hazard(
    *, actor: str, name: str, hazard_id: int, major: bool, reach: int, difficulty: int, people: int, measures: str = ""
) -> Hazard:
    """How bad, how far, how hard: by this the next one to put right is chosen. What protects people until then belongs to it."""
    with changing(actor, name, hazard_id) as change:
        one = change.hazard
        if one.supervised_by and not major:
            raise Problem("wrong_state", f"{one.number} 已由{one.supervised_by}挂牌督办,不能降为一般隐患。", where=["major"])
        change.go(RANKED)
        one.major, one.reach, one.difficulty, one.people, one.measures = major, reach, difficulty, people, measures.strip()
        change.told("ranked")
    return one


def reject_hazard(*, actor: str, name: str, hazard_id: int, why: str) -> Hazard:
    with changing(actor, name, hazard_id) as change:
        change.go(REJECTED)
        change.told("rejected", why)
    return change.hazard


def assign_hazard(
    *, actor: str, name: str, hazard_id: int, owner: str, owner_person: int | None = None, due_at: datetime | None = None, words: str = ""
) -> Hazard:
    """Who puts it right, by when. Given again with another term or to somebody else it is on the record as such."""
    with changing(actor, name, hazard_id) as change:
        one = change.hazard
        change.go(ASSIGNED)
        one.owner, one.owner_person = owner.strip(), _one(Person, owner_person, "联系人", "owner_person")
        days = float(rule("hazards.major_days" if one.major else "hazards.term_days", one.area))
        _set_term(one, due_at or clock.now() + timedelta(days=days))
        change.told("assigned", words)
    return one


def begin_fixing(*, actor: str, name: str, hazard_id: int, words: str = "") -> Hazard:
    with changing(actor, name, hazard_id) as change:
        change.go(FIXING)
        change.told("begun", words)
    return change.hazard


def report_fixed(*, actor: str, name: str, hazard_id: int, fix: str, cost_yuan: int = 0) -> Hazard:
    with changing(actor, name, hazard_id) as change:
        one = change.hazard
        change.go(FIXED)
        one.fix, one.cost_yuan, one.fixed_by, one.verified_by = fix.strip(), cost_yuan, actor, ""
        clear_deadline(DUE, one.pk)
        change.told("fixed", fix)
    return one


def verify_hazard(*, actor: str, name: str, hazard_id: int, words: str) -> Hazard:
    """By another person than who says it is right, on the spot or from pictures; the words say which."""
    with changing(actor, name, hazard_id) as change:
        one = change.hazard
        if actor == one.fixed_by:
            raise Problem("own_work", f"{one.number} 的整改是您上报的,须由另一人复查。")
        change.go(VERIFIED)
        one.verified_by = actor
        change.told("verified", words)
    return one


def return_hazard(*, actor: str, name: str, hazard_id: int, why: str, due_at: datetime | None = None) -> Hazard:
    """Not right yet: back to work, with its old term where that is not over."""
    with changing(actor, name, hazard_id) as change:
        one = change.hazard
        change.go(FIXING)
        one.verified_by = ""
        _set_term(one, due_at or max(one.due_at or clock.now(), clock.now() + timedelta(days=1)))
        change.told("returned", why)
    return one


def close_hazard(*, actor: str, name: str, hazard_id: int, supervisor: bool, words: str = "") -> Hazard:
    """`supervisor`: may close what is listed; its owner never does. The API asks for that verb."""
    with changing(actor, name, hazard_id) as change:
        one = change.hazard
        if one.supervised_by and not supervisor:
            raise Problem("forbidden", f"{one.number} 由{one.supervised_by}挂牌督办,只能由督办单位销号。")
        change.go(CLOSED)
        change.told("closed", words)
    return one


def supervise_hazard(*, actor: str, name: str, hazard_id: int, unit: str, due_at: datetime | None = None, words: str = "") -> Hazard:
    """挂牌督办: a major one, by the office that will close it."""
    with changing(actor, name, hazard_id) as change:
        one = change.hazard
        if one.state in OVER:
            raise Problem("wrong_state", f"{one.number} {STATE_NAMES[one.state]}。")
        one.major, one.supervised_by = True, unit.strip()
        if due_at is not None and one.state in WORKED_ON:
            _set_term(one, due_at)
        change.told("supervised", words)
    return one


def relapse_hazard(*, actor: str, name: str, hazard_id: int, text: str) -> Hazard:
    """It is there again: a hazard of its own, which names the one that was closed. Major from the start where that one was."""
    with changing(actor, name, hazard_id) as change:
        old = change.hazard
        days = float(rule("hazards.relapse_days", old.area))
        if old.over_at is not None and clock.now() - old.over_at > timedelta(days=days):
            raise Problem("wrong_state", f"{old.number} 销号已超过 {days:g} 天,请另行登记。")
        change.go(RELAPSED)
        change.told("relapsed", text)
        return find_hazard(
            actor=actor, name=name, sector=old.sector_id, title=old.title, text=text, where=Where(old.place, old.lon, old.lat, old.area),
            owner=old.owner, campaign=old.campaign, major=old.major, unit_id=old.unit_id, dossier_id=old.dossier_id, exercise=old.exercise_id,
            relapse_of=old,
        )  # fmt: skip


def hazard_due(hazard_id: int) -> None:
    with changing("clerk", "系统时限", hazard_id) as change:
        if change.hazard.state not in WORKED_ON or change.hazard.overdue:
            return
        change.hazard.overdue = True
        change.told("overdue")


def _set_term(one: Hazard, due_at: datetime) -> None:
    left = (due_at - clock.now()).total_seconds()
    if left <= 0:
        raise Problem("invalid", "整改期限已经过去,请重填。", where=["due_at"])
    one.due_at, one.overdue = due_at, False
    set_deadline(DUE, one.pk, left, exercise=one.exercise_id)


@contextmanager
def changing(actor: str, name: str, hazard_id: int) -> Iterator[Change]:
    found = Hazard.objects.filter(pk=hazard_id).first()
    if found is None:
        raise Problem("not_found", "没有这项隐患。")
    with act(actor, found.exercise_id) as log:
        one = Hazard.objects.select_for_update(of=("self",)).get(pk=hazard_id)
        yield Change(one, one.row(), log, actor, name)


def _one(model: type[M], pk: int | None, words: str, field: str) -> M | None:
    if pk is None:
        return None
    found = model._default_manager.filter(pk=pk).first()
    if found is None:
        raise Problem("invalid", f"没有这个{words}。", where=[field])
    return found
