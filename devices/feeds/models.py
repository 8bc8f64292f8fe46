"""What the city hears from outside: which source, how often, how it went the last time."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now

from devices.feeds.readers.known import BY_KIND, READERS
from devices.feeds.rows import FeedRow
from realtime.clock import iso

SHOWN_PROBLEMS = 50  # a file of ten thousand wrong rows has one cause


class Feed(models.Model):
    WAITING, OK, FAILING = "waiting", "ok", "failing"
    STATES = [(WAITING, "等待首次数据"), (OK, "正常"), (FAILING, "读取失败")]

    code = models.CharField("代码", max_length=30, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")])
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("格式", max_length=12, choices=[(reader.kind, reader.name) for reader in READERS])
    url = models.CharField(
        "地址", max_length=500, blank=True, help_text="empty = files dropped into its folder; {key} stands for the secret"
    )
    every_s = models.PositiveIntegerField("间隔(秒)", default=600)
    late_after_s = models.PositiveIntegerField("超时提示(秒)", default=3600, help_text="no good data for so long is late")
    options = models.JSONField("选项", default=dict, blank=True)
    enabled = models.BooleanField("启用", default=True)
    area = models.CharField("区划", max_length=12, default="")
    state = models.CharField(max_length=8, choices=STATES, default=WAITING)
    error = models.CharField(max_length=16, blank=True)
    words = models.CharField(max_length=300, blank=True)
    rows = models.PositiveIntegerField(default=0, help_text="good rows of the last reading")
    bad = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="[{row, detail}] of the last reading, the first ones")
    failures = models.PositiveIntegerField(default=0, help_text="in a row; they space out the tries")
    tried_at = models.DateTimeField(null=True)
    ok_at = models.DateTimeField(null=True)
    data_at = models.DateTimeField(null=True, help_text="when its newest observation was made")
    due_at = models.DateTimeField(db_default=Now())
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=60, blank=True)
    seen = models.JSONField(default=list, help_text="links of its list that were read, the newest first")

    class Meta:
        verbose_name = verbose_name_plural = "外部数据源"
        ordering = ["id"]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(enabled=True), name="feed_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def late_since(self) -> datetime | None:
        """From when on its data are too old; in the future while they are young. None: never a good word, or switched off."""
        return self.ok_at + timedelta(seconds=self.late_after_s) if self.enabled and self.ok_at is not None else None

    @property
    def reader(self) -> str:
        return BY_KIND[self.kind].name

    @property
    def folder(self) -> Path:
        """Where its files are dropped, `done` and `bad` beside them."""
        return Path(settings.DATA_DIR) / "feeds" / self.code

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}"]

    def row(self) -> FeedRow:
        return {
            "id": self.pk, "area": self.area, "name": self.name, "kind": self.kind, "drop": not self.url, "enabled": self.enabled,
            "state": self.state, "error": self.error, "ok_at": iso(self.ok_at), "data_at": iso(self.data_at), "late_after_s": self.late_after_s,
            "rows": self.rows, "bad": self.bad,
        }  # fmt: skip

    def backoff(self) -> timedelta:
        """Twice as long after each failure, never longer than half an hour: who comes back must be noticed before a shift ends."""
        return timedelta(seconds=min(max(self.every_s, 30) * 2 ** min(self.failures, 6), max(self.every_s, 1800)))


class FeedOutage(models.Model):
    """A span in which a feed was not to be relied on: its readings failed, or its data stayed away longer than they may."""

    FAILING, LATE = "failing", "late"

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="outages")
    cause = models.CharField(max_length=8, choices=[(FAILING, "读取失败"), (LATE, "超时")])
    error = models.CharField(max_length=16, blank=True)
    words = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, db_index=True, help_text="null = it lasts")
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["feed", "-since"], name="feed_outages")]
        constraints = [
            models.UniqueConstraint(fields=["feed"], condition=models.Q(until=None), name="one_lasting_outage_per_feed"),
        ]
