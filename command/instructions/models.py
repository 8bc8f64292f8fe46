"""One instruction, who has to act on it, and what they said came of it."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from command.instructions.rows import FeedbackRow, InstructionRow
from command.reports.models import Report
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident
from realtime.clock import iso

TOLD, ACKED, DONE, CLOSED = "told", "acked", "done", "closed"
STATES = [(TOLD, "已传达"), (ACKED, "已领受"), (DONE, "已反馈办结"), (CLOSED, "已销号")]
MOVES: dict[str, frozenset[str]] = {
    TOLD: frozenset({ACKED, DONE}),
    ACKED: frozenset({DONE}),
    DONE: frozenset({CLOSED, ACKED}),  # not good enough: it goes on
    CLOSED: frozenset(),
}
GOING = (TOLD, ACKED)
CHANNELS = [("app", "系统"), ("phone", "电话"), ("paper", "书面"), ("meeting", "会议")]


class Instruction(models.Model):
    area = models.CharField("区划", max_length=12, db_index=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="instructions")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="instructions")
    leader_name = models.CharField("领导", max_length=60)
    leader_title = models.CharField("职务", max_length=60, blank=True)
    channel = models.CharField("方式", max_length=8, choices=CHANNELS)
    given_at = models.DateTimeField("批示时间")
    text = models.TextField("批示原文")
    read_back_ok = models.BooleanField("复述无误", default=False, help_text="of a spoken one; the leader's own writing needs none")
    due_at = models.DateTimeField("时限", null=True)
    half_at = models.DateTimeField(null=True)
    state = models.CharField("状态", max_length=8, choices=STATES, default=TOLD)
    overdue = models.BooleanField("逾期", default=False)
    reminded = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    closed_name = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField("登记", max_length=60)
    entered_at = models.DateTimeField(db_default=Now())
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "领导批示"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.leader_name}:{self.text[:30]}"

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> InstructionRow:
        """Reads its addressees and feedback: prefetch them for many."""
        return cast("InstructionRow", {
            "id": self.pk, "area": self.area, "incident": self.incident_id, "report": self.report_id, "leader_name": self.leader_name,
            "channel": self.channel, "state": self.state, "given_at": iso(self.given_at), "due_at": iso(self.due_at), "overdue": self.overdue,
            "reminded": self.reminded, "done_at": iso(self.done_at),
            "addressees": [{"id": one.pk, "name": one.name, "acked_at": iso(one.acked_at)} for one in sorted(self.addressees.all(), key=lambda one: one.pk)],
            "feedback": len(self.feedback.all()), "x": self.exercise_id,
        })  # fmt: skip


class Addressee(models.Model):
    """A contact, told by the callout engine, or an office without one, told by an officer."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="addressees")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField("承办", max_length=120)
    acked_at = models.DateTimeField(null=True)
    acked_by = models.CharField(max_length=60, blank=True)


class Feedback(models.Model):
    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="feedback")
    name = models.CharField("反馈", max_length=120)
    text = models.TextField("落实情况")
    done = models.BooleanField("办结", default=False)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]

    def row(self) -> FeedbackRow:
        return {"id": self.pk, "name": self.name, "text": self.text, "done": self.done, "at": str(iso(self.at))}
