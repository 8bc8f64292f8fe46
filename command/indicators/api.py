"""Lists of indicators over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import Field

from command.indicators import actions
from command.indicators.models import IndicatorList, SubItem
from command.indicators.rows import IndicatorListRow, IndicatorListWhole, IndicatorStatus
from command.indicators.showing import found, whole
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, permit, see
from realtime.codes import Problem
from realtime.files.receiving import receive

router = Router(tags=["indicators"])
REPORT = "indicator.report"
Day = Annotated[date | None, Field(strict=False)]


class IndicatorJudgement(Body):
    status: IndicatorStatus
    progress: str = Field("", max_length=500)
    owner: str | None = Field(None, max_length=80)
    due_on: Day = None


@router.get("", response={200: list[IndicatorListRow], **REFUSALS}, operation_id="list_indicator_lists")
def get_lists(request: HttpRequest) -> list[IndicatorListRow]:
    scopes = caller(request).scopes
    return [one.row() for one in IndicatorList.objects.filter(active=True) if any(one.area.startswith(scope) for scope in scopes)]


@router.get("/{int:list_id}", response={200: IndicatorListWhole, **REFUSALS}, operation_id="get_indicator_list")
def get_list(request: HttpRequest, list_id: int) -> IndicatorListWhole:
    one = found(list_id)
    see(request, one.area)
    return whole(one)


@router.post("/items/{int:sub_item_id}/judge", response={200: IndicatorListWhole, **REFUSALS}, operation_id="judge_indicator")
def post_judge(request: HttpRequest, sub_item_id: int, body: IndicatorJudgement) -> HttpResponse:
    def run(who: Caller) -> IndicatorListWhole:
        actions.judge(actor=who.actor, name=who.name, item_id=sub_item_id, **body.model_dump())
        return whole(_list_of(sub_item_id))

    return command(request, REPORT, _list_of(sub_item_id).area, run)


@router.post("/items/{int:sub_item_id}/proofs", response={201: IndicatorListWhole, **REFUSALS}, operation_id="prove_indicator")
def post_proof(request: HttpRequest, sub_item_id: int, file: File[UploadedFile]) -> HttpResponse:
    held = _list_of(sub_item_id)
    who = permit(request, REPORT, held.area)
    if who.locked:
        raise Problem("locked")

    def run(kept: Any) -> IndicatorListWhole:
        actions.prove(actor=who.actor, name=who.name, item_id=sub_item_id, kept=kept)
        return whole(_list_of(sub_item_id))

    return receive(request, who, file, {}, run)


def _list_of(item_id: int) -> IndicatorList:
    item = SubItem.objects.select_related("standard__list").filter(pk=item_id).first()
    if item is None:
        raise Problem("not_found", "没有这个指标子项。")
    return item.standard.list
