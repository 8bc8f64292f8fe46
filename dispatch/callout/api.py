"""叫应 over HTTP: parse → permit → one action."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from dispatch.alarms.models import Alarm
from dispatch.authority.asking import Act
from dispatch.authority.door import require
from dispatch.authority.models import OFFICIALS
from dispatch.authority.ruling import Case
from dispatch.callout.about import Thing, thing
from dispatch.callout.actions import START, answer_call, deliver_call, start_callout, stop_callout, take_over_call
from dispatch.callout.models import Call, Callout
from dispatch.callout.notify import Pressed, notify_alarm
from dispatch.callout.rows import CalloutWhole, CallRow, CallWhole, Notified
from dispatch.callout.showing import call_whole, callout_whole, place_of
from dispatch.callout.together import MOST, answer_together
from dispatch.callout.tree import Asked, common_area, start_tree
from dispatch.contacts.duty import area_name, on_duty
from dispatch.contacts.models import Person
from dispatch.contacts.seeing import seen_by
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, caller, command, execute, see
from realtime.areas.models import CITY, DISTRICT, TOWN, VILLAGE
from realtime.codes import Problem
from realtime.log import act

router = Router(tags=["callout"])
AboutName = Literal["alarm", "incident", "order", "duty"]
DIGITS = {"city": CITY, "district": DISTRICT, "town": TOWN, "village": VILLAGE}
OWN_ANSWERS = ("button", "word")


class Post(Body):
    area: str = Field(max_length=12, pattern=r"^\d{4,12}$")
    role: str = Field(max_length=40)


AreaCode = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]


class Tree(Body):
    """Part of 市–县–镇–村. `above`: also the town and district over the areas; `deputies`: at once, not only behind a silent principal."""

    areas: list[AreaCode] = Field(default_factory=list, max_length=500)
    above: bool = False
    below: bool = True
    deputies: bool = False
    levels: list[Literal["city", "district", "town", "village"]] = Field(default_factory=list)

    def asked(self, type: str = "") -> Asked:
        return Asked(tuple(self.areas), self.above, self.below, self.deputies, tuple(DIGITS[level] for level in self.levels), type)


class NewCallout(Tree):
    """Chosen persons, holders of posts, a part of the tree, or all of these."""

    about: AboutName
    about_id: int = Field(ge=0)
    purpose: Literal["call", "test"] = "call"
    persons: list[int] = Field(default_factory=list, max_length=500)
    roles: list[Post] = Field(default_factory=list, max_length=50)
    text: str = Field(min_length=1, max_length=500)
    approval: int | None = Field(None, description="the word of another, where the matrix asks for it")


class Press(Body):
    text: str = Field("", max_length=500)
    town: str = Field("", max_length=12, pattern=r"^\d*$")


class NewAnswer(Body):
    answer: Literal["button", "word", "entered"]
    action_text: str = Field(min_length=1, max_length=500)
    said_by: str = Field("", max_length=60)
    read_back: bool = False


class OneAnswer(Body):
    """To several calls of the same incident, kind and district, none of them for help."""

    calls: list[int] = Field(min_length=1, max_length=MOST)
    action_text: str = Field(min_length=1, max_length=500)


def found(call_id: int) -> Call:
    call = Call.objects.select_related("callout", "person").filter(pk=call_id).first()
    if call is None:
        raise Problem("not_found", "没有这个呼叫。")
    return call


def found_callout(callout_id: int) -> Callout:
    callout = Callout.objects.filter(pk=callout_id).first()
    if callout is None:
        raise Problem("not_found", "没有这次叫应。")
    return callout


@router.post("/alarms/{int:alarm_id}/notify", response={200: Notified, **REFUSALS}, operation_id="notify_alarm")
def post_notify(request: HttpRequest, alarm_id: int, body: Press) -> HttpResponse:
    alarm = Alarm.objects.filter(pk=alarm_id).first()
    if alarm is None:
        raise Problem("not_found", "没有这条警情。")
    return command(
        request, START, alarm.area,
        lambda who: _pressed(notify_alarm(actor=who.actor, name=who.name, alarm_id=alarm_id, text=body.text, town=body.town)),
    )  # fmt: skip


def _pressed(pressed: Pressed) -> dict[str, Any]:
    callout = pressed.callout
    return {
        "callout": callout.pk if callout else None,
        "added": pressed.added,
        "town": pressed.town._asdict() if pressed.town else None,
        "calls": [call.row() for call in callout.calls.select_related("callout", "person").order_by("id")] if callout else [],
        "gaps": [{"area": code, "area_name": area_name(code)} for code in pressed.gaps],
    }


@router.post("/callouts", response={201: CalloutWhole, **REFUSALS}, operation_id="start_callout")
def post_callout(request: HttpRequest, body: NewCallout) -> HttpResponse:
    about = thing(body.about, body.about_id)
    area = common_area(body.areas) if body.about == "duty" and body.areas else about.area

    def run(who: Caller) -> CalloutWhole:
        for code in body.areas:
            if not who.may(READ, code):
                raise Problem("forbidden", f"区划 {code} 不在您的辖区内。", where=["areas"])
        persons = _chosen(who, body)
        if not persons and not body.areas:
            raise Problem("invalid", "请选择要叫应的人员或范围。", where=["persons", "roles", "areas"])
        given: dict[str, Any] = {
            "actor": who.actor, "name": who.name, "about": body.about, "about_id": body.about_id, "purpose": body.purpose, "text": body.text,
            "area": area, "incident_id": about.incident, "exercise": about.exercise,
        }  # fmt: skip
        with act(who.actor, about.exercise):
            _authorised(who, body, area, about, persons)
            callout = start_tree(asked=body.asked(about.type), join=False, **given) if body.areas else None
            if persons:
                callout = start_callout(persons=persons, join=callout is not None, **given)
        assert callout is not None
        return callout_whole(callout)

    return command(request, START, area, run, status=201)


def _authorised(who: Caller, body: NewCallout, area: str, about: Thing, persons: list[Person]) -> None:
    """How many one officer may call alone is the matrix's to say."""
    tree = body.asked(about.type).chain().persons if body.areas else []
    number = len({*(person.pk for person in persons), *(person.pk for person in tree)})
    content = body.model_dump(exclude={"approval"})
    words = f"叫应 {number} 人:{body.text}"
    require(who, Act("callout", area, [Case("", OFFICIALS, number)], content, words, about.incident, about.exercise), body.approval)


