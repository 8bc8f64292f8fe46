"""consultation → **showing** → screen and paper: who was there by the conference's legs and roll call, what was said, and how far the decisions are."""

from __future__ import annotations

from typing import cast

from command.consultation.models import OVER, Consultation
from command.consultation.rows import ConsultationDecision, ConsultationPerson, ConsultationWhole
from command.experts.models import ExpertCall
from command.experts.showing import opinions_of
from command.plans.tasks.models import CONSULTATION, TaskSet
from command.plans.tasks.states import CLOSED, DONE
from dispatch.conferences.models import Conference
from dispatch.conferences.records import RollTarget
from dispatch.conferences.states import JOINED, LEFT, WAITING
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.codes import Problem

WRITE, SIGN = "conference.host", "report.sign"
# what a roll call said of a leg stands over what the line says
ROLL = {"answered": "present", "late": "late", "substitute": "substitute", "no_answer": "absent", "offline": "absent"}


def found(consultation_id: int) -> Consultation:
    one = (
        Consultation.objects.select_related("incident", "process", "period", "conference")
        .prefetch_related("opinions")
        .filter(pk=consultation_id)
    )
    if not one:
        raise Problem("not_found", "没有这次会商。")
    return one[0]


def people(one: Consultation) -> list[ConsultationPerson]:
    rows = _legs(one.conference) if one.conference is not None else []
    rows += [
        {"name": row.name, "org": row.org, "presence": "present", "at": iso(row.at), "entry": row.pk} for row in one.participants.all()
    ]
    return rows


def _legs(conference: Conference) -> list[ConsultationPerson]:
    roll: dict[int, RollTarget] = {}
    for target in RollTarget.objects.filter(roll_call__conference=conference).order_by("roll_call_id", "pk"):
        roll[target.leg_id] = target
    return [
        cast("ConsultationPerson", {
            "name": leg.name, "org": leg.org, "at": iso(leg.joined_at or leg.invited_at), "entry": None,
            "presence": _presence(leg.state, leg.joined_at is not None, roll[leg.pk].result if leg.pk in roll else ""),
        })
        for leg in conference.legs.filter(wall=None).order_by("pk")
    ]  # fmt: skip


def _presence(state: str, came: bool, rolled: str) -> str:
    if rolled in ROLL:
        return ROLL[rolled]
    if state == JOINED:
        return "joined"
    if state == LEFT or came:
        return "left" if came else "absent"
    return "invited" if state in WAITING else "absent"


def decisions(one: Consultation) -> list[ConsultationDecision]:
    held = TaskSet.objects.filter(origin=CONSULTATION, origin_id=one.pk).first()
    tasks = {task.key: task for task in held.tasks.order_by("pk")} if held else {}
    rows = []
    for made in one.resolutions.all():
        task = tasks.get(f"d{made.number}")
        rows.append(cast("ConsultationDecision", {
            "id": made.pk, "number": made.number, "text": made.text, "owner_role": made.owner_role, "owner_name": task.owner_name if task else made.owner_name,
            "owner": made.owner_id, "due_at": iso(task.due_at if task else made.due_at), "at": iso(made.at), "task": task.pk if task else None,
            "state": task.state if task else None, "ended": (task.ended or None) if task else None, "overdue": bool(task and task.overdue and task.open),
            "feedback": task.feedback if task else "", "solved": bool(task and task.state == CLOSED and task.ended == DONE),
        }))  # fmt: skip
    return rows


def whole(one: Consultation, who: Caller) -> ConsultationWhole:
    held = TaskSet.objects.filter(origin=CONSULTATION, origin_id=one.pk).values_list("pk", flat=True).first()
    calls = ExpertCall.objects.filter(incident=one.incident) if one.incident_id else ExpertCall.objects.none()
    return cast("ConsultationWhole", {
        **one.row(), "chair_title": one.chair_title, "forecast": one.forecast, "conclusion": one.conclusion, "departments": list(one.departments),
        "people": people(one),
        "materials": [
            {
                "id": row.pk, "kind": row.kind, "title": row.title, "text": row.text, "ref": row.file_id if row.kind == "file" else row.ref,
                "picture": bool(row.picture), "at": str(iso(row.at)), "by_name": row.by_name,
            }
            for row in one.materials.all()
        ],
        "opinions_text": [
            {"id": row.pk, "department": row.department, "name": row.name, "text": row.text, "at": str(iso(row.at)), "by_name": row.by_name}
            for row in sorted(one.opinions.all(), key=lambda row: row.pk)
        ],
        "expert_opinions": opinions_of(calls), "decisions_text": decisions(one),
        "corrections": [{"id": row.pk, "text": row.text, "at": str(iso(row.at)), "by_name": row.by_name} for row in one.amendments.all()],
        "gaps": list(one.gaps), "signed_name": one.signed_name, "by_name": one.by_name,
        "conference_state": one.conference.state if one.conference else None, "set": held, "may_write": who.may(WRITE, one.area),
        "may_sign": one.state == OVER and who.may(SIGN, one.area),
    })  # fmt: skip
