"""Who answers for which feed, what sensors said lately, which cameras stand together, which panels a wall shows."""

from __future__ import annotations

from django.db import models

from command.monitoring.rows import CameraGroupRow, PanelSetRow
from devices.feeds.models import Feed
from devices.terminals.models import Terminal
from dispatch.contacts.models import Person


class Department(models.Model):
    """One that sends data. Without a feed it says so: nothing comes from there."""

    area = models.CharField("区划", max_length=12, db_index=True)
    name = models.CharField("部门", max_length=40)
    order = models.PositiveSmallIntegerField("顺序", default=50)
    keeper = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="联系人",
        help_text="is called when its data stay away",
    )

    class Meta:
        verbose_name = verbose_name_plural = "数据部门"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="one_department_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        return f"area:{self.area}"


class DepartmentFeed(models.Model):
    """A feed belongs to one department."""

    feed = models.OneToOneField(Feed, on_delete=models.CASCADE, primary_key=True, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="feeds")


class SensorValue(models.Model):
    """The newest value of one quantity of a registered sensor."""

    terminal = models.ForeignKey(Terminal, on_delete=models.CASCADE, related_name="+")
    quantity = models.CharField(max_length=40)
    unit = models.CharField(max_length=20, blank=True)
    value = models.FloatField()
    at = models.DateTimeField(help_text="when it was measured")
    kept_at = models.DateTimeField(null=True, help_text="of the newest value that went into the past")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["terminal", "quantity"], name="one_value_per_quantity")]


class SensorPast(models.Model):
    """What it measured before, thinned by `monitoring.keep_every_s` and forgotten by `monitoring.keep_days`."""

    sensor = models.ForeignKey(SensorValue, on_delete=models.CASCADE, related_name="past")
    at = models.DateTimeField(db_index=True)
    value = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["sensor", "at"], name="sensor_past_at")]


class CameraGroup(models.Model):
    """Pictures that are looked at together, on a desk or as a wall's scene."""

    area = models.CharField("区划", max_length=12, db_index=True)
    name = models.CharField("名称", max_length=40)
    tiles = models.PositiveSmallIntegerField("格数", default=4)
    turn_s = models.PositiveSmallIntegerField("轮巡(秒)", default=0, help_text="0 = the rule monitoring.turn_s")
    drones = models.BooleanField("飞行中的无人机优先", default=True)
    streams = models.JSONField("视频源", default=list, help_text="numbers in the register of streams, in their order")

    class Meta:
        verbose_name = verbose_name_plural = "画面组"
        ordering = ["area", "id"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="one_camera_group_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> CameraGroupRow:
        return {
            "id": self.pk, "area": self.area, "name": self.name, "tiles": self.tiles, "turn_s": self.turn_s, "drones": self.drones,
            "streams": list(self.streams),
        }  # fmt: skip


class PanelSet(models.Model):
    """Which panels the wall's page of 实时监控 shows in an area, in their order."""

    area = models.CharField("区划", max_length=12, unique=True)
    panels = models.JSONField("面板", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "监控大屏面板"

    def __str__(self) -> str:
        return self.area

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> PanelSetRow:
        return {"id": self.pk, "area": self.area, "panels": list(self.panels)}
