"""The tree of a callout over HTTP: preview, its head, ring again, who could go, send them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from dispatch.callout.actions import START, retry_call, visit_call
from dispatch.callout.api import Tree, found, found_callout
from dispatch.callout.climbing import lock_call
from dispatch.callout.models import Callout
from dispatch.callout.rows import CalloutHead, CallRow, TreePreview, VisitorRow
from dispatch.callout.showing import head_of
from dispatch.callout.visits import Visitor, visitors
from dispatch.contacts.models import Person
from dispatch.contacts.showing import channels
from realtime.accounts.may import READ
from realtime.api import REFUSALS, Body, caller, command, permit, see
from realtime.areas.models import Area
from realtime.codes import Problem

router = Router(tags=["callout"])


class PreviewCallout(Tree):
    pass


class SendVisitor(Body):
    """Nobody named: the nearest."""

    person: int | None = Field(None, ge=1)


@router.post("/callouts/preview", response={200: TreePreview, **REFUSALS}, operation_id="preview_callout")
def post_preview(request: HttpRequest, body: PreviewCallout) -> TreePreview:
    """Whom a press would call, and where it would reach nobody. Changes nothing."""
    caller(request)
    for code in body.areas:
        permit(request, READ, code)
    chain = body.asked().chain()
    reachable = [person for person in chain.persons if channels(person)]
    names = dict(Area.objects.filter(pk__in=chain.gaps).values_list("code", "name"))
    return {
        "persons": len(chain.persons),
        "unreachable": [{"id": person.pk, "name": person.name} for person in chain.persons if person not in reachable],
        "areas": len(chain.areas),
        "gaps": [{"area": code, "area_name": names.get(code, code)} for code in chain.gaps],
    }


@router.get("/callouts/{int:callout_id}/head", response={200: CalloutHead, **REFUSALS}, operation_id="get_callout_head")
def get_head(request: HttpRequest, callout_id: int) -> CalloutHead:
    callout: Callout = found_callout(callout_id)
    see(request, callout.area)
    return head_of(callout)


@router.post("/calls/{int:call_id}/retry", response={200: CallRow, **REFUSALS}, operation_id="retry_call")
def post_retry(request: HttpRequest, call_id: int) -> HttpResponse:
    area = found(call_id).callout.area
    return command(request, START, area, lambda who: retry_call(actor=who.actor, call_id=call_id).row())


@router.get("/calls/{int:call_id}/visitors", response={200: list[VisitorRow], **REFUSALS}, operation_id="list_visitors")
def get_visitors(request: HttpRequest, call_id: int) -> list[VisitorRow]:
    """Who could go and knock, the nearest first."""
    call = found(call_id)
    see(request, call.callout.area)
    return [_row(one) for one in visitors(call)]


def _row(one: Visitor) -> VisitorRow:
    return {
        "person": one.person.pk, "name": one.person.name, "org": one.person.org, "title": one.person.title, "unit": one.unit, "km": one.km,
    }  # fmt: skip


@router.post("/calls/{int:call_id}/visit", response={200: list[CallRow], **REFUSALS}, operation_id="visit_call")
def post_visit(request: HttpRequest, call_id: int, body: SendVisitor) -> HttpResponse:
    """Answers the call and whoever was sent."""
    area = found(call_id).callout.area

    def run(who: Any) -> list[CallRow]:
        person = None
        if body.person is not None:
            known = Person.objects.current().filter(pk=body.person).first()
            if known is None or not (who.may(READ, known.area)):
                raise Problem("not_found", "没有这位联系人,或不在您的辖区内。", where=["person"])
            person = known
        call = visit_call(actor=who.actor, call_id=call_id, person=person)
        fresh = lock_call(call.pk)
        sent = call.stand_ins.filter(visit=True).select_related("callout", "person").order_by("id")
        return [*([fresh.row()] if fresh else []), *(one.row() for one in sent)]

    return command(request, START, area, run)
