"""Forest fire: how high the danger is where and when, what each level demands, and the points and rounds that keep fire out of the woods."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from command.duty.models import SpecialPeriod
from command.forest.rows import DemandRow, FireBoardRow, FireDangerRow, FirePointRow, PointKindRow
from devices.terminals.models import Subject
from realtime.clock import iso

LEVELS = [(1, "一级 低"), (2, "二级 较低"), (3, "三级 较高"), (4, "四级 高"), (5, "五级 极高")]
SURE_LEVEL = Q(level__gte=1, level__lte=5)


class FireDanger(models.Model):
    """The danger of one area on one day, as somebody or a feed said last; what was said before is in the log."""

    area = models.CharField("区划", max_length=12, db_index=True)
    day = models.DateField("日期")
    level = models.SmallIntegerField("火险等级", choices=LEVELS)
    source = models.CharField("来源", max_length=60)
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "森林火险等级"
        ordering = ["-day", "area"]
        constraints = [
            models.UniqueConstraint(fields=["area", "day", "exercise_id"], nulls_distinct=False, name="one_danger_per_area_and_day"),
            models.CheckConstraint(condition=SURE_LEVEL, name="danger_is_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.day}: {self.level}"

    def row(self) -> FireDangerRow:
        return cast("FireDangerRow", {
            "id": self.pk, "area": self.area, "day": self.day.isoformat(), "level": self.level, "source": self.source, "note": self.note,
            "at": iso(self.at), "x": self.exercise_id,
        })  # fmt: skip


class DangerDemand(models.Model):
    """What a level asks for. Of several rows for a level the one of the nearest area holds, and of these the newest."""

    level = models.SmallIntegerField("火险等级", choices=LEVELS)
    area = models.CharField("区划前缀", max_length=12, blank=True, help_text="blank = everywhere")
    patrol_h = models.FloatField("巡护间隔(小时)", default=0, help_text="each point at least once in so many hours; 0 = no fixed round")
    watch = models.JSONField("值班要求", default=dict, blank=True, help_text="role → number, beside the usual duty")
    teams = models.PositiveSmallIntegerField("靠前驻防(队)", default=0, help_text="teams that stand forward in each district")
    text = models.CharField("管控要求", max_length=200, blank=True)
    source = models.CharField("出处", max_length=200)
    valid_from = models.DateTimeField("生效", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "火险等级要求"
        ordering = ["level", "area"]
        constraints = [
            models.UniqueConstraint(fields=["level", "area", "valid_from"], name="one_demand_at_a_time"),
            models.CheckConstraint(condition=SURE_LEVEL, name="demand_is_of_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.area}"

    def row(self) -> DemandRow:
        return cast("DemandRow", {
            "id": self.pk, "level": self.level, "area": self.area, "patrol_h": self.patrol_h, "watch": dict(self.watch), "teams": self.teams,
            "text": self.text, "source": self.source, "valid_from": iso(self.valid_from),
        })  # fmt: skip


class PeriodFloor(models.Model):
    """What one special period of the duty's calendar says otherwise than the rule does for its kind; 0 = it does not concern the woods."""

    period = models.OneToOneField(SpecialPeriod, on_delete=models.CASCADE, related_name="fire_floor")
    level = models.SmallIntegerField("不低于", choices=[(0, "不涉及"), *LEVELS])

    class Meta:
        verbose_name = verbose_name_plural = "特别防护期要求"
        constraints = [models.CheckConstraint(condition=Q(level__gte=0, level__lte=5), name="floor_is_none_to_five")]

    def __str__(self) -> str:
        return f"{self.period.name} ≥ {self.level}"


