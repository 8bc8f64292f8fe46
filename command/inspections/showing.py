"""A round with everything seen on it, for who opens it; a person's rounds, for their phone; what a round may look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Prefetch, QuerySet

from command.dossiers.models import Dossier
from command.hazards.models import RiskUnit
from command.inspections.models import GOING, Checklist, Inspection, Target
from command.inspections.records import Answer, Penalty, Photo, Visit
from command.inspections.rows import (
    AnswerNow,
    AnswerRow,
    Candidate,
    ChecklistRow,
    InspectionWhole,
    MyRound,
    PenaltyRow,
    TargetRow,
    TargetWhole,
    VisitRow,
)
from dispatch.features.catalogue import known
from dispatch.features.models import Feature
from dispatch.field.mine import my_unit
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.codes import Problem
from realtime.exercises.snapshot import in_the_world
from realtime.rules.models import rule

MOST = 500


def found(inspection_id: int) -> Inspection:
    one = Inspection.objects.select_related("checklist").prefetch_related("checklist__items").filter(pk=inspection_id).first()
    if one is None:
        raise Problem("not_found", "没有这次检查。")
    return one


def checklist_row(one: Checklist) -> ChecklistRow:
    return cast("ChecklistRow", {
        "id": one.pk, "code": one.code, "name": one.name, "source": one.source,
        "items": [
            {"id": item.pk, "order": item.order, "text": item.text, "ground": item.ground, "kind": item.kind, "unit": item.unit, "photo": item.photo}
            for item in one.items.all()
        ],
    })  # fmt: skip


def target_row(one: Target) -> TargetRow:
    return {
        "id": one.pk, "inspection": one.inspection_id, "name": one.name, "area": one.area, "lon": one.lon, "lat": one.lat, "dossier": one.dossier_id,
        "unit": one.unit_id, "feature": one.feature_id, "assignee": str(one.person.name if one.person else one.team.name if one.team else ""),
        "visited_at": iso(one.visited_at),
    }  # fmt: skip


def whole(one: Inspection) -> InspectionWhole:
    targets = list(one.targets.select_related("person", "team"))
    visits = Visit.objects.filter(target__inspection=one).select_related("target").prefetch_related(
        Prefetch("answers", Answer.objects.select_related("item").order_by("item__order", "-id")),
        Prefetch("penalties", Penalty.objects.filter(replaced_by=None)),
    )  # fmt: skip
    photos: dict[str, list[Photo]] = defaultdict(list)
    for photo in Photo.objects.filter(target__inspection=one).select_related("file"):
        photos[photo.client_key].append(photo)
    seen: dict[int, list[VisitRow]] = defaultdict(list)
    asked = {item.pk for item in one.checklist.items.all() if item.photo}
    far = float(rule("inspections.far_m", one.area))
    for visit in visits:
        seen[visit.target_id].append(visit_row(visit, photos[visit.client_key], asked, far))
    rows: list[TargetWhole] = [{**target_row(target), "visits": seen[target.pk]} for target in targets]
    return cast("InspectionWhole", {
        **one.row(), "by_name": one.by_name, "started_at": iso(one.started_at), "ended_at": iso(one.ended_at), "why": one.why,
        "checklist": checklist_row(one.checklist), "targets": rows, "missed": [target.name for target in targets if target.visited_at is None],
    })  # fmt: skip


def visit_row(visit: Visit, photos: Iterable[Photo], asked: set[int], far: float) -> VisitRow:
    photos = list(photos)
    answers = _answers(visit.answers.all())
    shown = {photo.item_id for photo in photos}
    wanted = {answer["item"] for answer in answers if answer["value"] != "na"} & asked
    return cast("VisitRow", {
        "id": visit.pk, "target": visit.target_id, "at": iso(visit.at), "received_at": iso(visit.received_at), "metres": visit.metres,
        "far": visit.metres is not None and visit.metres > far, "note": visit.note, "by_name": visit.by_name, "answers": answers,
        "photos": [{"item": photo.item_id, "file": photo.file.row(), "by_name": photo.by_name, "at": iso(photo.at)} for photo in photos],
        "penalties": [penalty_row(penalty) for penalty in visit.penalties.all()], "lacks": sorted(wanted - shown),
    })  # fmt: skip


def _answers(rows: Iterable[Answer]) -> list[AnswerNow]:
    """The newest of each item with those it replaced, as they were."""
    by_item: dict[int, list[AnswerRow]] = defaultdict(list)
    for row in rows:
        by_item[row.item_id].append(cast("AnswerRow", {
            "id": row.pk, "item": row.item_id, "value": row.value, "number": row.number, "note": row.note, "hazard": row.hazard_id,
            "by_name": row.by_name, "at": iso(row.at), "why": row.why,
        }))  # fmt: skip
    return [cast("AnswerNow", {**lines[0], "before": lines[1:]}) for lines in by_item.values()]


def penalty_row(one: Penalty) -> PenaltyRow:
    return {
        "id": one.pk, "visit": one.visit_id, "hazard": one.hazard_id, "sector": one.sector_id, "area": one.area, "subject": one.subject,
        "amount_yuan": one.amount_yuan, "ground": one.ground, "decision": one.decision, "decided_on": one.decided_on.isoformat(), "by_name": one.by_name,
        "at": str(iso(one.at)), "why": one.why,
    }  # fmt: skip


def my_rounds(who: Caller) -> list[MyRound]:
    """Rounds that go on with a target for this person or their team, the first due first."""
    unit = my_unit(who)
    mine = Target.objects.of_person(who.user_id, unit.pk if unit else None).select_related("person", "team")
    going = (
        Inspection.objects.filter(in_the_world(), state=GOING, targets__in=mine).distinct().order_by("due_at").select_related("checklist")
    )
    return [
        cast("MyRound", {
            **one.row(), "checklist": checklist_row(one.checklist), "targets": [target_row(target) for target in mine.filter(inspection=one)]
        })
        for one in going.prefetch_related("checklist__items")
    ]  # fmt: skip


def candidates(kind: str, area: str) -> list[Candidate]:
    """`kind`: dossier, risk, or a layer of the map by its key."""
    rows: QuerySet[Any, tuple[int, str, str, float | None, float | None]]
    if kind == "dossier":
        rows = Dossier.objects.current().filter(area__startswith=area).values_list("pk", "name", "area", "lon", "lat")
    elif kind == "risk":
        rows = RiskUnit.objects.filter(area__startswith=area, retired_at=None).values_list("pk", "name", "area", "lon", "lat")
    elif known(kind):
        rows = Feature.objects.filter(layer=kind, area__startswith=area, active=True, exercise_id=None).values_list(
            "pk", "name", "area", "lon", "lat"
        )
    else:
        raise Problem("invalid", f"没有“{kind}”这类检查对象。", where=["kind"])
    said = kind if kind in ("dossier", "risk") else "feature"
    return [
        cast("Candidate", {"kind": said, "id": pk, "name": name, "area": code, "lon": lon, "lat": lat})
        for pk, name, code, lon, lat in rows[:MOST]
    ]
