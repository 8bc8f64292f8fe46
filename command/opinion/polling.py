"""clock → **polling** → posts: sources that are due, each in a thread of its own, never two of one, and never inside a transaction while the wire is open."""

from __future__ import annotations

import threading
from datetime import timedelta
from urllib.parse import quote

from django.db import OperationalError, transaction
from django.db.models.functions import Now

from command.opinion.feeding import note_failure, note_reading, read_options
from command.opinion.feeds import Source
from command.opinion.linking import tell_reporting
from command.opinion.reading import DROP, HOOK, read_posts
from command.opinion.taking import take_posts
from devices.feeds import dropping
from devices.feeds.fetching import WHOLE_S, Fetched, ask_http
from devices.feeds.readers.reading import Unreadable
from devices.feeds.secrets import key_of, name_of
from realtime import clock
from realtime.rounds import make_rounds

THREADS = 4
TICK_S = 1.0
LEASE = timedelta(seconds=WHOLE_S * 5)  # a worker that died in the middle gives its source back after this


def run_opinion(stop: threading.Event) -> None:
    """The worker's thread, until told to stop."""
    make_rounds(stop, name="opinion", claim=claim, visit=_poll, threads=THREADS, tick_s=TICK_S)


def claim() -> Source | None:
    """One that is due, marked as under way by a later due time; a second worker takes another."""
    with transaction.atomic():
        due = Source.objects.select_for_update(skip_locked=True).filter(enabled=True, due_at__lte=Now()).exclude(kind=HOOK)
        source = due.order_by("due_at").first()
        if source is not None:
            source.due_at = clock.now() + LEASE
            source.save(update_fields=["due_at"])
    return source


def _poll(source: Source) -> None:
    try:
        poll(source)
    except OperationalError:
        raise
    except Exception:
        note_failure(source.pk, Unreadable("broken", "处理数据时出错,详见运行日志"))
        raise


def poll(source: Source) -> None:
    """Read it once and say how it went."""
    if source.kind == DROP:
        _drop(source)
        return
    try:
        got = _ask(source)
    except Unreadable as reason:
        note_failure(source.pk, reason)
        return
    if got is None:
        note_reading(source.pk, None, [])
        return
    try:
        _take(source, got.content, etag=got.etag, modified=got.modified)
    except Unreadable as reason:
        note_failure(source.pk, reason, got.content)


def _ask(source: Source) -> Fetched | None:
    key = key_of(source.secret)
    headers = {str(name): str(value).replace("{key}", key) for name, value in dict(source.options.get("headers", {})).items()}
    if "{key}" in source.url + str(source.options.get("headers", "")) and not key:
        raise Unreadable("no_key", f"没有设置密钥 {name_of(source.secret)}")
    return ask_http(source.url.replace("{key}", quote(key, safe="")), headers, etag=source.etag, modified=source.modified)


def _take(source: Source, content: bytes, *, etag: str | None = None, modified: str = "") -> None:
    read = read_posts(content, source.kind, read_options(source))
    taken = take_posts(read.posts, source=source)
    note_reading(source.pk, taken, read.refused, etag=etag, modified=modified)
    tell_reporting(taken)


def _drop(source: Source) -> None:
    """Every file by itself: a bad one does not hold up the next."""
    try:
        paths = dropping.waiting(source.folder)
    except OSError as error:
        note_failure(source.pk, Unreadable("folder", f"投放文件夹不可用:{error.strerror}"))
        return
    for path in paths:
        content = b""
        try:
            content = dropping.content_of(path)
            _take(source, content)
        except Unreadable as reason:
            note_failure(source.pk, Unreadable(reason.code, f"{path.name}:{reason.words}"), content)
            dropping.put_away(path, reason.words)
        else:
            dropping.put_away(path)
    # An empty folder is no news: the light goes by the last good file.
    Source.objects.filter(pk=source.pk).update(due_at=clock.now() + timedelta(seconds=source.every_s), tried_at=clock.now())
