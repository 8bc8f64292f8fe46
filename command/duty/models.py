"""The roster: who has which role of the duty from when until when, what is required, and what was asked to be changed."""

from __future__ import annotations

from datetime import time
from typing import Any, cast

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from command.duty.cover import Turn
from command.duty.rota import Slot
from command.duty.rows import DutyBoardRow, DutyShiftRow, DutySwapRow, SpecialPeriodRow
from dispatch.contacts.models import Person
from realtime.clock import iso

ASKED, APPROVED, REFUSED, WITHDRAWN = "asked", "approved", "refused", "withdrawn"
SWAP_STATES = [(ASKED, "待审批"), (APPROVED, "已同意"), (REFUSED, "未同意"), (WITHDRAWN, "已撤回")]


class DutyRole(models.Model):
    """A place in the duty: 带班领导, 值班长, 值班员, a specialist's seat. The code is that of the post it answers for."""

    code = models.CharField("代码", unique=True, max_length=20)
    name = models.CharField("名称", max_length=40)
    single = models.BooleanField("同时只一人", default=False)
    seat = models.BooleanField("专业席位", default=False)
    order = models.SmallIntegerField(default=0)
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "值班角色"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class DutyShiftQuerySet(models.QuerySet["DutyShift"]):
    def between(self, area: str, start: Any, end: Any) -> DutyShiftQuerySet:
        return self.filter(area=area, starts_at__lt=end, ends_at__gt=start).select_related("person", "role")

    def turns(self) -> list[Turn]:
        return [shift.turn for shift in self]


