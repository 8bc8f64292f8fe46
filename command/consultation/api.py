"""Consultations and weather processes over HTTP: plan, open in one press, write, decide, sign; the minutes as a paper."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from command.agreements.api import paper
from command.consultation import actions
from command.consultation.models import Consultation, Material, WeatherProcess
from command.consultation.paper import minutes_sheet
from command.consultation.processes import change_process, open_process, process_row
from command.consultation.rows import ConsultationRow, ConsultationSubject, ConsultationWhole, MaterialKind, ProcessKind, WeatherProcessRow
from command.consultation.showing import SIGN, WRITE, found, whole
from command.duty.models import SpecialPeriod
from command.reports.api import DOCX, PDF
from command.reports.paper.docx import docx
from command.reports.paper.pdf import pdf
from dispatch.authority.pin import confirm_pin
from dispatch.incidents.api import found as incident_of
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, caller, command, permit, see
from realtime.codes import Problem
from realtime.files.models import File as StoredFile
from realtime.files.readers import is_reader
from realtime.files.receiving import Kept, file_of, receive

router = Router(tags=["consultations"])
Code = Annotated[str, Field(min_length=4, max_length=12, pattern=r"^[0-9]+$")]
When = Annotated[datetime | None, Field(strict=False)]
Department = Annotated[str, Field(min_length=1, max_length=60)]
MOST = 200


class NewConsultation(Body):
    """`open`: it begins at once with its conference (one press). `departments` null: those of the rule's row."""

    subject: ConsultationSubject = "incident"
    incident: int | None = None
    process: int | None = None
    period: int | None = None
    area: Code | None = None
    title: str = Field("", max_length=120)
    planned_at: When = None
    chair: str = Field("", max_length=60)
    chair_title: str = Field("", max_length=60)
    departments: list[Department] | None = Field(None, max_length=40)
    open: bool = False
    conference: bool = True
    experts: bool = True
    exercise: int | None = None


class OpenConsultation(Body):
    conference: bool = True
    experts: bool = True


class ConsultationWords(Body):
    """What is null stays."""

    title: str | None = Field(None, min_length=1, max_length=120)
    chair: str | None = Field(None, max_length=60)
    chair_title: str | None = Field(None, max_length=60)
    forecast: str | None = Field(None, max_length=4000)
    conclusion: str | None = Field(None, max_length=8000)


class NewParticipant(Body):
    name: str = Field(min_length=1, max_length=60)
    org: str = Field("", max_length=60)


class NewMaterial(Body):
    kind: MaterialKind
    title: str = Field("", max_length=200)
    text: str = Field("", max_length=8000)
    ref: int | None = Field(None, description="of a report")
    file: int | None = None


class AboutMaterialFile(Body):
    title: str = Field("", max_length=200)


class NewDepartmentOpinion(Body):
    department: Department
    name: str = Field("", max_length=60)
    text: str = Field(min_length=1, max_length=4000)


class NewResolution(Body):
    """An owner by contact or by name; without a term the rule's."""

    text: str = Field(min_length=1, max_length=500)
    person: int | None = None
    owner_role: str = Field("", max_length=60)
    owner_name: str = Field("", max_length=60)
    due_at: When = None


class EndConsultation(Body):
    conference: bool = Field(True, description="ends its conference too")


class ConsultationSignature(Body):
    pin: str = Field(min_length=4, max_length=8, pattern=r"^\d+$")


class NewCorrectionText(Body):
    text: str = Field(min_length=1, max_length=2000)


class NewProcess(Body):
    area: Code
    kind: ProcessKind = "rain"
    title: str = Field("", max_length=60)
    level: str = Field("", max_length=20)
    started_at: When = None
    exercise: int | None = None


class ProcessChange(Body):
    level: str | None = Field(None, max_length=20)
    summary: str | None = Field(None, max_length=4000)
    end: bool = False
    ended_at: When = None


def _do(request: HttpRequest, consultation_id: int, verb: str, run: Any, status: int = 200) -> HttpResponse:
    def act(who: Caller) -> ConsultationWhole:
        run(who)
        return whole(found(consultation_id), who)

    return command(request, verb, found(consultation_id).area, act, status=status)


@router.get("", response={200: list[ConsultationRow], **REFUSALS}, operation_id="list_consultations")
def get_consultations(request: HttpRequest, incident: int | None = None, process: int | None = None) -> list[ConsultationRow]:
    scopes = caller(request).scopes
    given = {key: value for key, value in (("incident_id", incident), ("process_id", process)) if value is not None}
    rows = Consultation.objects.filter(**given).prefetch_related("opinions")
    return [one.row() for one in rows[: MOST * 3] if any(one.area.startswith(scope) for scope in scopes)][:MOST]


