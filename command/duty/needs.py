"""rules, special periods, responses → **needs**: how many of each role are required in an area at an instant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q
from django.utils.timezone import localtime

from command.duty.cover import most_of
from command.duty.models import DutyNeed, SpecialPeriod
from realtime.log import act
from realtime.rules.models import rule

Asks = Callable[[str, datetime], Mapping[str, int]]
_asks: list[Asks] = []  # what else wants seats at an area's roster, e.g. the danger of fire
HIGHEST, LOWEST = 1, 4  # levels that have a duty table; an extreme event (0) has that of level I


def on_needs(ask: Asks) -> None:
    """Registered in `AppConfig.ready`; counts while it says so, and asks for a look when it says otherwise."""
    if ask not in _asks:
        _asks.append(ask)


def above(area: str) -> list[str]:
    """What is required of the city is required of each of its places that keeps a roster."""
    return [area[:length] for length in (len(settings.CITY), 6, 9, 12) if length <= len(area)]


def periods_on(area: str, day: date) -> list[SpecialPeriod]:
    return list(SpecialPeriod.objects.filter(area__in=above(area), first__lte=day, last__gte=day))


def levels_at(area: str, at: datetime) -> list[int]:
    open_then = Q(since__lte=at) & (Q(until=None) | Q(until__gt=at))
    return sorted(DutyNeed.objects.filter(open_then, area__in=above(area)).values_list("level", flat=True))


def needs_at(area: str, at: datetime) -> dict[str, int]:
    raised = [rule(f"duty.needs_level_{max(HIGHEST, min(LOWEST, level))}", area) for level in levels_at(area, at)]
    more = [ask(area, at) for ask in _asks]
    return most_of(rule("duty.needs", area), *raised, *(period.needs for period in periods_on(area, localtime(at).date())), *more)


def raise_need(*, actor: str, area: str, source: str, level: int | None) -> None:
    """From now on the duty table of this level holds for as long as the source does; None: the source is over."""
    from command.duty.watching import look_at  # watching asks what is needed
    from realtime import clock

    with act(actor):
        standing = DutyNeed.objects.select_for_update().filter(area=area, source=source, until=None).first()
        if standing is not None and standing.level == level:
            return
        now = clock.now()
        if standing is not None:
            standing.until = now
            standing.save(update_fields=["until"])
        if level is not None:
            DutyNeed.objects.create(area=area, source=source, level=level, since=now)
        look_at(actor=actor, under=area)
