"""Proposed warnings, the rows they come from, and earthquakes over HTTP. Under `/alerts`, before its own numbers."""

from __future__ import annotations

from typing import Annotated

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.alerts import actions
from command.alerts.proposing import dismiss, draft_from
from command.alerts.records import Proposal, Quake, Trigger
from command.alerts.rows import AlertProposalRow, AlertQuakeRow, AlertTriggerRow, AlertWhole
from command.alerts.showing import alert_whole
from command.alerts.triggers import change_trigger
from realtime.api import REFUSALS, Body, command, see
from realtime.codes import Problem
from realtime.exercises.snapshot import in_the_world

router = Router(tags=["alerts"])
DRAFT, MANAGE = "alert.draft", "alert.manage"
Code = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]
Figure = Annotated[float | None, Field(ge=-1e6, le=1e6, allow_inf_nan=False, strict=False)]
SHOWN = 100


class ProposalDismissal(Body):
    why: str = Field(min_length=1, max_length=200)


class TriggerChange(Body):
    """Nothing given = as it was."""

    value: Figure = None
    dead_band: Figure = None
    active: bool | None = None


def _area(model: type[Proposal] | type[Trigger], pk: int) -> str:
    found = model.objects.filter(pk=pk).values_list("area", flat=True).first()
    if found is None:
        raise Problem("not_found")
    return str(found)


@router.get("/proposals", response={200: list[AlertProposalRow], **REFUSALS}, operation_id="list_alert_proposals")
def get_proposals(request: HttpRequest, area: Code) -> list[AlertProposalRow]:
    """What waits, then what was decided, the newest first."""
    see(request, area)
    rows = Proposal.objects.filter(in_the_world(), area__startswith=area).select_related("hazard")
    return sorted((row.row() for row in rows[:SHOWN]), key=lambda row: row["state"] != "waiting")


@router.post("/proposals/{int:proposal_id}/draft", response={201: AlertWhole, **REFUSALS}, operation_id="draft_alert_proposal")
def post_draft(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """A draft with the scheme's words and the values; it goes the usual way out."""
    return command(
        request,
        DRAFT,
        _area(Proposal, proposal_id),
        lambda who: alert_whole(actions.found(draft_from(actor=who.actor, name=who.name, proposal_id=proposal_id).pk)),
        status=201,
    )


@router.post("/proposals/{int:proposal_id}/dismiss", response={200: AlertProposalRow, **REFUSALS}, operation_id="dismiss_alert_proposal")
def post_dismiss(request: HttpRequest, proposal_id: int, body: ProposalDismissal) -> HttpResponse:
    area = _area(Proposal, proposal_id)
    return command(request, DRAFT, area, lambda who: dismiss(actor=who.actor, name=who.name, proposal_id=proposal_id, why=body.why).row())


@router.get("/triggers", response={200: list[AlertTriggerRow], **REFUSALS}, operation_id="list_alert_triggers")
def get_triggers(request: HttpRequest, area: Code) -> list[AlertTriggerRow]:
    """The rows of this area and of those over it."""
    see(request, area)
    above = Q(area__in=[area[:length] for length in range(1, len(area) + 1)])
    return [row.row() for row in Trigger.objects.filter(above | Q(area__startswith=area)).select_related("hazard")]


@router.post("/triggers/{int:trigger_id}", response={200: AlertTriggerRow, **REFUSALS}, operation_id="change_alert_trigger")
def post_trigger(request: HttpRequest, trigger_id: int, body: TriggerChange) -> HttpResponse:
    given = body.model_dump()
    return command(
        request, MANAGE, _area(Trigger, trigger_id), lambda who: change_trigger(actor=who.actor, trigger_id=trigger_id, **given).row()
    )


@router.get("/quakes", response={200: list[AlertQuakeRow], **REFUSALS}, operation_id="list_alert_quakes")
def get_quakes(request: HttpRequest, area: Code) -> list[AlertQuakeRow]:
    see(request, area)
    return [row.row() for row in Quake.objects.all()[:SHOWN]]
