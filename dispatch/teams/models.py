"""Units: what can be assigned. Each is one-to-one with a subject, which has the position."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.db import models

from devices.terminals.models import Subject
from dispatch.teams.rows import UnitRow


class UnitQuerySet(models.QuerySet["Unit"]):
    def under(self, prefix: str) -> UnitQuerySet:
        return self.filter(area__startswith=prefix)


class Unit(models.Model):
    """A rescue team. Availability is derived: readiness here, open assignments in orders, loss of contact by the screen."""

    INDUSTRY, GRASSROOTS, VOLUNTEER = "industry", "grassroots", "volunteer"
    READY, RESTING, OFF = "ready", "resting", "off"

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, primary_key=True, related_name="unit")
    code = models.CharField("编号", max_length=20, unique=True)
    name = models.CharField("名称", max_length=80)
    category = models.CharField(
        "类别", max_length=12, choices=[(INDUSTRY, "行业队伍"), (GRASSROOTS, "基层队伍"), (VOLUNTEER, "社会救援力量")]
    )
    domains = models.JSONField("六域", default=list, help_text="sea, land, inland_water, mountain, high_rise, air")
    headcount = models.PositiveIntegerField("人数")
    area = models.CharField("所属区划", max_length=12, db_index=True)
    lon = models.FloatField("驻地经度")
    lat = models.FloatField("驻地纬度")
    readiness = models.CharField("战备", max_length=8, choices=[(READY, "备勤"), (RESTING, "休整"), (OFF, "停勤")], default=READY)
    radio_channel = models.CharField("信道", max_length=40, blank=True)
    exercise_id = models.BigIntegerField(null=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "救援队伍"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self, incident: int | None = None) -> UnitRow:
        """What the screens' table `units` holds; `incident` is the one that holds the unit now, known to its home district too."""
        return cast("UnitRow", {
            "id": self.pk, "subject": self.pk, "code": self.code, "name": self.name, "category": self.category, "domains": self.domains,
            "headcount": self.headcount, "area": self.area, "readiness": self.readiness, "lon": self.lon, "lat": self.lat, "incident": incident,
        })  # fmt: skip


class Member(models.Model):
    """A person of a unit. Whoever has an account gets the unit's orders; the commander's answer speaks for the unit."""

    COMMANDER, DEPUTY, MEMBER = "commander", "deputy", "member"
    RANK = {COMMANDER: 0, DEPUTY: 1, MEMBER: 2}

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("职务", max_length=10, choices=[(COMMANDER, "队长"), (DEPUTY, "副队长"), (MEMBER, "队员")])

    class Meta:
        verbose_name = verbose_name_plural = "队员"
        constraints = [models.UniqueConstraint(fields=["unit", "user"], name="member_once_per_unit")]
