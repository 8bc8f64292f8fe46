"""群发 over HTTP: parse → permit → the authority matrix → one action."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from dispatch.authority.asking import UNCOUNTED, Act
from dispatch.authority.door import require, ruling, words_of
from dispatch.authority.ruling import Case
from dispatch.broadcast import actions
from dispatch.broadcast.actions import SEND
from dispatch.broadcast.audience import Audience
from dispatch.broadcast.ground import preview_area, ring_in_reach
from dispatch.broadcast.models import Broadcast
from dispatch.broadcast.rows import AreaPreview, BroadcastWhole, LegRow, Preview
from dispatch.broadcast.showing import leg_row, preview, whole
from dispatch.callout.models import Callout
from dispatch.contacts.seeing import seen_by
from dispatch.incidents.models import Incident
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, permit, see
from realtime.codes import Problem
from realtime.exercises.models import Exercise
from realtime.rules.models import rule

router = Router(tags=["broadcast"])
Code = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]
UrgencyName = Literal["critical", "urgent", "normal"]
PurposeName = Literal["broadcast", "warning", "evacuate"]


class Chosen(Body):
    areas: list[Code] = Field(default_factory=list, max_length=300)
    roles: list[Annotated[str, Field(max_length=20)]] = Field(default_factory=list, max_length=50)
    persons: list[int] = Field(default_factory=list, max_length=20_000)
    callout: int | None = None
    channels: list[Annotated[str, Field(max_length=12)]] = Field(min_length=1, max_length=10)
    text: str = Field(min_length=1, max_length=450)
    urgency: UrgencyName = "urgent"
    exercise: int | None = None
    incident: int | None = None

    def audience(self) -> Audience:
        return Audience(self.areas, self.roles, self.persons, self.callout)


class NewBroadcast(Chosen):
    purpose: PurposeName = "broadcast"
    approval: int | None = None


class NewAreaBroadcast(Body):
    areas: list[Code] = Field(default_factory=list, max_length=300)
    polygon: list[Annotated[tuple[Lon, Lat], Field(strict=False)]] | None = Field(None, min_length=3, max_length=500)
    area: Code | None = None
    text: str = Field(min_length=1, max_length=450)
    valid_minutes: int = Field(60, ge=5, le=2880)
    purpose: PurposeName = "warning"
    urgency: UrgencyName = "urgent"
    incident: int | None = None
    exercise: int | None = None
    approval: int | None = None


class Correction(Body):
    text: str = Field(min_length=1, max_length=450)
    approval: int | None = None


def ground(codes: list[str], incident: int | None) -> str:
    """The area whose duty officer answers for it: the incident's, else the finest that holds everything chosen, else the city."""
    if incident is not None:
        area = Incident.objects.filter(pk=incident).values_list("area", flat=True).first()
        if area is None:
            raise Problem("not_found", "没有这个事件。")
        return str(area)
    common = codes[0] if codes else settings.CITY
    while not all(code.startswith(common) for code in codes):
        common = common[:-1]
    # Cut to a real code: city, district, town or village.
    return next((common[:length] for length in (12, 9, 6, 4) if len(common) >= length), settings.CITY)


def in_reach(who: Caller, codes: list[str]) -> None:
    if foreign := [code for code in codes if not who.may(READ, code)]:
        raise Problem("forbidden", f"区划 {foreign[0]} 不在您的辖区内。", where=["areas"])


def world(body_exercise: int | None, incident: int | None) -> int | None:
    """The incident's exercise wins; a drill never names a real incident, nor the other way round."""
    own = Incident.objects.filter(pk=incident).values_list("exercise_id", flat=True).first() if incident is not None else body_exercise
    if body_exercise is not None and own != body_exercise:
        raise Problem("exercise", "事件与演练不属于同一场。")
    if own is not None and not Exercise.objects.filter(pk=own, ended_at=None).exists():
        raise Problem("exercise", "这场演练已结束。")
    return own


def callout_seen(who: Caller, callout: int | None) -> None:
    if callout is not None:
        area = Callout.objects.filter(pk=callout).values_list("area", flat=True).first()
        if area is None or not who.may(READ, area):
            raise Problem("not_found", "没有这次叫应。")


def the_act(
    what: str, area: str, counts: dict[str, int], audience: str, content: Any, words: str, incident: int | None, exercise: int | None
) -> Act:
    cases = [Case(channel, audience, count) for channel, count in counts.items() if count]
    return Act(what, area, cases, content, words[:1000], incident, exercise)


def counted(seen: Preview) -> dict[str, int]:
    return {cost["channel"]: cost["count"] for cost in seen["channels"]}


def words(body: Chosen, seen: Preview) -> str:
    return f"群发 {seen['total']} 人:{body.text}"


def prepared(who: Caller, body: Chosen) -> tuple[Preview, Act, str, int | None]:
    in_reach(who, body.areas)
    callout_seen(who, body.callout)
    actions.usable(body.channels)
    exercise = world(body.exercise, body.incident)
    area = ground(body.areas, body.incident)
    seen = preview(body.audience(), body.channels, body.text, body.urgency, exercise, seen_by(who))
    content = body.model_dump(exclude={"approval"})
    act = the_act("broadcast", area, counted(seen), "officials", content, words(body, seen), body.incident, exercise)
    return seen, act, area, exercise


@router.post("/preview", response={200: Preview, **REFUSALS}, operation_id="preview_broadcast")
def post_preview(request: HttpRequest, body: Chosen) -> Preview:
    """Reads only: who it would reach, by which way, what it costs, and whose word it needs."""
    who = permit(request, SEND, ground(body.areas, body.incident))
    seen, act, _, _ = prepared(who, body)
    return seen | {"needs_approval": words_of(ruling(who, act))}


