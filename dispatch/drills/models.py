"""Who a live drill may reach: rows of persons, approved by two, void as soon as the list changes."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from dispatch.contacts.models import Person
from dispatch.drills.rows import DrillRow
from realtime.clock import iso
from realtime.exercises.models import Exercise

OPEN, ENDED, ABORTED = "open", "ended", "aborted"


class Drill(models.Model):
    """An exercise as the desk leads it. Without a row (a scenario's own) it reaches nobody outside either: there is no list."""

    exercise = models.OneToOneField(Exercise, on_delete=models.CASCADE, primary_key=True, related_name="drill")
    state = models.CharField(max_length=8, choices=[(OPEN, "进行中"), (ENDED, "已结束"), (ABORTED, "中止,转入实战")], default=OPEN)
    by_name = models.CharField("发起人", max_length=60)
    ended_at = models.DateTimeField(null=True)
    ended_name = models.CharField(max_length=60, blank=True)
    archived = models.BooleanField(default=False, help_text="off the board; told by `left` events")

    class Meta:
        verbose_name = verbose_name_plural = "演练主持"

    def __str__(self) -> str:
        return f"{self.exercise} ({self.get_state_display()})"

    def row(self) -> DrillRow:
        exercise = self.exercise
        return cast("DrillRow", {
            "id": self.pk, "area": exercise.area, "kind": exercise.kind, "name": exercise.name, "state": self.state,
            "participants": exercise.participants.count(),
            "approvals": list(exercise.approvals.filter(withdrawn_at=None).order_by("id").values_list("by_name", flat=True)),
            "by_name": self.by_name, "started_at": iso(exercise.started_at), "ended_at": iso(self.ended_at), "ended_name": self.ended_name,
        })  # fmt: skip


class Participant(models.Model):
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "参演人员"
        constraints = [models.UniqueConstraint(fields=["exercise", "person"], name="a_participant_once")]


class DrillApproval(models.Model):
    """Of the list as it was: any change withdraws both."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="approvals")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    count = models.PositiveIntegerField("批准时人数")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "演练名单批准"
        constraints = [
            models.UniqueConstraint(fields=["exercise", "by"], condition=models.Q(withdrawn_at=None), name="an_approver_once"),
        ]
