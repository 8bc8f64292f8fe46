"""Where 舆情 comes from: a feed that is asked, a folder, a platform that pushes. A row with its light; what it spoilt stands beside it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now

from command.opinion.reading import DROP, HOOK, JSON, RSS
from command.opinion.rows import OpinionRefusal, OpinionSource
from realtime.accounts.models import Token
from realtime.clock import iso

KINDS = [(RSS, "RSS、Atom"), (JSON, "JSON 接口"), (HOOK, "平台推送"), (DROP, "文件投放")]
WAITING, OK, FAILING = "waiting", "ok", "failing"
STATES = [(WAITING, "等待首次数据"), (OK, "正常"), (FAILING, "读取失败")]


class Source(models.Model):
    """Licensed and official sources only: whose posts these are is the medium's name, never a person's."""

    code = models.CharField("代码", max_length=30, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")])
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("方式", max_length=6, choices=KINDS)
    url = models.CharField("地址", max_length=500, blank=True, help_text="{key} stands for the secret")
    every_s = models.PositiveIntegerField("间隔(秒)", default=300)
    late_after_s = models.PositiveIntegerField("超时提示(秒)", default=3600, help_text="nothing heard for so long is late")
    options = models.JSONField("选项", default=dict, blank=True, help_text="rows, fields, zone, headers: docs/opinion.md")
    weight = models.PositiveSmallIntegerField("权重", default=0, help_text="points its posts begin with")
    license = models.CharField("授权依据", max_length=200, blank=True)
    enabled = models.BooleanField("启用", default=True)
    area = models.CharField("区划", max_length=12, default="")
    token = models.OneToOneField(Token, on_delete=models.PROTECT, null=True, related_name="opinion_source")
    state = models.CharField(max_length=8, choices=STATES, default=WAITING)
    error = models.CharField(max_length=16, blank=True)
    words = models.CharField(max_length=300, blank=True)
    taken = models.PositiveBigIntegerField(default=0, help_text="posts that fitted a rule, in all")
    passed = models.PositiveBigIntegerField(default=0, help_text="posts read that fitted none")
    bad = models.PositiveBigIntegerField(default=0, help_text="entries refused, in all")
    failures = models.PositiveIntegerField(default=0, help_text="in a row; they space out the tries")
    tried_at = models.DateTimeField(null=True)
    ok_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(db_default=Now())
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=60, blank=True)

    class Meta:
        app_label = "opinion"
        verbose_name = verbose_name_plural = "舆情来源"
        ordering = ["id"]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(enabled=True), name="opinion_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """The name of its key, as feeds have theirs."""
        return f"opinion-{self.code}"

    @property
    def folder(self) -> Path:
        return Path(settings.DATA_DIR) / "opinion" / self.code

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}"]

    def row(self) -> OpinionSource:
        """A light: when it is late is the screen's own arithmetic of `ok_at` and `late_after_s`."""
        return cast("OpinionSource", {
            "id": self.pk, "area": self.area, "name": self.name, "kind": self.kind, "enabled": self.enabled, "state": self.state,
            "error": self.error, "words": self.words, "ok_at": iso(self.ok_at), "late_after_s": self.late_after_s, "bad": self.bad,
        })  # fmt: skip

    def backoff(self) -> timedelta:
        """As every feed: twice as long after each failure, half an hour at most."""
        return timedelta(seconds=min(max(self.every_s, 30) * 2 ** min(self.failures, 6), max(self.every_s, 1800)))


class Refused(models.Model):
    """The quarantine: what could not be read, once per fault however often it comes again."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="refused")
    digest = models.CharField(max_length=64)
    row = models.PositiveIntegerField(help_text="as a person counts; 0 = the whole answer")
    reason = models.CharField("原因", max_length=300)
    sample = models.CharField("开头", max_length=300, blank=True)
    times = models.PositiveIntegerField("次数", default=1)
    first_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "opinion"
        verbose_name = verbose_name_plural = "舆情退件"
        ordering = ["-last_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["source", "digest"], name="a_fault_once")]

    def line(self) -> OpinionRefusal:
        return cast("OpinionRefusal", {
            "id": self.pk, "source": self.source_id, "row": self.row, "reason": self.reason, "sample": self.sample, "times": self.times,
            "first_at": iso(self.first_at), "last_at": iso(self.last_at),
        })  # fmt: skip
