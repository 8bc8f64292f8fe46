"""Alarms: what may be an incident. Active/cleared × acknowledged/not; the verdict says what it was."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from dispatch.alarms.rows import AlarmRow
from dispatch.incidents.models import type_name
from realtime.clock import iso

URGENCIES = [("critical", "特急"), ("urgent", "紧急"), ("normal", "一般")]
SOURCES = [
    ("call", "电话"),
    ("sos", "求救"),
    ("uav", "无人机"),
    ("sensor", "传感器"),
    ("public", "公众上报"),
    ("agency", "部门转报"),
    ("system", "系统"),
]
CONFIRMED = "confirmed"
VERDICTS = [
    (CONFIRMED, "属实"), ("false_positive", "误报"), ("duplicate", "重复"), ("misfire", "误触"), ("test", "测试"), ("farm_burning", "农事用火"),
    ("planned_burn", "计划烧除"), ("worship_fire", "祭祀用火"), ("industrial_heat", "工业热源"), ("not_found", "未发现"), ("outside_area", "辖区外"),
]  # fmt: skip
ACTIVE, CLEARED = "active", "cleared"


class Alarm(models.Model):
    number = models.CharField("编号", max_length=24, unique=True)
    source = models.CharField("来源", max_length=8, choices=SOURCES)
    urgency = models.CharField("紧急程度", max_length=8, choices=URGENCIES)
    type = models.CharField("类型", max_length=8, blank=True)
    area = models.CharField("区划", max_length=12, db_index=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    place = models.CharField("地点", max_length=120, blank=True)
    text = models.TextField("内容", blank=True)
    caller_phone = models.CharField("来电号码", max_length=20, blank=True)
    subject_id = models.BigIntegerField(null=True, help_text="the subject that raised it")
    device = models.CharField(max_length=100, blank=True, help_text="adapter:id, for repeats of one device and unregistered ones")
    repeats = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=[(ACTIVE, "活动"), (CLEARED, "已解除")], default=ACTIVE)
    acked_by = models.CharField(max_length=80, blank=True)
    acked_name = models.CharField(max_length=60, blank=True)
    acked_at = models.DateTimeField(null=True)
    verdict = models.CharField("核实结论", max_length=16, choices=VERDICTS, blank=True)
    verdict_by = models.CharField(max_length=80, blank=True)
    verdict_at = models.DateTimeField(null=True)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    occurred_at = models.DateTimeField("发生时间", null=True)
    received_at = models.DateTimeField("接报时间", db_default=Now())
    entered_at = models.DateTimeField("录入时间", db_default=Now())
    archived = models.BooleanField(
        default=False, help_text="off the board; told by a `left` event, since snapshots hold nothing that time alone changes"
    )
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "警情"
        constraints = [
            # An SOS key held down, or a drone that sees the same fire twice, is one alarm with a counter.
            models.UniqueConstraint(
                fields=["device", "source", "exercise_id"],
                condition=models.Q(state=ACTIVE) & ~models.Q(device=""),
                nulls_distinct=False,
                name="one_active_alarm_per_device",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> AlarmRow:
        """What the screens' table `alarms` holds; no free text, no phone number."""
        return cast("AlarmRow", {
            "id": self.pk, "number": self.number, "source": self.source, "urgency": self.urgency, "type": self.type or None,
            "type_name": type_name(self.type), "area": self.area, "lon": self.lon, "lat": self.lat, "place": self.place, "state": self.state,
            "acked_by": self.acked_by or None, "acked_name": self.acked_name or None, "acked_at": iso(self.acked_at),
            "verdict": self.verdict or None, "incident": self.incident_id, "subject": self.subject_id, "repeats": self.repeats,
            "occurred_at": iso(self.occurred_at), "received_at": iso(self.received_at), "entered_at": iso(self.entered_at), "x": self.exercise_id,
        })  # fmt: skip
