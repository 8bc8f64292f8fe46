"""reading → **outages**: since when a feed was not to be relied on and until when, for whoever asks the department why."""

from __future__ import annotations

from datetime import datetime, timedelta

from devices.feeds.models import Feed, FeedOutage
from devices.feeds.readers.reading import Unreadable
from realtime import clock
from realtime.rules.models import rule


def came_back(feed: Feed, now: datetime) -> None:
    """Before its good word is written: what lasted is over, and data that stayed away too long are remembered as that."""
    FeedOutage.objects.filter(feed=feed, until=None).update(until=now)
    since = feed.late_since
    if since is not None and since < now:
        FeedOutage.objects.create(feed=feed, cause=FeedOutage.LATE, since=since, until=now)


def failed(feed: Feed, reason: Unreadable, now: datetime) -> None:
    """One outage however often it is tried; the newest reason stands in it."""
    lasting, made = FeedOutage.objects.get_or_create(
        feed=feed,
        until=None,
        defaults={"cause": FeedOutage.FAILING, "error": reason.code[:16], "words": reason.words[:300], "since": now, "failures": 1},
    )
    if not made:
        lasting.error, lasting.words, lasting.failures = reason.code[:16], reason.words[:300], lasting.failures + 1
        lasting.save(update_fields=["error", "words", "failures"])


def switched(feed: Feed, now: datetime) -> None:
    """Switched off or changed by hand: nobody is to be asked about it any more."""
    FeedOutage.objects.filter(feed=feed, until=None).update(until=now)


def forget_outages() -> int:
    """Chore."""
    gone, _ = FeedOutage.objects.filter(until__lt=clock.now() - timedelta(days=float(rule("feed.outage_days")))).delete()
    return gone
