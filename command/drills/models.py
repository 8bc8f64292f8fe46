"""A drill from its plan to its findings: what is to be tried, who plays, the script on its clock, what was seen."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from command.drills.rows import DrillFindingRow, DrillInjectRow, DrillLevel, DrillMarkRow, DrillPlanRow, DrillStepRow
from command.drills.script import CHANNELS
from command.drills.script import KINDS as INJECT_KINDS
from command.plans.tasks.models import Task
from dispatch.contacts.models import Person
from dispatch.drills.lists import APPROVERS
from dispatch.incidents.models import type_name
from realtime.clock import iso
from realtime.exercises.models import Exercise
from realtime.files.models import File

TABLETOP, LIVE, BLIND = "tabletop", "live", "blind"
KINDS = [(TABLETOP, "桌面推演"), (LIVE, "实战演练"), (BLIND, "双盲演练")]
DRAFT, READY, RUNNING, PAUSED, ENDED, ABORTED, CANCELLED = "draft", "ready", "running", "paused", "ended", "aborted", "cancelled"
STATES = [
    (DRAFT, "编制中"), (READY, "待开始"), (RUNNING, "进行中"), (PAUSED, "暂停"), (ENDED, "已结束"), (ABORTED, "中止,转入实战"), (CANCELLED, "已取消"),
]  # fmt: skip
BEFORE, GOING, OVER = (DRAFT, READY), (RUNNING, PAUSED), (ENDED, ABORTED, CANCELLED)
TAKEN_PLACE = (ENDED, ABORTED)
MOVES: dict[str, frozenset[str]] = {
    DRAFT: frozenset({READY, CANCELLED}),
    READY: frozenset({DRAFT, RUNNING, CANCELLED}),
    RUNNING: frozenset({PAUSED, ENDED, ABORTED}),
    PAUSED: frozenset({RUNNING, ENDED, ABORTED}),
    ENDED: frozenset(),
    ABORTED: frozenset(),
    CANCELLED: frozenset(),
}
LEVELS: list[tuple[DrillLevel, str]] = [("province", "省"), ("city", "市"), ("county", "县(区)"), ("town", "镇(街)"), ("village", "村(居)")]


class DrillPlan(models.Model):
    number = models.CharField("编号", max_length=24, unique=True)
    title = models.CharField("名称", max_length=80)
    kind = models.CharField("形式", max_length=8, choices=KINDS)
    hazard = models.CharField("灾种", max_length=8, blank=True, help_text="an event type's code")
    levels = models.JSONField("参与层级", default=list)
    area = models.CharField("区划", max_length=12, db_index=True)
    planned_at = models.DateTimeField("计划时间", null=True)
    minutes = models.PositiveIntegerField("时长(分钟)", default=60)
    goals = models.JSONField("演练目标", default=list)
    basis = models.CharField("依据", max_length=120, blank=True, help_text="the plan, case or library script it was begun from")
    state = models.CharField("状态", max_length=10, choices=STATES, default=DRAFT)
    participants = models.ManyToManyField(Person, related_name="+", blank=True)
    attended = models.PositiveIntegerField("参演人次", default=0, help_text="said at the end; who was listed stands until then")
    exercise = models.OneToOneField(Exercise, on_delete=models.PROTECT, null=True, related_name="planned")
    started_at = models.DateTimeField(null=True, help_text="zero of its clock: pauses and advances move it")
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    broken_off = models.JSONField(default=list, help_text="what was going on when it became real")
    summary = models.CharField("总结", max_length=1000, blank=True)
    rev = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=80)
    by_name = models.CharField("编制", max_length=60)
    at = models.DateTimeField(db_default=Now())
    archived = models.BooleanField(default=False, help_text="off the board; told by `left` events")

    class Meta:
        verbose_name = verbose_name_plural = "演练方案"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def outside(self) -> bool:
        """It may reach people outside the system, after two have approved whom."""
        return self.kind != TABLETOP

    @property
    def secret(self) -> bool:
        """双盲: until it is over nobody but its staff knows that it is planned."""
        return self.kind == BLIND and self.state not in TAKEN_PLACE

    @property
    def streams(self) -> list[str]:
        own = [f"user:{user}" for user in self.staff.values_list("user_id", flat=True).distinct().order_by("user_id")]
        return own if self.secret else [f"area:{self.area}", *own]

    def row(self) -> DrillPlanRow:
        """Counts its people, its script, its approvals: a few small queries."""
        director = self.staff.filter(duty=DIRECTOR).select_related("user").order_by("pk").first()
        states = list(self.script.values_list("state", flat=True))
        return cast("DrillPlanRow", {
            "id": self.pk, "area": self.area, "number": self.number, "title": self.title, "kind": self.kind, "hazard": self.hazard,
            "hazard_name": type_name(self.hazard) or "", "levels": list(self.levels), "state": self.state, "planned_at": iso(self.planned_at),
            "minutes": self.minutes, "participants": self.participants.count(), "attended": self.attended,
            "approvals": list(self.approvals.filter(withdrawn_at=None).order_by("pk").values_list("by_name", flat=True)),
            "director_name": director.user.name if director else "", "injects": len(states), "fired": sum(state == FIRED for state in states),
            "started_at": iso(self.started_at), "paused_at": iso(self.paused_at), "ended_at": iso(self.ended_at), "rev": self.rev,
            "x": self.exercise_id,
        })  # fmt: skip

    @property
    def approved(self) -> bool:
        return self.approvals.filter(withdrawn_at=None).values("by").distinct().count() >= APPROVERS


PLANNER, DIRECTOR, EVALUATOR, APPROVER = "planner", "director", "evaluator", "approver"
DUTIES = [(PLANNER, "编制"), (DIRECTOR, "导演"), (EVALUATOR, "评估"), (APPROVER, "审批")]


class DrillStaff(models.Model):
    """Who knows: they read the script, whoever else may not even know that it comes."""

    plan = models.ForeignKey(DrillPlan, on_delete=models.CASCADE, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField("分工", max_length=10, choices=DUTIES)

    class Meta:
        verbose_name = verbose_name_plural = "导调评估人员"
        constraints = [models.UniqueConstraint(fields=["plan", "user", "duty"], name="a_drill_duty_once")]


class DrillPlanApproval(models.Model):
    """Of the list as it was: whoever it reaches changes, both are withdrawn."""

    plan = models.ForeignKey(DrillPlan, on_delete=models.CASCADE, related_name="approvals")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "演练方案批准"
        constraints = [
            models.UniqueConstraint(fields=["plan", "by"], condition=models.Q(withdrawn_at=None), name="a_plan_approver_once"),
        ]


WAITING, FIRED, SKIPPED, FAILED = "waiting", "fired", "skipped", "failed"
INJECT_STATES = [(WAITING, "未到"), (FIRED, "已发"), (SKIPPED, "跳过"), (FAILED, "未成")]
WRITTEN = (
    "offset_s", "kind", "title", "text", "to", "channel", "area", "place", "lon", "lat", "urgency", "type", "quantity", "value", "unit_of", "goal",
    "action", "expect", "within_s", "unit", "points",
)  # fmt: skip


class DrillInject(models.Model):
    """One thing that is made to happen, and what somebody should do about it."""

    plan = models.ForeignKey(DrillPlan, on_delete=models.CASCADE, related_name="script")
    number = models.PositiveIntegerField("序号")
    offset_s = models.PositiveIntegerField("时刻(秒)")
    kind = models.CharField("类型", max_length=10, choices=list(INJECT_KINDS.items()))
    title = models.CharField("情景", max_length=80)
    text = models.CharField("内容", max_length=500, blank=True)
    to = models.CharField("对象", max_length=200, blank=True)
    channel = models.CharField("方式", max_length=10, choices=list(CHANNELS.items()), default="platform")
    area = models.CharField("区划", max_length=12, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    urgency = models.CharField(max_length=8, default="urgent")
    type = models.CharField("事件类型", max_length=8, blank=True)
    quantity = models.CharField("量", max_length=40, blank=True)
    value = models.FloatField("数值", null=True)
    unit_of = models.CharField("单位", max_length=20, blank=True)
    goal = models.PositiveSmallIntegerField("目标", default=0)
    action = models.CharField("识别", max_length=20, blank=True)
    expect = models.CharField("应采取的行动", max_length=200, blank=True)
    within_s = models.PositiveIntegerField("限时(秒)", default=600)
    unit = models.CharField("责任单位", max_length=60, blank=True)
    points = models.PositiveSmallIntegerField("分值", default=1)
    state = models.CharField(max_length=8, choices=INJECT_STATES, default=WAITING)
    due_at = models.DateTimeField(null=True)
    fired_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=200, blank=True)
    made = models.JSONField(default=dict, help_text="ids of what it did: alarms, calls, callouts, terminals, incidents")

    class Meta:
        verbose_name = verbose_name_plural = "情景脚本"
        ordering = ["offset_s", "number"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def row(self, mark: DrillMarkRow | None = None) -> DrillInjectRow:
        return cast("DrillInjectRow", {
            "id": self.pk, "number": self.number, **{name: getattr(self, name) for name in WRITTEN}, "state": self.state, "due_at": iso(self.due_at),
            "fired_at": iso(self.fired_at), "by_name": self.by_name, "reason": self.reason, "error": self.error, "made": self.made, "mark": mark,
        })  # fmt: skip


VERDICTS = [("met", "做到"), ("late", "超时"), ("missed", "未做"), ("open", "未判定")]


class DrillMark(models.Model):
    """An evaluator's word, or what the log had shown when the drill ended. The word stands before the log."""

    inject = models.OneToOneField(DrillInject, on_delete=models.CASCADE, related_name="mark")
    verdict = models.CharField("评定", max_length=8, choices=VERDICTS)
    auto = models.BooleanField(default=False)
    seconds = models.FloatField(null=True)
    note = models.CharField("说明", max_length=500, blank=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "演练评定"

    def row(self) -> DrillMarkRow:
        return cast("DrillMarkRow", {
            "verdict": self.verdict, "auto": self.auto, "seconds": self.seconds, "at": iso(self.at), "note": self.note, "file": self.file_id,
            "by_name": self.by_name,
        })  # fmt: skip


class DrillFinding(models.Model):
    """What is to be put right. Its task is real: it outlives the exercise."""

    plan = models.ForeignKey(DrillPlan, on_delete=models.CASCADE, related_name="findings")
    inject = models.ForeignKey(DrillInject, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.CharField("问题", max_length=200)
    unit = models.CharField("责任单位", max_length=60, blank=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    owner_name = models.CharField("整改责任人", max_length=60, blank=True)
    days = models.PositiveSmallIntegerField("整改期限(天)", default=15)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "演练问题"
        ordering = ["id"]

    def row(self) -> DrillFindingRow:
        return cast("DrillFindingRow", {
            "id": self.pk, "text": self.text, "inject": self.inject_id, "unit": self.unit, "owner_name": self.owner_name, "days": self.days,
            "task": self.task_id, "set": self.task.set_id if self.task else None, "task_state": self.task.state if self.task else None,
            "by_name": self.by_name,
        })  # fmt: skip


class DrillStep(models.Model):
    """How it was led: begun, paused, skipped, brought forward, by whom and why. Never changed."""

    plan = models.ForeignKey(DrillPlan, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=12)
    text = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "导调记录"
        ordering = ["id"]

    def row(self) -> DrillStepRow:
        return cast("DrillStepRow", {"at": iso(self.at), "what": self.what, "text": self.text, "by_name": self.by_name})
