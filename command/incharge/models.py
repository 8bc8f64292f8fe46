"""领导包联: which leader is in charge of an area, an enterprise or a risk unit, for which term; and whom an incident there was copied to."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from command.dossiers.models import Dossier
from command.hazards.models import RiskUnit
from command.incharge.rows import ChargeRow, LeaderNoticeRow
from command.reports.offices import area_name
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident
from realtime.clock import iso


class ChargeQuerySet(models.QuerySet["Charge"]):
    def on(self, day: date) -> ChargeQuerySet:
        """In force on this day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day, ended_at=None)

    def within(self, scopes: list[str]) -> ChargeQuerySet:
        wanted = Q(pk__in=())
        for scope in scopes:
            wanted |= Q(area__startswith=scope)
        return self.filter(wanted)


class Charge(models.Model):
    """`area` is the ground where neither an enterprise nor a risk unit is named; with one of them it says where that lies."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="charges")
    area = models.CharField("区划", max_length=12, db_index=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, related_name="charges")
    unit = models.ForeignKey(RiskUnit, on_delete=models.PROTECT, null=True, related_name="charges")
    duty = models.CharField("包联内容", max_length=200, blank=True)
    source = models.CharField("文号", max_length=120, blank=True)
    since = models.DateField("起")
    until = models.DateField("止", null=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField("登记人", max_length=60)
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "领导包联"
        ordering = ["area", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(dossier=None) | Q(unit=None), name="a_charge_has_one_ground"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="a_charge_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["person", "area", "dossier", "unit"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="a_charge_is_given_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.ground}"

    @property
    def kind(self) -> str:
        return "dossier" if self.dossier_id else "risk" if self.unit_id else "area"

    @property
    def ground(self) -> str:
        """Its name, as an incident says it: the plant, the unit, the area."""
        return self.dossier.name if self.dossier else self.unit.name if self.unit else area_name(self.area)

    def row(self) -> ChargeRow:
        return cast("ChargeRow", {
            "id": self.pk, "kind": self.kind, "area": self.area, "dossier": self.dossier_id, "unit": self.unit_id, "ground": self.ground,
            "person": self.person_id, "name": self.person.name, "org": self.person.org, "title": self.person.title, "account": self.person.user_id is not None,
            "duty": self.duty, "source": self.source, "since": self.since.isoformat(), "until": self.until.isoformat() if self.until else None,
        })  # fmt: skip


class LeaderNotice(models.Model):
    """An incident in a leader's ground was put before them; read when they say so."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="leader_notices")
    area = models.CharField(max_length=12, db_index=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField("包联对象", max_length=120)
    told_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "包联抄告"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["incident", "person"], name="a_leader_is_told_once_of_an_incident")]

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", f"incident:{self.incident_id}"]

    def row(self) -> LeaderNoticeRow:
        return cast("LeaderNoticeRow", {
            "id": self.pk, "area": self.area, "incident": self.incident_id, "person": self.person_id, "name": self.person.name, "org": self.person.org,
            "title": self.person.title, "ground": self.ground, "told_at": iso(self.told_at), "read_at": iso(self.read_at), "x": self.exercise_id,
        })  # fmt: skip
