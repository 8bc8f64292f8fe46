"""To whom a published warning goes by machine – the platform above, the neighbour, the station – and what of ours each has taken. One row per address."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from command.alerts.models import COLOUR_CHOICES, Alert
from command.alerts.rows import AlertReceiverRow
from realtime.clock import iso

SIGNED, BASIC, TOKEN = "signed", "basic", "token"
CAP, NATIONAL = "cap", "national"
PREFIX = "to:"  # of the way's code in the channel matrix


class Receiver(models.Model):
    """Its secret is sealed: in no answer, event or log."""

    KINDS = [("above", "上级平台"), ("beside", "相邻地市"), ("media", "媒体"), ("department", "部门")]
    AUTHS = [(SIGNED, "签名"), (BASIC, "用户名和密码"), (TOKEN, "令牌")]
    FORMS = [(CAP, "CAP 1.2"), (NATIONAL, "国家平台 XML")]

    code = models.SlugField("代码", unique=True, max_length=16)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=KINDS, default="above")
    url = models.URLField("地址", max_length=300)
    auth = models.CharField("验证方式", max_length=8, choices=AUTHS, default=SIGNED)
    user = models.CharField("本方名称", max_length=60, blank=True, help_text="by what they know us")
    key = models.CharField("密钥编号", max_length=40, blank=True)
    sealed = models.TextField(blank=True)
    form = models.CharField("格式", max_length=8, choices=FORMS, default=CAP)
    area = models.CharField("区划范围", max_length=12, help_text="warnings that hold in it")
    least = models.CharField("起送颜色", max_length=8, choices=COLOUR_CHOICES, default="blue")
    active = models.BooleanField("启用", default=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    error = models.CharField("最近一次失败", max_length=200, blank=True)
    ok_at = models.DateTimeField("最近送达", null=True)
    next_at = models.DateTimeField(db_default=Now(), help_text="nothing is sent before; raised by every failure")
    leased_until = models.DateTimeField(null=True, help_text="a worker is talking to it")
    by_name = models.CharField("登记人", max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "预警送达地址"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def way(self) -> str:
        return PREFIX + self.code

    def row(self) -> AlertReceiverRow:
        return cast("AlertReceiverRow", {
            "id": self.pk, "code": self.code, "name": self.name, "kind": self.kind, "url": self.url, "auth": self.auth, "user": self.user,
            "key": self.key, "has_secret": bool(self.sealed), "form": self.form, "area": self.area, "least": self.least, "active": self.active,
            "failures": self.failures, "failing_since": iso(self.failing_since), "error": self.error, "ok_at": iso(self.ok_at),
            "next_at": iso(self.next_at) if self.failures else None, "waiting": self.pushes.filter(state=Push.WAITING).count(),
        })  # fmt: skip


class Push(models.Model):
    """One message to one address: the outbox and its receipt. Written in the transaction that publishes."""

    WAITING, SENT, REFUSED, LAPSED = "waiting", "sent", "refused", "lapsed"
    STATES = [(WAITING, "待送达"), (SENT, "已送达"), (REFUSED, "对方拒收"), (LAPSED, "逾期未送达")]

    receiver = models.ForeignKey(Receiver, on_delete=models.PROTECT, related_name="pushes")
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="pushes")
    identifier = models.CharField(max_length=120)
    content = models.BinaryField("报文", help_text="as it was published; a repetition is the same bytes")
    state = models.CharField(max_length=8, choices=STATES, default=WAITING)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField("最近一次失败", max_length=200, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField("应答码", null=True)
    receipt = models.CharField("对方回执", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预警送达"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["receiver", "identifier"], name="a_message_once_per_receiver")]
        indexes = [models.Index(fields=["receiver", "id"], condition=models.Q(state="waiting"), name="push_waits")]
