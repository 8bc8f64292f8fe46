"""What could happen (risk units, in four colours) and what is wrong already (hazards, until a second person has seen that it is right)."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from command.dossiers.models import Dossier
from command.hazards.rows import HazardRow, RiskRow
from command.hazards.scoring import Urgency
from command.hazards.states import FOUND, OVER, REJECTED, STATES
from dispatch.contacts.models import Person
from realtime.clock import iso
from realtime.files.models import File

COLOURS = [("red", "重大"), ("orange", "较大"), ("yellow", "一般"), ("blue", "低")]


class Sector(models.Model):
    """行业领域: rows, as the bureau's safety committee divides them."""

    code = models.CharField("代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=40, unique=True)
    duty_unit = models.CharField("牵头单位", max_length=40, blank=True)
    key_sector = models.BooleanField("重点行业领域", default=False)
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "行业领域"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class RiskUnit(models.Model):
    name = models.CharField("风险点", max_length=80)
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, related_name="risk_units")
    area = models.CharField("区划", max_length=12, db_index=True)
    lon = models.FloatField("经度", help_text="WGS-84")
    lat = models.FloatField("纬度")
    likely = models.FloatField("可能性 L")
    exposed = models.FloatField("暴露频次 E")
    severe = models.FloatField("后果 C")
    colour = models.CharField("等级", max_length=6, choices=COLOURS)
    owner = models.CharField("责任单位", max_length=80)
    leader = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", help_text="领导包联: in charge of it, copied in"
    )
    measures = models.CharField("管控措施", max_length=500, blank=True)
    reviewed_on = models.DateField("评估日期")
    retired_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=80)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "风险点"
        ordering = ["area", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def danger(self) -> float:
        return self.likely * self.exposed * self.severe

    def row(self) -> RiskRow:
        return cast("RiskRow", {
            "id": self.pk, "name": self.name, "sector": self.sector_id, "dossier": self.dossier_id, "area": self.area, "lon": self.lon, "lat": self.lat,
            "likely": self.likely, "exposed": self.exposed, "severe": self.severe, "danger": round(self.danger, 1), "colour": self.colour,
            "owner": self.owner, "leader": self.leader_id, "measures": self.measures, "reviewed_on": self.reviewed_on.isoformat(),
        })  # fmt: skip


class HazardQuerySet(models.QuerySet["Hazard"]):
    def real(self) -> HazardQuerySet:
        return self.filter(exercise_id=None)

    def within(self, prefix: str) -> HazardQuerySet:
        return self.filter(area__startswith=prefix)

    def found_between(self, since: datetime, until: datetime) -> HazardQuerySet:
        """`until` itself is left out; what was judged no hazard is none."""
        return self.filter(found_at__gte=since, found_at__lt=until).exclude(state=REJECTED)

    def unresolved(self) -> HazardQuerySet:
        """Nobody has seen yet that it is right."""
        return self.exclude(state__in=OVER)

    def in_order(self) -> list[Hazard]:
        """The first is put right first; what nobody has ranked comes before all: it is not known how bad it is."""
        return sorted(self, key=lambda one: (one.state != FOUND, one.urgency.weight(), one.due_at.timestamp() if one.due_at else 0, one.pk))


class Hazard(models.Model):
    number = models.CharField("编号", max_length=20, unique=True)
    client_key = models.CharField(
        max_length=64, unique=True, null=True, help_text="given by a phone without coverage: sent twice it is one"
    )
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(RiskUnit, on_delete=models.PROTECT, null=True, related_name="hazards")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, related_name="hazards")
    area = models.CharField("区划", max_length=12, db_index=True)
    place = models.CharField("地点", max_length=120)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    title = models.CharField("隐患", max_length=80)
    text = models.CharField("描述", max_length=500, blank=True)
    campaign = models.CharField("专项行动", max_length=40, blank=True)
    owner = models.CharField("责任单位", max_length=80, blank=True)
    owner_person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    major = models.BooleanField("重大隐患", default=False)
    reach = models.PositiveSmallIntegerField("影响范围", default=1, help_text="1 岗位 2 厂区 3 厂外")
    difficulty = models.PositiveSmallIntegerField("整改难度", default=1, help_text="1 立即 2 限期 3 需立项")
    people = models.PositiveIntegerField("受威胁人数", default=0)
    measures = models.CharField("整改前防范措施", max_length=300, blank=True)
    fix = models.CharField("整改情况", max_length=500, blank=True)
    cost_yuan = models.PositiveBigIntegerField("整改投入(元)", default=0)
    state = models.CharField("状态", max_length=10, choices=STATES, default=FOUND, db_index=True)
    supervised_by = models.CharField("挂牌督办单位", max_length=60, blank=True)
    found_by = models.CharField(max_length=80)
    found_by_name = models.CharField("发现人", max_length=60)
    found_at = models.DateTimeField("发现时间")
    due_at = models.DateTimeField("整改期限", null=True)
    overdue = models.BooleanField("逾期", default=False)
    fixed_by = models.CharField(max_length=80, blank=True)
    verified_by = models.CharField(max_length=80, blank=True)
    relapse_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="relapses")
    over_at = models.DateTimeField(null=True)
    pictures = models.PositiveSmallIntegerField(default=0)
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    objects = HazardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "隐患"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(verified_by="") | ~Q(verified_by=F("fixed_by")), name="nobody_verifies_their_own_repair")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def urgency(self) -> Urgency:
        return Urgency(self.major, self.reach, self.difficulty, self.people)

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> HazardRow:
        return cast("HazardRow", {
            "id": self.pk, "area": self.area, "number": self.number, "title": self.title, "place": self.place, "lon": self.lon, "lat": self.lat,
            "sector": self.sector_id, "unit": self.unit_id, "dossier": self.dossier_id, "campaign": self.campaign, "owner": self.owner,
            "major": self.major, "reach": self.reach, "difficulty": self.difficulty, "people": self.people, "state": self.state,
            "supervised": self.supervised_by, "found_at": iso(self.found_at), "due_at": iso(self.due_at), "overdue": self.overdue,
            "relapse_of": self.relapse_of_id, "pictures": self.pictures, "x": self.exercise_id,
        })  # fmt: skip


class Step(models.Model):
    """What was done, by whom, in whose words; never changed."""

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=10)
    text = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]


class Evidence(models.Model):
    """How it looked when it was found, and when it was right."""

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=6, choices=[("before", "整改前"), ("after", "整改后")])
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
