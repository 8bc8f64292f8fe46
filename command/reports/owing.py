"""What is owed for an incident: its statutory clocks, its telephone reports, and whether the net was earlier."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from command.reports.rows import ReportClockRow, ReportingRow
from dispatch.incidents.models import Incident
from dispatch.phones.models import PhoneCall
from realtime.clock import iso

RUNNING, REMINDED, OVERDUE, MET, LATE, MISSED = "running", "reminded", "overdue", "met", "late", "missed"
STATES = [(RUNNING, "计时中"), (REMINDED, "临期"), (OVERDUE, "逾期未报"), (MET, "按时"), (LATE, "迟报"), (MISSED, "漏报")]
OPEN = (RUNNING, REMINDED, OVERDUE)
PHONE, WRITTEN, FOLLOW, BACKFILL, FINAL = "phone", "written", "follow", "backfill", "final"
KINDS = [(PHONE, "电话首报"), (WRITTEN, "书面首报"), (FOLLOW, "续报"), (BACKFILL, "越级补报"), (FINAL, "终报")]
FLAGS = [("false", "谎报"), ("concealed", "瞒报")]  # set by a person, never reckoned


class Reporting(models.Model):
    """One per incident, made with it."""

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, primary_key=True, related_name="reporting")
    area = models.CharField(max_length=12, db_index=True)
    scheme = models.CharField(max_length=20)
    grade = models.SmallIntegerField(null=True, help_text="the terms are those of this grade")
    first_signal_at = models.DateTimeField(null=True)
    from_at = models.DateTimeField(help_text="occurred or received, as the rule says: what the terms are counted from")
    first_report_at = models.DateTimeField(null=True)
    first_public_post_at = models.DateTimeField(null=True)
    public_source = models.CharField(max_length=200, blank=True)
    flag = models.CharField(max_length=10, choices=FLAGS, blank=True)
    flag_why = models.CharField(max_length=300, blank=True)
    flag_name = models.CharField(max_length=60, blank=True)
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        app_label = "reports"
        verbose_name = verbose_name_plural = "报告时限执行"

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    @property
    def net_earlier(self) -> bool:
        """绝不允许滞后于网络消息."""
        return self.first_public_post_at is not None and (self.first_report_at is None or self.first_public_post_at < self.first_report_at)

    def row(self) -> ReportingRow:
        """Reads its clocks: prefetch them for many."""
        clocks = [one.row() for one in sorted(self.clocks.all(), key=lambda one: one.pk)]
        return cast("ReportingRow", {
            "id": self.pk, "area": self.area, "incident": self.pk, "scheme": self.scheme, "grade": self.grade, "from_at": iso(self.from_at),
            "first_signal_at": iso(self.first_signal_at), "first_report_at": iso(self.first_report_at),
            "first_public_post_at": iso(self.first_public_post_at), "net_earlier": self.net_earlier, "flag": self.flag or None,
            "clocks": clocks, "late": sum(one["state"] in (LATE, MISSED, OVERDUE) for one in clocks), "x": self.exercise_id,
        })  # fmt: skip


class ReportClock(models.Model):
    reporting = models.ForeignKey(Reporting, on_delete=models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=8, choices=KINDS)
    from_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=STATES, default=RUNNING)
    source = models.CharField("依据", max_length=200)

    class Meta:
        app_label = "reports"
        verbose_name = verbose_name_plural = "报告时限"
        constraints = [
            models.UniqueConstraint(fields=["reporting", "kind"], condition=models.Q(state__in=OPEN), name="one_open_clock_of_a_kind")
        ]

    def row(self) -> ReportClockRow:
        return cast("ReportClockRow", {
            "id": self.pk, "kind": self.kind, "from_at": iso(self.from_at), "remind_at": iso(self.remind_at), "due_at": iso(self.due_at),
            "met_at": iso(self.met_at), "state": self.state, "source": self.source,
        })  # fmt: skip


class PhoneReport(models.Model):
    """电话报告: who told whom, when, what was said, and what was read back. Three times: said, and entered (`at`); the call's recording beside it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="phone_reports")
    caller_name = models.CharField("报告人", max_length=60)
    org = models.CharField("接报单位", max_length=120)
    receiver_name = models.CharField("接报人", max_length=60)
    said_at = models.DateTimeField("报告时间")
    text = models.TextField("报告内容")
    read_back_text = models.TextField("复述内容", blank=True)
    read_back_ok = models.BooleanField("复述无误")
    call = models.ForeignKey(PhoneCall, on_delete=models.PROTECT, null=True, related_name="+")
    elements = models.JSONField(default=dict)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        app_label = "reports"
        verbose_name = verbose_name_plural = "电话报告记录"
        ordering = ["id"]