def _chosen(who: Caller, body: NewCallout) -> list[Person]:
    """Whoever the caller may see; a role is who has that duty now."""
    known = {person.pk: person for person in Person.objects.current().filter(seen_by(who), pk__in=body.persons)}
    if missing := [str(number) for number in body.persons if number not in known]:
        raise Problem("not_found", "有联系人不存在、已停用或不在您的辖区内,请刷新后重选。", where=[f"persons: {', '.join(missing[:5])}"])
    chosen = [known[number] for number in body.persons]
    for post in body.roles:
        if not who.may(READ, post.area):
            raise Problem("forbidden", f"区划 {post.area} 不在您的辖区内。", where=["roles"])
        chosen += on_duty(post.area, post.role)
    return chosen


@router.get("/callouts", response={200: list[CalloutWhole], **REFUSALS}, operation_id="list_callouts")
def get_callouts(request: HttpRequest, about: AboutName, about_id: int) -> list[CalloutWhole]:
    """About an incident: also those about its alarms and orders."""
    see(request, thing(about, about_id).area)
    callouts = (
        Callout.objects.filter(incident_id=about_id) if about == "incident" else Callout.objects.filter(about=about, about_id=about_id)
    )
    if about == "incident":
        alarms = Alarm.objects.filter(incident_id=about_id).values_list("pk", flat=True)
        callouts = callouts | Callout.objects.filter(about="alarm", about_id__in=list(alarms))
    return [callout_whole(callout) for callout in callouts.order_by("-id")[:50]]


