"""A city's paper → **history** → rows of last year, and fewer of the year before it: what the year's figures are counted from, so that every number the paper names comes out.

Ordinary rows of the ordinary tables with their times in last year, over and off the board, written in bulk; nothing of it is told event by
event, dispatched or rung. Only the sums are the paper's: each single row is invented, and says so where it has room for a word.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from django.conf import settings
from django.utils.timezone import localtime

from command.seeding.cities.city import City
from command.seeding.history import accidents, alarms, decisions, drills, published, quakes, reported, responses, rounds
from command.seeding.history.before import PARTS as PARTS_BEFORE
from command.seeding.history.before import estimated
from command.seeding.history.calendar import Past
from command.seeding.mode import HISTORY
from realtime import clock
from realtime.log import act
from realtime.rules.models import Rule

MARK = HISTORY
PARTS: tuple[tuple[str, Callable[[Past], int]], ...] = (
    ("rounds", rounds.make), ("responses", responses.make), ("alarms", alarms.make), ("accidents", accidents.make), ("drills", drills.make),
    ("quakes", quakes.make), ("decisions", decisions.make), ("reported", reported.make), ("published", published.make),
)  # fmt: skip


def make_history(city: City) -> None:
    """Once, the same for the same year. One event for each kind of row."""
    if Rule.objects.filter(name=MARK, area=settings.CITY).exists():
        return
    year = localtime(clock.now()).year - 1
    with act("system") as log:
        Rule.objects.create(name=MARK, area=settings.CITY, value=year, source=f"manage.py seed:演示数据,合计取自{city.year.source}"[:200])
        for then, whose, parts in ((year - 1, estimated(city), PARTS_BEFORE), (year, city, PARTS)):
            for what, make in parts:
                made = make(Past(whose, then, random.Random(f"{city.code} {then} {what}")))
                log.append(f"figures:{city.code}", "history.made", {"what": what, "year": then, "rows": made}, area=city.code)
