"""A wall: one token, one canvas of one or more browsers, and what it was told to show."""

from __future__ import annotations

from typing import Any, cast

from django.db import models
from django.db.models.functions import Now

from command.wall.rows import SavedSceneRow, WallRow
from realtime.accounts.models import Token
from realtime.clock import iso

NEW, ONLINE, SILENT = "new", "online", "silent"


def _daily() -> dict[str, Any]:
    from command.wall.scene import DAILY

    return dict(DAILY)


class WallQuerySet(models.QuerySet["Wall"]):
    def under(self, prefix: str) -> WallQuerySet:
        return self.filter(area__startswith=prefix)

    def in_use(self) -> WallQuerySet:
        return self.filter(token__revoked_at=None)


class Wall(models.Model):
    token = models.OneToOneField(Token, on_delete=models.PROTECT, related_name="wall")
    name = models.CharField("名称", max_length=60)
    area = models.CharField("辖区代码", max_length=12, db_index=True)
    columns = models.PositiveSmallIntegerField("横向屏数", default=1)
    rows = models.PositiveSmallIntegerField("纵向屏数", default=1)
    width = models.PositiveIntegerField("总宽(像素)", default=0, help_text="0:随浏览器窗口")
    height = models.PositiveIntegerField("总高(像素)", default=0)
    seam_px = models.PositiveSmallIntegerField("拼缝(像素)", default=0)
    scene = models.JSONField("画面", default=_daily)
    rotation = models.JSONField("轮播", default=list)
    version = models.PositiveIntegerField(default=1)
    until = models.DateTimeField("保持到", null=True)
    set_by = models.CharField(max_length=80, blank=True)
    set_name = models.CharField("切换人", max_length=60, blank=True)
    set_at = models.DateTimeField(null=True)
    shown = models.PositiveIntegerField(default=0)
    shown_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=6, default=NEW, choices=[(NEW, "未打开"), (ONLINE, "在线"), (SILENT, "无应答")])
    created_at = models.DateTimeField(db_default=Now())
    visit = models.BooleanField("参观模式", default=False, help_text="names, numbers and free words are covered while strangers look on")
    exercise_id = models.BigIntegerField(null=True)

    objects = WallQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "大屏"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> WallRow:
        return cast("WallRow", {
            "id": self.pk, "area": self.area, "token": self.token_id, "name": self.name,
            "canvas": {"columns": self.columns, "rows": self.rows, "width": self.width, "height": self.height, "seam_px": self.seam_px},
            "scene": self.scene, "rotation": self.rotation, "version": self.version, "until": iso(self.until), "set_name": self.set_name,
            "set_at": iso(self.set_at), "shown": self.shown, "shown_at": iso(self.shown_at), "state": self.state, "visit": self.visit, "x": self.exercise_id,
        })  # fmt: skip


class SavedScene(models.Model):
    """A scene or a rotation with a name, for the next night."""

    name = models.CharField("名称", max_length=40)
    area = models.CharField("区划", max_length=12, db_index=True)
    scene = models.JSONField("画面")
    rotation = models.JSONField("轮播", default=list)
    saved_by = models.CharField(max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "大屏场景"
        ordering = ["area", "name"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="one_scene_per_name")]

    def __str__(self) -> str:
        return self.name

    def row(self) -> SavedSceneRow:
        return cast("SavedSceneRow", {"id": self.pk, "area": self.area, "name": self.name, "scene": self.scene, "rotation": self.rotation})
