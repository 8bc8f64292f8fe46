"""Thresholds and deadlines as rows with a source and a date, never constants in code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Rule(models.Model):
    """One value. The finest area that has the newest valid row wins, so that a district may override the city."""

    name = models.CharField(max_length=80)
    area = models.CharField(max_length=12)
    value = models.JSONField()
    unit = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=200, help_text="出处")
    valid_from = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "规则"
        constraints = [models.UniqueConstraint(fields=["name", "area", "valid_from"], name="one_rule_at_a_time")]

    def __str__(self) -> str:
        return f"{self.name} = {self.value} {self.unit} ({self.area})"


class UnknownRule(LookupError):
    """No row of that name: the seed was not loaded."""


def rule(name: str, area: str | None = None) -> Any:
    """The value in force now for this area (default: the city)."""
    area = area or settings.CITY
    above = [area[:length] for length in range(1, len(area) + 1)]
    row = Rule.objects.filter(name=name, area__in=above, valid_from__lte=Now()).order_by("-area", "-valid_from").first()
    if row is None:
        raise UnknownRule(f"rule {name!r} has no row for area {area}")
    return row.value


def rules_under(prefix: str, area: str | None = None) -> dict[str, Any]:
    """Every rule `<prefix>…` in force for this area, in one read: for work that needs many of them at once."""
    area = area or settings.CITY
    above = [area[:length] for length in range(1, len(area) + 1)]
    rows = Rule.objects.filter(name__startswith=prefix, area__in=above, valid_from__lte=Now()).order_by("area", "valid_from")
    return {row.name: row.value for row in rows}  # ordered so that the finest and newest comes last
