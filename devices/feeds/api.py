"""Feeds over HTTP: look after them, ask one now. Sources are asked by the worker, never here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from devices.feeds import actions
from devices.feeds.models import Feed
from devices.feeds.readers.known import BY_KIND, READERS
from devices.feeds.rows import FeedList, FeedRow, FeedWhole
from devices.feeds.secrets import key_of
from realtime.api import REFUSALS, Body, caller, command
from realtime.clock import iso
from realtime.codes import Problem

router = Router(tags=["feeds"])
MANAGE = "feed.manage"


class FeedFields(Body):
    name: str = Field(min_length=1, max_length=60)
    kind: str = Field(max_length=12)
    url: str = Field("", max_length=500, description="empty = files dropped into its folder")
    every_s: int = Field(600, ge=10, le=86_400)
    late_after_s: int = Field(3600, ge=60, le=7 * 86_400)
    options: dict[str, Any] = Field(default_factory=dict)
    enabled: bool = True


class NewFeed(FeedFields):
    code: str = Field(min_length=2, max_length=30, pattern=r"^[a-z0-9][a-z0-9-]*$")


def whole(feed: Feed) -> FeedWhole:
    reader = BY_KIND[feed.kind]
    return {
        **feed.row(), "code": feed.code, "reader": reader.name, "layers": list(reader.layers), "url": feed.url, "key": bool(key_of(feed.code)),
        "needs_key": "{key}" in feed.url + str(feed.options.get("headers", "")), "folder": "" if feed.url else str(feed.folder),
        "every_s": feed.every_s, "options": feed.options, "words": feed.words, "problems": feed.problems, "failures": feed.failures,
        "tried_at": iso(feed.tried_at), "due_at": iso(feed.due_at),
    }  # fmt: skip


def found(feed_id: int) -> Feed:
    feed = Feed.objects.filter(pk=feed_id).first()
    if feed is None:
        raise Problem("not_found", "没有这个数据源。")
    return feed


@router.get("", response={200: FeedList, **REFUSALS}, operation_id="list_feeds")
def get_feeds(request: HttpRequest) -> FeedList:
    """Those of the caller's own areas; for who may look after them with address and folder."""
    who = caller(request)
    mine = [feed for feed in Feed.objects.all() if any(feed.area.startswith(scope) for scope in who.scopes)]
    rows = [whole(feed) for feed in mine]
    for row in rows:
        if not who.may(MANAGE, row["area"]):
            row["url"], row["folder"], row["options"] = "", "", {}
    return {
        "feeds": rows,
        "readers": [{"kind": one.kind, "name": one.name, "layers": list(one.layers), "every_s": one.every_s} for one in READERS],
    }


@router.get("/above", response={200: list[FeedRow], **REFUSALS}, operation_id="list_feeds_above")
def get_feeds_above(request: HttpRequest) -> list[FeedRow]:
    """The lights of what a larger area watches for the caller's own: their data is on the caller's map, their events are not on its streams."""
    scopes = caller(request).scopes
    return [
        feed.row()
        for feed in Feed.objects.filter(enabled=True)
        if any(scope.startswith(feed.area) for scope in scopes) and not any(feed.area.startswith(scope) for scope in scopes)
    ]


@router.post("", response={201: FeedWhole, **REFUSALS}, operation_id="add_feed")
def post_feed(request: HttpRequest, body: NewFeed) -> HttpResponse:
    return command(request, MANAGE, settings.CITY, lambda who: whole(actions.add_feed(actor=who.actor, **body.model_dump())), status=201)


@router.post("/{int:feed_id}", response={200: FeedWhole, **REFUSALS}, operation_id="change_feed")
def post_change(request: HttpRequest, feed_id: int, body: FeedFields) -> HttpResponse:
    area = found(feed_id).area
    return command(request, MANAGE, area, lambda who: whole(actions.change_feed(actor=who.actor, feed_id=feed_id, **body.model_dump())))


@router.post("/{int:feed_id}/ask", response={200: FeedWhole, **REFUSALS}, operation_id="ask_feed")
def post_ask(request: HttpRequest, feed_id: int) -> HttpResponse:
    return command(request, MANAGE, found(feed_id).area, lambda who: whole(actions.ask_now(actor=who.actor, feed_id=feed_id)))


@router.post("/{int:feed_id}/remove", response={200: dict[str, int], **REFUSALS}, operation_id="remove_feed")
def post_remove(request: HttpRequest, feed_id: int) -> HttpResponse:
    def run(who: Any) -> dict[str, int]:
        actions.remove_feed(actor=who.actor, feed_id=feed_id)
        return {"id": feed_id}

    return command(request, MANAGE, found(feed_id).area, run)
