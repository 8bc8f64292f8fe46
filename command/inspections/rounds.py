"""Verbs on rounds: send people out, break off, and what the clerk says when the term is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import cycle
from typing import NamedTuple, TypeVar

from command.dossiers.models import Dossier
from command.hazards.models import RiskUnit, Sector
from command.inspections.models import DONE, GOING, STOPPED, Checklist, Inspection, Target
from command.inspections.rows import InspectionRow, TargetKind
from dispatch.contacts.models import Person
from dispatch.features.models import Feature
from dispatch.numbers import next_number
from dispatch.teams.models import Unit
from dispatch.telling import tell
from realtime import clock
from realtime.areas.locate import area_at
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log, act

PREFIX = "JC"  # 检查
DUE = "inspection.due"  # deadline kind
M = TypeVar("M", Person, Unit)


class Aim(NamedTuple):
    """What is looked at: one of ours by its id, or a free place by name and point."""

    kind: TargetKind
    id: int = 0
    name: str = ""
    lon: float = 0.0
    lat: float = 0.0


class Round(NamedTuple):
    """A round under lock, as it was, and the log of the action."""

    one: Inspection
    before: InspectionRow
    log: Log

    def told(self, verb: str) -> None:
        self.one.rev += 1
        self.one.save()
        tell(self.log, [self.one.stream], f"inspection.{verb}", self.before, self.one.row(), area=self.one.area)


@contextmanager
def on_round(actor: str, inspection_id: int) -> Iterator[Round]:
    found = Inspection.objects.filter(pk=inspection_id).first()
    if found is None:
        raise Problem("not_found", "没有这次检查。")
    with act(actor, found.exercise_id) as log:
        one = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection_id)
        yield Round(one, one.row(), log)


def start_inspection(
    *, actor: str, name: str, title: str, sector: str, area: str, checklist_id: int, due_at: datetime, targets: Sequence[Aim], people: Sequence[int] = (),
    teams: Sequence[int] = (), campaign: str = "", exercise: int | None = None,
) -> Inspection:  # fmt: skip
    """Targets are given to the people and teams in turn. One that lies outside the round's area refuses the whole round, by name."""
    with act(actor, exercise) as log:
        now = clock.now()
        if due_at <= now:
            raise Problem("invalid", "完成时限已经过去,请重填。", where=["due_at"])
        if not Sector.objects.filter(pk=sector).exists():
            raise Problem("invalid", f"没有行业领域 {sector}。", where=["sector"])
        if not Checklist.objects.filter(pk=checklist_id, active=True).exists():
            raise Problem("invalid", "没有这张检查表,或已停用。", where=["checklist"])
        if not targets:
            raise Problem("invalid", "请选择检查对象。", where=["targets"])
        aimed = [_aimed(aim, number) for number, aim in enumerate(targets)]
        if outside := [target.name for target in aimed if not target.area.startswith(area)]:
            raise Problem("invalid", f"{'、'.join(outside[:5])}不在本次检查的区划内。", where=["targets"])
        sent: list[Person | Unit] = [*_all(Person, people, "people"), *_all(Unit, teams, "teams")]
        if not sent:
            raise Problem("invalid", "请指定检查人员或队伍。", where=["people"])
        one = Inspection.objects.create(
            number=next_number(PREFIX), title=title.strip(), campaign=campaign.strip(), sector_id=sector, area=area, checklist_id=checklist_id,
            due_at=due_at, total=len(aimed), by=actor, by_name=name, exercise_id=exercise,
        )  # fmt: skip
        for target, who in zip(aimed, cycle(sent), strict=False):
            target.inspection = one
            if isinstance(who, Person):
                target.person = who
            else:
                target.team = who
        Target.objects.bulk_create(aimed)
        set_deadline(DUE, one.pk, (due_at - now).total_seconds(), exercise=exercise)
        tell(log, [one.stream], "inspection.started", None, one.row(), area=area)
    return one


def stop_inspection(*, actor: str, inspection_id: int, why: str) -> Inspection:
    """What was looked at stays looked at."""
    with on_round(actor, inspection_id) as change:
        if change.one.state != GOING:
            raise Problem("wrong_state", f"{change.one.number} {change.one.get_state_display()},不能终止。")
        finish(change, STOPPED, why)
        change.told("ended")
    return change.one


def finish(change: Round, state: str, why: str = "") -> None:
    change.one.state, change.one.why, change.one.ended_at = state, why.strip(), clock.now()
    clear_deadline(DUE, change.one.pk)


def finish_if_done(change: Round) -> None:
    if change.one.state == GOING and change.one.done >= change.one.total:
        finish(change, DONE)


def inspection_due(inspection_id: int) -> None:
    """Said once, however late the rest comes in."""
    with on_round("clerk", inspection_id) as change:
        if change.one.state != GOING or change.one.overdue:
            return
        change.one.overdue = True
        change.told("overdue")


def _aimed(aim: Aim, number: int) -> Target:
    where = ["targets", str(number)]
    if aim.kind == "place":
        if not aim.name.strip():
            raise Problem("invalid", "地点须有名称。", where=where)
        return Target(order=number, name=aim.name.strip(), lon=aim.lon, lat=aim.lat, area=area_at(aim.lon, aim.lat))
    if aim.kind == "dossier":
        found: Dossier | RiskUnit | Feature | None = Dossier.objects.current().filter(pk=aim.id).first()
    elif aim.kind == "risk":
        found = RiskUnit.objects.filter(pk=aim.id, retired_at=None).first()
    else:
        found = Feature.objects.filter(pk=aim.id, active=True).first()
    if found is None:
        raise Problem("invalid", f"第 {number + 1} 个检查对象不存在或已停用。", where=where)
    unit = found if isinstance(found, RiskUnit) else None
    return Target(
        order=number, name=found.name, lon=found.lon, lat=found.lat, area=found.area, unit=unit,
        dossier=found if isinstance(found, Dossier) else unit.dossier if unit else None, feature=found if isinstance(found, Feature) else None,
    )  # fmt: skip


def _all(model: type[M], wanted: Sequence[int], field: str) -> list[M]:
    found = {row.pk: row for row in model._default_manager.filter(pk__in=wanted)}
    if strange := [one for one in wanted if one not in found]:
        raise Problem("invalid", f"没有编号为 {strange[0]} 的{'人员' if model is Person else '队伍'}。", where=[field])
    return [found[one] for one in wanted]