class DutyShift(models.Model):
    """One person in one role for one stretch. The database lets nobody be in two at once, and no second one where there is only one."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duty_shifts")
    role = models.ForeignKey(DutyRole, on_delete=models.PROTECT, related_name="shifts")
    area = models.CharField("区划", max_length=12, db_index=True)
    starts_at = models.DateTimeField("起")
    ends_at = models.DateTimeField("止")
    single = models.BooleanField(default=False, help_text="as the role says: kept here for the constraint")
    note = models.CharField("备注", max_length=100, blank=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField(db_default=Now())

    objects = DutyShiftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "值班"
        ordering = ["starts_at", "role__order", "id"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_shift_ends_after_it_begins")]
        indexes = [models.Index(fields=["area", "starts_at"], name="duty_shift_area_start")]

    def __str__(self) -> str:
        return f"{self.role} {self.person.name}"

    @property
    def turn(self) -> Turn:
        return Turn(self.role.code, self.person_id, self.starts_at, self.ends_at)

    def row(self) -> DutyShiftRow:
        return cast("DutyShiftRow", {
            "id": self.pk, "area": self.area, "role": self.role.code, "role_name": self.role.name, "person": self.person_id,
            "name": self.person.name, "title": self.person.title, "starts_at": iso(self.starts_at), "ends_at": iso(self.ends_at), "note": self.note,
        })  # fmt: skip


class DutyPattern(models.Model):
    """Which shifts every day has: the usual one and the reinforced one, a row each, so that a bureau writes its own."""

    NORMAL, REINFORCED = "normal", "reinforced"

    code = models.CharField("代码", primary_key=True, max_length=20)
    name = models.CharField("名称", max_length=40)
    kind = models.CharField(max_length=10, choices=[(NORMAL, "平时"), (REINFORCED, "加强")], default=NORMAL)
    slots = models.JSONField("班次", default=list, help_text="[{role, begins: HH:MM, hours, number}]")
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "排班模式"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def parsed(self) -> list[Slot]:
        return [Slot(one["role"], time.fromisoformat(one["begins"]), float(one["hours"]), int(one.get("number", 1))) for one in self.slots]


class SpecialPeriod(models.Model):
    """清明、重阳、国庆、特别防护期: days on which more is required than usual. The forest's patrols read the same rows."""

    HOLIDAY, SWEEPING, FOREST, FLOOD, OTHER = "holiday", "sweeping", "forest", "flood", "other"
    KINDS = [(HOLIDAY, "节假日"), (SWEEPING, "祭扫防火"), (FOREST, "森林特别防护期"), (FLOOD, "汛期"), (OTHER, "其他")]

    name = models.CharField("名称", max_length=40)
    kind = models.CharField("类别", max_length=10, choices=KINDS, default=OTHER)
    area = models.CharField("区划", max_length=12, db_index=True)
    first = models.DateField("起")
    last = models.DateField("止")
    pattern = models.ForeignKey(DutyPattern, on_delete=models.PROTECT, null=True, blank=True, related_name="periods")
    needs = models.JSONField("值班要求", default=dict, blank=True, help_text="role → number")
    patrol = models.CharField("巡护要求", max_length=200, blank=True)
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "特殊时段"
        ordering = ["first", "area"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="a_period_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.name} {self.first}–{self.last}"

    def row(self) -> SpecialPeriodRow:
        return {
            "id": self.pk, "name": self.name, "kind": self.kind, "area": self.area, "first": self.first.isoformat(),
            "last": self.last.isoformat(), "pattern": self.pattern_id, "needs": dict(self.needs), "patrol": self.patrol, "source": self.source,
        }  # fmt: skip


class DutyNeed(models.Model):
    """Raised for as long as a response is in force: one row per source (`response:12`) and area, the level as its duty table counts."""

    area = models.CharField("区划", max_length=12, db_index=True)
    source = models.CharField("来由", max_length=40)
    level = models.SmallIntegerField("响应级别")
    since = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "值班要求"
        constraints = [models.UniqueConstraint(fields=["area", "source"], condition=Q(until=None), name="one_need_per_source")]

    def __str__(self) -> str:
        return f"{self.area} {self.source}: {self.level}"


class DutySwap(models.Model):
    """Somebody else takes a shift, or two are exchanged: counts once it is approved by somebody who did not ask."""

    shift = models.ForeignKey(DutyShift, on_delete=models.CASCADE, related_name="swaps")
    other = models.ForeignKey(DutyShift, on_delete=models.CASCADE, null=True, related_name="exchanged_in", help_text="exchanged for")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="swaps_taken")
    was = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="swaps_given")
    area = models.CharField(max_length=12, db_index=True)
    reason = models.CharField("事由", max_length=200)
    state = models.CharField(max_length=10, choices=SWAP_STATES, default=ASKED)
    asked_by = models.CharField(max_length=80)
    asked_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField(db_default=Now())
    decided_by = models.CharField(max_length=80, blank=True)
    decided_name = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    why_not = models.CharField("不同意的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "调班"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["shift"], condition=Q(state=ASKED), name="one_open_swap_per_shift")]

    def __str__(self) -> str:
        return f"{self.was} → {self.to}"

    def row(self) -> DutySwapRow:
        return cast("DutySwapRow", {
            "id": self.pk, "area": self.area, "shift": self.shift.row(), "other": self.other.row() if self.other else None, "to": self.to_id,
            "to_name": self.to.name, "was_name": self.was.name, "reason": self.reason, "state": self.state, "asked_name": self.asked_name,
            "asked_at": iso(self.asked_at), "decided_name": self.decided_name, "decided_at": iso(self.decided_at), "why_not": self.why_not,
        })  # fmt: skip


class DutyBoard(models.Model):
    """What screens show of the duty of one area now, as it was last told."""

    area = models.CharField(max_length=12, unique=True)
    holders = models.JSONField(default=list)
    missing = models.JSONField(default=dict)
    until = models.DateTimeField(null=True)
    missing_since = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True, help_text="when the unmanned place becomes an alarm")

    class Meta:
        verbose_name = verbose_name_plural = "当班"

    def __str__(self) -> str:
        return self.area

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> DutyBoardRow:
        return cast("DutyBoardRow", {
            "id": self.pk, "area": self.area, "holders": list(self.holders), "missing": dict(self.missing), "until": iso(self.until),
            "missing_since": iso(self.missing_since), "alarm_at": iso(self.alarm_at),
        })  # fmt: skip


from command.duty import records as records  # noqa: E402, PLC0414 – Django looks for an app's models here
