"""特殊群体: who cannot leave alone, who fetches them, by which way, to where. One household, one escort; one village, one register."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dispatch.contacts.models import Person
from dispatch.features.models import Feature

KINDS = [
    ("alone", "独居老人"), ("disabled", "残疾人"), ("patient", "重病患者"), ("pregnant", "孕产妇"), ("infant", "婴幼儿"), ("minor", "留守儿童"), ("other", "其他"),
]  # fmt: skip
CARRIED = [("walks", "可步行"), ("wheelchair", "轮椅"), ("stretcher", "担架"), ("ambulance", "救护车")]


class VulnerableQuerySet(models.QuerySet["Vulnerable"]):
    def current(self) -> VulnerableQuerySet:
        return self.filter(active=True)

    def within(self, areas: list[str]) -> VulnerableQuerySet:
        """Of these towns and villages; a code holds all that begin with it."""
        wanted = Q(pk__in=())
        for code in areas:
            wanted |= Q(area__startswith=code)
        return self.filter(wanted)

    def unready(self) -> VulnerableQuerySet:
        """Without a named escort, a way or a shelter: to be settled before the season."""
        return self.filter(Q(escort=None) | Q(route="") | Q(shelter=None))


class Vulnerable(models.Model):
    name = models.CharField("姓名", max_length=40)
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    area = models.CharField("区划", max_length=12, db_index=True, help_text="village, else town")
    address = models.CharField("住址", max_length=120, blank=True)
    lon = models.FloatField("经度", null=True, help_text="WGS-84")
    lat = models.FloatField("纬度", null=True)
    household = models.CharField("户主", max_length=40, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    carried = models.CharField("行动能力", max_length=10, choices=CARRIED, default="walks")
    escort = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="护送责任人")
    route = models.CharField("转移路线", max_length=200, blank=True)
    shelter = models.ForeignKey(Feature, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="安置点")
    health = models.TextField(
        blank=True, editable=False, help_text="sealed; read with a reason by who may, forgotten when nobody looked it over for long"
    )
    reviewed_on = models.DateField("核对日期", default=date.today)
    active = models.BooleanField("在册", default=True)
    entered_at = models.DateTimeField(db_default=Now())

    objects = VulnerableQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "特殊群体"
        ordering = ["area", "name"]
        constraints = [models.UniqueConstraint(fields=["area", "name", "address"], name="one_person_once_in_the_register")]

    def __str__(self) -> str:
        return self.name

    @property
    def lacks(self) -> list[str]:
        """Which of the four is not settled."""
        return [what for what, there in (("escort", self.escort_id), ("route", self.route), ("shelter", self.shelter_id)) if not there]

    def facts(self) -> dict[str, Any]:
        """Without the sealed field: who changed it is told, what it said is not."""
        return {
            "name": self.name, "kind": self.kind, "area": self.area, "address": self.address, "household": self.household, "carried": self.carried,
            "escort": self.escort_id, "route": self.route, "shelter": self.shelter_id, "active": self.active,
        }  # fmt: skip
