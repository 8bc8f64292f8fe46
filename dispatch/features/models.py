"""The map's one table: everything that stands on the ground and is not a force – depots, shelters, hazards, gauges, cameras."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


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
