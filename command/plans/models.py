"""Digital plans (预案) and what was started by them. A plan's working parts are one document, checked by sheet.py, so that it travels as a file."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from command.plans.rows import PlanRow
from command.responses.models import LEVELS, Family, Response

GENERAL, SPECIAL, DEPARTMENT, LOCAL, ENTERPRISE, EVENT = "general", "special", "department", "local", "enterprise", "event"
KINDS = [
    (GENERAL, "总体预案"), (SPECIAL, "专项预案"), (DEPARTMENT, "部门预案"), (LOCAL, "地方预案"), (ENTERPRISE, "企业预案"), (EVENT, "重大活动预案"),
]  # fmt: skip


class Plan(models.Model):
    code = models.CharField("编号", max_length=30, unique=True)
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    extreme = models.BooleanField("极端(巨灾)", default=False, help_text="started above level Ⅰ; brings its sub-plans' tasks with it")
    title = models.CharField("名称", max_length=120)
    hazards = models.JSONField("事件类型前缀", default=list)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, null=True, related_name="plans")
    levels = models.JSONField("响应级别", default=list, help_text="4 … 1, 0 = above Ⅰ; empty in a directory entry that does not say")
    area = models.CharField("区划", max_length=12, db_index=True)
    edition = models.CharField("版本", max_length=40)
    owner = models.CharField("编制单位", max_length=80)
    valid_to = models.DateField("有效期至", null=True, blank=True)
    body = models.JSONField("正文", default=dict)
    tasks = models.PositiveIntegerField("任务数", default=0)
    merges = models.JSONField("合并预案", default=list, help_text="codes of sub-plans that an extreme plan starts with it")
    source = models.CharField("出处", max_length=200)
    version = models.PositiveIntegerField(default=1)
    active = models.BooleanField("启用", default=True)
    changed_by = models.CharField(max_length=80, blank=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "应急预案"
        ordering = ["area", "kind", "code"]

    def __str__(self) -> str:
        return self.title

    @property
    def worked(self) -> bool:
        return self.tasks > 0 or bool(self.merges)


class Activation(models.Model):
    """One plan started for one incident (or, before any, for an area); its level follows its response."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="activations")
    plan_version = models.PositiveIntegerField()
    body = models.JSONField("启动时的正文", help_text="the plan as it was: an edit does not change what runs")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="activations")
    incident_id = models.BigIntegerField(null=True, db_index=True)
    area = models.CharField("区划", max_length=12, db_index=True)
    level = models.SmallIntegerField("级别", choices=LEVELS)
    roles = models.JSONField(default=dict, help_text="role → person id, as resolved at the start")
    groups = models.JSONField(default=list, help_text="[{code, name, lead, members}] with person ids")
    press_id = models.BigIntegerField(null=True, help_text="the one press that called everybody")
    press_words = models.CharField(max_length=300, blank=True, help_text="why the press did not start")
    by = models.CharField(max_length=80)
    by_name = models.CharField("启动人", max_length=60)
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "预案启动"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "incident_id", "area", "exercise_id"], condition=Q(ended_at=None), nulls_distinct=False,
                name="a_plan_runs_once_per_incident",
            ),
        ]  # fmt: skip


class OutsideEvent(models.Model):
    """Something that happened elsewhere, for which our own departments look at themselves (对照排查)."""

    title = models.CharField("事件", max_length=120)
    place = models.CharField("发生地", max_length=80)
    happened_on = models.DateField("发生日期")
    lesson = models.CharField("排查要求", max_length=500)
    source = models.CharField("信息来源", max_length=200, blank=True)
    area = models.CharField("区划", max_length=12, db_index=True)
    due_at = models.DateTimeField("反馈时限")
    by = models.CharField(max_length=80)
    by_name = models.CharField("发起人", max_length=60)
    at = models.DateTimeField(db_default=Now())
    result = models.CharField("汇总", max_length=1000, blank=True)
    reported_at = models.DateTimeField(null=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "对照排查"
        ordering = ["-id"]


def plan_row(plan: Plan, today: object) -> PlanRow:
    return cast("PlanRow", {
        "id": plan.pk, "code": plan.code, "kind": plan.kind, "extreme": plan.extreme, "title": plan.title, "hazards": list(plan.hazards),
        "family": plan.family_id or "", "levels": list(plan.levels), "area": plan.area, "edition": plan.edition, "owner": plan.owner,
        "valid_to": plan.valid_to.isoformat() if plan.valid_to else None, "expired": bool(plan.valid_to and plan.valid_to < today),  # type: ignore[operator]
        "worked": plan.worked, "tasks": plan.tasks, "version": plan.version,
    })  # fmt: skip
