"""Verbs on feeds: add, change, remove, ask now, and what a reading brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from devices.feeds import observations, outages
from devices.feeds.models import SHOWN_PROBLEMS, Feed
from devices.feeds.readers.known import BY_KIND
from devices.feeds.readers.reading import Read, Unreadable, options_of
from devices.feeds.telling import tell_feed
from realtime import clock
from realtime.codes import Problem
from realtime.log import act

SCHEMES = ("http://", "https://", "ftp://")
OFTEN_S = 60  # a public service asked more often shuts us out
ACTOR = "rule:feed"  # nobody decided it: the source said so


def add_feed(*, actor: str, code: str, name: str, kind: str, area: str = "", **given: Any) -> Feed:
    feed = Feed(code=code, name=name, kind=kind, area=area or settings.CITY, **given)
    _sound(feed)
    with act(actor) as log:
        try:
            with transaction.atomic():
                feed.save()
        except IntegrityError:
            raise Problem("exists", f"代码 {code} 已有数据源使用。", where=["code"]) from None
        feed.refresh_from_db()
        tell_feed(log, "added", feed, None)
    return feed


def change_feed(*, actor: str, feed_id: int, **given: Any) -> Feed:
    """A changed source is asked anew at once, without the memory of the old one."""
    with act(actor) as log:
        feed = locked(feed_id)
        before = feed.row()
        for name, value in given.items():
            setattr(feed, name, value)
        _sound(feed)
        feed.etag = feed.modified = ""
        feed.seen = []
        feed.failures, feed.due_at = 0, clock.now()
        outages.switched(feed, feed.due_at)
        feed.save()
        tell_feed(log, "changed", feed, before)
    return feed


def remove_feed(*, actor: str, feed_id: int) -> None:
    """What it brought stays on the map until it is too old."""
    with act(actor) as log:
        feed = locked(feed_id)
        for stream in feed.streams:
            log.append(stream, "feed.left", {"id": feed.pk, "area": feed.area})
        feed.delete()


def ask_now(*, actor: str, feed_id: int) -> Feed:
    """Not here: the worker asks within a second."""
    with act(actor):
        feed = locked(feed_id)
        if not feed.enabled:
            raise Problem("wrong_state", f"数据源“{feed.name}”已停用,请先启用。")
        feed.due_at = clock.now()
        feed.save(update_fields=["due_at"])
    return feed


def take_reading(feed_id: int, read: Read, *, etag: str = "", modified: str = "") -> Feed | None:
    """A good answer, whatever single rows were refused. None: the feed was taken away meanwhile."""
    with act(ACTOR) as log:
        feed = Feed.objects.select_for_update().filter(pk=feed_id).first()
        if feed is None:
            return None
        before = feed.row()
        observations.tell(feed, read.observations)
        now = clock.now()
        outages.came_back(feed, now)
        feed.state, feed.error, feed.words, feed.failures = Feed.OK, "", "", 0
        feed.rows, feed.bad = len(read.observations) + read.taken, len(read.refused)
        feed.problems = [{"row": one.row, "detail": one.detail} for one in read.refused[:SHOWN_PROBLEMS]]
        feed.etag, feed.modified = etag[:200], modified[:60]
        feed.tried_at = feed.ok_at = now
        newest = now if read.taken else max((one.at for one in read.observations), default=None)
        feed.data_at = max(filter(None, (newest, feed.data_at)), default=None)
        feed.due_at = now + timedelta(seconds=feed.every_s)
        feed.save()
        tell_feed(log, "read", feed, before)
    return feed


def take_unchanged(feed_id: int) -> None:
    """It answered that there is nothing new: alive, and as good as before."""
    with act(ACTOR) as log:
        feed = Feed.objects.select_for_update().filter(pk=feed_id).first()
        if feed is None:
            return
        before, now = feed.row(), clock.now()
        outages.came_back(feed, now)
        feed.state, feed.error, feed.words, feed.failures = Feed.OK, "", "", 0
        feed.tried_at = feed.ok_at = now
        feed.due_at = now + timedelta(seconds=feed.every_s)
        feed.save()
        tell_feed(log, "read", feed, before)


def take_failure(feed_id: int, reason: Unreadable) -> None:
    """Told when it begins and when its kind changes; while it lasts the screens' own clock says how long."""
    with act(ACTOR) as log:
        feed = Feed.objects.select_for_update().filter(pk=feed_id).first()
        if feed is None:
            return
        before, now = feed.row(), clock.now()
        outages.failed(feed, reason, now)
        feed.failures += 1
        feed.state, feed.error, feed.words, feed.tried_at = Feed.FAILING, reason.code[:16], reason.words[:300], now
        feed.due_at = now + feed.backoff()
        feed.save()
        tell_feed(log, "failed", feed, before)


def locked(feed_id: int) -> Feed:
    feed = Feed.objects.select_for_update().filter(pk=feed_id).first()
    if feed is None:
        raise Problem("not_found", "没有这个数据源。")
    return feed


def _sound(feed: Feed) -> None:
    if feed.kind not in BY_KIND:
        raise Problem("invalid", f"格式 {feed.kind} 不认识。", where=["kind"])
    if feed.url and not feed.url.startswith(SCHEMES):
        raise Problem("invalid", "地址必须以 http://、https:// 或 ftp:// 开头;留空则读取投放文件夹。", where=["url"])
    if feed.url and feed.every_s < OFTEN_S:
        raise Problem("invalid", f"间隔不得短于 {OFTEN_S} 秒,以免被对方封禁。", where=["every_s"])
    points: Sequence[Any] = feed.options.get("points", [])
    if "{lon}" in feed.url and not points:
        raise Problem("invalid", "地址含 {lon}、{lat},请在选项 points 中列出要查询的点。", where=["options"])
    try:
        options_of(feed.options, now=clock.now())
        pairs = [(float(lon), float(lat)) for lon, lat in points]
    except Unreadable as error:
        raise Problem("invalid", error.words, where=["options"]) from None
    except (TypeError, ValueError, AttributeError):
        raise Problem(
            "invalid", "选项有误:fields、units 须为对象,zone 须为数字,points 须为 [[经度, 纬度], …]。", where=["options"]
        ) from None
    if len(pairs) > 100:
        raise Problem("invalid", "一个数据源最多查询 100 个点。", where=["options"])
