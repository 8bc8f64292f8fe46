"""What grows while woods are guarded and fires put out: rounds, relay lines, hand-overs, fires that came back."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from command.forest.rows import FireHandoverRow, PatrolRow, RelayRow
from devices.terminals.models import Subject
from dispatch.features.models import Feature
from dispatch.incidents.models import Incident
from realtime.clock import iso

GOING, DONE, STOPPED = "going", "done", "stopped"
PATROL_STATES = [(GOING, "巡护中"), (DONE, "已完成"), (STOPPED, "已中止")]


class Patrol(models.Model):
    """A round: who goes, past which points, until when."""

    name = models.CharField("名称", max_length=60)
    area = models.CharField("区划", max_length=12, db_index=True)
    ranger = models.CharField("护林员", max_length=40)
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, related_name="+", help_text="whose marker checks in by itself"
    )
    line = models.JSONField("路线", null=True, help_text="GeoJSON LineString, WGS-84; null = the points alone")
    state = models.CharField(max_length=8, choices=PATROL_STATES, default=GOING)
    due_at = models.DateTimeField("完成时限")
    overdue = models.BooleanField(default=False)
    why = models.CharField("中止原因", max_length=200, blank=True)
    by = models.CharField(max_length=80)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "巡护"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> PatrolRow:
        return cast("PatrolRow", {
            "id": self.pk, "area": self.area, "name": self.name, "ranger": self.ranger, "subject": self.subject_id, "line": self.line, "state": self.state,
            "due_at": iso(self.due_at), "overdue": self.overdue, "started_at": iso(self.started_at), "ended_at": iso(self.ended_at),
            "stops": [
                {"point": point, "done_at": iso(done)} for point, done in self.stops.order_by("order").values_list("point_id", "done_at")
            ],
            "x": self.exercise_id,
        })  # fmt: skip


class PatrolStop(models.Model):
    patrol = models.ForeignKey(Patrol, on_delete=models.CASCADE, related_name="stops")
    point = models.ForeignKey("forest.FirePoint", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patrol", "point"], name="a_round_passes_a_point_once")]


class Relay(models.Model):
    """A line of pumps from water to fire, with what it takes; drawn on the map as a plot of the incident."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="relays")
    area = models.CharField("区划", max_length=12, db_index=True, default="")
    water = models.ForeignKey(Feature, on_delete=models.SET_NULL, null=True, related_name="+")
    water_name = models.CharField("水源", max_length=120)
    plot = models.BigIntegerField(null=True, help_text="the line on the map")
    metres = models.PositiveIntegerField("距离")
    lift_m = models.FloatField("扬程(高差)")
    flow_lps = models.FloatField("流量")
    hose = models.CharField("水带", max_length=12)
    hoses = models.PositiveIntegerField("水带(盘)")
    pumps = models.PositiveIntegerField("泵")
    loss_m = models.FloatField("水头损失")
    total_m = models.FloatField("总水头")
    at_m = models.JSONField("泵位", default=list)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "接力供水线"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.water_name} {self.metres} m"

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", f"incident:{self.incident_id}"]

    def row(self) -> RelayRow:
        return cast("RelayRow", {
            "id": self.pk, "area": self.area, "incident": self.incident_id, "water": self.water_id, "water_name": self.water_name, "plot": self.plot,
            "metres": self.metres, "lift_m": self.lift_m, "flow_lps": self.flow_lps, "hose": self.hose, "hoses": self.hoses, "pumps": self.pumps,
            "loss_m": self.loss_m, "total_m": self.total_m, "at_m": list(self.at_m), "by_name": self.by_name, "at": iso(self.at),
            "ended_at": iso(self.ended_at),
        })  # fmt: skip


class FireHandover(models.Model):
    """移交: from here on somebody named answers for the burnt ground. A fire that comes back takes it away again."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="fire_handovers")
    taker = models.CharField("接收人", max_length=40)
    org = models.CharField("接收单位", max_length=60)
    phone = models.CharField("电话", max_length=20, blank=True)
    people = models.PositiveIntegerField("留守人数", default=0)
    note = models.CharField("交接说明", max_length=200, blank=True)
    early_why = models.CharField("未满看守时限的理由", max_length=200, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField("移交人", max_length=60)
    at = models.DateTimeField(db_default=Now())
    voided_at = models.DateTimeField("作废", null=True, help_text="it burnt again")

    class Meta:
        verbose_name = verbose_name_plural = "火场移交"
        constraints = [models.UniqueConstraint(fields=["incident"], condition=Q(voided_at=None), name="one_standing_hand_over_per_fire")]

    @property
    def streams(self) -> list[str]:
        return [f"incident:{self.incident_id}"]

    def row(self) -> FireHandoverRow:
        return cast("FireHandoverRow", {
            "id": self.pk, "area": self.incident.area, "incident": self.incident_id, "people": self.people, "early": bool(self.early_why),
            "at": iso(self.at), "voided_at": iso(self.voided_at),
        })  # fmt: skip


class Rekindle(models.Model):
    """复燃: the ground burnt again. `earlier` where it is another incident, soon after and close by."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="rekindles")
    earlier = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="rekindled_as")
    facts = models.CharField("情况", max_length=200, blank=True)
    metres = models.PositiveIntegerField(null=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "复燃"
        constraints = [models.UniqueConstraint(fields=["incident", "earlier"], name="linked_to_an_earlier_fire_once")]
