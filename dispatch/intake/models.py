"""Other agencies that hand us their calls: who they are, what they handed over, and what we told them back."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from dispatch.alarms.models import Alarm, Report
from realtime.accounts.models import Token


class Agency(models.Model):
    """One peer: 119, 110, 12345 … It signs in with its token; we sign what we push to it with `secret`."""

    code = models.CharField("代码", primary_key=True, max_length=20)
    name = models.CharField("名称", max_length=60)
    area = models.CharField("区划", max_length=12)
    token = models.OneToOneField(Token, on_delete=models.PROTECT, related_name="agency")
    url = models.URLField("回执地址", max_length=300, blank=True, help_text="empty: the agency asks for the status itself")
    secret = models.CharField(max_length=64, help_text="HMAC key of the receipts; both sides need it, so it is no digest")

    class Meta:
        verbose_name = verbose_name_plural = "转报单位"

    def __str__(self) -> str:
        return self.name


class Transfer(models.Model):
    """One call handed over. The agency's number is handed over once, however often it is sent."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="transfers")
    number = models.CharField("对方编号", max_length=40)
    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="transfers")
    received_at = models.DateTimeField(db_default=Now())
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "部门转报"
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="a_transfer_is_taken_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.number}"


class Version(models.Model):
    """What the agency said under this number, each distinct text once: corrections are kept as further signals of the alarm."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="versions")
    digest = models.CharField(max_length=64)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transfer", "digest"], name="one_version_per_text")]


class Receipt(models.Model):
    """One thing we owe the agency. The row outlives every restart until the agency has answered 2xx or a day is over."""

    WAITING, SENT, FAILED = "waiting", "sent", "failed"
    RECEIVED, ACCEPTED, VERIFIED, REOPENED = "received", "accepted", "verified", "reopened"
    KINDS = [(RECEIVED, "已接收"), (ACCEPTED, "已受理"), (VERIFIED, "已核实"), (REOPENED, "重新核实")]

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=8, choices=KINDS)
    body = models.TextField(help_text="JSON as it is signed and sent")
    state = models.CharField(max_length=8, choices=[(WAITING, "待推送"), (SENT, "已推送"), (FAILED, "推送失败")], default=WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回执"
        ordering = ["id"]
        indexes = [models.Index(fields=["next_at"], condition=models.Q(state="waiting"), name="receipt_waiting")]

    def __str__(self) -> str:
        return f"{self.transfer} {self.get_kind_display()}"
