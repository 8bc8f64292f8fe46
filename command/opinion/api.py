"""舆情 over HTTP: judge, hand on, answer, close; link to an incident; what a platform pushes. Sources and rules are in `source_api.py`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from command.opinion import actions
from command.opinion.feeding import note_reading, read_options, source_of
from command.opinion.linking import link_opinion, tell_reporting, unlink_opinion
from command.opinion.models import Item
from command.opinion.reading import MOST, read_rows
from command.opinion.rising import see_spike
from command.opinion.rows import OpinionFigures, OpinionRow, OpinionSpike, OpinionsTaken, OpinionState, OpinionVerdict, OpinionWhole
from command.opinion.showing import HANDLE, figures, found, whole
from command.opinion.taking import take_posts
from command.opinion.watches import Spike
from devices.feeds.readers.reading import Unreadable
from dispatch.incidents.api import found as incident_of
from realtime import clock
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, caller, command, plain, see
from realtime.codes import Problem
from realtime.exercises.snapshot import in_the_world

router = Router(tags=["opinion"])
INTAKE = "opinion.intake"
LISTED = 300
Code = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]
Instant = Annotated[AwareDatetime | None, Field(strict=False)]
Words = Annotated[str, Field(min_length=1, max_length=1000)]


class PushedPosts(Body):
    """Entries as the platform has them: `url`, `title`, `text`, `at`, `reach`, `outlet`, or by the source's own mapping."""

    posts: list[dict[str, Any]] = Field(min_length=1, max_length=MOST)
    exercise: int | None = None


class NewOpinion(Body):
    area: Code
    title: str = Field(min_length=1, max_length=120)
    text: str = Field("", max_length=4000)
    url: str = Field("", max_length=500, pattern=r"^(https?://\S+)?$")
    outlet: str = Field("", max_length=60)
    hazard: str = Field("", max_length=8)
    seen_at: Instant = None
    exercise: int | None = None


class OpinionJudgement(Body):
    """`area`, `hazard`: given only where what the rules read is wrong."""

    verdict: OpinionVerdict
    note: str = Field("", max_length=1000)
    area: Code | None = None
    hazard: str | None = Field(None, max_length=8)


class OpinionOwner(Body):
    owner: int | None = Field(None, description="a person of the centre; else `owner_name`: an office")
    owner_name: str = Field("", max_length=60)
    due_at: Instant = None


class OpinionWords(Body):
    text: Words


class OpinionLink(Body):
    incident: int


class OpinionRumour(Body):
    rumour: bool = True
    counter_text: str = Field("", max_length=2000)


@router.post("/hook", response={200: OpinionsTaken, **REFUSALS}, operation_id="take_opinions")
def post_hook(request: HttpRequest, body: PushedPosts) -> HttpResponse:
    """By token. Sent again it changes nothing: an address counts once. Bad entries are named, the others go in."""
    who = caller(request)
    if not who.has(INTAKE):
        raise Problem("forbidden", "只有登记的舆情平台可以推送。", where=[INTAKE])
    source = source_of(who.actor)
    try:
        read = read_rows(body.posts, read_options(source))
    except Unreadable as reason:
        raise Problem("invalid", reason.words) from None
    taken = take_posts(read.posts, source=source, exercise=body.exercise)
    note_reading(source.pk, taken, read.refused)
    tell_reporting(taken)
    return JsonResponse(plain({
        "taken": taken.mentions, "repeated": taken.repeated, "passed": taken.passed, "items": [one.pk for one in taken.items],
        "refused": [{"row": one.row, "detail": one.detail} for one in read.refused],
    }))  # fmt: skip


@router.get("/figures", response={200: OpinionFigures, **REFUSALS}, operation_id="get_opinion_figures")
def get_figures(request: HttpRequest, area: Code | None = None, days: Annotated[int, Field(ge=1, le=366)] = 1) -> OpinionFigures:
    area = area or settings.CITY
    see(request, area)
    return figures(area, clock.now() - timedelta(days=days))


@router.get("", response={200: list[OpinionRow], **REFUSALS}, operation_id="list_opinions")
def get_opinions(request: HttpRequest, state: OpinionState | None = None, incident: int | None = None) -> list[OpinionRow]:
    """The newest of the caller's areas, those off the board too."""
    who = caller(request)
    given: dict[str, Any] = {name: value for name, value in (("state", state), ("incident_id", incident)) if value is not None}
    rows = Item.objects.filter(in_the_world(), **given)[: LISTED * 3]
    return [one.row() for one in rows if who.may(READ, one.area)][:LISTED]


@router.post("", response={201: OpinionWhole, **REFUSALS}, operation_id="enter_opinion")
def post_opinion(request: HttpRequest, body: NewOpinion) -> HttpResponse:
    def run(who: Caller) -> OpinionWhole:
        return whole(found(actions.enter_opinion(actor=who.actor, name=who.name, **body.model_dump()).pk), who)

    return command(request, HANDLE, body.area, run, status=201)


