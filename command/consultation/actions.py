"""Verbs on a consultation: plan, open with its conference in one press, write, decide, end, sign; after the signature only corrections are added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from command.consultation.inviting import Asked, asked_for
from command.consultation.materials import attach, attach_what_stands
from command.consultation.models import (
    CANCELLED,
    LIVE,
    MOVES,
    OVER,
    PLANNED,
    SIGNED,
    STATES,
    Consultation,
    ConsultationAmendment,
    DepartmentWord,
    Participant,
    Resolution,
    WeatherProcess,
)
from command.consultation.rows import ConsultationRow
from command.duty.models import SpecialPeriod
from command.experts.calling import call_experts
from command.experts.models import ExpertCall
from command.plans.tasks.actions import NewTask, issue_tasks
from command.plans.tasks.models import CONSULTATION as ORIGIN
from dispatch.conferences.actions import end_conference, open_conference
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident, type_name
from dispatch.numbers import next_number
from dispatch.telling import tell
from realtime import clock
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.files.models import File
from realtime.log import Log, act
from realtime.rules.models import rule

NUMBER = "HS"  # 会商
STATE_NAMES = dict(STATES)
PRESS = "onekey.press"


def plan_consultation(
    *, actor: str, name: str, subject: str, title: str = "", area: str = "", incident_id: int | None = None, process_id: int | None = None,
    period_id: int | None = None, planned_at: datetime | None = None, chair: str = "", chair_title: str = "", departments: Sequence[str] | None = None,
    exercise: int | None = None,
) -> Consultation:  # fmt: skip
    """Of one thing: an incident, a weather process, a special period; whom the rule's row asks for stands in it from the start."""
    incident, process, period = (
        _incident(incident_id),
        _found(WeatherProcess, process_id, "process"),
        _found(SpecialPeriod, period_id, "period"),
    )
    if not {"incident": incident, "process": process, "period": period, "other": title.strip() or None}[subject]:
        raise Problem("invalid", "请指明会商的对象。", where=[subject if subject != "other" else "title"])
    thing = incident or process or period
    area = thing.area if thing is not None else area
    exercise = incident.exercise_id if incident else process.exercise_id if process else exercise
    if not area:
        raise Problem("invalid", "请选区划。", where=["area"])
    type = incident.type_id if incident else process.hazard if process else ""
    asked = asked_for(area, type, incident, departments)
    with act(actor, exercise) as log:
        one = Consultation.objects.create(
            number=next_number(NUMBER), area=area, subject=subject, incident=incident, process=process, period=period,
            title=(title.strip() or _title(incident, process, period))[:120], planned_at=planned_at or clock.now(), chair=chair.strip(),
            chair_title=chair_title.strip(), departments=asked.departments, gaps=asked.gaps, by=actor, by_name=name[:60], exercise_id=exercise,
        )  # fmt: skip
        tell(log, one.streams, "consultation.planned", None, one.row(), area=area)
    return one


def _incident(incident_id: int | None) -> Incident | None:
    incident: Incident | None = _found(Incident, incident_id, "incident")
    if incident is not None and not incident.open:
        raise Problem("wrong_state", f"事件 {incident.number} 已结束,请另开评估。", where=["incident"])
    return incident


def _found(model: Any, pk: int | None, where: str) -> Any:
    found = model.objects.filter(pk=pk).first() if pk is not None else None
    if pk is not None and found is None:
        raise Problem("not_found", "没有会商的对象,可能已被删除。", where=[where])
    return found


def _title(incident: Incident | None, process: WeatherProcess | None, period: SpecialPeriod | None) -> str:
    if incident is not None:
        return f"{incident.place}{type_name(incident.type_id) or '突发事件'}会商研判"
    return f"{process.name if process else period.name if period else ''}会商研判"