@router.post("", response={201: ConsultationWhole, **REFUSALS}, operation_id="plan_consultation")
def post_consultation(request: HttpRequest, body: NewConsultation) -> HttpResponse:
    area = _area(request, body)

    def run(who: Caller) -> ConsultationWhole:
        given = body.model_dump(exclude={"incident", "process", "period", "area", "open", "conference", "experts"})
        made = actions.plan_consultation(
            actor=who.actor, name=who.name, area=area, incident_id=body.incident, process_id=body.process, period_id=body.period, **given
        )
        if body.open:
            actions.open_consultation(who=who, consultation_id=made.pk, conference=body.conference, experts=body.experts)
        return whole(found(made.pk), who)

    return command(request, WRITE, area, run, status=201)


def _area(request: HttpRequest, body: NewConsultation) -> str:
    if body.incident is not None:
        return incident_of(body.incident).area
    for model, pk in ((WeatherProcess, body.process), (SpecialPeriod, body.period)):
        if pk is not None:
            row = model.objects.filter(pk=pk).values_list("area", flat=True).first()
            if row is None:
                raise Problem("not_found", "没有会商的对象。")
            return str(row)
    return body.area or next(iter(caller(request).scopes), "")


@router.get("/processes", response={200: list[WeatherProcessRow], **REFUSALS}, operation_id="list_weather_processes")
def get_processes(request: HttpRequest, year: int | None = None) -> list[WeatherProcessRow]:
    scopes = caller(request).scopes
    rows = WeatherProcess.objects.filter(**({} if year is None else {"year": year}))
    return [process_row(one) for one in rows[:MOST] if any(one.area.startswith(scope) for scope in scopes)]


@router.post("/processes", response={201: WeatherProcessRow, **REFUSALS}, operation_id="open_weather_process")
def post_process(request: HttpRequest, body: NewProcess) -> HttpResponse:
    return command(
        request, WRITE, body.area, lambda who: process_row(open_process(actor=who.actor, name=who.name, **body.model_dump())), status=201
    )


@router.post("/processes/{int:process_id}", response={200: WeatherProcessRow, **REFUSALS}, operation_id="change_weather_process")
def post_process_change(request: HttpRequest, process_id: int, body: ProcessChange) -> HttpResponse:
    one = WeatherProcess.objects.filter(pk=process_id).first()
    if one is None:
        raise Problem("not_found", "没有这个天气过程。")
    return command(
        request, WRITE, one.area,
        lambda who: process_row(change_process(actor=who.actor, name=who.name, process_id=process_id, **body.model_dump())),
    )  # fmt: skip


@router.get("/{int:consultation_id}", response={200: ConsultationWhole, **REFUSALS}, operation_id="get_consultation")
def get_consultation(request: HttpRequest, consultation_id: int) -> ConsultationWhole:
    one = found(consultation_id)
    return whole(one, see(request, one.area))


@router.post("/{int:consultation_id}/open", response={200: ConsultationWhole, **REFUSALS}, operation_id="open_consultation")
def post_open(request: HttpRequest, consultation_id: int, body: OpenConsultation) -> HttpResponse:
    return _do(
        request, consultation_id, WRITE,
        lambda who: actions.open_consultation(who=who, consultation_id=consultation_id, conference=body.conference, experts=body.experts),
    )  # fmt: skip


@router.post("/{int:consultation_id}", response={200: ConsultationWhole, **REFUSALS}, operation_id="write_consultation")
def post_words(request: HttpRequest, consultation_id: int, body: ConsultationWords) -> HttpResponse:
    values = {key: value for key, value in body.model_dump().items() if value is not None}
    return _do(
        request, consultation_id, WRITE,
        lambda who: actions.write_consultation(actor=who.actor, consultation_id=consultation_id, values=values),
    )  # fmt: skip


@router.post("/{int:consultation_id}/people", response={201: ConsultationWhole, **REFUSALS}, operation_id="add_consultation_person")
def post_person(request: HttpRequest, consultation_id: int, body: NewParticipant) -> HttpResponse:
    return _do(
        request, consultation_id, WRITE,
        lambda who: actions.add_participant(actor=who.actor, name=who.name, consultation_id=consultation_id, who=body.name, org=body.org), 201,
    )  # fmt: skip


@router.post("/{int:consultation_id}/materials", response={201: ConsultationWhole, **REFUSALS}, operation_id="attach_consultation_material")
def post_material(request: HttpRequest, consultation_id: int, body: NewMaterial) -> HttpResponse:
    def run(who: Caller) -> None:
        file = _readable(who, body.file) if body.kind == "file" else None
        actions.attach_material(
            actor=who.actor, name=who.name, consultation_id=consultation_id, kind=body.kind, title=body.title, text=body.text, ref=body.ref, file=file
        )  # fmt: skip

    return _do(request, consultation_id, WRITE, run, 201)


def _readable(who: Caller, file_id: int | None) -> StoredFile | None:
    """Attaching a file shows it to everybody there: who may not read it cannot."""
    file = StoredFile.objects.filter(pk=file_id or 0).first()
    return file if file is not None and (who.may(READ, file.area) or is_reader(who, file)) else None


