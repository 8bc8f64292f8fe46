"""Telephone over HTTP: parse → permit → one action. A number is never needed from the screen that was not shown it."""

from __future__ import annotations

from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from dispatch.alarms.api import NewAlarm as AlarmFields
from dispatch.alarms.api import found as found_alarm
from dispatch.alarms.api import running
from dispatch.alarms.rows import AlarmRow
from dispatch.contacts.models import SECRET, Address
from dispatch.incidents.models import EventType, Incident
from dispatch.phones.actions import dial, enter_alarm, hang_up, link, set_extension, take
from dispatch.phones.models import Extension, PhoneCall, PhoneLine
from dispatch.phones.rows import OwnPhone, PhoneCallRow
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, execute, see
from realtime.areas.locate import area_at
from realtime.codes import Problem

router = Router(tags=["phones"])
DIALS = "phone.dial"
RAISE = "alarm.raise"
NUMBER = r"^[+*#0-9][0-9*# -]{1,19}$"


class Dial(Body):
    """Either an address of a contact, or a number somebody typed."""

    address: int | None = None
    person: int | None = Field(None, description="the contact's first telephone number")
    number: str = Field("", max_length=20, pattern=r"^$|" + NUMBER)
    incident: int | None = None
    extension: str = Field("", max_length=20, pattern=r"^[0-9*#]*$", description="default: the officer's own")


class OwnExtension(Body):
    extension: str = Field("", max_length=20, pattern=r"^[0-9*#]*$")


class Linked(Body):
    incident: int


class AlarmOfCall(AlarmFields):
    """As any alarm that is entered; the number is the caller's, and the place may be said later."""

    urgency: Literal["critical", "urgent", "normal"] = "urgent"
    lon: Lon | None = None  # type: ignore[assignment]
    lat: Lat | None = None  # type: ignore[assignment]
    area: str = Field("", max_length=12, pattern=r"^\d*$")


def found(phone_call_id: int) -> PhoneCall:
    call = PhoneCall.objects.select_related("person").filter(pk=phone_call_id).first()
    if call is None:
        raise Problem("not_found", "没有这个通话。")
    return call


def extension_of(who: Caller) -> str:
    return Extension.objects.filter(user_id=who.user_id or 0).values_list("number", flat=True).first() or ""


def _party(body: Dial) -> Address | None:
    if (body.address is not None) + (body.person is not None) + bool(body.number) != 1:
        raise Problem("invalid", "请选择一个联系方式,或输入一个号码。", where=["address", "person", "number"])
    if body.number:
        return None
    phones = Address.objects.select_related("person").filter(channel__in=SECRET, valid=True, person__active=True)
    chosen = phones.filter(pk=body.address) if body.address is not None else phones.filter(person=body.person, channel__in=("phone", "sms"))
    party = chosen.order_by("channel", "rank", "id").first()  # phone before sms
    if party is None:
        raise Problem("not_found", "这位联系人没有可拨打的号码。")
    return party


@router.post("/dial", response={201: PhoneCallRow, **REFUSALS}, operation_id="dial_phone")
def post_dial(request: HttpRequest, body: Dial) -> HttpResponse:
    """Rings the officer's extension first, then the party. The answer comes at once; how it goes is told on the feed."""
    party = _party(body)
    incident = _incident(body.incident)
    area = party.person.area if party else incident.area if incident else settings.CITY

    def run(who: Caller) -> PhoneCallRow:
        return dial(
            actor=who.actor, name=who.name, extension=body.extension or extension_of(who), number=party.value if party else body.number,
            area=area, person=party.person if party else None, incident_id=body.incident, exercise=incident.exercise_id if incident else None,
        ).row()  # fmt: skip

    return command(request, DIALS, area, run, status=201)


def _incident(incident_id: int | None) -> Incident | None:
    if incident_id is None:
        return None
    incident = Incident.objects.filter(pk=incident_id).first()
    if incident is None:
        raise Problem("not_found", "没有这个事件。")
    return incident


