"""The area tree: GB/T 2260 six-digit codes, towns with nine, villages with twelve. Scope everywhere is a prefix of these codes."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Length

CITY, DISTRICT, TOWN, VILLAGE = 4, 6, 9, 12  # digits of a code


class AreaQuerySet(models.QuerySet["Area"]):
    def under(self, prefix: str) -> AreaQuerySet:
        return self.filter(code__startswith=prefix)

    def districts(self, city: str) -> AreaQuerySet:
        """Of a county-level city itself: its six digits are all it has."""
        return self.filter(code__regex=rf"^{city}\d{{{DISTRICT - len(city)}}}$")

    def districts_of_any(self) -> AreaQuerySet:
        return self.filter(code__regex=rf"^\d{{{DISTRICT}}}$")

    def to_towns(self) -> AreaQuerySet:
        """Without the villages: they are fifteen times as many, and few lists want them."""
        return self.annotate(digits=Length("code")).filter(digits__lte=TOWN)

    def towns_of_any(self) -> AreaQuerySet:
        return self.filter(code__regex=rf"^\d{{{TOWN}}}$")


class Area(models.Model):
    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    lon = models.FloatField(null=True, help_text="seat, degrees WGS-84")
    lat = models.FloatField(null=True)
    boundary = models.TextField(blank=True, help_text="GeoJSON geometry, WGS-84")

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = "行政区划"

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> str:
        return {2: "province", CITY: "city", DISTRICT: "district", TOWN: "town"}.get(len(self.code), "village")
