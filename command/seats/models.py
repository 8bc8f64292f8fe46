"""A seat: one browser at a duty desk, and whether its loudspeaker can be heard."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from command.seats.rows import SeatRow
from realtime.clock import iso

ON, CLOSED, GONE = "on", "closed", "gone"
STATES = [
    (ON, "有声"), ("muted", "静音"), ("blocked", "浏览器未放行声音"), ("unheard", "听不到提示音"), ("untested", "未做声音测试"),
    (CLOSED, "已关闭"), (GONE, "失去联系"),
]  # fmt: skip
SILENT = ("muted", "blocked", "unheard", "untested", GONE)
PRESENT = (ON, "muted", "blocked", "unheard", "untested")


class SeatQuerySet(models.QuerySet["Seat"]):
    def under(self, prefix: str) -> SeatQuerySet:
        return self.filter(area__startswith=prefix)

    def silent(self) -> SeatQuerySet:
        return self.filter(state__in=SILENT)

    def hearing(self, area: str) -> SeatQuerySet:
        """Seats that sound for alarms of this area: its own and those of the areas above."""
        return self.filter(state=ON, area__in=[area[:length] for length in range(2, len(area) + 1)])


class Seat(models.Model):
    key = models.UUIDField(unique=True, help_text="made by the browser, kept in its storage")
    area = models.CharField("区划", max_length=12, db_index=True)
    actor = models.CharField(max_length=80, db_index=True)
    name = models.CharField("值守人", max_length=60)
    state = models.CharField("声音", max_length=8, choices=STATES)
    since = models.DateTimeField(db_default=Now())
    tested_at = models.DateTimeField("声音测试时间", null=True)
    tested_by = models.CharField(max_length=80, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "席位"

    def __str__(self) -> str:
        return f"{self.name} {self.get_state_display()}"

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    @property
    def silent(self) -> bool:
        return self.state in SILENT

    def row(self) -> SeatRow:
        return cast("SeatRow", {"id": self.pk, "area": self.area, "name": self.name, "state": self.state, "since": iso(self.since)})
