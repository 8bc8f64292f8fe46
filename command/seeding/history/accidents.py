"""The ledger of accidents: two years, so that the one is so much below the other as the paper says; and this year up to today, on the same way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from command.figures.models import Accident
from command.seeding.cities.year import Trade
from command.seeding.history.calendar import BY, INVENTED, WHO, Past, scattered
from realtime import clock

NUMBER = "SG"
FALLING = 0.9  # this year against last: it goes on falling


def make(past: Past) -> int:
    said, rows = past.city.year, []
    for trade in said.accidents:
        rows += _year(past, trade, trade.before, past.year - 1, said.accidents_until)
        rows += _year(past, trade, trade.year, past.year, said.accidents_until)
        rows += _this_year(past, trade)
    rows.sort(key=lambda row: row.happened_at)
    for row in rows:
        row.number = past.number(NUMBER, row.happened_at)
    Accident.objects.bulk_create(rows)
    return len(rows)


def _year(past: Past, trade: Trade, counts: tuple[int, int, int], year: int, until: tuple[int, int]) -> list[Accident]:
    events, deaths, injured = counts
    moments = sorted(past.at(year=year, until=until) for _ in range(events))
    dead, hurt = scattered(past.dice, deaths, events), scattered(past.dice, injured, events)
    return [_accident(past, trade, at, *both) for at, *both in zip(moments, dead, hurt, strict=True)]


def _this_year(past: Past, trade: Trade) -> list[Accident]:
    """From New Year to the day before yesterday."""
    last = (clock.now() - timedelta(days=2)).date()
    if last.year != past.year + 1:
        return []
    share = (last - date(last.year, 1, 1)).days / 365 * FALLING
    events, deaths, injured = (int(count * share) for count in trade.year)
    return _year(past, trade, (events, deaths if events else 0, injured if events else 0), last.year, (last.month, last.day))


def _accident(past: Past, trade: Trade, at: datetime, deaths: int, injured: int) -> Accident:
    district = past.dice.choice([area for area in past.districts if area.code not in past.city.year.spared])
    town = past.town(district)
    area = district if len(past.districts) > 1 else town
    loss = Decimal(past.dice.randrange(2, 60) + 110 * deaths + 14 * injured)
    return Accident(
        happened_at=at, area=area.code, sector=past.dice.choice(trade.sectors), type=trade.type, title=f"{town.name}{trade.title}事故", deaths=deaths,
        injured=injured, loss=loss, source=INVENTED, entered_by=BY, entered_name=WHO, entered_at=at + timedelta(hours=3),
    )  # fmt: skip
