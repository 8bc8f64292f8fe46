"""一键通: one press, its kinds of legs, who joined it, and what was put right afterwards."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from command.onekey.rows import PressCorrectionRow, PressLegRow, PressRow
from realtime.clock import iso

CONFIRMED, RUNNING, DONE, UNDONE = "confirmed", "running", "done", "undone"
STATES = [(CONFIRMED, "已确认"), (RUNNING, "进行中"), (DONE, "已完成"), (UNDONE, "已撤回")]
KINDS = [("incident", "事件"), ("area", "区划"), ("plan", "预案"), ("selection", "圈选")]
PARTS = [
    ("orders", "调度令"), ("talk", "通话组"), ("conference", "会商"), ("callout", "叫应"), ("broadcast", "广播"), ("wall", "大屏"),
]  # fmt: skip
PART_NAMES = dict(PARTS)
STARTED, PART, LEG_DONE, FAILED, LEG_UNDONE = "started", "part", "done", "failed", "undone"
LEG_STATES = [(STARTED, "已启动"), (PART, "部分到位"), (LEG_DONE, "全部到位"), (FAILED, "未启动"), (LEG_UNDONE, "已撤回")]


class Press(models.Model):
    """`key` is what it was pressed on: while one is fresh, a second press on the same joins it."""

    key = models.CharField(max_length=80, db_index=True)
    kind = models.CharField("对象", max_length=10, choices=KINDS)
    area = models.CharField("区划", max_length=12, db_index=True)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    title = models.CharField("名称", max_length=120)
    text = models.CharField("内容", max_length=500, blank=True)
    task = models.CharField("任务", max_length=500, blank=True)
    wish = models.JSONField(help_text="what was confirmed, person by person")
    token = models.CharField(max_length=64, unique=True, help_text="digest of the preview's token: a token is good for one press")
    state = models.CharField(max_length=10, choices=STATES, default=CONFIRMED)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    joined = models.JSONField(default=list, help_text="names of those who pressed the same")
    corrections = models.PositiveSmallIntegerField(default=0)
    approval_id = models.BigIntegerField(null=True)
    undone_by = models.CharField(max_length=80, blank=True)
    undone_name = models.CharField(max_length=60, blank=True)
    undone_at = models.DateTimeField(null=True)
    archived = models.BooleanField(default=False, help_text="off the board; told by a `left` event")
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "一键通"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.title} {self.get_state_display()}"

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> PressRow:
        """Reads its legs: prefetch them for many."""
        legs = [leg.row() for leg in sorted(self.legs.all(), key=lambda leg: leg.pk)]
        return cast("PressRow", {
            "id": self.pk, "area": self.area, "incident": self.incident_id, "kind": self.kind, "title": self.title, "state": self.state,
            "by_name": self.by_name, "at": iso(self.at), "legs": legs, "counts": {leg["kind"]: leg["of"] for leg in legs},
            "joined": list(self.joined), "corrections": self.corrections, "undone_name": self.undone_name or None,
            "undone_at": iso(self.undone_at), "x": self.exercise_id,
        })  # fmt: skip


class Leg(models.Model):
    """One kind of what the press set off, with the row of the part that does it."""

    press = models.ForeignKey(Press, on_delete=models.PROTECT, related_name="legs")
    kind = models.CharField(max_length=12, choices=PARTS)
    state = models.CharField(max_length=8, choices=LEG_STATES, default=STARTED)
    ref = models.BigIntegerField(null=True)
    made = models.BooleanField(default=True, help_text="by this press; False = it was there and was joined")
    of = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=300, blank=True, help_text="why it did not start")
    started_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["press", "kind"], name="one_leg_of_a_kind_per_press")]

    def row(self) -> PressLegRow:
        return cast("PressLegRow", {
            "kind": self.kind, "state": self.state, "ref": self.ref, "made": self.made, "of": self.of, "done": self.done,
            "failed": self.failed,
        })  # fmt: skip


class Correction(models.Model):
    """更正: said to exactly those whom the press had reached."""

    press = models.ForeignKey(Press, on_delete=models.PROTECT, related_name="corrected")
    text = models.CharField("内容", max_length=500)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    callout_id = models.BigIntegerField(null=True)
    broadcast_id = models.BigIntegerField(null=True)
    reached = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "更正"
        ordering = ["id"]

    def row(self) -> PressCorrectionRow:
        return cast("PressCorrectionRow", {
            "id": self.pk, "text": self.text, "by_name": self.by_name, "at": iso(self.at), "reached": self.reached,
            "left_out": self.left_out,
        })  # fmt: skip
