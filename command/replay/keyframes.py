"""boards → **keyframes** → database: now and then the whole board is kept, so that an instant is a keyframe and a few events away."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from django.conf import settings
from django.db import connection
from django.db.models import Q

from command.replay.models import Keyframe
from realtime import clock
from realtime.accounts.models import Post, Token
from realtime.areas.models import DISTRICT, Area
from realtime.log.snapshot import heads
from realtime.reduce import State
from realtime.rules.models import rule
from realtime.snapshots import snapshot

HELD = 8  # decoded keyframes a process keeps: a player that is dragged about asks for the same one again


class Kept(NamedTuple):
    """A keyframe as read: the state must not be changed, it is shared."""

    at: datetime
    heads: dict[str, int]
    state: State


def prefixes() -> list[str]:
    """Boards that are kept: the city's, each district's – it also sees what it lent and what hangs on its neighbours – and of towns those that somebody watches."""
    areas = set(Area.objects.under(settings.CITY).exclude(pk=settings.CITY).values_list("code", flat=True))
    watched = set(Post.objects.valid().values_list("area", flat=True)) | set(
        Token.objects.filter(revoked_at=None).values_list("area", flat=True)
    )
    return [settings.CITY, *sorted(code for code in areas if len(code) == DISTRICT or (len(code) > DISTRICT and code in watched))]


def take_due_keyframes() -> int:
    """Chore. Nothing happened = nothing to keep."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('replay.keyframes'))")
        if not cursor.fetchone()[0]:
            return 0  # another worker is at it
        try:
            return take_keyframes() if _due() else 0
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('replay.keyframes'))")


def _due() -> bool:
    last = Keyframe.objects.filter(prefix=settings.CITY).order_by("-at").first()
    if last is None:
        return True
    news = sum(head - last.heads.get(stream, 0) for stream, head in heads(f"area:{settings.CITY}").items())
    if news >= int(rule("replay.keyframe_events")):
        return True
    return news > 0 and clock.now() - last.at >= timedelta(minutes=float(rule("replay.keyframe_minutes")))


def take_keyframes() -> int:
    for prefix in prefixes():
        found = snapshot(f"area:{prefix}")
        Keyframe.objects.create(
            prefix=prefix,
            at=datetime.fromisoformat(found["at"]),
            heads=found["heads"],
            state=zlib.compress(msgspec.json.encode(found["state"])),
        )
    return len(prefixes())


def forget_keyframes() -> int:
    """Chore. Of days long past the first keyframe stays."""
    before = clock.now() - timedelta(days=float(rule("replay.keyframe_days")))
    first = Keyframe.objects.filter(at__lt=before).order_by("prefix", "at__date", "at").distinct("prefix", "at__date").values("pk")
    gone, _ = Keyframe.objects.filter(at__lt=before).exclude(pk__in=list(first.values_list("pk", flat=True))).delete()
    return gone


def keyframe_before(prefix: str, at: datetime) -> Kept | None:
    """The newest one not after `at`."""
    found = Keyframe.objects.filter(Q(prefix=prefix), at__lte=at).order_by("-at").values_list("pk", flat=True).first()
    return _read(found) if found is not None else None


@lru_cache(maxsize=HELD)
def _read(pk: int) -> Kept:
    row = Keyframe.objects.get(pk=pk)
    state: dict[str, dict[str, dict[str, Any]]] = msgspec.json.decode(zlib.decompress(bytes(row.state)))
    return Kept(row.at, row.heads, state)


def first_keyframe() -> datetime | None:
    return Keyframe.objects.filter(prefix=settings.CITY).order_by("at").values_list("at", flat=True).first()
