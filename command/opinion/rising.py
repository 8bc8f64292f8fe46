"""mentions → **rising** → hint: a topic said three times as often as in the hour before stands in the inbox until somebody has seen it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from command.opinion.models import Item, Mention
from command.opinion.spikes import Watch as Window
from command.opinion.spikes import spike
from command.opinion.watches import Spike
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule


def window(given: Mapping[str, Any]) -> Window:
    return Window(
        timedelta(minutes=float(given["window_min"])), timedelta(minutes=float(given["base_min"])), float(given["factor"]), int(given["at_least"])
    )  # fmt: skip


def look_at(log: Log, topics: Iterable[tuple[str, str]], exercise: int | None, given: Mapping[str, Any], now: datetime) -> None:
    """Each topic that something was just said about."""
    watch = window(given)
    for area, hazard in sorted(topics):
        said = Mention.objects.filter(
            item__area__startswith=area, item__hazard=hazard, exercise_id=exercise, seen_at__gt=now - watch.window - watch.base
        )
        found = spike(said.values_list("seen_at", flat=True), now, watch)
        if found is None:
            continue
        hottest = Item.objects.filter(told__in=said.filter(seen_at__gt=now - watch.window)).order_by("-score", "pk").first()
        if hottest is None:
            continue
        known = Spike.objects.filter(area=area, hazard=hazard, exercise_id=exercise).order_by("-pk").first()
        quiet = timedelta(minutes=float(rule("opinion.spike_quiet_min", area)))
        if known is not None and (known.seen_at is None or known.seen_at > now - quiet):
            if known.seen_at is None and found.now >= 2 * known.now:  # each doubling is said, not each post
                before = known.row()
                known.now, known.usual, known.item = found.now, found.usual, hottest
                known.save()
                tell(log, [known.stream], "opinion_spike.risen", before, known.row(), area=area)
            continue
        made = Spike.objects.create(area=area, hazard=hazard, now=found.now, usual=found.usual, item=hottest, exercise_id=exercise)
        made.refresh_from_db()
        tell(log, [made.stream], "opinion_spike.risen", None, made.row(), area=area)


def see_spike(*, actor: str, name: str, spike_id: int) -> Spike:
    """知悉: it leaves the inboxes."""
    found = Spike.objects.filter(pk=spike_id).first()
    if found is None:
        raise Problem("not_found", "没有这条突增提示。")
    with act(actor, found.exercise_id) as log:
        one = Spike.objects.select_for_update().get(pk=spike_id)
        if one.seen_at is None:
            one.seen_at, one.seen_name = clock.now(), name
            one.save(update_fields=["seen_at", "seen_name"])
            log.append(one.stream, "opinion_spike.left", {"id": one.pk, "area": one.area})
    return one
