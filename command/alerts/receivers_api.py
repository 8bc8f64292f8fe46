"""The addresses warnings are pushed to, over HTTP. Under `/alerts`, before its own numbers."""

from __future__ import annotations

from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.alerts.receivers import Receiver
from command.alerts.receiving import add_receiver, change_receiver
from command.alerts.rows import AlertReceiverRow
from realtime.api import REFUSALS, Body, command, permit

router = Router(tags=["alerts"])
MANAGE = "peer.manage"
Code = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]
Kind = Literal["above", "beside", "media", "department"]
Auth = Literal["signed", "basic", "token"]
Form = Literal["cap", "national"]
Colour = Literal["white", "blue", "yellow", "orange", "red"]
Plain = r"^[^\x00-\x1f\x7f:]*$"  # goes into a header


class NewAlertReceiver(Body):
    code: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,15}$")
    name: str = Field(min_length=1, max_length=60)
    kind: Kind = "above"
    url: str = Field(min_length=8, max_length=300)
    auth: Auth = "signed"
    user: str = Field("", max_length=60, pattern=Plain)
    key: str = Field("", max_length=40, pattern=Plain)
    secret: str = Field(min_length=1, max_length=200, pattern=r"^[\x20-\x7e]+$")
    form: Form = "cap"
    area: Code
    least: Colour = "blue"


class AlertReceiverChange(Body):
    """Nothing given = as it was."""

    name: str | None = Field(None, min_length=1, max_length=60)
    kind: Kind | None = None
    url: str | None = Field(None, min_length=8, max_length=300)
    auth: Auth | None = None
    user: str | None = Field(None, max_length=60, pattern=Plain)
    key: str | None = Field(None, max_length=40, pattern=Plain)
    secret: str | None = Field(None, min_length=1, max_length=200, pattern=r"^[\x20-\x7e]+$")
    form: Form | None = None
    area: Code | None = None
    least: Colour | None = None
    active: bool | None = None


@router.get("/receivers", response={200: list[AlertReceiverRow], **REFUSALS}, operation_id="list_alert_receivers")
def get_receivers(request: HttpRequest) -> list[AlertReceiverRow]:
    permit(request, MANAGE, settings.CITY)
    return [one.row() for one in Receiver.objects.all()]


@router.post("/receivers", response={201: AlertReceiverRow, **REFUSALS}, operation_id="add_alert_receiver")
def post_receiver(request: HttpRequest, body: NewAlertReceiver) -> HttpResponse:
    given = body.model_dump()
    label = given.pop("name")
    return command(
        request,
        MANAGE,
        settings.CITY,
        lambda who: add_receiver(actor=who.actor, entered_by=who.name, name=label, **given).row(),
        status=201,
    )


@router.post("/receivers/{int:receiver_id}", response={200: AlertReceiverRow, **REFUSALS}, operation_id="change_alert_receiver")
def post_change(request: HttpRequest, receiver_id: int, body: AlertReceiverChange) -> HttpResponse:
    given = body.model_dump()
    return command(request, MANAGE, settings.CITY, lambda who: change_receiver(actor=who.actor, receiver_id=receiver_id, **given).row())