class FireBoard(models.Model):
    """What screens show of one district today: danger, period, what both demand, and how much of it stands. Told when it changes."""

    area = models.CharField(max_length=12)
    day = models.DateField()
    danger = models.SmallIntegerField("今日火险", default=0, help_text="0 = nobody said")
    danger_source = models.CharField(max_length=60, blank=True)
    danger_at = models.DateTimeField(null=True)
    level = models.SmallIntegerField("按此等级要求", default=0)
    periods = models.JSONField(default=list)
    patrol_h = models.FloatField(default=0)
    watch = models.JSONField(default=dict)
    teams = models.PositiveSmallIntegerField(default=0)
    standing = models.PositiveSmallIntegerField(default=0, help_text="teams standing forward")
    text = models.CharField(max_length=200, blank=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "防火态势"
        constraints = [models.UniqueConstraint(fields=["area", "exercise_id"], nulls_distinct=False, name="one_fire_board_per_area")]

    def __str__(self) -> str:
        return self.area

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> FireBoardRow:
        return cast("FireBoardRow", {
            "id": self.pk, "area": self.area, "day": self.day.isoformat(), "danger": self.danger, "danger_source": self.danger_source,
            "danger_at": iso(self.danger_at), "level": self.level, "periods": list(self.periods), "patrol_h": self.patrol_h,
            "watch": dict(self.watch), "teams": self.teams, "standing": self.standing, "text": self.text, "x": self.exercise_id,
        })  # fmt: skip


class PointKind(models.Model):
    """五头一口: which places are watched. Rows, since every place counts its own five heads."""

    code = models.CharField("代码", primary_key=True, max_length=20)
    name = models.CharField("名称", max_length=20)
    mark = models.CharField("标记", max_length=2, help_text="one character, read on the map")
    order = models.SmallIntegerField(default=0)
    active = models.BooleanField("启用", default=True)
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "防火点位类型"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name

    def row(self) -> PointKindRow:
        return {"code": self.code, "name": self.name, "mark": self.mark, "order": self.order, "active": self.active, "source": self.source}


class FirePointQuerySet(models.QuerySet["FirePoint"]):
    def current(self) -> FirePointQuerySet:
        return self.filter(active=True)


class FirePoint(models.Model):
    """A check-point or a place on rounds: who looked last, and whether it is overdue. When it is due follows from the district's board."""

    kind = models.ForeignKey(PointKind, on_delete=models.PROTECT, related_name="points")
    name = models.CharField("名称", max_length=60)
    area = models.CharField("区划", max_length=12, db_index=True, help_text="district")
    town = models.CharField("镇街", max_length=12, blank=True)
    lon = models.FloatField("经度", help_text="WGS-84")
    lat = models.FloatField("纬度")
    radius_m = models.PositiveIntegerField("签到半径(米)", null=True, help_text="null = as the rule says")
    every_h = models.FloatField("巡护间隔(小时)", null=True, help_text="its own, where shorter than the level's")
    keeper = models.CharField("责任人", max_length=40, blank=True)
    last_at = models.DateTimeField("最近签到", null=True)
    last_by = models.CharField(max_length=60, blank=True)
    overdue = models.BooleanField("逾期", default=False)
    active = models.BooleanField("启用", default=True)
    made_at = models.DateTimeField(db_default=Now())

    objects = FirePointQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "防火点位"
        ordering = ["area", "name"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], condition=Q(active=True), name="one_fire_point_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> FirePointRow:
        return cast("FirePointRow", {
            "id": self.pk, "area": self.area, "town": self.town, "kind": self.kind_id, "name": self.name, "lon": self.lon, "lat": self.lat,
            "radius_m": self.radius_m, "every_h": self.every_h, "keeper": self.keeper, "last_at": iso(self.last_at), "last_by": self.last_by,
            "overdue": self.overdue,
        })  # fmt: skip


PHONE, TERMINAL, VOICE = "phone", "terminal", "voice"
HOWS = [(PHONE, "手机定位"), (TERMINAL, "终端定位"), (VOICE, "语音代报")]


class CheckIn(models.Model):
    """Somebody stood at the point; by voice, somebody said so to somebody who wrote it down."""

    point = models.ForeignKey(FirePoint, on_delete=models.PROTECT, related_name="checks")
    patrol_id = models.BigIntegerField(null=True)
    how = models.CharField("方式", max_length=8, choices=HOWS)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    metres = models.PositiveIntegerField("距点位", null=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField("情况", max_length=200, blank=True)
    late = models.BooleanField("逾期后", default=False)
    by = models.CharField(max_length=80)
    by_name = models.CharField("签到人", max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "巡护签到"
        ordering = ["-id"]
        indexes = [models.Index(fields=["point", "-at"], name="check_in_of_point")]


from command.forest import records as records  # noqa: E402, PLC0414 – Django looks for an app's models here
