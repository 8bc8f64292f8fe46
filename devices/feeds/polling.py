"""clock → **polling** → readings: feeds that are due, each in a thread of its own, never two of one, and never inside a transaction while the wire is open."""

from __future__ import annotations

import threading
from datetime import timedelta

from django.db import OperationalError, transaction
from django.db.models.functions import Now

from devices.feeds import dropping
from devices.feeds.actions import take_failure, take_reading, take_unchanged
from devices.feeds.documents import take_documents
from devices.feeds.fetching import WHOLE_S, fetch, fetch_linked
from devices.feeds.models import Feed
from devices.feeds.readers.known import BY_KIND
from devices.feeds.readers.reading import Read, Unreadable, options_of
from realtime import clock
from realtime.rounds import make_rounds

THREADS = 4
LINKS, SEEN = 50, 1000  # followed at one time; remembered
TICK_S = 1.0
LEASE = timedelta(seconds=WHOLE_S * 5)  # a worker that died in the middle gives its feed back after this


def run_feeds(stop: threading.Event) -> None:
    """The worker's thread, until told to stop."""
    make_rounds(stop, name="feed", claim=claim, visit=_poll, threads=THREADS, tick_s=TICK_S)


def claim() -> Feed | None:
    """One that is due, marked as under way by a later due time; a second worker takes another."""
    with transaction.atomic():
        feed = Feed.objects.select_for_update(skip_locked=True).filter(enabled=True, due_at__lte=Now()).order_by("due_at").first()
        if feed is not None:
            feed.due_at = clock.now() + LEASE
            feed.save(update_fields=["due_at"])
    return feed


def _poll(feed: Feed) -> None:
    try:
        poll(feed)
    except OperationalError:
        raise
    except Exception:
        take_failure(feed.pk, Unreadable("broken", "处理数据时出错,详见运行日志"))
        raise


def poll(feed: Feed) -> None:
    """Read it once and say how it went."""
    if feed.url:
        _ask(feed)
    else:
        _drop(feed)


def _ask(feed: Feed) -> None:
    read, etag, modified, news = Read(), "", "", False
    try:
        for got in fetch(feed):
            if got is None:
                continue
            news = True
            part = BY_KIND[feed.kind].read(got.content, options_of(feed.options, now=clock.now(), point=got.point))
            read.observations += part.observations
            read.refused += part.refused
            take_documents(feed, part.documents, read)
            whole = _follow(feed, part, read)
            etag, modified = (got.etag, got.modified) if whole else ("", "")
    except Unreadable as reason:
        if read.observations or read.taken:
            take_reading(feed.pk, read)  # of many points some answered: what came is used, and the fault is said
        take_failure(feed.pk, reason)
        return
    if news:
        take_reading(feed.pk, read, etag=etag, modified=modified)
    else:
        take_unchanged(feed.pk)


def _follow(feed: Feed, part: Read, read: Read) -> bool:
    """What a list points to, each once; one that fails is asked for again the next time, and the list with it. False: more are left."""
    fresh = [link for link in dict.fromkeys(part.links) if link not in feed.seen]
    for link in fresh[:LINKS]:
        take_documents(feed, [fetch_linked(feed, link)], read)
        Feed.objects.filter(pk=feed.pk).update(seen=(seen := [link, *feed.seen][:SEEN]))
        feed.seen = seen
    return len(fresh) <= LINKS


def _drop(feed: Feed) -> None:
    """Every file by itself: a bad one does not hold up the next."""
    try:
        paths = dropping.waiting(feed.folder)
    except OSError as error:
        take_failure(feed.pk, Unreadable("folder", f"投放文件夹不可用:{error.strerror}"))
        return
    for path in paths:
        try:
            read = BY_KIND[feed.kind].read(dropping.content_of(path), options_of(feed.options, now=clock.now()))
            take_documents(feed, read.documents, read)
            if read.refused and not read.observations and not read.taken:
                raise Unreadable("unreadable", f"{len(read.refused)} 行全部有误,第 {read.refused[0].row} 行:{read.refused[0].detail}")
        except Unreadable as reason:
            take_failure(feed.pk, Unreadable(reason.code, f"{path.name}:{reason.words}"))
            dropping.put_away(path, reason.words)
        else:
            take_reading(feed.pk, read)
            dropping.put_away(path)
    # An empty folder is no news: the light goes by the last good file.
    Feed.objects.filter(pk=feed.pk).update(due_at=clock.now() + timedelta(seconds=feed.every_s), tried_at=clock.now())
