"""Evacuations over HTTP: order and end them, write their two books, report the six measures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.evacuation import actions, books
from command.evacuation.models import Arrival, Departure, Evacuation
from command.evacuation.rows import DepartureOutcome, EvacuationKind, EvacuationRow, EvacuationWhole, MeasureCode
from command.evacuation.showing import concerns, found, whole
from dispatch.incidents.api import found as incident_of
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command
from realtime.codes import Problem

router = Router(tags=["evacuations"])
ORDER, REPORT = "evacuation.order", "evacuation.report"
MOST = 200
Code = Annotated[str, Field(min_length=4, max_length=12, pattern=r"^[0-9]+$")]
When = Annotated[datetime | None, Field(strict=False)]


class NewEvacuation(Body):
    """Of an incident, or of an area; `ordered_by`: name and office of who decided."""

    incident: int | None = None
    area: Code | None = None
    areas: list[Code] = Field(default_factory=list, max_length=200)
    kind: EvacuationKind = "pre_emptive"
    reason: str = Field(min_length=1, max_length=200)
    target: int = Field(ge=0, le=10_000_000)
    ordered_by: str = Field(min_length=1, max_length=60)
    due_at: When = None
    exercise: int | None = None


class EvacuationExtension(Body):
    areas: list[Code] = Field(default_factory=list, max_length=200)
    target: int | None = Field(None, ge=0, le=10_000_000)
    due_at: When = None


class CompleteWhy(Body):
    why: str = Field("", max_length=200)


class ReturnOrder(Body):
    name: str = Field(min_length=1, max_length=60, description="whose word it is")
    facts: str = Field(min_length=1, max_length=200, description="what it rests on")
    stations: list[int] = Field(default_factory=list, max_length=20, description="gauges and sensors whose readings are kept with the word")


class DepartureLine(Body):
    area: Code
    household: str = Field(min_length=1, max_length=60)
    people: int = Field(ge=1, le=100_000)
    outcome: DepartureOutcome = "moved"
    shelter: int | None = None
    elsewhere: str = Field("", max_length=60)
    escort: str = Field("", max_length=60)
    persons: list[int] = Field(default_factory=list, max_length=500, description="of the register of vulnerable persons")
    note: str = Field("", max_length=200)
    occurred_at: When = None


class ArrivalLine(Body):
    shelter: int
    people: int = Field(ge=-100_000, le=100_000, description="negative: they leave the shelter")
    note: str = Field("", max_length=200)
    occurred_at: When = None


class MeasureFigure(Body):
    code: MeasureCode
    area: Code
    target: int = Field(ge=0, le=10_000_000)
    done: int = Field(ge=0, le=10_000_000)


class LineStruck(Body):
    why: str = Field(min_length=1, max_length=200)


@router.get("", response={200: list[EvacuationRow], **REFUSALS}, operation_id="list_evacuations")
def get_evacuations(request: HttpRequest, incident: int | None = None) -> list[EvacuationRow]:
    scopes = caller(request).scopes
    rows = Evacuation.objects.filter(**({} if incident is None else {"incident_id": incident}))
    return [one.row() for one in rows[: MOST * 5] if concerns(one, scopes)][:MOST]


@router.post("", response={201: EvacuationWhole, **REFUSALS}, operation_id="order_evacuation")
def post_evacuation(request: HttpRequest, body: NewEvacuation) -> HttpResponse:
    area = incident_of(body.incident).area if body.incident is not None else body.area
    if not area:
        raise Problem("invalid", "请选事件或区划。", where=["area"])

    def run(who: Caller) -> EvacuationWhole:
        made = actions.order_evacuation(
            actor=who.actor, ordered_by=body.ordered_by, reason=body.reason, area=area, areas=body.areas, target=body.target, kind=body.kind,
            incident_id=body.incident, due_at=body.due_at, exercise=body.exercise,
        )  # fmt: skip
        return whole(found(made.pk), who.scopes)

    return command(request, ORDER, area, run, status=201)


@router.get("/{int:evacuation_id}", response={200: EvacuationWhole, **REFUSALS}, operation_id="get_evacuation")
def get_evacuation(request: HttpRequest, evacuation_id: int) -> EvacuationWhole:
    """A town that leaves reads it too: the sums of all, the names of its own."""
    scopes = caller(request).scopes
    return whole(concerning(evacuation_id, scopes), scopes)


@router.post("/{int:evacuation_id}/extend", response={200: EvacuationWhole, **REFUSALS}, operation_id="extend_evacuation")
def post_extend(request: HttpRequest, evacuation_id: int, body: EvacuationExtension) -> HttpResponse:
    def run(who: Caller) -> EvacuationWhole:
        actions.extend_evacuation(actor=who.actor, evacuation_id=evacuation_id, areas=body.areas, target=body.target, due_at=body.due_at)
        return whole(found(evacuation_id), who.scopes)

    return command(request, ORDER, found(evacuation_id).area, run)


@router.post("/{int:evacuation_id}/complete", response={200: EvacuationWhole, **REFUSALS}, operation_id="complete_evacuation")
def post_complete(request: HttpRequest, evacuation_id: int, body: CompleteWhy) -> HttpResponse:
    def run(who: Caller) -> EvacuationWhole:
        actions.complete_evacuation(actor=who.actor, evacuation_id=evacuation_id, why=body.why)
        return whole(found(evacuation_id), who.scopes)

    return command(request, ORDER, found(evacuation_id).area, run)


@router.post("/{int:evacuation_id}/return", response={200: EvacuationWhole, **REFUSALS}, operation_id="approve_return")
def post_return(request: HttpRequest, evacuation_id: int, body: ReturnOrder) -> HttpResponse:
    def run(who: Caller) -> EvacuationWhole:
        actions.approve_return(actor=who.actor, evacuation_id=evacuation_id, name=body.name, facts=body.facts, stations=body.stations)
        return whole(found(evacuation_id), who.scopes)

    return command(request, ORDER, found(evacuation_id).area, run)


@router.post("/{int:evacuation_id}/close", response={200: EvacuationWhole, **REFUSALS}, operation_id="close_evacuation")
def post_close(request: HttpRequest, evacuation_id: int) -> HttpResponse:
    def run(who: Caller) -> EvacuationWhole:
        actions.close_evacuation(actor=who.actor, evacuation_id=evacuation_id)
        return whole(found(evacuation_id), who.scopes)

    return command(request, ORDER, found(evacuation_id).area, run)


@router.post("/{int:evacuation_id}/cancel", response={200: EvacuationWhole, **REFUSALS}, operation_id="cancel_evacuation")
def post_cancel(request: HttpRequest, evacuation_id: int, body: LineStruck) -> HttpResponse:
    def run(who: Caller) -> EvacuationWhole:
        actions.cancel_evacuation(actor=who.actor, evacuation_id=evacuation_id, why=body.why)
        return whole(found(evacuation_id), who.scopes)

    return command(request, ORDER, found(evacuation_id).area, run)


@router.post("/{int:evacuation_id}/departures", response={201: EvacuationWhole, **REFUSALS}, operation_id="record_departure")
def post_departure(request: HttpRequest, evacuation_id: int, body: DepartureLine) -> HttpResponse:
    """The town writes its own book: the right is asked for where the household lives."""
    concerning(evacuation_id, caller(request).scopes)

    def run(who: Caller) -> EvacuationWhole:
        books.record_departure(actor=who.actor, name=who.name, evacuation_id=evacuation_id, **body.model_dump())
        return whole(found(evacuation_id), who.scopes)

    return command(request, REPORT, body.area, run, status=201)


@router.post("/{int:evacuation_id}/arrivals", response={201: EvacuationWhole, **REFUSALS}, operation_id="record_arrival")
def post_arrival(request: HttpRequest, evacuation_id: int, body: ArrivalLine) -> HttpResponse:
    """The shelter writes its own book: the right is asked for where it stands."""
    concerning(evacuation_id, caller(request).scopes)

    def run(who: Caller) -> EvacuationWhole:
        books.record_arrival(actor=who.actor, name=who.name, evacuation_id=evacuation_id, **body.model_dump())
        return whole(found(evacuation_id), who.scopes)

    return command(request, REPORT, books.shelter_of(body.shelter).area, run, status=201)


@router.post("/{int:evacuation_id}/measures", response={200: EvacuationWhole, **REFUSALS}, operation_id="report_measure")
def post_measure(request: HttpRequest, evacuation_id: int, body: MeasureFigure) -> HttpResponse:
    concerning(evacuation_id, caller(request).scopes)

    def run(who: Caller) -> EvacuationWhole:
        books.report_measure(actor=who.actor, name=who.name, evacuation_id=evacuation_id, **body.model_dump())
        return whole(found(evacuation_id), who.scopes)

    return command(request, REPORT, body.area, run)


@router.post("/{book}/{int:line_id}/strike", response={200: EvacuationWhole, **REFUSALS}, operation_id="strike_evacuation_line")
def post_strike(request: HttpRequest, book: Literal["departures", "arrivals"], line_id: int, body: LineStruck) -> HttpResponse:
    kind: type[Departure] | type[Arrival] = Departure if book == "departures" else Arrival
    line = _line(kind, line_id)

    def run(who: Caller) -> EvacuationWhole:
        books.strike_line(actor=who.actor, name=who.name, book=kind, line_id=line_id, why=body.why)
        return whole(found(line.evacuation_id), who.scopes)

    return command(request, REPORT, line.shelter.area if isinstance(line, Arrival) else line.area, run)


@router.post("/departures/{int:line_id}/returned", response={200: EvacuationWhole, **REFUSALS}, operation_id="record_return")
def post_returned(request: HttpRequest, line_id: int) -> HttpResponse:
    line = _line(Departure, line_id)

    def run(who: Caller) -> EvacuationWhole:
        books.record_return(actor=who.actor, departure_id=line_id)
        return whole(found(line.evacuation_id), who.scopes)

    return command(request, REPORT, line.area, run)


def concerning(evacuation_id: int, scopes: Sequence[str]) -> Evacuation:
    """For whom it is none of their business there is none."""
    one = found(evacuation_id)
    if not concerns(one, scopes):
        raise Problem("not_found", "没有这次转移。")
    return one


def _line(book: type[Departure] | type[Arrival], line_id: int) -> Any:
    line = book.objects.filter(pk=line_id).first()
    if line is None:
        raise Problem("not_found", "没有这条登记。")
    return line
