"""What came in and what went out: the uploaded file as it was read, and who took a layer out of the house."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class FeatureSheet(models.Model):
    """An uploaded file as it was read, waiting for somebody to say yes. It stays as the record of what was imported."""

    layer = models.CharField("图层", max_length=24)
    name = models.CharField("文件名", max_length=120)
    datum = models.CharField(max_length=8, default="wgs84")
    area = models.CharField(max_length=12, help_text="rows outside it are refused")
    titles = models.JSONField(help_text="columns in the order of the file")
    mapping = models.JSONField(help_text="title → field; those without a field are not taken")
    rows = models.JSONField(help_text="as read: [number, {title: text}, GeoJSON geometry or null]")
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "图层导入"

    @property
    def stream(self) -> str:
        """What came in is on the city's record; no screen follows it."""
        return f"exchange:{settings.CITY}"


class FeatureExport(models.Model):
    """Somebody took objects out of the house: which, as what, and why."""

    layers = models.JSONField("图层")
    area = models.CharField("区划", max_length=12)
    q = models.CharField("查找", max_length=60, blank=True)
    filters = models.JSONField("筛选", default=list)
    format = models.CharField(max_length=8)
    datum = models.CharField(max_length=8)
    phones = models.BooleanField("含完整电话", default=False)
    reason = models.CharField("事由", max_length=200, blank=True)
    count = models.IntegerField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "图层导出"

    @property
    def stream(self) -> str:
        return f"exchange:{settings.CITY}"
