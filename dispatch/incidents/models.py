"""Incidents: what is being handled. One numbered, append-only timeline each (`incident:<id>` in the log)."""

from __future__ import annotations

from functools import cache
from typing import cast

from django.db import models
from django.db.models.functions import Now

from dispatch.incidents.rows import IncidentRow
from realtime.clock import iso

OPENED, RESPONDING, ON_SCENE, CONTROLLED, CLOSED = "opened", "responding", "on_scene", "controlled", "closed"
PHASES = [(OPENED, "已立案"), (RESPONDING, "出动中"), (ON_SCENE, "处置中"), (CONTROLLED, "已控制"), (CLOSED, "已结束")]
# Forward moves, and back when a fire rekindles; closing is an action of its own with its own conditions.
MOVES: dict[str, frozenset[str]] = {
    OPENED: frozenset({RESPONDING, ON_SCENE, CONTROLLED}),
    RESPONDING: frozenset({ON_SCENE, CONTROLLED}),
    ON_SCENE: frozenset({CONTROLLED}),
    CONTROLLED: frozenset({ON_SCENE}),
    CLOSED: frozenset(),
}
GRADES = [(1, "Ⅰ级 特别重大"), (2, "Ⅱ级 重大"), (3, "Ⅲ级 较大"), (4, "Ⅳ级 一般")]
PROPOSED, GRADE_CONFIRMED = "proposed", "confirmed"


class EventType(models.Model):
    """GB/T 35561 style codes as data; another table may be loaded under another scheme."""

    code = models.CharField(primary_key=True, max_length=8)
    name = models.CharField(max_length=40)
    scheme = models.CharField(max_length=20, default="gb35561")

    class Meta:
        verbose_name = verbose_name_plural = "事件类型"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


@cache
def _type_names() -> dict[str, str]:
    return dict(EventType.objects.values_list("code", "name"))


def type_name(code: str) -> str | None:
    """Event types change only with a restart; alarms and incidents spell them in every row."""
    if code and code not in _type_names():
        _type_names.cache_clear()
    return _type_names().get(code)


class Incident(models.Model):
    number = models.CharField("编号", max_length=24, unique=True)
    type = models.ForeignKey(EventType, on_delete=models.PROTECT, db_column="type")
    area = models.CharField("区划", max_length=12, db_index=True)
    lon = models.FloatField()
    lat = models.FloatField()
    place = models.CharField("地点", max_length=120, blank=True)
    text = models.TextField("情况", blank=True)
    phase = models.CharField("阶段", max_length=12, choices=PHASES, default=OPENED)
    grade = models.SmallIntegerField("等级", choices=GRADES, null=True)
    grade_state = models.CharField(max_length=10, choices=[(PROPOSED, "拟定"), (GRADE_CONFIRMED, "已定")], blank=True)
    commander_unit_id = models.BigIntegerField(null=True, help_text="unit whose leader commands on scene: the first that arrived")
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
            "lon": self.lon, "lat": self.lat, "phase": self.phase, "grade": self.grade, "grade_state": self.grade_state or None,
            "opened_at": iso(self.opened_at), "closed_at": iso(self.closed_at), "commander": self.commander_unit_id, "x": self.exercise_id,
        })  # fmt: skip


class Note(models.Model):
    """Free text on the timeline. The event carries only the id; the words stay here, where they can be masked."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    by = models.CharField(max_length=80)
    occurred_at = models.DateTimeField(null=True)
    at = models.DateTimeField(db_default=Now())