@router.get("/callouts/{int:callout_id}", response={200: CalloutWhole, **REFUSALS}, operation_id="get_callout")
def get_callout(request: HttpRequest, callout_id: int) -> CalloutWhole:
    callout = found_callout(callout_id)
    see(request, callout.area)
    return callout_whole(callout)


@router.post("/callouts/{int:callout_id}/stop", response={200: CalloutWhole, **REFUSALS}, operation_id="stop_callout")
def post_stop(request: HttpRequest, callout_id: int) -> HttpResponse:
    callout = found_callout(callout_id)

    def run(who: Caller) -> CalloutWhole:
        stop_callout(actor=who.actor, about=callout.about, about_id=callout.about_id, callout_id=callout.pk)
        return callout_whole(found_callout(callout_id))

    return command(request, START, callout.area, run)


def is_called(who: Caller, call: Call) -> bool:
    return who.user_id is not None and call.person.user_id == who.user_id


@router.get("/calls/{int:call_id}", response={200: CallWhole, **REFUSALS}, operation_id="get_call")
def get_call(request: HttpRequest, call_id: int) -> CallWhole:
    """The person called reads it wherever it is about; others in their area."""
    call = found(call_id)
    if not is_called(caller(request), call):
        see(request, call.callout.area)
    return call_whole(call, place_of(call.callout))


@router.post("/calls/{int:call_id}/delivered", response={200: CallRow, **REFUSALS}, operation_id="deliver_call")
def post_delivered(request: HttpRequest, call_id: int) -> HttpResponse:
    """The page of the person called says that it rings."""
    who = caller(request)
    if not is_called(who, found(call_id)):
        raise Problem("not_found", "没有给您的这个呼叫。")
    return execute(request, who, lambda who: deliver_call(actor=who.actor, call_id=call_id).row())


@router.post("/calls/{int:call_id}/answer", response={200: CallRow, **REFUSALS}, operation_id="answer_call")
def post_answer(request: HttpRequest, call_id: int, body: NewAnswer) -> HttpResponse:
    """By the person called, also behind the seat's lock; or entered by an officer after reading it back."""
    call, who = found(call_id), caller(request)
    given: dict[str, Any] = body.model_dump()
    if body.answer in OWN_ANSWERS:
        if not is_called(who, call):
            raise Problem("not_found", "没有给您的这个呼叫。")
        return execute(request, who, lambda who: answer_call(actor=who.actor, call_id=call_id, **given | {"said_by": who.name}).row())
    return command(request, START, call.callout.area, lambda who: answer_call(actor=who.actor, call_id=call_id, **given).row())


@router.post("/calls/answer", response={200: list[CallRow], **REFUSALS}, operation_id="answer_calls_together")
def post_answers(request: HttpRequest, body: OneAnswer) -> HttpResponse:
    """By the person called, of their own calls only; also behind the seat's lock. All or none."""

    def run(who: Caller) -> list[CallRow]:
        if who.user_id is None:
            raise Problem("not_found", "其中有不是给您的呼叫。")
        given = body.model_dump()
        answered = answer_together(
            actor=who.actor, user_id=who.user_id, name=who.name, call_ids=given["calls"], action_text=given["action_text"]
        )
        return [call.row() for call in answered]

    return execute(request, caller(request), run)


@router.post("/calls/{int:call_id}/take-over", response={200: CallRow, **REFUSALS}, operation_id="take_over_call")
def post_take_over(request: HttpRequest, call_id: int) -> HttpResponse:
    area = found(call_id).callout.area
    return command(request, START, area, lambda who: take_over_call(actor=who.actor, name=who.name, call_id=call_id).row())
