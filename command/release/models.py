"""A release from its draft to the public, and what later took its place. Nothing signed is ever changed."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from command.opinion.models import Item
from command.release.rows import ReleaseRow
from command.reports.models import Report
from dispatch.incidents.models import Incident
from realtime.clock import iso

DRAFT, SUBMITTED, SIGNED, CORRECTED, WITHDRAWN, DROPPED = "draft", "submitted", "signed", "corrected", "withdrawn", "dropped"
STATES = [(DRAFT, "草稿"), (SUBMITTED, "送签"), (SIGNED, "已发布"), (CORRECTED, "已更正"), (WITHDRAWN, "已撤回"), (DROPPED, "已作废")]
MOVES: dict[str, frozenset[str]] = {
    DRAFT: frozenset({SUBMITTED, DROPPED}),
    SUBMITTED: frozenset({DRAFT, SIGNED, DROPPED}),
    SIGNED: frozenset({CORRECTED, WITHDRAWN}),
    CORRECTED: frozenset(),
    WITHDRAWN: frozenset(),
    DROPPED: frozenset(),
}
OUT = (SIGNED, CORRECTED, WITHDRAWN)  # it was public
BULLETIN, PROGRESS, COUNTER = "bulletin", "progress", "counter"
KINDS = [(BULLETIN, "灾情通报"), (PROGRESS, "处置进展"), (COUNTER, "澄清辟谣")]


class ReleaseQuerySet(models.QuerySet["Release"]):
    def public(self) -> ReleaseQuerySet:
        """Real ones that were signed. A drill's paper is never among them, whatever its state."""
        return self.filter(state__in=OUT, exercise_id=None, number__isnull=False)


class Release(models.Model):
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="releases")
    opinion = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="releases")
    area = models.CharField("区划", max_length=12, db_index=True)
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    state = models.CharField("状态", max_length=10, choices=STATES, default=DRAFT)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("正文")
    figures = models.JSONField("数据", default=dict)
    lines = models.JSONField("分乡镇", default=list, help_text="[{area, measure, value}]: the unit of count is the town")
    as_of = models.DateTimeField("数据截至")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, null=True, related_name="releases", help_text="held against when it was signed"
    )
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    number_year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    number_text = models.CharField("编号", max_length=60, blank=True)
    outlet = models.CharField("信息出口", max_length=300, blank=True, help_text="as the four ones named it when it was signed")
    drafted_by = models.CharField(max_length=80)
    drafted_name = models.CharField("拟稿", max_length=60)
    drafted_at = models.DateTimeField(db_default=Now())
    submitted_name = models.CharField("送签", max_length=60, blank=True)
    submitted_at = models.DateTimeField(null=True)
    returned_why = models.CharField("退回原因", max_length=300, blank=True)
    signed_by = models.CharField(max_length=80, blank=True)
    signed_name = models.CharField("签发", max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True)
    withdrawn_name = models.CharField("撤回", max_length=60, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField("撤回原因", max_length=300, blank=True)
    over_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, help_text="raised by every change of words: two editors do not overwrite each other")
    archived = models.BooleanField(default=False, help_text="off the board; told by a `left` event. The public page keeps it")
    exercise_id = models.BigIntegerField(null=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "灾情发布"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["number_year", "number", "exercise_id"], name="a_release_number_once", condition=Q(number__isnull=False), nulls_distinct=False),
            models.UniqueConstraint(fields=["replaces"], name="one_correction_at_a_time", condition=Q(replaces__isnull=False) & ~Q(state="dropped")),
        ]  # fmt: skip
        indexes = [models.Index(fields=["-signed_at"], condition=Q(number__isnull=False, exercise_id=None), name="release_public")]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        """Its address for everybody: the number people quote."""
        return f"{self.number_year}-{self.number}" if self.number is not None and self.exercise_id is None else ""

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> ReleaseRow:
        """What the screens' table `releases` holds."""
        return cast("ReleaseRow", {
            "id": self.pk, "area": self.area, "incident": self.incident_id, "opinion": self.opinion_id, "kind": self.kind, "state": self.state,
            "title": self.title, "number": self.number_text or None, "figures": dict(self.figures), "as_of": iso(self.as_of),
            "drafted_name": self.drafted_name, "submitted_at": iso(self.submitted_at), "signed_name": self.signed_name or None,
            "signed_at": iso(self.signed_at), "withdrawn_at": iso(self.withdrawn_at), "replaces": self.replaces_id, "version": self.version,
            "x": self.exercise_id,
        })  # fmt: skip
