"""群发: one text to many, a row per recipient and channel – or one job for everybody in an area, counted by whoever carries it."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from dispatch.broadcast.rows import BroadcastRow
from dispatch.contacts.models import Person
from realtime.clock import iso

PERSONS, AREA = "persons", "area"
GOING, DONE, STOPPED = "going", "done", "stopped"
STATES = [(GOING, "发送中"), (DONE, "已发完"), (STOPPED, "已停止")]
PURPOSES = [("broadcast", "通知"), ("warning", "预警"), ("evacuate", "转移避险"), ("correct", "更正")]
URGENCIES = [("critical", "特急"), ("urgent", "紧急"), ("normal", "一般")]


class Broadcast(models.Model):
    kind = models.CharField("方式", max_length=8, choices=[(PERSONS, "发给人员"), (AREA, "区域发布")], default=PERSONS)
    purpose = models.CharField("目的", max_length=10, choices=PURPOSES)
    urgency = models.CharField("紧急程度", max_length=8, choices=URGENCIES)
    text = models.CharField("内容", max_length=500)
    area = models.CharField("区划", max_length=12, db_index=True)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    channels = models.JSONField("方式", help_text="in order of preference")
    audience = models.JSONField("对象", help_text="what was chosen; who it came to are the legs")
    total = models.IntegerField(default=0)
    handed = models.IntegerField(default=0)
    delivered = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)
    suppressed = models.IntegerField(default=0)
    state = models.CharField(max_length=8, choices=STATES, default=GOING)
    started_by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    handed_at = models.DateTimeField(null=True, help_text="nothing waits any more")
    stopped_name = models.CharField(max_length=60, blank=True)
    valid_until = models.DateTimeField(help_text="what has not gone out by then does not go out")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    counted = models.BooleanField(default=False, help_text="the figures are as the legs are")
    archived = models.BooleanField(default=False, help_text="off the board; told by `left` events")
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "群发"
        indexes = [models.Index(fields=["id"], condition=models.Q(counted=False), name="broadcast_uncounted")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.total} ({self.get_state_display()})"

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> BroadcastRow:
        return cast("BroadcastRow", {
            "id": self.pk, "area": self.area, "incident": self.incident_id, "kind": self.kind, "purpose": self.purpose,
            "urgency": self.urgency, "channels": self.channels, "total": self.total, "handed": self.handed, "delivered": self.delivered,
            "failed": self.failed, "answered": self.answered, "suppressed": self.suppressed, "state": self.state, "by_name": self.by_name,
            "at": iso(self.at), "corrects": self.corrects_id, "x": self.exercise_id,
        })  # fmt: skip


class Leg(models.Model):
    """One recipient. Written by COPY; tens of thousands change together, so that nothing here is told one by one."""

    WAITING, HANDING, SENT, DELIVERED, FAILED, SUPPRESSED, UNKNOWN, STOPPED = (
        "waiting", "handing", "sent", "delivered", "failed", "suppressed", "unknown", "stopped",
    )  # fmt: skip
    STATES = [
        (WAITING, "待发"), (HANDING, "发送中"), (SENT, "已发出"), (DELIVERED, "已送达"), (FAILED, "失败"), (SUPPRESSED, "演练未外发"),
        (UNKNOWN, "结果不明"), (STOPPED, "未发出,已停止"),
    ]  # fmt: skip

    broadcast = models.ForeignKey(Broadcast, on_delete=models.PROTECT, related_name="legs")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=12)
    to = models.CharField("号码或地址", max_length=120)
    rest = models.JSONField(default=list, help_text="[channel, address] of the ways still to try")
    tries = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    provider = models.CharField("回执编号", max_length=80, blank=True)
    error = models.CharField(max_length=120, blank=True)
    handing_at = models.DateTimeField(null=True, help_text="marked before the provider is called")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "群发记录"
        indexes = [
            models.Index(fields=["channel", "id"], condition=models.Q(state="waiting"), name="leg_waiting"),
            models.Index(fields=["handing_at"], condition=models.Q(state="handing"), name="leg_handing"),
            models.Index(fields=["channel", "provider"], condition=~models.Q(provider=""), name="leg_provider"),
            models.Index(fields=["channel", "to"], name="leg_number"),
        ]

    @property
    def key(self) -> str:
        """What a provider knows it by. Another way is another message."""
        return f"b{self.pk}.{self.tries}"


class AreaJob(models.Model):
    """One request for millions: the carrier finds who is there, and says how many it reached."""

    QUEUED, HANDING, TAKEN, DONE, FAILED, UNKNOWN, SUPPRESSED, STOPPED = (
        "queued", "handing", "taken", "done", "failed", "unknown", "suppressed", "stopped",
    )  # fmt: skip

    broadcast = models.OneToOneField(Broadcast, on_delete=models.PROTECT, related_name="job")
    carrier = models.CharField("承办方", max_length=40)
    areas = models.JSONField(default=list, help_text="区划代码")
    polygon = models.JSONField(null=True, help_text="[[lon, lat], …] WGS-84")
    provider = models.CharField("承办方编号", max_length=80, blank=True)
    state = models.CharField(max_length=10, default=QUEUED)
    error = models.CharField(max_length=120, blank=True)
    counts = models.JSONField(default=dict, help_text="as the carrier reported last")
    reported_at = models.DateTimeField(null=True)
    handing_at = models.DateTimeField(null=True)
    poll_at = models.DateTimeField(null=True)
    tell_stop = models.BooleanField(default=False, help_text="the carrier has still to hear that it is called off")

    class Meta:
        verbose_name = verbose_name_plural = "区域发布任务"

    @property
    def key(self) -> str:
        return f"j{self.pk}"