def open_consultation(*, who: Caller, consultation_id: int, conference: bool = True, experts: bool = True) -> Consultation:
    """One press: it goes live, its conference rings everybody the rule's row asks for, what stands now is attached, experts are called."""
    with changing(who.actor, consultation_id) as (log, one, before):
        go(one, LIVE)
        if one.incident_id and Consultation.objects.filter(incident=one.incident, state=LIVE).exclude(pk=one.pk).exists():
            raise Problem("wrong_state", "本事件已有进行中的会商,请在其中继续。", where=["incident"])
        asked = asked_for(
            one.area, one.incident.type_id if one.incident else one.process.hazard if one.process else "", one.incident, one.departments
        )
        first = one.started_at is None
        one.started_at, one.over_at, one.gaps = one.started_at or clock.now(), None, list(asked.gaps)
        if first:
            attach_what_stands(who.actor, who.name, one)
        if conference:
            one.conference = open_conference(
                actor=who.actor, name=who.name, area=one.area, purpose=one.title[:60], incident_id=one.incident_id, persons=asked.persons,
                exercise=one.exercise_id,
            )  # fmt: skip
        if experts and first:
            _experts(who, one, asked)
        told(log, one, before, "opened" if first else "resumed")
    return one


def _experts(who: Caller, one: Consultation, asked: Asked) -> None:
    """That an expert cannot be called now holds up no consultation; it is said."""
    known = (
        set(ExpertCall.objects.filter(incident=one.incident, ended_at=None).values_list("expert_id", flat=True)) if one.incident else set()
    )
    wanted = [expert.pk for expert, _ in asked.experts if expert.pk not in known]
    if one.incident_id is None or not wanted:
        return
    if not who.may(PRESS, one.area):
        one.gaps = [*one.gaps, "当前岗位不能请专家"]
        return
    try:
        with act(who.actor, one.exercise_id):
            call_experts(who=who, incident_id=one.incident_id, experts=wanted, asked=f"请参加{one.title}({one.number})。")
    except Problem as problem:
        one.gaps = [*one.gaps, f"请专家未成:{problem.detail}"[:200]]


def write_consultation(*, actor: str, consultation_id: int, values: dict[str, str]) -> Consultation:
    """Chair, forecast, conclusion: while it is not signed."""
    with changing(actor, consultation_id) as (log, one, before):
        unsigned(one)
        for key, value in values.items():
            setattr(one, key, value.strip())
        told(log, one, before, "changed")
    return one


def add_participant(*, actor: str, name: str, consultation_id: int, who: str, org: str) -> Consultation:
    with changing(actor, consultation_id) as (log, one, before):
        unsigned(one)
        Participant.objects.create(consultation=one, name=who.strip(), org=org.strip(), by=actor, by_name=name[:60])
        told(log, one, before, "changed")
    return one


def attach_material(
    *, actor: str, name: str, consultation_id: int, kind: str, title: str = "", text: str = "", ref: int | None = None, file: File | None = None
) -> Consultation:  # fmt: skip
    """As it is now; it stands as it was looked at."""
    with changing(actor, consultation_id) as (log, one, before):
        unsigned(one)
        attach(actor=actor, name=name, one=one, kind=kind, title=title, text=text, ref=ref, file=file)
        told(log, one, before, "attached")
    return one


def add_opinion(*, actor: str, name: str, consultation_id: int, department: str, speaker: str, text: str) -> Consultation:
    """A department speaks; again beside what it said before, never instead of it."""
    with changing(actor, consultation_id) as (log, one, before):
        unsigned(one)
        DepartmentWord.objects.create(
            consultation=one, department=department.strip(), name=speaker.strip(), text=text.strip(), by=actor, by_name=name[:60]
        )
        one.opinions_count += 1
        told(log, one, before, "opined")
    return one


