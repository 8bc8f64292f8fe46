"""The duty over HTTP: roster, swaps, hand-over, log, roll calls, nil reports."""

from __future__ import annotations

from base64 import b64decode
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from command.duty import actions, handing, importing, nil, periods, roll_calls, showing, swapping, writing
from command.duty.models import DutyShift, DutySwap, SpecialPeriod
from command.duty.records import DutyEntry, DutyRollCall, Handover
from command.duty.rows import (
    DutyLogRow,
    DutyPage,
    DutyRollCallPage,
    DutyRollCallRow,
    DutyShiftRow,
    DutySwapRow,
    EntryKind,
    Generated,
    HandoverRow,
    NilReportRow,
    PeriodKind,
    PeriodYear,
    Roster,
    RosterSheet,
    ShiftPage,
    SpecialPeriodRow,
    UnitScore,
)
from realtime.api import REFUSALS, Body, command, see
from realtime.codes import Problem
from realtime.sheets import MAX_BYTES

MANAGE, WRITE, REPORT = "duty.manage", "duty.write", "duty.report"
LONGEST = timedelta(days=93)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
router = Router(tags=["duty"])
Area = Annotated[str, Field(min_length=2, max_length=12, pattern=r"^\d+$")]
Instant = Annotated[AwareDatetime, Field(strict=False)]
Day = Annotated[date, Field(strict=False)]


class ShiftBody(Body):
    area: Area
    role: str = Field(max_length=20)
    person: int
    starts_at: Instant
    ends_at: Instant
    note: str = Field("", max_length=100)


class GenerateBody(Body):
    area: Area
    first: Day
    last: Day
    pattern: str = Field(max_length=20)
    people: dict[str, list[int]]


