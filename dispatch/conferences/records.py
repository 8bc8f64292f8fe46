"""What a conference leaves behind: roll calls, minutes, decisions, recordings. Minutes are append-only."""

from __future__ import annotations

from typing import Any, cast

from django.db import models
from django.db.models.functions import Now

from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.rows import ConferenceRollCallRow, DecisionRow, RecordingRow
from dispatch.conferences.states import DECISION_STATES, PENDING, ROLL_RESULTS, TOLD
from dispatch.contacts.models import Person
from dispatch.teams.models import Unit
from realtime.clock import iso
from realtime.files.models import File


class RollCall(models.Model):
    """点名: the list in its order; each target is asked and has its time, or everybody at once."""

    OPEN, DONE = "open", "done"

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="roll_calls")
    state = models.CharField(max_length=4, choices=[(OPEN, "点名中"), (DONE, "点名结束")], default=OPEN)
    all = models.BooleanField(default=False, help_text="everybody at once")
    within_s = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(db_default=Now())
    started_by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "会商点名"
        constraints = [
            models.UniqueConstraint(fields=["conference"], condition=models.Q(state="open"), name="one_open_roll_call_per_conference")
        ]

    def row(self) -> ConferenceRollCallRow:
        conference = self.conference
        targets = [
            {
                "leg": one.leg_id, "name": one.leg.name, "result": one.result, "asked_at": iso(one.asked_at), "at": iso(one.at),
                "by_name": one.by_name,
            }
            for one in self.targets.select_related("leg").order_by("place")
        ]  # fmt: skip
        return cast("ConferenceRollCallRow", {
            "id": self.pk, "conference": conference.pk, "incident": conference.incident_id, "area": conference.area, "state": self.state,
            "all": self.all, "within_s": self.within_s, "due_at": iso(self.due_at), "started_at": iso(self.started_at),
            "done_at": iso(self.done_at), "targets": targets, "x": self.exercise_id,
        })  # fmt: skip


class RollTarget(models.Model):
    roll_call = models.ForeignKey(RollCall, on_delete=models.PROTECT, related_name="targets")
    leg = models.ForeignKey(Leg, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=10, choices=ROLL_RESULTS, default=PENDING)
    asked_at = models.DateTimeField(null=True)
    at = models.DateTimeField(null=True)
    by = models.CharField(max_length=80, blank=True)
    by_name = models.CharField(max_length=60, blank=True, help_text="who answered in this one's place")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll_call", "leg"], name="a_leg_once_per_roll_call")]


class Minute(models.Model):
    """One entry of the minutes. Written once, never changed."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField()
    text = models.TextField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "会商纪要"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["conference", "number"], name="one_minute_per_number")]


class Decision(models.Model):
    """What was decided, for whom, until when: a team's order, or a follow-up that waits for its acknowledgement and its end."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=500)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    department = models.CharField("部门", max_length=60, blank=True)
    name = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=DECISION_STATES, default=TOLD)
    order = models.BigIntegerField(null=True)
    call = models.BigIntegerField(null=True)
    due_at = models.DateTimeField("时限", null=True)
    overdue = models.BooleanField(default=False)
    acked_at = models.DateTimeField(null=True)
    acked_by = models.CharField(max_length=60, blank=True, help_text="a name; entered by an officer for who has no account")
    ack_text = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True)
    done_text = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "会商决定"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["conference", "number"], name="one_decision_per_number")]

    @property
    def streams(self) -> list[str]:
        user = self.person.user_id if self.person else None
        return [*self.conference.board, *([f"user:{user}"] if user else [])]

    def row(self) -> DecisionRow:
        conference = self.conference
        to: dict[str, Any] = {"unit": self.unit_id, "person": self.person_id, "department": self.department or None}
        return cast("DecisionRow", {
            "id": self.pk, "conference": conference.pk, "incident": conference.incident_id, "area": conference.area, "number": self.number,
            "to": {kind: key for kind, key in to.items() if key is not None}, "name": self.name, "state": self.state, "order": self.order,
            "call": self.call, "due_at": iso(self.due_at), "overdue": self.overdue, "acked_at": iso(self.acked_at),
            "acked_by": self.acked_by, "done_at": iso(self.done_at), "x": self.exercise_id,
        })  # fmt: skip


class Recording(models.Model):
    """Evidence: parts of the host's composed view in their order, or what the conference server recorded; digested when it is whole."""

    HOST, JANUS = "host", "janus"
    GOING, KEPT, CUT, FAILED = "going", "kept", "cut", "failed"

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="recordings")
    how = models.CharField(max_length=5, choices=[(HOST, "主持端"), (JANUS, "会议服务器")], default=HOST)
    state = models.CharField(
        max_length=6, choices=[(GOING, "录制中"), (KEPT, "已存档"), (CUT, "中断存档"), (FAILED, "失败")], default=GOING
    )
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    started_at = models.DateTimeField(db_default=Now())
    part_at = models.DateTimeField(null=True, help_text="when the last part came")
    stopped_at = models.DateTimeField(null=True)
    parts = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    why = models.CharField(max_length=120, blank=True)
    swept_at = models.DateTimeField(null=True, help_text="its term is over and picture and sound are deleted; this row and its digest stay")
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "会商录制"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["conference"], condition=models.Q(state="going"), name="one_recording_at_a_time")]

    def row(self) -> RecordingRow:
        return cast("RecordingRow", {
            "id": self.pk, "how": self.how, "state": self.state, "started_at": iso(self.started_at), "stopped_at": iso(self.stopped_at),
            "by_name": self.by_name, "parts": self.parts, "size": self.size, "file": None if self.swept_at else self.file_id, "sha256": self.sha256, "why": self.why, "swept_at": iso(self.swept_at),
        })  # fmt: skip
