"""What a team is made of beside its people: certificates, the equipment register, training. The team itself is `dispatch.teams`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Now

from command.drills.models import DrillPlan
from command.forces.rows import ForceGearRow, SkillLotRow, TrainingCount, TrainingRow
from dispatch.supplies.balances import today
from dispatch.teams.models import Base, Item, Unit


class SkillLot(models.Model):
    """So many of a team hold this certificate until then. Heads and no names: who they are stays with the team."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="skill_lots")
    skill = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name="专长")
    certificate = models.CharField("证书", max_length=60, blank=True, help_text="empty: able, but without a certificate")
    people = models.PositiveIntegerField("人数")
    valid_to = models.DateField("有效期至", null=True, help_text="null: does not expire")
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "专长与证书"
        ordering = ["unit", "skill", "valid_to", "id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "skill", "certificate", "valid_to"], nulls_distinct=False, name="one_lot_of_a_certificate"),
            models.CheckConstraint(condition=Q(people__gt=0), name="a_lot_has_people"),
        ]  # fmt: skip

    def certified_on(self, day: date) -> bool:
        return bool(self.certificate) and (self.valid_to is None or self.valid_to >= day)

    def row(self) -> SkillLotRow:
        return {
            "id": self.pk, "skill": self.skill_id, "skill_name": self.skill.name, "certificate": self.certificate, "people": self.people,
            "valid_to": self.valid_to.isoformat() if self.valid_to else None, "days_left": (self.valid_to - today()).days if self.valid_to else None,
        }  # fmt: skip


IN_USE, STORED, REPAIR, SCRAPPED = "in_use", "stored", "repair", "scrapped"
GEAR_STATES = [(IN_USE, "在用"), (STORED, "库存备用"), (REPAIR, "送修"), (SCRAPPED, "报废")]
SERVICEABLE = (IN_USE, STORED)


class GearQuerySet(models.QuerySet["Gear"]):
    def serviceable(self) -> GearQuerySet:
        return self.filter(state__in=SERVICEABLE)

    def overdue(self) -> GearQuerySet:
        return self.serviceable().filter(inspect_by__lt=today())


class Gear(models.Model):
    """装备登记: one thing, or a lot of equal things that are inspected together."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="gear")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name="装备")
    number = models.CharField("编号或批次", max_length=40)
    count = models.PositiveIntegerField("数量", default=1)
    state = models.CharField("状态", max_length=10, choices=GEAR_STATES, default=IN_USE)
    place = models.CharField("存放", max_length=80, blank=True)
    inspect_by = models.DateField("下次检验", null=True, help_text="null: needs none")
    told_at = models.DateTimeField("已提示逾期", null=True, help_text="once for each term: cleared when the term is moved")
    note = models.CharField("备注", max_length=200, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    objects = GearQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "装备登记"
        ordering = ["unit", "item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "item", "number"], name="gear_number_once_per_unit"),
            models.CheckConstraint(condition=Q(count__gt=0), name="gear_has_a_count"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.number}"

    @property
    def overdue(self) -> bool:
        return self.state in SERVICEABLE and self.inspect_by is not None and self.inspect_by < today()

    def row(self) -> ForceGearRow:
        return cast("ForceGearRow", {
            "id": self.pk, "unit": self.unit_id, "unit_name": self.unit.name, "item": self.item_id, "item_name": self.item.name,
            "measure": self.item.measure, "number": self.number, "count": self.count, "state": self.state, "state_name": self.get_state_display(),
            "place": self.place, "inspect_by": self.inspect_by.isoformat() if self.inspect_by else None,
            "days_left": (self.inspect_by - today()).days if self.inspect_by else None, "overdue": self.overdue, "note": self.note,
        })  # fmt: skip


COURSE, DRILL, EXAM = "course", "drill", "exam"
TRAINING_KINDS = [(COURSE, "培训"), (DRILL, "演练"), (EXAM, "考核")]
PASSED, FAILED = "passed", "failed"
RESULTS = [(PASSED, "合格"), (FAILED, "不合格")]


class TrainingQuerySet(models.QuerySet["Training"]):
    def within(self, since: date | datetime | None, until: date | datetime | None) -> TrainingQuerySet:
        """Held from `since` (inclusive) up to `until` (exclusive); instants count by their day."""
        rows = self
        if since is not None:
            rows = rows.filter(held_on__gte=since)
        return rows.filter(held_on__lt=until) if until is not None else rows

    def under(self, prefix: str) -> TrainingQuerySet:
        return self.filter(area__startswith=prefix)

    def counts(self) -> list[TrainingCount]:
        """培训、演练、考核 场次, 人次, 课时 by kind: what the yearly report asks for."""
        sums: dict[str, dict[str, Any]] = {
            row["kind"]: dict(row) for row in self.order_by().values("kind").annotate(times=Count("pk"), heads=Sum("people"), spent=Sum(F("hours") * F("people")))
        }  # fmt: skip
        return [
            cast("TrainingCount", {
                "kind": kind, "times": sums.get(kind, {}).get("times", 0), "people": sums.get(kind, {}).get("heads", 0) or 0,
                "hours": float(sums.get(kind, {}).get("spent", 0) or 0),
            })
            for kind, _ in TRAINING_KINDS
        ]  # fmt: skip


class Training(models.Model):
    """训练台账: of a team, or of one of its people. From drills by itself, the rest entered or imported."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="trainings")
    area = models.CharField("区划", max_length=12, db_index=True)
    kind = models.CharField("类别", max_length=8, choices=TRAINING_KINDS, default=COURSE)
    course = models.CharField("课目", max_length=80)
    person = models.CharField("人员", max_length=40, blank=True, help_text="empty: the team as such")
    base = models.ForeignKey(Base, on_delete=models.PROTECT, null=True, related_name="trainings", verbose_name="基地")
    hours = models.DecimalField("课时", max_digits=5, decimal_places=1)
    people = models.PositiveIntegerField("人次", default=1)
    result = models.CharField("结果", max_length=8, choices=RESULTS, default=PASSED)
    held_on = models.DateField("日期")
    next_due = models.DateField("下次应训", null=True)
    drill = models.ForeignKey(DrillPlan, on_delete=models.PROTECT, null=True, related_name="trainings", verbose_name="演练")
    note = models.CharField("备注", max_length=200, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "训练台账"
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "drill"], name="a_team_was_in_a_drill_once"),
            models.UniqueConstraint(fields=["unit", "course", "person", "held_on"], condition=Q(drill=None), name="the_same_training_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.held_on}"

    def row(self) -> TrainingRow:
        return cast("TrainingRow", {
            "id": self.pk, "unit": self.unit_id, "unit_name": self.unit.name, "kind": self.kind, "kind_name": self.get_kind_display(),
            "course": self.course, "person": self.person, "base_name": self.base.name if self.base else "", "hours": float(self.hours),
            "people": self.people, "result": self.result, "result_name": self.get_result_display(), "held_on": self.held_on.isoformat(),
            "next_due": self.next_due.isoformat() if self.next_due else None, "drill": self.drill_id, "note": self.note,
        })  # fmt: skip
