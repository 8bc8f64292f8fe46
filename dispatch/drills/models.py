"""Who a live drill may reach: rows of persons, approved by two, void as soon as the list changes."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from dispatch.contacts.models import Person
from realtime.exercises.models import Exercise


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
