"""The city's published figures in their own words, for 统计分析 to show beside what is counted here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from command.figures.models import CityFigure
from command.seeding.cities.year import Said
from command.seeding.history.calendar import Past


def measured_by(past: Past, one: Said) -> str:
    """Of one trade only: its sectors beside the measure."""
    sectors = next((trade.sectors for trade in past.city.year.accidents if one.trade and trade.title == one.trade), ())
    return f"{one.measure}:{','.join(sectors)}" if one.trade else one.measure


def make(past: Past) -> int:
    said = past.city.year.said
    CityFigure.objects.bulk_create(
        CityFigure(
            key=f"{past.city.slug}-{order:02d}", phrase=one.phrase, expected=Decimal(str(one.value)), unit=one.unit, relation=one.relation,
            source=f"{past.city.year.source};演示按 {past.year} 年生成,单行虚构"[:200], measure=measured_by(past, one), of=one.of, area=one.area or past.city.code,
            first=date(past.year, 1, 1), last=date(past.year, *one.until), order=order,
        )
        for order, one in enumerate(said, 1)
    )  # fmt: skip
    return len(said)
