"""Sources of 舆情 and the rules over HTTP: who looks after them, the quarantine. Sources are asked by the worker, never here."""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.opinion import feeding
from command.opinion.feeds import Refused, Source
from command.opinion.rows import OpinionKind, OpinionRefusal, OpinionSourceWhole, OpinionWatch
from command.opinion.showing import MANAGE, source_found, source_whole
from command.opinion.watches import Watch
from command.opinion.watching import remove_watch, save_watch
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, caller, command, permit
from realtime.codes import Problem

router = Router(tags=["opinion"])
Code = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]
Word = Annotated[str, Field(min_length=1, max_length=40)]


class OpinionSourceFields(Body):
    name: str = Field(min_length=1, max_length=60)
    kind: OpinionKind
    url: str = Field("", max_length=500)
    every_s: int = Field(300, ge=10, le=86_400)
    late_after_s: int = Field(3600, ge=60, le=7 * 86_400)
    options: dict[str, Any] = Field(default_factory=dict)
    weight: int = Field(0, ge=0, le=50)
    license: str = Field("", max_length=200)
    enabled: bool = True


class NewOpinionSource(OpinionSourceFields):
    code: str = Field(min_length=2, max_length=30, pattern=r"^[a-z0-9][a-z0-9-]*$")
    area: Code | None = None


class OpinionWatchFields(Body):
    name: str = Field(min_length=1, max_length=40)
    area: Code | None = None
    words: list[Word] = Field(min_length=1, max_length=100)
    also: list[Word] = Field(default_factory=list, max_length=20)
    without: list[Word] = Field(default_factory=list, max_length=100)
    places: list[Code] = Field(default_factory=list, max_length=200)
    needs_place: bool = True
    hazard: str = Field("", max_length=8)
    weight: int = Field(40, ge=0, le=100)
    enabled: bool = True
    source: str = Field("", max_length=200)


@router.get("/sources", response={200: list[OpinionSourceWhole], **REFUSALS}, operation_id="list_opinion_sources")
def get_sources(request: HttpRequest) -> list[OpinionSourceWhole]:
    """Those of the caller's own areas; for who may look after them with address and folder."""
    who = caller(request)
    rows = [source_whole(one) for one in Source.objects.all() if who.may(READ, one.area)]
    for row in rows:
        if not who.may(MANAGE, row["area"]):
            row["url"], row["folder"], row["options"] = "", "", {}
    return rows


@router.post("/sources", response={201: OpinionSourceWhole, **REFUSALS}, operation_id="add_opinion_source")
def post_source(request: HttpRequest, body: NewOpinionSource) -> HttpResponse:
    area = body.area or settings.CITY

    def run(who: Caller) -> OpinionSourceWhole:
        source, token = feeding.add_source(actor=who.actor, area=area, **body.model_dump(exclude={"area"}))
        return source_whole(source, token)

    return command(request, MANAGE, area, run, status=201)


@router.post("/sources/{int:source_id}", response={200: OpinionSourceWhole, **REFUSALS}, operation_id="change_opinion_source")
def post_change(request: HttpRequest, source_id: int, body: OpinionSourceFields) -> HttpResponse:
    return command(
        request, MANAGE, source_found(source_id).area,
        lambda who: source_whole(feeding.change_source(actor=who.actor, source_id=source_id, **body.model_dump())),
    )  # fmt: skip


@router.post("/sources/{int:source_id}/ask", response={200: OpinionSourceWhole, **REFUSALS}, operation_id="ask_opinion_source")
def post_ask(request: HttpRequest, source_id: int) -> HttpResponse:
    area = source_found(source_id).area
    return command(request, MANAGE, area, lambda who: source_whole(feeding.ask_source(actor=who.actor, source_id=source_id)))


@router.post("/sources/{int:source_id}/token", response={200: OpinionSourceWhole, **REFUSALS}, operation_id="renew_opinion_token")
def post_token(request: HttpRequest, source_id: int) -> HttpResponse:
    area = source_found(source_id).area
    return command(request, MANAGE, area, lambda who: source_whole(*feeding.renew_token(actor=who.actor, source_id=source_id)))


@router.post("/sources/{int:source_id}/remove", response={200: dict[str, int], **REFUSALS}, operation_id="remove_opinion_source")
def post_remove(request: HttpRequest, source_id: int) -> HttpResponse:
    def run(who: Caller) -> dict[str, int]:
        feeding.remove_source(actor=who.actor, source_id=source_id)
        return {"id": source_id}

    return command(request, MANAGE, source_found(source_id).area, run)


@router.get("/sources/{int:source_id}/refused", response={200: list[OpinionRefusal], **REFUSALS}, operation_id="list_opinion_refusals")
def get_refused(request: HttpRequest, source_id: int) -> list[OpinionRefusal]:
    permit(request, MANAGE, source_found(source_id).area)
    return [one.line() for one in Refused.objects.filter(source=source_id)]


@router.get("/watches", response={200: list[OpinionWatch], **REFUSALS}, operation_id="list_opinion_watches")
def get_watches(request: HttpRequest) -> list[OpinionWatch]:
    """The rules: no secret, everybody may know what is looked for."""
    caller(request)
    return [one.row() for one in Watch.objects.all()]


@router.post("/watches", response={201: OpinionWatch, **REFUSALS}, operation_id="add_opinion_watch")
def post_watch(request: HttpRequest, body: OpinionWatchFields) -> HttpResponse:
    area = body.area or settings.CITY
    given = body.model_dump(exclude={"area"})
    return command(request, MANAGE, area, lambda who: save_watch(actor=who.actor, area=area, **given).row(), status=201)


@router.post("/watches/{int:watch_id}", response={200: OpinionWatch, **REFUSALS}, operation_id="change_opinion_watch")
def post_watch_change(request: HttpRequest, watch_id: int, body: OpinionWatchFields) -> HttpResponse:
    given = body.model_dump(exclude={"area"})
    return command(request, MANAGE, _watch(watch_id).area, lambda who: save_watch(actor=who.actor, watch_id=watch_id, **given).row())


@router.post("/watches/{int:watch_id}/remove", response={200: dict[str, int], **REFUSALS}, operation_id="remove_opinion_watch")
def post_watch_remove(request: HttpRequest, watch_id: int) -> HttpResponse:
    def run(who: Caller) -> dict[str, int]:
        remove_watch(actor=who.actor, watch_id=watch_id)
        return {"id": watch_id}

    return command(request, MANAGE, _watch(watch_id).area, run)


def _watch(watch_id: int) -> Watch:
    found = Watch.objects.filter(pk=watch_id).first()
    if found is None:
        raise Problem("not_found", "没有这条规则。")
    return found
