"""What somebody has been told to do by a plan, an instruction, a decision or a check: one owner, one clock, one end each."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from command.plans.tasks.rows import TaskCounts, TaskEntryRow, TaskRow, TaskSetRow
from command.plans.tasks.states import CLOSED, ENDS, ISSUED, OPEN, REJECTED, STATES, WAITING
from dispatch.contacts.models import Person
from realtime.clock import iso
from realtime.files.models import File

PLAN, INSTRUCTION, DECISION, CHECK, DESK, DRILL = "plan", "instruction", "decision", "check", "desk", "drill"
CONSULTATION, REVIEW = "consultation", "review"
ORIGINS = [
    (PLAN, "预案"), (INSTRUCTION, "领导批示"), (DECISION, "会议决定"), (CHECK, "对照排查"), (DESK, "值班交办"), (DRILL, "演练整改"), (CONSULTATION, "会商决定"),
    (REVIEW, "评估整改"),
]  # fmt: skip
RUNNING, OVER = "running", "over"


class TaskSet(models.Model):
    """Tasks given together. The board holds their counts; the tasks are read with the set."""

    origin = models.CharField("来源", max_length=12, choices=ORIGINS)
    origin_id = models.BigIntegerField()
    title = models.CharField("名称", max_length=120)
    area = models.CharField("区划", max_length=12, db_index=True)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    state = models.CharField(max_length=8, choices=[(RUNNING, "进行中"), (OVER, "已结束")], default=RUNNING)
    counts = models.JSONField(default=dict)
    rev = models.PositiveIntegerField(default=0, help_text="grows with every move of one of its tasks")
    by = models.CharField(max_length=80)
    by_name = models.CharField("下达人", max_length=60)
    at = models.DateTimeField(db_default=Now())
    archived = models.BooleanField(default=False, help_text="off the board; told by a `left` event")
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务清单"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["origin", "origin_id"], name="one_set_of_tasks_per_origin")]

    def __str__(self) -> str:
        return self.title

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> TaskSetRow:
        return cast("TaskSetRow", {
            "id": self.pk, "area": self.area, "incident": self.incident_id, "origin": self.origin, "origin_id": self.origin_id,
            "title": self.title, "state": self.state, "counts": cast("TaskCounts", dict(self.counts)), "rev": self.rev, "at": iso(self.at),
            "x": self.exercise_id,
        })  # fmt: skip


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> TaskQuerySet:
        return self.filter(state__in=OPEN)

    def of(self, user_id: int) -> TaskQuerySet:
        """My tasks: mine, and those where I stand in for a principal."""
        return self.filter(owner__user_id=user_id)


class Task(models.Model):
    set = models.ForeignKey(TaskSet, on_delete=models.PROTECT, related_name="tasks")
    key = models.CharField(max_length=40, help_text="which task of its origin: given once, however often it is issued")
    group = models.CharField("工作组", max_length=40, blank=True)
    title = models.CharField("任务", max_length=200)
    text = models.CharField("要求", max_length=500, blank=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="tasks")
    owner_name = models.CharField("承办人", max_length=60)
    owner_org = models.CharField("承办单位", max_length=60, blank=True)
    owner_role = models.CharField("承办岗位", max_length=60, blank=True)
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="group leader: told at 100 %")
    lead_name = models.CharField("组长", max_length=60, blank=True)
    needs_feedback = models.BooleanField("须反馈", default=True)
    evidence = models.CharField("佐证材料", max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=STATES, default=ISSUED)
    ended = models.CharField(max_length=10, choices=ENDS, blank=True)
    overdue = models.BooleanField(default=False)
    stage = models.PositiveSmallIntegerField(default=0, help_text="how many of its supervision clocks have struck")
    urges = models.PositiveSmallIntegerField("催办次数", default=0)
    reassigned = models.PositiveSmallIntegerField("改派次数", default=0)
    reason = models.CharField("退回理由", max_length=200, blank=True)
    feedback = models.CharField("反馈", max_length=1000, blank=True)
    files = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField("时限", null=True)
    accepted_at = models.DateTimeField(null=True)
    fed_back_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    exercise_id = models.BigIntegerField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ["id"]
        constraints = [
            # what a downgrade closed as surplus may be needed again; what was done may not be given twice
            models.UniqueConstraint(fields=["set", "key"], condition=Q(ended__in=("", "done")), name="a_task_is_given_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.get_state_display()}"

    @property
    def open(self) -> bool:
        return self.state != CLOSED

    @property
    def streams(self) -> list[str]:
        """The incident's timeline and its owner's own list; boards hold the set."""
        incident = [f"incident:{self.set.incident_id}"] if self.set.incident_id else []
        mine = [f"user:{self.owner.user_id}"] if self.owner and self.owner.user_id else []
        return [*incident, *mine]

    def row(self) -> TaskRow:
        return cast("TaskRow", {
            "id": self.pk, "set": self.set_id, "area": self.set.area, "incident": self.set.incident_id, "origin": self.set.origin,
            "key": self.key, "group": self.group, "title": self.title, "text": self.text, "owner": self.owner_id,
            "owner_name": self.owner_name, "owner_org": self.owner_org, "owner_role": self.owner_role, "lead_name": self.lead_name,
            "state": self.state, "ended": self.ended or None, "overdue": self.overdue, "stage": self.stage, "urges": self.urges,
            "reassigned": self.reassigned, "reason": self.reason, "feedback": self.feedback, "needs_feedback": self.needs_feedback,
            "evidence": self.evidence, "files": self.files, "issued_at": iso(self.issued_at), "due_at": iso(self.due_at),
            "accepted_at": iso(self.accepted_at), "fed_back_at": iso(self.fed_back_at), "closed_at": iso(self.closed_at),
            "x": self.exercise_id,
        })  # fmt: skip


class Entry(models.Model):
    """One step of a task's life: who, when, what they said or showed. Never changed."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="entries")
    what = models.CharField(max_length=12)
    text = models.CharField(max_length=1000, blank=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "任务记录"
        ordering = ["id"]

    def row(self) -> TaskEntryRow:
        return cast("TaskEntryRow", {
            "id": self.pk, "at": iso(self.at), "by_name": self.by_name, "what": self.what, "text": self.text, "file": self.file_id,
        })  # fmt: skip


def counts_of(states: list[tuple[str, bool, str]]) -> TaskCounts:
    """From (state, overdue, ended) of every task of a set; what a downgrade or an end took away is no longer counted."""
    held = [row for row in states if row[2] in ("", "done")]
    return {
        "all": len(held), "open": sum(state != CLOSED for state, _, _ in held), "waiting": sum(state in WAITING for state, _, _ in held),
        "overdue": sum(late and state != CLOSED for state, late, _ in held), "rejected": sum(state == REJECTED for state, _, _ in held),
        "done": sum(state == CLOSED for state, _, _ in held),
    }  # fmt: skip
