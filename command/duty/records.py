"""What a shift leaves behind: hand-overs, the log, roll calls, nil reports. The log is written once; a mistake is struck through, not out."""

from __future__ import annotations

from typing import Any, cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from command.duty.rows import DutyLogRow, DutyRollCallRow, DutyRollTargetRow, HandoverRow, NilReportRow, OpenHandoverRow
from dispatch.callout.models import Call, Callout
from dispatch.conferences.models import Leg
from dispatch.contacts.models import Person
from realtime.accounts.models import User
from realtime.clock import iso

ASKING, ANSWERED, LATE, NO_ANSWER, OFFLINE, SUBSTITUTE = "asking", "answered", "late", "no_answer", "offline", "substitute"
RESULTS = [
    (ASKING, "点名中"), (ANSWERED, "到"), (LATE, "迟到应答"), (NO_ANSWER, "无应答"), (OFFLINE, "不在线"), (SUBSTITUTE, "代答"),
]  # fmt: skip


class Handover(models.Model):
    """交接班: what is open is listed when it begins; it counts when both have signed."""

    OPEN, SIGNED, DROPPED = "open", "signed", "dropped"

    area = models.CharField("区划", max_length=12, db_index=True)
    outgoing = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handovers_given", verbose_name="交班人")
    incoming = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handovers_taken", verbose_name="接班人")
    state = models.CharField(max_length=8, choices=[(OPEN, "待签"), (SIGNED, "已交接"), (DROPPED, "已作废")], default=OPEN)
    matters = models.JSONField("移交事项", default=list, help_text="as listed at the last signature")
    note = models.TextField("交代事项", blank=True)
    opened_at = models.DateTimeField(db_default=Now())
    given_at = models.DateTimeField("交班签字", null=True)
    taken_at = models.DateTimeField("接班签字", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "交接班"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["area"], condition=Q(state="open"), name="one_open_handover_per_area")]

    def __str__(self) -> str:
        return f"{self.outgoing} → {self.incoming}"

    def live(self) -> OpenHandoverRow:
        """The screens' table `handovers`: what waits for a signature."""
        return cast("OpenHandoverRow", {
            "id": self.pk, "area": self.area, "outgoing": self.outgoing_id, "outgoing_name": self.outgoing.name, "incoming": self.incoming_id,
            "incoming_name": self.incoming.name, "opened_at": iso(self.opened_at), "given_at": iso(self.given_at),
        })  # fmt: skip

    def row(self, matters: list[Any] | None = None) -> HandoverRow:
        return cast("HandoverRow", {
            "id": self.pk, "area": self.area, "outgoing": self.outgoing_id, "outgoing_name": self.outgoing.name, "incoming": self.incoming_id,
            "incoming_name": self.incoming.name, "state": self.state, "note": self.note, "matters": self.matters if matters is None else matters,
            "opened_at": iso(self.opened_at), "given_at": iso(self.given_at), "taken_at": iso(self.taken_at),
        })  # fmt: skip


