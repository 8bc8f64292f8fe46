"""What officers draw on the one map: symbols, lines, areas with arithmetic, each with its author, its lock and every state it ever had."""

from __future__ import annotations

from typing import Any, cast

from django.db import models
from django.db.models.functions import Now

from dispatch.incidents.models import Incident
from dispatch.plots.catalogue import KINDS, LAYERS
from dispatch.plots.rows import PlotRevisionRow, PlotRow, PlotState
from realtime.clock import iso

STATE = ("name", "text", "layer", "shape", "style", "figures")  # the fields that a revision keeps


class Plot(models.Model):
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="plots")
    area = models.CharField("区划", max_length=12, db_index=True)
    kind = models.CharField("种类", max_length=12, choices=list(KINDS.items()))
    symbol = models.CharField("符号", max_length=24, blank=True, help_text="a code of catalogue.SYMBOLS")
    sign = models.CharField("官方代码", max_length=32, blank=True, help_text="of a symbol the bureau loaded; kept when that is taken away")
    layer = models.CharField("标绘图层", max_length=12, choices=list(LAYERS.items()))
    name = models.CharField("名称", max_length=60)
    text = models.CharField("说明", max_length=200, blank=True)
    shape = models.JSONField(help_text="GeoJSON geometry, WGS-84")
    style = models.JSONField(default=dict)
    figures = models.JSONField(default=dict, help_text="numbers of the shape, and of what it was made from")
    revision = models.PositiveIntegerField(default=1)
    by = models.CharField(max_length=80)
    by_name = models.CharField("作者", max_length=60)
    at = models.DateTimeField(db_default=Now())
    changed_by_name = models.CharField(max_length=60)
    changed_at = models.DateTimeField(db_default=Now())
    locked_by = models.CharField(max_length=80, blank=True)
    locked_name = models.CharField(max_length=60, blank=True)
    locked_until = models.DateTimeField(null=True, help_text="a lease: whoever goes home without saving holds nothing up")
    ended_at = models.DateTimeField(null=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "态势标绘"

    def __str__(self) -> str:
        return self.name

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> PlotRow:
        """What the screens' table `plots` holds. The lease's end is not in it: the clerk ends it, and says so."""
        return cast("PlotRow", {
            "id": self.pk, "incident": self.incident_id, "area": self.area, "kind": self.kind, "symbol": self.symbol or None, "sign": self.sign or None, "layer": self.layer,
            "name": self.name, "text": self.text, "shape": self.shape, "style": self.style, "figures": self.figures, "revision": self.revision,
            "by": self.by, "by_name": self.by_name, "at": iso(self.at), "changed_by_name": self.changed_by_name, "changed_at": iso(self.changed_at),
            "locked_by": self.locked_by or None, "locked_name": self.locked_name or None, "x": self.exercise_id,
        })  # fmt: skip

    def state(self) -> PlotState:
        return cast("PlotState", {field: getattr(self, field) for field in STATE})


class PlotSign(models.Model):
    """One symbol of the bureau's own set: the official code, its picture, what class of thing it is. Loaded by people who hold the standard."""

    code = models.CharField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=60)
    category = models.CharField("类别", max_length=12)
    media = models.CharField(max_length=20)
    picture = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    active = models.BooleanField("启用", default=True, help_text="taken away: no longer in the palette; plots keep code and picture")
    by = models.CharField(max_length=80)
    by_name = models.CharField("载入人", max_length=60)
    at = models.DateTimeField("载入时间", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "标绘符号"
        ordering = ["category", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Revision(models.Model):
    """One change of a plot. Where the fire front stood at which hour is asked afterwards; undo takes the last one back."""

    VERBS = [("draw", "绘制"), ("change", "修改"), ("remove", "撤下"), ("undo", "撤销"), ("wind", "随风向重算")]

    plot = models.ForeignKey(Plot, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=8, choices=VERBS)
    before = models.JSONField(null=True, help_text="null = it was not on the map")
    after = models.JSONField(null=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plot", "number"], name="one_plot_revision_per_number")]

    def row(self) -> PlotRevisionRow:
        return cast("PlotRevisionRow", {
            "revision": self.number, "verb": self.verb, "at": iso(self.at), "by": self.by, "by_name": self.by_name, "state": self.after,
        })  # fmt: skip


def state_of(value: Any) -> PlotState | None:
    return cast("PlotState | None", value)
