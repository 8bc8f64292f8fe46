"""授权 over HTTP: ask, give with one's PIN, record a leader's word, refuse; and the matrix to read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, cast

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from dispatch.authority.actions import (
    APPROVE,
    Word,
    ask_afterwards,
    ask_approval,
    give_approval,
    may_approve,
    record_word,
    refuse_approval,
)
from dispatch.authority.asking import read
from dispatch.authority.models import Approval, Line
from dispatch.authority.pin import confirm_pin
from dispatch.authority.rows import ApprovalWhole, MatrixRow
from dispatch.contacts.models import CHANNELS
from realtime.accounts.may import READ, Caller
from realtime.accounts.models import Role
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.clock import iso
from realtime.codes import Problem

router = Router(tags=["authority"])


class NewAsk(Body):
    """`afterwards`: why life is at risk; then the act may be done at once and the word is owed."""

    ask: str = Field(min_length=1, max_length=8000)
    afterwards: str = Field("", max_length=200)


class ApprovalPin(Body):
    pin: str = Field(min_length=4, max_length=8, pattern=r"^\d+$")


class SpokenWord(Body):
    said_by: str = Field(min_length=1, max_length=60)
    said_on: str = Field(min_length=1, max_length=40)
    read_back: bool
    said_at: Annotated[datetime | None, Field(strict=False)] = None


class ApprovalRefusal(Body):
    reason: str = Field(min_length=1, max_length=120)


def found(approval_id: int) -> Approval:
    approval = Approval.objects.filter(pk=approval_id).first()
    if approval is None:
        raise Problem("not_found", "没有这份授权申请。")
    return approval


def whole(approval: Approval, who: Caller) -> ApprovalWhole:
    return {
        **approval.row(), "words": approval.words, "reason": approval.reason, "said_by": approval.said_by, "said_on": approval.said_on,
        "said_at": iso(approval.said_at), "read_back": approval.read_back, "may_approve": may_approve(who, approval),
    }  # fmt: skip


@router.post("/approvals", response={201: ApprovalWhole, **REFUSALS}, operation_id="ask_approval")
def post_ask(request: HttpRequest, body: NewAsk) -> HttpResponse:
    if caller(request).user_id is None:
        raise Problem("forbidden", "只有值守人员可以申请授权。")
    ask = read(body.ask)

    def run(who: Caller) -> ApprovalWhole:
        if body.afterwards:
            return whole(ask_afterwards(who=who, ask=ask, reason=body.afterwards), who)
        return whole(ask_approval(who=who, ask=ask), who)

    return command(request, READ, ask.area, run, status=201)


@router.get("/approvals/{int:approval_id}", response={200: ApprovalWhole, **REFUSALS}, operation_id="get_approval")
def get_approval(request: HttpRequest, approval_id: int) -> ApprovalWhole:
    approval = found(approval_id)
    return whole(approval, see(request, approval.area))


@router.post("/approvals/{int:approval_id}/give", response={200: ApprovalWhole, **REFUSALS}, operation_id="give_approval")
def post_give(request: HttpRequest, approval_id: int, body: ApprovalPin) -> HttpResponse:
    approval = found(approval_id)
    who = caller(request)
    if who.may(APPROVE, approval.area):  # whoever may not is told so, whatever they typed
        confirm_pin(who.user_id, body.pin)
    return command(request, APPROVE, approval.area, lambda who: whole(give_approval(who=who, approval_id=approval_id), who))


@router.post("/approvals/{int:approval_id}/word", response={200: ApprovalWhole, **REFUSALS}, operation_id="record_approval_word")
def post_word(request: HttpRequest, approval_id: int, body: SpokenWord) -> HttpResponse:
    """By whoever heard it: the one who asked, or one who might have approved it themselves."""
    approval = found(approval_id)

    def run(who: Caller) -> ApprovalWhole:
        if approval.asked_by != who.actor and not who.may(APPROVE, approval.area):
            raise Problem("forbidden", "口头授权由申请人或有批准权的人员登记。")
        return whole(record_word(who=who, approval_id=approval_id, word=Word(**body.model_dump())), who)

    return command(request, READ, approval.area, run)


@router.post("/approvals/{int:approval_id}/refuse", response={200: ApprovalWhole, **REFUSALS}, operation_id="refuse_approval")
def post_refuse(request: HttpRequest, approval_id: int, body: ApprovalRefusal) -> HttpResponse:
    """The one who asked takes it back the same way."""
    approval = found(approval_id)
    return command(
        request, READ, approval.area, lambda who: whole(refuse_approval(who=who, approval_id=approval_id, reason=body.reason), who)
    )


@router.get("/matrix", response={200: list[MatrixRow], **REFUSALS}, operation_id="list_rulings")
def get_matrix(request: HttpRequest) -> list[MatrixRow]:
    caller(request)
    return matrix_rows()


def matrix_rows() -> list[MatrixRow]:
    roles, channels = dict(Role.objects.values_list("code", "name")), dict(CHANNELS)
    return [
        cast("MatrixRow", {
            "id": line.pk, "role": line.role, "role_name": roles.get(line.role, line.role) or "任何角色", "channel": line.channel,
            "channel_name": channels.get(line.channel, line.channel) or "任何渠道", "audience": line.audience,
            "audience_name": line.get_audience_display() or "任何对象", "most": line.most, "ruling": line.ruling,
            "approvers": line.approvers, "area": line.area, "source": line.source,
        })
        for line in Line.objects.all()
    ]  # fmt: skip
