"""调查评估: facts drafted from the record and frozen with the signature; what a person makes of them; what is to change."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from command.replay.models import Case
from command.review.rows import ReviewRow
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident
from realtime.clock import iso

DRAFT, SIGNED = "draft", "signed"


class Review(models.Model):
    number = models.CharField("编号", max_length=24, unique=True)
    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="review")
    area = models.CharField("区划", max_length=12, db_index=True)
    title = models.CharField("名称", max_length=200)
    state = models.CharField("状态", max_length=8, choices=[(DRAFT, "评估中"), (SIGNED, "已签发")], default=DRAFT)
    facts = models.JSONField(default=dict, help_text="as last drawn from the record; with the signature they stay")
    drafted_at = models.DateTimeField()
    due_at = models.DateTimeField("完成时限", null=True)
    findings = models.TextField("评估发现", blank=True)
    causes = models.TextField("原因分析", blank=True)
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, related_name="reviews")
    by = models.CharField(max_length=80)
    by_name = models.CharField("评估人", max_length=60)
    signed_by = models.CharField(max_length=80, blank=True)
    signed_name = models.CharField("签发", max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True)
    recommendations_count = models.PositiveSmallIntegerField(default=0)
    solved_count = models.PositiveSmallIntegerField(default=0)
    rev = models.PositiveIntegerField(default=0)
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "调查评估"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", f"incident:{self.incident_id}"]

    def row(self) -> ReviewRow:
        facts = self.facts or {}
        return cast("ReviewRow", {
            "id": self.pk, "number": self.number, "incident": self.incident_id, "area": self.area, "title": self.title, "state": self.state,
            "late": len(facts.get("late", [])) + len(facts.get("unanswered", [])), "gaps": len(facts.get("log_gaps", [])),
            "recommendations": self.recommendations_count, "solved": self.solved_count, "drafted_at": iso(self.drafted_at), "due_at": iso(self.due_at),
            "signed_at": iso(self.signed_at), "case": self.case_id, "rev": self.rev, "x": self.exercise_id,
        })  # fmt: skip


class Recommendation(models.Model):
    """What is to change; its task, with owner, clock and end, is the task set's of the same review, under the key `r<number>`."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    text = models.CharField("建议", max_length=500)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    owner_name = models.CharField("责任单位", max_length=60)
    due_at = models.DateTimeField("时限", null=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "评估建议"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="one_recommendation_per_number")]