@router.post("/{int:consultation_id}/files", response={201: ConsultationWhole, **REFUSALS}, operation_id="attach_consultation_file")
def post_file(request: HttpRequest, consultation_id: int, about: Form[AboutMaterialFile], file: File[UploadedFile]) -> HttpResponse:
    one = found(consultation_id)
    who = permit(request, WRITE, one.area)
    if who.locked:
        raise Problem("locked")

    def run(kept: Kept) -> ConsultationWhole:
        row = file_of(kept, area=one.area, by=who.actor, exercise=one.exercise_id)
        actions.attach_material(actor=who.actor, name=who.name, consultation_id=consultation_id, kind="file", title=about.title, file=row)
        return whole(found(consultation_id), who)

    return receive(request, who, file, about.model_dump(), run)


@router.get(
    "/{int:consultation_id}/materials/{int:material_id}/map.svg", response={200: None, **REFUSALS}, operation_id="get_consultation_map"
)
def get_map(request: HttpRequest, consultation_id: int, material_id: int) -> HttpResponse:
    see(request, found(consultation_id).area)
    one = Material.objects.filter(pk=material_id, consultation=consultation_id).exclude(picture="").first()
    if one is None:
        raise Problem("not_found", "没有这张图。")
    return HttpResponse(one.picture, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@router.post("/{int:consultation_id}/opinions", response={201: ConsultationWhole, **REFUSALS}, operation_id="add_consultation_opinion")
def post_opinion(request: HttpRequest, consultation_id: int, body: NewDepartmentOpinion) -> HttpResponse:
    return _do(
        request, consultation_id, WRITE,
        lambda who: actions.add_opinion(
            actor=who.actor, name=who.name, consultation_id=consultation_id, department=body.department, speaker=body.name, text=body.text
        ), 201,
    )  # fmt: skip


@router.post("/{int:consultation_id}/decisions", response={201: ConsultationWhole, **REFUSALS}, operation_id="decide_consultation")
def post_decision(request: HttpRequest, consultation_id: int, body: NewResolution) -> HttpResponse:
    return _do(
        request, consultation_id, WRITE,
        lambda who: actions.resolve(
            actor=who.actor, name=who.name, consultation_id=consultation_id, text=body.text, person_id=body.person, owner_role=body.owner_role,
            owner_name=body.owner_name, due_at=body.due_at,
        ), 201,
    )  # fmt: skip


@router.post("/{int:consultation_id}/end", response={200: ConsultationWhole, **REFUSALS}, operation_id="end_consultation")
def post_end(request: HttpRequest, consultation_id: int, body: EndConsultation) -> HttpResponse:
    return _do(
        request, consultation_id, WRITE,
        lambda who: actions.end_consultation(actor=who.actor, consultation_id=consultation_id, conference=body.conference),
    )  # fmt: skip


@router.post("/{int:consultation_id}/sign", response={200: ConsultationWhole, **REFUSALS}, operation_id="sign_consultation")
def post_sign(request: HttpRequest, consultation_id: int, body: ConsultationSignature) -> HttpResponse:
    who = caller(request)
    if who.may(SIGN, found(consultation_id).area):
        confirm_pin(who.user_id, body.pin)
    return _do(
        request,
        consultation_id,
        SIGN,
        lambda who: actions.sign_consultation(actor=who.actor, name=who.name, consultation_id=consultation_id),
    )


@router.post("/{int:consultation_id}/correct", response={200: ConsultationWhole, **REFUSALS}, operation_id="correct_consultation")
def post_correct(request: HttpRequest, consultation_id: int, body: NewCorrectionText) -> HttpResponse:
    return _do(
        request, consultation_id, WRITE,
        lambda who: actions.correct_consultation(actor=who.actor, name=who.name, consultation_id=consultation_id, text=body.text),
    )  # fmt: skip


@router.post("/{int:consultation_id}/cancel", response={200: ConsultationWhole, **REFUSALS}, operation_id="cancel_consultation")
def post_cancel(request: HttpRequest, consultation_id: int) -> HttpResponse:
    return _do(request, consultation_id, WRITE, lambda who: actions.cancel_consultation(actor=who.actor, consultation_id=consultation_id))


@router.get("/{int:consultation_id}/document.pdf", response={200: None, **REFUSALS}, operation_id="get_consultation_pdf")
def get_pdf(request: HttpRequest, consultation_id: int) -> HttpResponse:
    one = found(consultation_id)
    return paper(pdf(minutes_sheet(one, see(request, one.area).name)), PDF, f"consultation-{one.pk}.pdf")


@router.get("/{int:consultation_id}/document.docx", response={200: None, **REFUSALS}, operation_id="get_consultation_docx")
def get_docx(request: HttpRequest, consultation_id: int) -> HttpResponse:
    one = found(consultation_id)
    return paper(docx(minutes_sheet(one, see(request, one.area).name)), DOCX, f"consultation-{one.pk}.docx")