class DutyEntry(models.Model):
    """One line of the duty log: when it happened, when it was received, when it was written down."""

    KINDS = [
        ("call", "来电"),
        ("report", "报送"),
        ("instruction", "批示指示"),
        ("visit", "来访"),
        ("fault", "故障"),
        ("handover", "交接班"),
        ("note", "记事"),
    ]

    area = models.CharField("区划", max_length=12, db_index=True)
    kind = models.CharField("类别", max_length=12, choices=KINDS, default="note")
    text = models.TextField("内容")
    handling = models.TextField("处理情况", blank=True)
    occurred_at = models.DateTimeField("发生时间", null=True)
    received_at = models.DateTimeField("接收时间", null=True)
    entered_at = models.DateTimeField("录入时间", db_default=Now())
    by = models.CharField(max_length=80)
    by_name = models.CharField("记录人", max_length=60)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections", help_text="written instead of")
    struck_at = models.DateTimeField(null=True)
    struck_by = models.CharField(max_length=80, blank=True)
    struck_name = models.CharField("划去人", max_length=60, blank=True)
    struck_why = models.CharField("划去原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "值班日志"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:40]

    def row(self) -> DutyLogRow:
        return cast("DutyLogRow", {
            "id": self.pk, "area": self.area, "kind": self.kind, "text": self.text, "handling": self.handling,
            "occurred_at": iso(self.occurred_at), "received_at": iso(self.received_at), "entered_at": iso(self.entered_at), "by_name": self.by_name,
            "corrects": self.corrects_id, "struck_at": iso(self.struck_at), "struck_name": self.struck_name, "struck_why": self.struck_why,
        })  # fmt: skip


class DutyRollCall(models.Model):
    """点名 / 抽查: many are asked at once; each has its time, and each one's answer is its own."""

    OPEN, DONE = "open", "done"
    PLANNED, SPOT = "planned", "spot"

    area = models.CharField("区划", max_length=12, db_index=True)
    kind = models.CharField(max_length=8, choices=[(PLANNED, "点名"), (SPOT, "抽查")], default=SPOT)
    text = models.CharField("点名用语", max_length=300)
    state = models.CharField(max_length=4, choices=[(OPEN, "点名中"), (DONE, "已结束")], default=OPEN)
    callout = models.ForeignKey(Callout, on_delete=models.PROTECT, null=True, related_name="+")
    started_by = models.CharField(max_length=80)
    started_name = models.CharField(max_length=60)
    started_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "值守点名"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.area}"

    def row(self) -> DutyRollCallRow:
        counts = dict(self.targets.values_list("result").annotate(n=models.Count("id")).order_by())
        return cast("DutyRollCallRow", {
            "id": self.pk, "area": self.area, "kind": self.kind, "state": self.state, "started_name": self.started_name,
            "started_at": iso(self.started_at), "due_at": iso(self.due_at), "done_at": iso(self.done_at), "targets": sum(counts.values()),
            "counts": {result: counts.get(result, 0) for result, _ in RESULTS}, "x": self.exercise_id,
        })  # fmt: skip


class DutyRollTarget(models.Model):
    """One unit that is asked, and whoever speaks for it."""

    roll_call = models.ForeignKey(DutyRollCall, on_delete=models.CASCADE, related_name="targets")
    area = models.CharField(max_length=12, db_index=True)
    name = models.CharField("单位", max_length=60)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    call = models.OneToOneField(Call, on_delete=models.PROTECT, null=True, related_name="duty_roll_target")
    leg = models.OneToOneField(Leg, on_delete=models.PROTECT, null=True, related_name="duty_roll_target", help_text="rung by video")
    result = models.CharField(max_length=10, choices=RESULTS, default=ASKING)
    said_by = models.CharField("应答人", max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    points = models.SmallIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "点名对象"
        ordering = ["area", "id"]
        constraints = [models.UniqueConstraint(fields=["roll_call", "area"], name="a_unit_once_per_roll_call")]

    def __str__(self) -> str:
        return f"{self.name} {self.get_result_display()}"

    def row(self, clips: dict[int, int]) -> DutyRollTargetRow:
        return cast("DutyRollTargetRow", {
            "id": self.pk, "area": self.area, "name": self.name, "person": self.person.name if self.person else "",
            "call": self.call_id, "channel": self.call.channel if self.call else "", "bearer": self.call.bearer if self.call else "",
            "video": self.leg.state if self.leg else None,
            "result": self.result, "said_by": self.said_by, "answered_at": iso(self.answered_at), "points": self.points,
            "clip": clips.get(self.call_id) if self.call_id else None,
        })  # fmt: skip


class NilReport(models.Model):
    """零报告: nothing happened here today, said by somebody who would know."""

    area = models.CharField("区划", max_length=12, db_index=True)
    day = models.DateField("日期")
    text = models.CharField("内容", max_length=200, default="无情况")
    by = models.CharField(max_length=80)
    by_name = models.CharField("报告人", max_length=60)
    at = models.DateTimeField(db_default=Now())
    late = models.BooleanField("超时", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "零报告"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["area", "day"], name="one_nil_report_a_day")]

    def __str__(self) -> str:
        return f"{self.area} {self.day}"

    def row(self) -> NilReportRow:
        return cast("NilReportRow", {
            "id": self.pk, "area": self.area, "day": self.day.isoformat(), "text": self.text, "by_name": self.by_name, "at": iso(self.at),
            "late": self.late,
        })  # fmt: skip