@router.post("", response={201: BroadcastWhole, **REFUSALS}, operation_id="start_broadcast")
def post_broadcast(request: HttpRequest, body: NewBroadcast) -> HttpResponse:
    def run(who: Caller) -> BroadcastWhole:
        _, act, area, exercise = prepared(who, body)
        require(who, act, body.approval)
        return whole(
            actions.start_broadcast(
                actor=who.actor, name=who.name, area=area, audience=body.audience(), channels=body.channels, text=body.text,
                purpose=body.purpose, urgency=body.urgency, incident_id=body.incident, exercise=exercise,
                valid_s=float(rule("broadcast.valid_s", area)), within=seen_by(who),
            )
        )  # fmt: skip

    return command(request, SEND, ground(body.areas, body.incident), run, status=201)


def area_prepared(who: Caller, body: NewAreaBroadcast, area: str) -> tuple[Act, int | None, list[list[float]] | None]:
    in_reach(who, body.areas)
    polygon = [list(point) for point in body.polygon] if body.polygon else None
    if polygon is not None:
        ring_in_reach(who, polygon)
    exercise = world(body.exercise, body.incident)
    content = body.model_dump(exclude={"approval"})
    act = the_act("broadcast", area, {"sms": UNCOUNTED}, "public", content, f"区域发布:{body.text}", body.incident, exercise)
    return act, exercise, polygon


def answers_for(body: NewAreaBroadcast) -> str:
    return ground(body.areas or ([body.area] if body.area else []), body.incident)


@router.post("/area/preview", response={200: AreaPreview, **REFUSALS}, operation_id="preview_area_broadcast")
def post_area_preview(request: HttpRequest, body: NewAreaBroadcast) -> AreaPreview:
    """Reads only: which ground, who lives there as far as we know, who carries it, and whose word it needs."""
    area = answers_for(body)
    who = permit(request, SEND, area)
    act, exercise, polygon = area_prepared(who, body, area)
    return preview_area(who, body.areas, polygon, body.text, exercise, words_of(ruling(who, act)))


@router.post("/area", response={201: BroadcastWhole, **REFUSALS}, operation_id="start_area_broadcast")
def post_area(request: HttpRequest, body: NewAreaBroadcast) -> HttpResponse:
    """Everybody who is there now, by one job to a carrier."""
    area = answers_for(body)

    def run(who: Caller) -> BroadcastWhole:
        act, exercise, polygon = area_prepared(who, body, area)
        require(who, act, body.approval)
        return whole(
            actions.start_area_broadcast(
                actor=who.actor, name=who.name, area=area, areas=body.areas, polygon=polygon, text=body.text,
                valid_s=body.valid_minutes * 60, purpose=body.purpose, urgency=body.urgency, incident_id=body.incident, exercise=exercise,
            )
        )  # fmt: skip

    return command(request, SEND, area, run, status=201)


@router.get("", response={200: list[BroadcastWhole], **REFUSALS}, operation_id="list_broadcasts")
def get_broadcasts(request: HttpRequest, incident: int | None = None) -> list[BroadcastWhole]:
    who = caller(request) if incident is None else see(request, ground([], incident))
    rows = Broadcast.objects.order_by("-id")
    if incident is not None:
        rows = rows.filter(incident_id=incident)
    return [whole(row) for row in rows[:50] if who.may(READ, row.area)]


@router.get("/{int:broadcast_id}", response={200: BroadcastWhole, **REFUSALS}, operation_id="get_broadcast")
def get_broadcast(request: HttpRequest, broadcast_id: int) -> BroadcastWhole:
    broadcast = actions.found(broadcast_id)
    see(request, broadcast.area)
    return whole(broadcast)


@router.get("/{int:broadcast_id}/legs", response={200: list[LegRow], **REFUSALS}, operation_id="list_broadcast_legs")
def get_legs(request: HttpRequest, broadcast_id: int, state: str = "", after: int = 0) -> list[LegRow]:
    """A page of two hundred, numbers masked."""
    broadcast = actions.found(broadcast_id)
    see(request, broadcast.area)
    legs = broadcast.legs.filter(pk__gt=after, **({"state": state} if state else {})).select_related("person").order_by("pk")
    return [leg_row(leg) for leg in legs[:200]]


@router.post("/{int:broadcast_id}/stop", response={200: BroadcastWhole, **REFUSALS}, operation_id="stop_broadcast")
def post_stop(request: HttpRequest, broadcast_id: int) -> HttpResponse:
    area = actions.found(broadcast_id).area
    return command(
        request, SEND, area, lambda who: whole(actions.stop_broadcast(actor=who.actor, name=who.name, broadcast_id=broadcast_id))
    )


@router.post("/{int:broadcast_id}/correct", response={201: BroadcastWhole, **REFUSALS}, operation_id="correct_broadcast")
def post_correct(request: HttpRequest, broadcast_id: int, body: Correction) -> HttpResponse:
    """更正 to exactly those reached."""
    first = actions.found(broadcast_id)

    def run(who: Caller) -> BroadcastWhole:
        counts = {"sms": max(1, first.total)} if first.kind == "area" else {first.channels[0]: first.handed}
        audience = "public" if first.kind == "area" else "officials"
        act = the_act(
            "correction",
            first.area,
            counts,
            audience,
            {"broadcast": first.pk, "text": body.text},
            f"更正:{body.text}",
            first.incident_id,
            first.exercise_id,
        )
        require(who, act, body.approval)
        return whole(actions.correct_broadcast(actor=who.actor, name=who.name, broadcast_id=broadcast_id, text=body.text))

    return command(request, SEND, first.area, run, status=201)
