"""What conferences run on besides our own pages: the bureau's own meeting rooms, how the providers are, and what is to be asked of them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

PROVIDERS = [("mesh", "本平台直连"), ("janus", "本地会议服务器"), ("livekit", "LiveKit"), ("jitsi", "Jitsi"), ("link", "本单位会议室")]


class MeetingRoom(models.Model):
    """A room of whatever the bureau owns (腾讯会议, 华为, 小鱼易连 …): number, address, password. A free one is chosen for each conference."""

    name = models.CharField("名称", max_length=60)
    system = models.CharField("会议系统", max_length=40, help_text="如:腾讯会议、华为云会议、硬件终端")
    number = models.CharField("会议号", max_length=40, blank=True)
    url = models.CharField("入会链接", max_length=500, blank=True)
    password = models.CharField("密码", max_length=40, blank=True)
    dial = models.CharField("电话接入", max_length=60, blank=True)
    area = models.CharField("区划", max_length=12, help_text="本区及其下级可用")
    order = models.SmallIntegerField("顺序", default=0)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "自有会议室"
        ordering = ["order", "id"]
        constraints = [models.CheckConstraint(condition=~models.Q(number="") | ~models.Q(url=""), name="a_room_has_a_number_or_a_link")]

    def __str__(self) -> str:
        return f"{self.system} {self.name}"


class Health(models.Model):
    """How a provider that lives outside this system is, as its last probe found it."""

    provider = models.CharField(primary_key=True, max_length=8, choices=PROVIDERS)
    up = models.BooleanField(null=True)
    fails = models.PositiveSmallIntegerField(default=0, help_text="probes failed in a row")
    why = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议服务状态"


class Work(models.Model):
    """One thing to be asked of a provider: stored by the action, carried out by the worker, never inside a request or a transaction."""

    CREATE, CLOSE, RECORD, STILL = "create", "close", "record", "still"
    KINDS = [(CREATE, "建会议室"), (CLOSE, "撤会议室"), (RECORD, "开始录制"), (STILL, "停止录制")]

    conference = models.ForeignKey("conferences.Conference", on_delete=models.PROTECT, related_name="works")
    provider = models.CharField(max_length=8, choices=PROVIDERS)
    room = models.JSONField(default=dict, help_text="as it was when this was asked: the conference may have moved on")
    kind = models.CharField(max_length=8, choices=KINDS)
    at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议服务任务"
        indexes = [models.Index(fields=["due_at"], condition=models.Q(done_at=None), name="conference_work_due")]
