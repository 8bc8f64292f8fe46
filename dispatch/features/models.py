"""The map's one table: everything that stands on the ground and is not a force – depots, shelters, hazards, gauges, cameras."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Now

from dispatch.features.importing.models import FeatureExport, FeatureSheet
from dispatch.features.rows import LayerRow
from realtime.clock import iso

__all__ = ["Feature", "FeatureEdit", "FeatureExport", "FeatureSheet", "LayerState"]


class Feature(models.Model):
    """One object of one layer. What a layer is called and which attributes it has is in `catalogue.py`; domain tables (Depot, Post …) are one-to-one with a row here."""

    layer = models.CharField("图层", max_length=24)
    code = models.CharField("编号", max_length=64, blank=True, help_text="the source's own number; unique in its layer when given")
    name = models.CharField("名称", max_length=120)
    initials = models.CharField(max_length=240, blank=True, help_text="pinyin initials and full pinyin for the search, made from the name")
    area = models.CharField("区划", max_length=12)
    lon = models.FloatField("经度", help_text="WGS-84; a shape's representative point")
    lat = models.FloatField("纬度")
    shape = models.JSONField(null=True, blank=True, help_text="GeoJSON geometry, WGS-84; null = the point alone")
    attributes = models.JSONField(default=dict, blank=True)
    source = models.CharField("来源", max_length=60, blank=True)
    datum_in = models.CharField("原坐标系", max_length=10, default="wgs84")
    observed_at = models.DateTimeField(
        "数据时间", null=True, blank=True, help_text="when what the attributes say was true; null = does not age"
    )
    active = models.BooleanField("启用", default=True)
    changed_at = models.DateTimeField(db_default=Now())
    exercise_id = models.BigIntegerField(null=True, blank=True, help_text="null = real")
    since = models.DateTimeField(db_default=Now(), editable=False, help_text="so it has been shown since then; kept by the database (0009)")
    # `box` is a native PostgreSQL box kept by the database itself (migration 0001), searched by GiST; Django never writes it.

    class Meta:
        verbose_name = verbose_name_plural = "地图要素"
        indexes = [models.Index(fields=["layer", "area"], name="feature_layer_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["layer", "code", "exercise_id"],
                condition=~models.Q(code=""),
                nulls_distinct=False,
                name="one_feature_per_layer_and_code",
            )
        ]

    def __str__(self) -> str:
        return f"{self.layer} {self.name}"

    def facts(self) -> dict[str, Any]:
        """What a person may change, as it is now: kept of what was changed or removed."""
        observed = iso(self.observed_at)
        return {
            "name": self.name, "code": self.code, "area": self.area, "lon": self.lon, "lat": self.lat, "shape": self.shape,
            "attributes": self.attributes, "source": self.source, "observed_at": observed, "active": self.active,
        }  # fmt: skip


class FeaturePast(models.Model):
    """What an object was from `since` to `until`: written by the database itself (0009), so that no import and no feed can forget it."""

    feature_id = models.BigIntegerField()
    layer = models.CharField(max_length=24)
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    area = models.CharField(max_length=12)
    lon = models.FloatField()
    lat = models.FloatField()
    shape = models.JSONField(null=True)
    attributes = models.JSONField()
    source = models.CharField(max_length=60)
    observed_at = models.DateTimeField(null=True)
    exercise_id = models.BigIntegerField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(db_index=True)


class FeatureThen(models.Model):
    """Both as one view, `features_then`: every object with the span in which it was so. Its id is the object's."""

    layer = models.CharField(max_length=24)
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    area = models.CharField(max_length=12)
    lon = models.FloatField()
    lat = models.FloatField()
    shape = models.JSONField(null=True)
    attributes = models.JSONField()
    source = models.CharField(max_length=60)
    observed_at = models.DateTimeField(null=True)
    active = models.BooleanField()
    exercise_id = models.BigIntegerField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "features_then"


class FeatureEdit(models.Model):
    """What one object was before somebody changed or removed it. Bulk imports keep their file instead."""

    feature_id = models.BigIntegerField(db_index=True, help_text="no foreign key: it outlives what was removed")
    layer = models.CharField(max_length=24)
    area = models.CharField(max_length=12)
    before = models.JSONField(null=True, help_text="null = added")
    after = models.JSONField(null=True, help_text="null = removed")
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]


class LayerState(models.Model):
    """How many objects one area has of one layer, and when one of them last changed: what screens hold instead of the objects themselves."""

    area = models.CharField(max_length=12)
    layer = models.CharField(max_length=24)
    count = models.IntegerField(default=0)
    changed_at = models.DateTimeField(db_default=Now())
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "layer", "exercise_id"], nulls_distinct=False, name="one_state_per_area_layer")
        ]

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> LayerRow:
        """What the screens' table `layers` holds."""
        return {
            "id": self.pk, "area": self.area, "layer": self.layer, "count": self.count,
            "changed_at": iso(self.changed_at) or "", "x": self.exercise_id,
        }  # fmt: skip


class LayerChoice(models.Model):
    """Which layers one person's map shows, wherever they sign in."""

    user_id = models.BigIntegerField(primary_key=True)
    layers = models.JSONField(default=list)
    filters = models.JSONField(default=list)
    at = models.DateTimeField(db_default=Now())