class RosterFile(Body):
    area: Area
    name: str = Field(max_length=200)
    data: str = Field(max_length=MAX_BYTES * 4 // 3 + 8)
    apply: bool = False


class SwapWish(Body):
    shift: int
    to: int = 0
    other: int | None = None
    reason: str = Field(min_length=1, max_length=200)


class SwapWord(Body):
    agreed: bool
    why: str = Field("", max_length=200)


class PeriodBody(Body):
    area: Area
    id: int | None = None
    name: str = Field(min_length=1, max_length=40)
    kind: PeriodKind = "other"
    first: Day
    last: Day
    pattern: str | None = Field(None, max_length=20)
    needs: dict[str, Annotated[int, Field(ge=0, le=50)]] = {}
    patrol: str = Field("", max_length=200)
    source: str = Field(min_length=1, max_length=200)


class PeriodYearBody(Body):
    area: Area
    year: int


class HandoverBody(Body):
    area: Area
    outgoing: int
    incoming: int
    note: str = Field("", max_length=4000)


class HandoverSignature(Body):
    username: str = Field(max_length=150)
    pin: str = Field(max_length=8)
    note: str | None = Field(None, max_length=4000)


class EntryBody(Body):
    area: Area
    kind: EntryKind = "note"
    text: str = Field(min_length=1, max_length=4000)
    handling: str = Field("", max_length=4000)
    occurred_at: Instant | None = None
    received_at: Instant | None = None
    corrects: int | None = None


class DutyStrike(Body):
    why: str = Field(min_length=1, max_length=200)


class RollCallBody(Body):
    area: Area
    kind: Literal["planned", "spot"] = "spot"
    areas: list[Area] = Field([], max_length=5000)


class DutyAnswer(Body):
    target: int
    said_by: str = Field("", max_length=60)
    substitute: bool = False


class NilBody(Body):
    area: Area
    text: str = Field("", max_length=200)


@router.get("", response={200: DutyPage, **REFUSALS}, operation_id="get_duty")
def get_duty(request: HttpRequest, area: str) -> DutyPage:
    """Who has it, what is open, the log, roll calls, gaps: one screen."""
    see(request, area)
    return showing.page(area)


@router.get("/roster", response={200: Roster, **REFUSALS}, operation_id="get_roster")
def get_roster(request: HttpRequest, area: str, start: Annotated[AwareDatetime, Query()], end: Annotated[AwareDatetime, Query()]) -> Roster:
    see(request, area)
    if not timedelta(0) < end - start <= LONGEST:
        raise Problem("invalid", "一次最多看三个月。", where=["end"])
    return showing.roster(area, start, end)


@router.get("/roster/template", response={200: Any, **REFUSALS}, operation_id="get_roster_template")
def get_template(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(importing.roster_template(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="duty-roster.xlsx"'
    return answer


@router.post("/roster/generate", response={200: Generated, **REFUSALS}, operation_id="generate_roster")
def post_generate(request: HttpRequest, body: GenerateBody) -> HttpResponse:
    def run(who: Any) -> Generated:
        made, gaps = actions.generate(
            actor=who.actor, area=body.area, first=body.first, last=body.last, pattern=body.pattern, people=body.people
        )  # fmt: skip
        return {"made": made, "gaps": showing.gap_rows(gaps)}

    return command(request, MANAGE, body.area, run)


@router.post("/roster/import", response={200: RosterSheet, **REFUSALS}, operation_id="import_roster")
def post_import(request: HttpRequest, body: RosterFile) -> HttpResponse:
    """First without `apply`: every row with what it would do."""

    def run(who: Any) -> RosterSheet:
        try:
            data = b64decode(body.data, validate=True)
        except ValueError:
            raise Problem("invalid", "文件没有完整上传,请重试。", where=["data"]) from None
        return importing.import_roster(actor=who.actor, area=body.area, lines=importing.read_roster(body.name, data), apply=body.apply)

    return command(request, MANAGE, body.area, run)


@router.post("/shifts", response={201: DutyShiftRow, **REFUSALS}, operation_id="add_duty_shift")
def post_shift(request: HttpRequest, body: ShiftBody) -> HttpResponse:
    def run(who: Any) -> DutyShiftRow:
        return actions.add_shift(
            actor=who.actor, area=body.area, role=body.role, person_id=body.person, starts_at=body.starts_at, ends_at=body.ends_at, note=body.note
        ).row()  # fmt: skip

    return command(request, MANAGE, body.area, run, status=201)


@router.get("/shifts/{duty_shift_id}", response={200: ShiftPage, **REFUSALS}, operation_id="get_duty_shift")
def get_shift(request: HttpRequest, duty_shift_id: int) -> ShiftPage:
    see(request, _area(DutyShift, duty_shift_id))
    return showing.shift_page(duty_shift_id)


@router.post("/shifts/{duty_shift_id}/remove", response={200: dict[str, int], **REFUSALS}, operation_id="remove_duty_shift")
def post_remove(request: HttpRequest, duty_shift_id: int) -> HttpResponse:
    def run(who: Any) -> dict[str, int]:
        actions.remove_shift(actor=who.actor, shift_id=duty_shift_id)
        return {"id": duty_shift_id}

    return command(request, MANAGE, _area(DutyShift, duty_shift_id), run)


@router.post("/periods", response={200: SpecialPeriodRow, **REFUSALS}, operation_id="save_special_period")
def post_period(request: HttpRequest, body: PeriodBody) -> HttpResponse:
    given: dict[str, Any] = body.model_dump(exclude={"area", "id", "pattern"}) | {"pattern_id": body.pattern}

    def run(who: Any) -> SpecialPeriodRow:
        return periods.save_period(actor=who.actor, area=body.area, period_id=body.id, given=given).row()

    return command(request, MANAGE, body.area, run)


@router.get("/periods", response={200: PeriodYear, **REFUSALS}, operation_id="list_special_periods")
def get_periods(request: HttpRequest, area: str, year: int) -> PeriodYear:
    see(request, area)
    return periods.year_of(area, year)


@router.post("/periods/fill", response={200: PeriodYear, **REFUSALS}, operation_id="fill_special_periods")
def post_fill(request: HttpRequest, body: PeriodYearBody) -> HttpResponse:
    """The year's feasts and seasons as the rule names them; what is there stays."""

    def run(who: Any) -> PeriodYear:
        periods.fill_year(actor=who.actor, area=body.area, year=body.year)
        return periods.year_of(body.area, body.year)

    return command(request, MANAGE, body.area, run)


@router.post("/periods/{special_period_id}/remove", response={200: dict[str, int], **REFUSALS}, operation_id="remove_special_period")
def post_remove_period(request: HttpRequest, special_period_id: int) -> HttpResponse:
    def run(who: Any) -> dict[str, int]:
        periods.remove_period(actor=who.actor, period_id=special_period_id)
        return {"id": special_period_id}

    return command(request, MANAGE, _area(SpecialPeriod, special_period_id), run)


@router.post("/swaps", response={201: DutySwapRow, **REFUSALS}, operation_id="ask_duty_swap")
def post_swap(request: HttpRequest, body: SwapWish) -> HttpResponse:
    def run(who: Any) -> DutySwapRow:
        return swapping.ask_swap(
            actor=who.actor, name=who.name, shift_id=body.shift, to=body.to, other_id=body.other, reason=body.reason
        ).row()  # fmt: skip

    return command(request, WRITE, _area(DutyShift, body.shift), run, status=201)


@router.post("/swaps/{duty_swap_id}/decide", response={200: DutySwapRow, **REFUSALS}, operation_id="decide_duty_swap")
def post_decide(request: HttpRequest, duty_swap_id: int, body: SwapWord) -> HttpResponse:
    def run(who: Any) -> DutySwapRow:
        return swapping.decide_swap(actor=who.actor, name=who.name, swap_id=duty_swap_id, agreed=body.agreed, why=body.why).row()

    return command(request, MANAGE, _area(DutySwap, duty_swap_id), run)


@router.post("/handovers", response={201: HandoverRow, **REFUSALS}, operation_id="open_handover")
def post_handover(request: HttpRequest, body: HandoverBody) -> HttpResponse:
    def run(who: Any) -> HandoverRow:
        return handing.open_handover(
            actor=who.actor, area=body.area, outgoing=body.outgoing, incoming=body.incoming, note=body.note
        ).row()  # fmt: skip

    return command(request, WRITE, body.area, run, status=201)


@router.post("/handovers/{handover_id}/sign", response={200: HandoverRow, **REFUSALS}, operation_id="sign_handover")
def post_sign(request: HttpRequest, handover_id: int, body: HandoverSignature) -> HttpResponse:
    """With the signer's own name and PIN, at whichever desk they stand."""

    def run(who: Any) -> HandoverRow:
        return handing.sign_handover(
            actor=who.actor, handover_id=handover_id, username=body.username, pin=body.pin, note=body.note
        ).row()  # fmt: skip

    return command(request, WRITE, _area(Handover, handover_id), run)


@router.post("/handovers/{handover_id}/drop", response={200: HandoverRow, **REFUSALS}, operation_id="drop_handover")
def post_drop(request: HttpRequest, handover_id: int) -> HttpResponse:
    return command(
        request, WRITE, _area(Handover, handover_id), lambda who: handing.drop_handover(actor=who.actor, handover_id=handover_id).row()
    )


@router.post("/log", response={201: DutyLogRow, **REFUSALS}, operation_id="write_duty_log")
def post_entry(request: HttpRequest, body: EntryBody) -> HttpResponse:
    given = body.model_dump(exclude={"area"})
    return command(
        request,
        WRITE,
        body.area,
        lambda who: writing.write_entry(actor=who.actor, name=who.name, area=body.area, **given).row(),
        status=201,
    )


@router.post("/log/{duty_entry_id}/strike", response={200: DutyLogRow, **REFUSALS}, operation_id="strike_duty_entry")
def post_strike(request: HttpRequest, duty_entry_id: int, body: DutyStrike) -> HttpResponse:
    return command(
        request,
        WRITE,
        _area(DutyEntry, duty_entry_id),
        lambda who: writing.strike_entry(actor=who.actor, name=who.name, entry_id=duty_entry_id, why=body.why).row(),
    )


@router.post("/roll-calls", response={201: DutyRollCallRow, **REFUSALS}, operation_id="start_duty_roll_call")
def post_roll_call(request: HttpRequest, body: RollCallBody) -> HttpResponse:
    def run(who: Any) -> DutyRollCallRow:
        return roll_calls.start_roll_call(actor=who.actor, name=who.name, area=body.area, kind=body.kind, areas=body.areas).row()

    return command(request, WRITE, body.area, run, status=201)


@router.get("/roll-calls/{duty_roll_call_id}", response={200: DutyRollCallPage, **REFUSALS}, operation_id="get_duty_roll_call")
def get_roll_call(request: HttpRequest, duty_roll_call_id: int) -> DutyRollCallPage:
    see(request, _area(DutyRollCall, duty_roll_call_id))
    return showing.roll_call_page(duty_roll_call_id)


@router.post("/roll-calls/{duty_roll_call_id}/answer", response={200: DutyRollCallRow, **REFUSALS}, operation_id="answer_duty_roll_call")
def post_answer(request: HttpRequest, duty_roll_call_id: int, body: DutyAnswer) -> HttpResponse:
    def run(who: Any) -> DutyRollCallRow:
        return roll_calls.answer_target(
            actor=who.actor, roll_call_id=duty_roll_call_id, target_id=body.target, said_by=body.said_by, substitute=body.substitute
        ).row()  # fmt: skip

    return command(request, WRITE, _area(DutyRollCall, duty_roll_call_id), run)


@router.post("/roll-calls/{duty_roll_call_id}/end", response={200: DutyRollCallRow, **REFUSALS}, operation_id="end_duty_roll_call")
def post_end(request: HttpRequest, duty_roll_call_id: int) -> HttpResponse:
    return command(
        request,
        WRITE,
        _area(DutyRollCall, duty_roll_call_id),
        lambda who: roll_calls.end_roll_call(actor=who.actor, roll_call_id=duty_roll_call_id).row(),
    )


@router.get("/scores", response={200: list[UnitScore], **REFUSALS}, operation_id="list_roll_call_scores")
def get_scores(request: HttpRequest, area: str) -> list[UnitScore]:
    see(request, area)
    return roll_calls.scores(area)


@router.post("/nil", response={201: NilReportRow, **REFUSALS}, operation_id="report_nil")
def post_nil(request: HttpRequest, body: NilBody) -> HttpResponse:
    return command(
        request,
        REPORT,
        body.area,
        lambda who: nil.report_nil(actor=who.actor, name=who.name, area=body.area, text=body.text).row(),
        status=201,
    )


def _area(model: Any, number: int) -> str:
    area = model.objects.filter(pk=number).values_list("area", flat=True).first()
    if area is None:
        raise Problem("not_found")
    return str(area)
