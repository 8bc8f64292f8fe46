"""检查轮次: what is looked at in one campaign, by which list of questions, by whom and by when. What was seen there: `records.py`."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from command.dossiers.models import Dossier
from command.hazards.models import RiskUnit, Sector
from command.inspections.rows import InspectionRow
from dispatch.contacts.models import Person
from dispatch.features.models import Feature
from dispatch.teams.models import Unit
from realtime.clock import iso

GOING, DONE, STOPPED = "going", "done", "stopped"
STATES = [(GOING, "进行中"), (DONE, "已查完"), (STOPPED, "已终止")]
CHECK, NUMBER = "check", "number"


class Checklist(models.Model):
    """检查表: rows, as the bureau's inspectors keep them."""

    code = models.CharField("代码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=60)
    source = models.CharField("出处", max_length=200)
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查表"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class CheckItem(models.Model):
    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField("序号")
    text = models.CharField("检查内容", max_length=120)
    ground = models.CharField("依据", max_length=120, blank=True)
    kind = models.CharField(max_length=6, choices=[(CHECK, "是/否"), (NUMBER, "数值")], default=CHECK)
    unit = models.CharField("单位", max_length=12, blank=True)
    photo = models.BooleanField("须拍照", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "检查项"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["checklist", "order"], name="one_item_per_place_of_a_checklist")]

    def __str__(self) -> str:
        return self.text


class Inspection(models.Model):
    """One round. Its counters move with every visit; `rev` with every change, so that screens read again."""

    number = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("名称", max_length=80)
    campaign = models.CharField("专项行动", max_length=40, blank=True)
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="+")
    area = models.CharField("区划", max_length=12, db_index=True)
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField("完成时限")
    state = models.CharField("状态", max_length=8, choices=STATES, default=GOING)
    why = models.CharField("终止原因", max_length=200, blank=True)
    overdue = models.BooleanField("逾期", default=False)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    hazards = models.PositiveIntegerField(default=0)
    penalties = models.PositiveIntegerField(default=0)
    amount_yuan = models.PositiveBigIntegerField(default=0)
    rev = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=80)
    by_name = models.CharField("下达人", max_length=60)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查轮次"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> InspectionRow:
        return cast("InspectionRow", {
            "id": self.pk, "area": self.area, "number": self.number, "title": self.title, "campaign": self.campaign, "sector": self.sector_id,
            "due_at": iso(self.due_at), "state": self.state, "overdue": self.overdue, "total": self.total, "done": self.done, "hazards": self.hazards,
            "penalties": self.penalties, "amount_yuan": self.amount_yuan, "rev": self.rev, "x": self.exercise_id,
        })  # fmt: skip


class TargetQuerySet(models.QuerySet["Target"]):
    def of_person(self, user_id: int | None, unit_id: int | None) -> TargetQuerySet:
        """What this person, or the team they belong to, was sent to look at."""
        mine = Q(pk__in=())
        if user_id is not None:
            mine |= Q(person__user_id=user_id)
        if unit_id is not None:
            mine |= Q(team_id=unit_id)
        return self.filter(mine)

    def missed(self) -> TargetQuerySet:
        return self.filter(visited_at=None)


class Target(models.Model):
    """An enterprise, a risk unit, an object of the map or a free place, and who looks at it."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="targets")
    order = models.PositiveIntegerField()
    name = models.CharField("对象", max_length=120)
    area = models.CharField("区划", max_length=12)
    lon = models.FloatField(help_text="WGS-84")
    lat = models.FloatField()
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(RiskUnit, on_delete=models.PROTECT, null=True, related_name="+")
    feature = models.ForeignKey(Feature, on_delete=models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    visited_at = models.DateTimeField(null=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查对象"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


from command.inspections import records as records  # noqa: E402, PLC0414 – Django looks for an app's models here