def resolve(
    *, actor: str, name: str, consultation_id: int, text: str, person_id: int | None = None, owner_role: str = "", owner_name: str = "",
    due_at: datetime | None = None,
) -> Resolution:  # fmt: skip
    """A decision is a task at once: an owner, a term, an end. Nobody named is nobody's work, so it is refused."""
    with changing(actor, consultation_id) as (log, one, before):
        unsigned(one)
        if one.state == PLANNED:
            raise Problem("wrong_state", "会商尚未开始。")
        person = Person.objects.current().filter(pk=person_id).first() if person_id is not None else None
        if person_id is not None and person is None:
            raise Problem("not_found", "没有这位联系人,或已停用。", where=["person"])
        if person is None and not owner_name.strip():
            raise Problem("invalid", "请指明责任人或责任单位。", where=["owner_name"])
        until = due_at or clock.now() + timedelta(minutes=float(rule("consultation.decision_min", one.area)))
        if until <= clock.now():
            raise Problem("invalid", "时限已经过去,请重填。", where=["due_at"])
        made = Resolution.objects.create(
            consultation=one, number=one.decisions_count + 1, text=text.strip(), owner=person, owner_role=owner_role.strip(),
            owner_name=(person.name if person else owner_name.strip())[:60], due_at=until, by=actor, by_name=name[:60],
        )  # fmt: skip
        one.decisions_count = made.number
        issue_tasks(
            actor=actor, name=name, origin=ORIGIN, origin_id=one.pk, title=f"{one.number} {one.title}", area=one.area, incident_id=one.incident_id,
            exercise=one.exercise_id,
            tasks=[NewTask(
                key=f"d{made.number}", title=made.text[:200], text=made.text, owner=person, owner_role=made.owner_role, owner_name=made.owner_name,
                group="会商决定", due_at=until,
            )],
        )  # fmt: skip
        told(log, one, before, "decided")
    return made


def end_consultation(*, actor: str, consultation_id: int, conference: bool = True) -> Consultation:
    """Its conference ends with it, unless that goes on about something else."""
    with changing(actor, consultation_id) as (log, one, before):
        go(one, OVER)
        one.over_at = clock.now()
        if conference and one.conference is not None and one.conference.open:
            end_conference(actor=actor, conference_id=one.conference.pk)
        told(log, one, before, "over")
    return one


def sign_consultation(*, actor: str, name: str, consultation_id: int) -> Consultation:
    """From here on nothing of it is changed."""
    with changing(actor, consultation_id) as (log, one, before):
        if one.state == OVER and not one.conclusion:
            raise Problem("invalid", "请先写明研判结论,再签发纪要。", where=["conclusion"])
        go(one, SIGNED)
        one.signed_by, one.signed_name, one.signed_at = actor, name[:60], clock.now()
        told(log, one, before, "signed")
    return one


def correct_consultation(*, actor: str, name: str, consultation_id: int, text: str) -> Consultation:
    with changing(actor, consultation_id) as (log, one, before):
        if one.state != SIGNED:
            raise Problem("wrong_state", "纪要尚未签发,请直接修改。")
        ConsultationAmendment.objects.create(consultation=one, text=text.strip(), by=actor, by_name=name[:60])
        told(log, one, before, "corrected")
    return one


def cancel_consultation(*, actor: str, consultation_id: int) -> Consultation:
    with changing(actor, consultation_id) as (log, one, before):
        go(one, CANCELLED)
        one.over_at = clock.now()
        told(log, one, before, "cancelled")
    return one


def count_solved(actor: str, consultation_id: int, solved: int) -> None:
    """A task of one of its decisions moved."""
    with changing(actor, consultation_id) as (log, one, before):
        if one.solved_count != solved:
            one.solved_count = solved
            told(log, one, before, "solved")


def unsigned(one: Consultation) -> None:
    if one.state in (SIGNED, CANCELLED):
        raise Problem("wrong_state", f"会商纪要{STATE_NAMES[one.state]},不能再改;可追加更正。")


def go(one: Consultation, state: str) -> None:
    if state not in MOVES[one.state]:
        raise Problem("wrong_state", f"{one.number} {STATE_NAMES[one.state]},不能改为{STATE_NAMES[state]}。")
    one.state = state


def told(log: Log, one: Consultation, before: ConsultationRow, verb: str) -> None:
    one.rev += 1
    one.save()
    one = Consultation.objects.get(pk=one.pk)
    tell(log, one.streams, f"consultation.{verb}", before, one.row(), area=one.area)


@contextmanager
def changing(actor: str, consultation_id: int) -> Iterator[tuple[Log, Consultation, ConsultationRow]]:
    held = Consultation.objects.filter(pk=consultation_id).values_list("exercise_id", flat=True)
    if not held:
        raise Problem("not_found", "没有这次会商。")
    with act(actor, held[0]) as log:
        found = Consultation.objects.select_related("incident", "process", "conference").select_for_update(of=("self",))
        one = found.get(pk=consultation_id)
        yield log, one, one.row()