@router.get("/mine", response={200: OwnPhone, **REFUSALS}, operation_id="get_own_phone")
def get_mine(request: HttpRequest) -> OwnPhone:
    line = PhoneLine.objects.first() if settings.SIP_URL else None
    return {"extension": extension_of(caller(request)), "line": line.row() if line else None}


@router.post("/mine", response={200: OwnPhone, **REFUSALS}, operation_id="set_own_phone")
def post_mine(request: HttpRequest, body: OwnExtension) -> HttpResponse:
    """The telephone beside the officer who says it."""
    who = caller(request)
    user_id = who.user_id
    if user_id is None:
        raise Problem("forbidden", "只有值班人员可以登记分机。")

    def run(who: Caller) -> OwnPhone:
        set_extension(actor=who.actor, user_id=user_id, number=body.extension)
        return get_mine(request)

    return execute(request, who, run)


@router.get("/calls", response={200: list[PhoneCallRow], **REFUSALS}, operation_id="list_phone_calls")
def get_calls(request: HttpRequest, incident: int) -> list[PhoneCallRow]:
    chosen = _incident(incident)
    see(request, chosen.area if chosen else "")
    return [call.row() for call in PhoneCall.objects.filter(incident_id=incident).select_related("person").order_by("-id")[:200]]


@router.post("/calls/{int:phone_call_id}/take", response={200: PhoneCallRow, **REFUSALS}, operation_id="take_phone_call")
def post_take(request: HttpRequest, phone_call_id: int) -> HttpResponse:
    call = found(phone_call_id)
    return command(
        request,
        DIALS,
        call.area,
        lambda who: take(actor=who.actor, name=who.name, extension=extension_of(who), phone_call_id=call.pk).row(),
    )


@router.post("/calls/{int:phone_call_id}/hang-up", response={200: PhoneCallRow, **REFUSALS}, operation_id="hang_up_phone_call")
def post_hang_up(request: HttpRequest, phone_call_id: int) -> HttpResponse:
    call = found(phone_call_id)
    return command(request, DIALS, call.area, lambda who: hang_up(actor=who.actor, phone_call_id=call.pk).row())


@router.post("/calls/{int:phone_call_id}/link", response={200: PhoneCallRow, **REFUSALS}, operation_id="link_phone_call")
def post_link(request: HttpRequest, phone_call_id: int, body: Linked) -> HttpResponse:
    call = found(phone_call_id)
    incident = _incident(body.incident)
    if incident is None or not caller(request).may(DIALS, incident.area):
        raise Problem("not_found", "没有这个事件。")
    return command(request, DIALS, call.area, lambda who: link(actor=who.actor, phone_call_id=call.pk, incident_id=incident.pk).row())


@router.post("/calls/{int:phone_call_id}/alarm", response={201: AlarmRow, **REFUSALS}, operation_id="alarm_from_phone_call")
def post_alarm(request: HttpRequest, phone_call_id: int, body: AlarmOfCall) -> HttpResponse:
    """The caller's number goes into the alarm without passing the screen."""
    call = found(phone_call_id)
    area = area_at(body.lon, body.lat) if body.lon is not None and body.lat is not None else body.area or call.area
    fields = body.model_dump(exclude={"join", "exercise", "area", "caller_phone"}) | {"area": area}

    def run(who: Caller) -> AlarmRow:
        if body.type and not EventType.objects.filter(pk=body.type).exists():
            raise Problem("invalid", f"没有事件类型 {body.type},请从列表中选择。", where=["type"])
        if body.join is not None and not who.may(RAISE, found_alarm(body.join).area):
            raise Problem("forbidden", "要并入的警情不在您的辖区内。", where=["join"])
        exercise = running(body.exercise, area)
        return enter_alarm(actor=who.actor, phone_call_id=call.pk, exercise=exercise, join_id=body.join, **fields).row()

    return command(request, RAISE, area, run, status=201)
