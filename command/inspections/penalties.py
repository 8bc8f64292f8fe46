"""Verbs on administrative penalties: enter the decision, correct the entry. The decision itself is a paper of the bureau."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from command.hazards.models import Hazard, Sector
from command.inspections.records import Penalty, Visit
from command.inspections.rounds import on_round
from realtime.codes import Problem
from realtime.log import Log, act


def penalise(
    *, actor: str, name: str, subject: str, amount_yuan: int, ground: str, decision: str, decided_on: date, area: str = "", sector: str = "",
    visit_id: int | None = None, hazard_id: int | None = None,
) -> Penalty:  # fmt: skip
    """For what a visit or a hazard showed, or by itself with its area and sector. 0 元 is a warning (警告), which counts as a penalty."""
    visit = _visit(visit_id)
    hazard = Hazard.objects.filter(pk=hazard_id).first() if hazard_id else None
    if hazard_id and hazard is None:
        raise Problem("invalid", "没有这项隐患。", where=["hazard"])
    one = visit.target.inspection if visit else None
    exercise = one.exercise_id if one else hazard.exercise_id if hazard else None
    with act(actor, exercise) as log:
        _possible(decision, decided_on, None)
        made = Penalty.objects.create(
            visit=visit, hazard=hazard, area=visit.target.area if visit else hazard.area if hazard else area,
            sector=_sector(one.sector_id if one else hazard.sector_id if hazard else sector), subject=subject.strip(), amount_yuan=amount_yuan,
            ground=ground.strip(), decision=decision.strip(), decided_on=decided_on, by=actor, by_name=name, exercise_id=exercise,
        )  # fmt: skip
        if one:
            _count(actor, one.pk, 1, amount_yuan)
        _say(log, made)
    return made


def correct_penalty(
    *, actor: str, name: str, penalty_id: int, amount_yuan: int, ground: str, decision: str, decided_on: date, why: str
) -> Penalty:
    with act(actor) as log:
        old = Penalty.objects.select_for_update(of=("self",)).filter(pk=penalty_id).first()
        if old is None:
            raise Problem("not_found", "没有这条处罚记录。")
        if Penalty.objects.filter(replaces=old).exists():
            raise Problem("conflict", "这条处罚刚刚被更正过,请刷新后再改。")
        _possible(decision, decided_on, old)
        made = Penalty.objects.create(
            visit=old.visit, hazard=old.hazard, area=old.area, sector=old.sector, subject=old.subject, amount_yuan=amount_yuan, ground=ground.strip(),
            decision=decision.strip(), decided_on=decided_on, by=actor, by_name=name, replaces=old, why=why.strip(), exercise_id=old.exercise_id,
        )  # fmt: skip
        if old.visit:
            _count(actor, old.visit.target.inspection_id, 0, amount_yuan - old.amount_yuan)
        _say(log, made)
    return made


def _count(actor: str, inspection_id: int, times: int, yuan: int) -> None:
    with on_round(actor, inspection_id) as change:
        change.one.penalties += times
        change.one.amount_yuan += yuan
        change.told("penalised")


def _say(log: Log, made: Penalty) -> None:
    body = {
        "id": made.pk, "area": made.area, "amount_yuan": made.amount_yuan, "visit": made.visit_id, "hazard": made.hazard_id, "replaces": made.replaces_id,
    }  # fmt: skip
    log.append(f"area:{made.area}", "penalty.noted", body, area=made.area)


def _possible(decision: str, decided_on: date, old: Penalty | None) -> None:
    if decided_on > localdate():
        raise Problem("invalid", "决定日期不能晚于今天。", where=["decided_on"])
    twin = Penalty.objects.filter(replaced_by=None, decision=decision.strip()).first()
    if twin is not None and twin != old:
        raise Problem("conflict", f"文号 {twin.decision} 已登记({twin.subject})。", where=["decision"])


def _visit(visit_id: int | None) -> Visit | None:
    if visit_id is None:
        return None
    found = Visit.objects.select_related("target__inspection").filter(pk=visit_id).first()
    if found is None:
        raise Problem("invalid", "没有这次检查记录。", where=["visit"])
    return found


def _sector(code: str) -> Sector:
    found = Sector.objects.filter(pk=code).first()
    if found is None:
        raise Problem("invalid", "请选择行业领域。", where=["sector"])
    return found
