"""What offices report by the month: inspections, penalties, messages, rain. No row of ours stands behind it, so it says whose number it is."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal

from command.figures.models import ReportedFigure
from command.figures.reported import UNITS
from command.seeding.cities.year import Told
from command.seeding.history.calendar import BY, EVEN, INVENTED, RAIN, WHO, Past, split

SEASONS = {"rain_mm": RAIN, "rain_normal_mm": RAIN, "sms_weather": RAIN, "education": (1, 1, 1, 1, 2, 4, 1, 1, 1, 1, 2, 1)}
SCALES = {"penalty_amount": 100, "rain_mm": 10, "rain_normal_mm": 10}  # pieces are counted in hundredths, in tenths


def make(past: Past) -> int:
    rows = [row for told in past.city.year.told for row in _rows(past, told)]
    ReportedFigure.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _rows(past: Past, told: Told) -> list[ReportedFigure]:
    first, last = told.months
    areas = [area.code for area in past.districts] if told.by_district else [past.city.code]
    scale = SCALES.get(told.key, 1)
    months = [(month, SEASONS.get(told.key, EVEN)[month - 1]) for month in range(first, last + 1)]
    cells = [(area, month, share * past.dice.uniform(0.8, 1.2)) for area in areas for month, share in months]
    pieces = split(past.dice, round(told.value * scale), len(cells), weights=[weight for *_, weight in cells])
    return [
        ReportedFigure(
            area=area, key=told.key, first=date(past.year, month, 1), last=date(past.year, month, calendar.monthrange(past.year, month)[1]),
            value=Decimal(piece) / scale, unit=UNITS[told.key], source=f"{INVENTED},全年合计取自{past.city.year.source}"[:120], entered_by=BY, entered_name=WHO,
        )
        for (area, month, _), piece in zip(cells, pieces, strict=True)
    ]  # fmt: skip