@router.get("/{int:opinion_id}", response={200: OpinionWhole, **REFUSALS}, operation_id="get_opinion")
def get_opinion(request: HttpRequest, opinion_id: int) -> OpinionWhole:
    item = found(opinion_id)
    return whole(item, see(request, item.area))


@router.post("/{int:opinion_id}/judge", response={200: OpinionWhole, **REFUSALS}, operation_id="judge_opinion")
def post_judge(request: HttpRequest, opinion_id: int, body: OpinionJudgement) -> HttpResponse:
    return _do(
        request, opinion_id, lambda who: actions.judge_opinion(actor=who.actor, name=who.name, item_id=opinion_id, **body.model_dump())
    )


@router.post("/{int:opinion_id}/assign", response={200: OpinionWhole, **REFUSALS}, operation_id="assign_opinion")
def post_assign(request: HttpRequest, opinion_id: int, body: OpinionOwner) -> HttpResponse:
    return _do(
        request, opinion_id, lambda who: actions.assign_opinion(actor=who.actor, name=who.name, item_id=opinion_id, **body.model_dump())
    )


@router.post("/{int:opinion_id}/handle", response={200: OpinionWhole, **REFUSALS}, operation_id="handle_opinion")
def post_handle(request: HttpRequest, opinion_id: int, body: OpinionWords) -> HttpResponse:
    return _do(request, opinion_id, lambda who: actions.handle_opinion(actor=who.actor, name=who.name, item_id=opinion_id, text=body.text))


@router.post("/{int:opinion_id}/feed-back", response={200: OpinionWhole, **REFUSALS}, operation_id="feed_back_opinion")
def post_feed_back(request: HttpRequest, opinion_id: int, body: OpinionWords) -> HttpResponse:
    return _do(
        request, opinion_id, lambda who: actions.feed_back_opinion(actor=who.actor, name=who.name, item_id=opinion_id, text=body.text)
    )


@router.post("/{int:opinion_id}/close", response={200: OpinionWhole, **REFUSALS}, operation_id="close_opinion")
def post_close(request: HttpRequest, opinion_id: int, body: OpinionWords) -> HttpResponse:
    return _do(request, opinion_id, lambda who: actions.close_opinion(actor=who.actor, name=who.name, item_id=opinion_id, text=body.text))


@router.post("/{int:opinion_id}/dismiss", response={200: OpinionWhole, **REFUSALS}, operation_id="dismiss_opinion")
def post_dismiss(request: HttpRequest, opinion_id: int, body: OpinionWords) -> HttpResponse:
    return _do(request, opinion_id, lambda who: actions.dismiss_opinion(actor=who.actor, name=who.name, item_id=opinion_id, why=body.text))


@router.post("/{int:opinion_id}/reopen", response={200: OpinionWhole, **REFUSALS}, operation_id="reopen_opinion")
def post_reopen(request: HttpRequest, opinion_id: int, body: OpinionWords) -> HttpResponse:
    return _do(request, opinion_id, lambda who: actions.reopen_opinion(actor=who.actor, name=who.name, item_id=opinion_id, why=body.text))


@router.post("/{int:opinion_id}/rumour", response={200: OpinionWhole, **REFUSALS}, operation_id="flag_rumour")
def post_rumour(request: HttpRequest, opinion_id: int, body: OpinionRumour) -> HttpResponse:
    return _do(
        request, opinion_id, lambda who: actions.flag_rumour(actor=who.actor, name=who.name, item_id=opinion_id, **body.model_dump())
    )


@router.post("/{int:opinion_id}/link", response={200: OpinionWhole, **REFUSALS}, operation_id="link_opinion")
def post_link(request: HttpRequest, opinion_id: int, body: OpinionLink) -> HttpResponse:
    see(request, incident_of(body.incident).area)
    return _do(request, opinion_id, lambda who: link_opinion(actor=who.actor, name=who.name, item_id=opinion_id, incident_id=body.incident))


@router.post("/{int:opinion_id}/unlink", response={200: OpinionWhole, **REFUSALS}, operation_id="unlink_opinion")
def post_unlink(request: HttpRequest, opinion_id: int, body: OpinionWords) -> HttpResponse:
    return _do(request, opinion_id, lambda who: unlink_opinion(actor=who.actor, name=who.name, item_id=opinion_id, why=body.text))


@router.post("/spikes/{int:spike_id}/see", response={200: OpinionSpike, **REFUSALS}, operation_id="see_opinion_spike")
def post_see(request: HttpRequest, spike_id: int) -> HttpResponse:
    spike = Spike.objects.filter(pk=spike_id).first()
    if spike is None:
        raise Problem("not_found", "没有这条突增提示。")
    return command(request, HANDLE, spike.area, lambda who: see_spike(actor=who.actor, name=who.name, spike_id=spike_id).row())


def _do(request: HttpRequest, opinion_id: int, run: Any) -> HttpResponse:
    def answer(who: Caller) -> OpinionWhole:
        run(who)
        return whole(found(opinion_id), who)

    return command(request, HANDLE, found(opinion_id).area, answer)
