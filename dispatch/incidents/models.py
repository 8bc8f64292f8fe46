"""Incidents: what is being handled. One numbered, append-only timeline each (`incident:<id>` in the log); its words are in records.py."""

from __future__ import annotations

from functools import cache
from typing import cast

from django.db import models
from django.db.models.functions import Now

from dispatch.incidents.event_codes import level_of
from dispatch.incidents.rows import IncidentRow
from realtime.clock import iso

OPENED, RESPONDING, ON_SCENE, CONTROLLED = "opened", "responding", "on_scene", "controlled"
OUT, MOP_UP, GUARD, CLOSED = "out", "mop_up", "guard", "closed"
PHASES = [
    (OPENED, "已立案"), (RESPONDING, "出动中"), (ON_SCENE, "处置中"), (CONTROLLED, "已控制"), (OUT, "险情排除(明火扑灭)"), (MOP_UP, "清理"),
    (GUARD, "看守"), (CLOSED, "已结束"),
]  # fmt: skip
ACTIVATED = frozenset({OPENED, RESPONDING, ON_SCENE})  # 先期处置:before it leaves this, the "four ones" are settled
# Forward moves, and back to the scene when a fire rekindles; a fire and any other event take the same road.
# Closing and re-opening are actions of their own with their own conditions.
MOVES: dict[str, frozenset[str]] = {
    OPENED: frozenset({RESPONDING, ON_SCENE, CONTROLLED, OUT}),
    RESPONDING: frozenset({ON_SCENE, CONTROLLED, OUT}),
    ON_SCENE: frozenset({CONTROLLED, OUT}),
    CONTROLLED: frozenset({ON_SCENE, OUT}),
    OUT: frozenset({ON_SCENE, MOP_UP, GUARD}),
    MOP_UP: frozenset({ON_SCENE, GUARD}),
    GUARD: frozenset({ON_SCENE}),
    CLOSED: frozenset(),
}
GRADES = [(1, "Ⅰ级 特别重大"), (2, "Ⅱ级 重大"), (3, "Ⅲ级 较大"), (4, "Ⅳ级 一般")]
PROPOSED, GRADE_CONFIRMED = "proposed", "confirmed"


class EventType(models.Model):
    """GB/T 35561 style codes as data; another table may be loaded under another scheme, with parents of its own."""

    code = models.CharField(primary_key=True, max_length=8)
    name = models.CharField(max_length=40)
    scheme = models.CharField(max_length=20, default="gb35561")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")

    class Meta:
        verbose_name = verbose_name_plural = "事件类型"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> int:
        """1 class, 2 group, 3 type."""
        return level_of(self.code)


@cache
def _type_names() -> dict[str, str]:
    return dict(EventType.objects.values_list("code", "name"))


def type_name(code: str) -> str | None:
    """Event types change only with a restart; alarms and incidents spell them in every row."""
    if code and code not in _type_names():
        _type_names.cache_clear()
    return _type_names().get(code)


class GradeRule(models.Model):
    """One criterion: so much of a measure makes at least this grade. Of rows for the same measure and grade the longest type prefix wins."""

    type = models.CharField("类型前缀", max_length=8, help_text="12 = every accident, 12C = construction")
    area = models.CharField("区划前缀", max_length=12, blank=True, help_text="blank = everywhere")
    measure = models.CharField("指标", max_length=32)
    grade = models.SmallIntegerField("等级", choices=GRADES)
    at_least = models.FloatField("不少于", help_text="“以上”包括本数")
    source = models.CharField("出处", max_length=200)
    valid_from = models.DateTimeField("生效", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "分级标准"
        constraints = [models.UniqueConstraint(fields=["type", "area", "measure", "grade", "valid_from"], name="one_criterion_at_a_time")]

    def __str__(self) -> str:
        return f"{self.type}{self.area and f'({self.area})'} {self.measure} ≥ {self.at_least:g} → {self.get_grade_display()}"


class Incident(models.Model):
    number = models.CharField("编号", max_length=24, unique=True)
    type = models.ForeignKey(EventType, on_delete=models.PROTECT, db_column="type")
    area = models.CharField("区划", max_length=12, db_index=True)
    lon = models.FloatField()
    lat = models.FloatField()
    place = models.CharField("地点", max_length=120, blank=True)
    text = models.TextField("情况", blank=True)
    phase = models.CharField("阶段", max_length=12, choices=PHASES, default=OPENED)
    guard_until = models.DateTimeField("看守至", null=True)
    grade = models.SmallIntegerField("等级", choices=GRADES, null=True)
    grade_state = models.CharField(max_length=10, choices=[(PROPOSED, "拟定"), (GRADE_CONFIRMED, "已定")], blank=True)
    # What the figures say; where a person has said otherwise it stands beside their grade until they decide again.
    grade_why = models.JSONField(null=True)
    commander_unit_id = models.BigIntegerField(
        null=True, help_text="unit whose leader commands on scene; null with a name = a named official"
    )
    commander_name = models.CharField("现场指挥", max_length=60, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    # The newest of each, kept with the row so that a board of hundreds is one query; histories are in records.py.
    figures = models.JSONField(default=dict)
    four_ones = models.JSONField(default=list)
    words = models.PositiveIntegerField(default=0, help_text="number of the newest record behind this row")
    reopened = models.PositiveSmallIntegerField(default=0)
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)
    archived = models.BooleanField(
        default=False, help_text="off the board; told by a `left` event, since snapshots hold nothing that time alone changes"
    )
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "突发事件"

    def __str__(self) -> str:
        return self.number

    @property
    def streams(self) -> tuple[str, str]:
        """The board of its area, and its own timeline."""
        return f"area:{self.area}", f"incident:{self.pk}"

    @property
    def open(self) -> bool:
        return self.phase != CLOSED

    def row(self) -> IncidentRow:
        """What the screens' table `incidents` holds."""
        return cast("IncidentRow", {
            "id": self.pk, "number": self.number, "type": self.type_id, "type_name": type_name(self.type_id), "area": self.area, "place": self.place,
            "lon": self.lon, "lat": self.lat, "phase": self.phase, "guard_until": iso(self.guard_until), "grade": self.grade,
            "grade_state": self.grade_state or None, "grade_why": self.grade_why, "figures": dict(self.figures), "four_ones": list(self.four_ones),
            "opened_at": iso(self.opened_at), "closed_at": iso(self.closed_at), "commander": self.commander_unit_id,
            "commander_name": self.commander_name, "parent": self.parent_id, "merged_into": self.merged_into_id, "reopened": self.reopened,
            "words": self.words, "x": self.exercise_id,
        })  # fmt: skip


class Hold(models.Model):
    """留存: while it stands, nothing that was recorded of the incident is deleted, whatever its age – an inquiry, a complaint, a court."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField("理由", max_length=200)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    released_at = models.DateTimeField(null=True)
    released_name = models.CharField(max_length=60, blank=True)
    released_why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事件留存"
        constraints = [models.UniqueConstraint(fields=["incident"], condition=models.Q(released_at=None), name="one_hold_per_incident")]


from dispatch.incidents import records as records  # noqa: E402, PLC0414 – Django looks for an app's models here
