"""sign → **numbering** → 〔年〕N号: one counter per office, series and year, taken under its lock, so that a refused signature leaves no gap."""

from __future__ import annotations

from django.db import models
from django.utils.timezone import localtime

from realtime import clock


class NumberSeries(models.Model):
    """`area` is the office that numbers; of an exercise nothing counts among the real ones."""

    area = models.CharField(max_length=12)
    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    exercise_id = models.BigIntegerField(null=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "reports"
        verbose_name = verbose_name_plural = "文号"
        constraints = [
            models.UniqueConstraint(fields=["area", "series", "year", "exercise_id"], name="one_report_series", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.last}号"


def next_in_series(*, area: str, series: str, exercise: int | None) -> tuple[int, int]:
    """(year, number) for the transaction that signs; the row stays locked until it ends, the next signer waits."""
    year = localtime(clock.now()).year
    NumberSeries.objects.bulk_create([NumberSeries(area=area, series=series, year=year, exercise_id=exercise)], ignore_conflicts=True)
    row = NumberSeries.objects.select_for_update().get(area=area, series=series, year=year, exercise_id=exercise)
    row.last += 1
    row.save(update_fields=["last"])
    return year, row.last
