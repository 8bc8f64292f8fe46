"""社会应急力量: who applied, what was said of it in each step, and the team it became. Before that there is no team: nothing can propose or call it."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from command.volunteers.rows import VolunteerRow
from command.volunteers.states import STATES, SUBMITTED
from dispatch.supplies.balances import today
from dispatch.teams.capabilities import CAPABILITIES
from dispatch.teams.models import Unit
from realtime.clock import iso
from realtime.files.models import File


class Application(models.Model):
    """登记. Personal data: a leader and those who agreed to be called; purged when it came to nothing."""

    code = models.CharField(
        "查询码", max_length=12, unique=True, help_text="the applicant's own; whoever has it sees the state, nothing else"
    )
    name = models.CharField("队伍名称", max_length=80)
    licence = models.CharField("登记证号", max_length=40, blank=True)
    kind = models.CharField("专业", max_length=16, choices=list(CAPABILITIES.items()))
    domains = models.JSONField("六域", default=list)
    area = models.CharField("区划", max_length=12, db_index=True)
    place = models.CharField("驻地", max_length=120)
    lon = models.FloatField()
    lat = models.FloatField()
    headcount = models.PositiveIntegerField("人数")
    equipment = models.JSONField("装备", default=dict)
    skills = models.JSONField("技能", default=list)
    statement = models.CharField("简介", max_length=500, blank=True)
    agreed_at = models.DateTimeField("同意告知书", null=True)
    state = models.CharField("状态", max_length=10, choices=STATES, default=SUBMITTED)
    vetted_by = models.CharField(max_length=80, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, null=True, related_name="application")
    review_on = models.DateField("年审到期", null=True)
    review_told = models.BooleanField(default=False)
    why = models.CharField("原因", max_length=300, blank=True, help_text="of being refused, suspended or gone: the applicant reads it")
    sender = models.CharField(
        max_length=64, blank=True, help_text="keyed digest of the network address, for the hourly limit; forgotten with the step after"
    )
    purged_at = models.DateTimeField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "社会力量登记"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(approved_by="") | ~Q(approved_by=F("vetted_by")), name="two_people_take_a_team_in"),
            models.CheckConstraint(condition=Q(unit=None) | ~Q(approved_by=""), name="no_team_before_approval"),
        ]

    def __str__(self) -> str:
        return self.name

    def row(self) -> VolunteerRow:
        return cast("VolunteerRow", {
            "id": self.pk, "name": self.name, "kind": self.kind, "kind_name": CAPABILITIES.get(self.kind, self.kind), "area": self.area,
            "headcount": self.headcount, "state": self.state, "state_name": self.get_state_display(), "unit": self.unit_id,
            "review_on": self.review_on.isoformat() if self.review_on else None, "review_days": (self.review_on - today()).days if self.review_on else None,
            "why": self.why, "at": iso(self.at),
        })  # fmt: skip


class Core(models.Model):
    """骨干: a name, a number, whether this person agreed to be called. Gone when the application came to nothing."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="core")
    name = models.CharField("姓名", max_length=20)
    phone = models.CharField("电话", max_length=20)
    leader = models.BooleanField("负责人", default=False)
    consents = models.BooleanField("同意被调用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "骨干"
        ordering = ["-leader", "id"]
        constraints = [models.UniqueConstraint(fields=["application"], condition=Q(leader=True), name="one_leader_of_an_application")]


class Paper(models.Model):
    """A certificate or a list that came with it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="papers")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")


class Step(models.Model):
    """Who did what with it and in which words."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=12)
    words = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
