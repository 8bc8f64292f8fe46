"""Fences on the ground, and everybody's visits to them."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from devices.terminals.models import Subject
from dispatch.geofences.rows import FenceInside, FenceRow
from dispatch.incidents.models import Incident
from realtime.clock import iso

SHOWN = 20  # of those inside, in the row that every screen holds; the rest is asked for


class FenceQuerySet(models.QuerySet["Fence"]):
    def in_force(self) -> FenceQuerySet:
        return self.filter(ended_at=None)

    def with_inside(self) -> FenceQuerySet:
        """Everybody inside with one more query, for boards with hundreds of fences."""
        inside = Visit.objects.filter(left_at=None).order_by("-entered_at", "-pk")
        return self.prefetch_related(models.Prefetch("visits", queryset=inside, to_attr="guests"))


class Fence(models.Model):
    """电子围栏: who goes in, comes out or stays is noticed at the gateway, told on the board and, where wanted, an alarm."""

    name = models.CharField("名称", max_length=60)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="fences")
    area = models.CharField(max_length=12, db_index=True)
    made = models.JSONField(help_text="as it was drawn: polygon, circle or strip, so that it can be changed as such")
    shape = models.JSONField(help_text="GeoJSON Polygon or MultiPolygon, WGS-84: what is watched")
    watches = models.JSONField("对象类别", default=list, help_text="kinds of subjects; empty = all")
    on_enter = models.BooleanField("进入告警", default=True)
    on_leave = models.BooleanField("离开告警", default=False)
    dwell_s = models.PositiveIntegerField("停留告警(秒)", null=True)
    windows = models.JSONField("时段", default=list, help_text="weekly, local time; empty = always")
    ends_at = models.DateTimeField("有效至", null=True)
    version = models.PositiveIntegerField(default=1, help_text="grows with shape and kinds; the gateway's crossings name it")
    taken = models.BooleanField(default=False, help_text="the gateway has said who was inside of this version when it was drawn")
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    exercise_id = models.BigIntegerField(null=True)

    objects = FenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "电子围栏"
        indexes = [models.Index(fields=["area"], condition=models.Q(ended_at=None), name="fence_in_force")]

    def __str__(self) -> str:
        return self.name

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> FenceRow:
        """What the screens' table `fences` holds."""
        guests: list[Visit] | None = getattr(self, "guests", None)
        if guests is None:
            guests = list(self.visits.filter(left_at=None).order_by("-entered_at", "-pk")[:SHOWN])
            count = self.visits.filter(left_at=None).count() if len(guests) == SHOWN else len(guests)
        else:
            count = len(guests)
        return cast("FenceRow", {
            "id": self.pk, "incident": self.incident_id, "area": self.area, "name": self.name, "made": self.made, "shape": self.shape,
            "watches": self.watches, "on_enter": self.on_enter, "on_leave": self.on_leave, "dwell_s": self.dwell_s, "windows": self.windows,
            "ends_at": iso(self.ends_at), "active": self.ended_at is None, "taken": self.taken, "at": iso(self.at),
            "inside_count": count, "inside": [guest.inside() for guest in guests[:SHOWN]], "x": self.exercise_id,
        })  # fmt: skip


class Visit(models.Model):
    """One subject in one fence, from when to when."""

    fence = models.ForeignKey(Fence, on_delete=models.PROTECT, related_name="visits")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    found = models.BooleanField(default=False, help_text="was there when the fence was drawn")
    stayed = models.BooleanField(default=False, help_text="the alarm for staying too long was raised")

    class Meta:
        verbose_name = verbose_name_plural = "围栏进出"
        constraints = [models.UniqueConstraint(fields=["fence", "subject"], condition=models.Q(left_at=None), name="in_a_fence_once")]
        indexes = [
            models.Index(fields=["fence", "-entered_at"], name="visits_of_fence"),
            models.Index(fields=["fence", "subject", "-left_at"], name="visits_of_subject"),
        ]

    def inside(self) -> FenceInside:
        return {"subject": self.subject_id, "at": cast("str", iso(self.entered_at)), "found": self.found}
