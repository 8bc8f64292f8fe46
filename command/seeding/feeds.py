"""The demo city's sources outside: file drops that need no internet. The simulator renews what they hold; the first files are laid here."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from devices.feeds.actions import add_feed
from devices.feeds.models import Feed
from devices.simulator.outside import INVENTED, lay_down
from realtime import clock
from realtime.log import act

LOOK_S = 10  # the demo's folders are looked at often: the first picture should not wait


def make_feeds() -> None:
    known = set(Feed.objects.values_list("code", flat=True))
    with act("system"):
        for one in INVENTED:
            if one.code not in known:
                add_feed(actor="system", code=one.code, name=one.name, kind=one.kind, every_s=LOOK_S, late_after_s=one.late_after_s)
    lay_down(Path(settings.DATA_DIR) / "feeds", clock.now())
