"""Whether a channel carries, how fast it may, and at what hours whom: rows, so that a bureau sets them with its providers."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.db import models

from dispatch.pacing.rows import ChannelRow
from realtime.clock import iso

UP, DOWN, LIMITED = "up", "down", "limited"


class ChannelState(models.Model):
    """One per channel: its circuit and its bucket of tokens. The row's lock is what makes several workers share them."""

    STATES = [(UP, "正常"), (DOWN, "中断"), (LIMITED, "限速")]

    name = models.CharField("方式", primary_key=True, max_length=12)
    state = models.CharField("状态", max_length=8, choices=STATES, default=UP)
    since = models.DateTimeField(null=True, help_text="of this state; null = never been anything but up, and nobody was told")
    why = models.CharField("原因", max_length=120, blank=True)
    failures = models.SmallIntegerField(default=0, help_text="in a row, since the last success")
    failed_at = models.DateTimeField(null=True)
    error = models.CharField("最近一次失败", max_length=120, blank=True)
    probe_at = models.DateTimeField(null=True, help_text="down: when one more may try")
    tokens = models.FloatField(default=0)
    filled_at = models.DateTimeField(null=True, help_text="when `tokens` was counted; null = bucket full")

    class Meta:
        verbose_name = verbose_name_plural = "通道状态"

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display()}"

    def row(self) -> ChannelRow:
        return cast("ChannelRow", {
            "id": self.name, "area": settings.CITY, "state": self.state, "since": iso(self.since), "why": self.why,
        })  # fmt: skip


class ChannelLimit(models.Model):
    channel = models.CharField("方式", primary_key=True, max_length=12)
    per_minute = models.PositiveIntegerField("每分钟")
    burst = models.PositiveIntegerField("突发")
    concurrent = models.PositiveSmallIntegerField("并发")
    cost_fen = models.PositiveIntegerField("每条费用(分)", default=0)
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "通道限速"

    def __str__(self) -> str:
        return f"{self.channel}: {self.per_minute}/min"


class QuietRule(models.Model):
    """Between these hours nobody is disturbed this way for this, unless it is urgent enough. Top urgency always goes out."""

    channel = models.CharField("方式", max_length=12, blank=True, help_text="空 = 各种方式")
    purpose = models.CharField("目的", max_length=20, blank=True, help_text="空 = 各种目的")
    from_hour = models.PositiveSmallIntegerField("起(时)")
    to_hour = models.PositiveSmallIntegerField("止(时)")
    urgency = models.CharField("低于此紧急程度不打扰", max_length=10, choices=[("critical", "特急"), ("urgent", "紧急")], default="urgent")
    active = models.BooleanField(default=True)
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "夜间免打扰"

    def __str__(self) -> str:
        return f"{self.from_hour}–{self.to_hour} {self.channel or '*'} {self.purpose or '*'}"
