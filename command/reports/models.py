"""信息报告: a paper from its draft to its receipt. What is owed and by when is in owing.py, terms in terms.py, numbers in numbering.py."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from command.reports.rows import InfoReportRow, ReportReceiptRow
from dispatch.incidents.models import Incident
from realtime.clock import iso

DRAFT, REVIEW, SIGNED, SENT = "draft", "review", "signed", "sent"
RECEIVED, RETURNED, SUPERSEDED, DONE = "received", "returned", "superseded", "final"
STATES = [
    (DRAFT, "草稿"), (REVIEW, "送审"), (SIGNED, "已签发"), (SENT, "已报送"), (RECEIVED, "已签收"), (RETURNED, "退回"), (SUPERSEDED, "已被续报替代"),
    (DONE, "终结"),
]  # fmt: skip
# A returned paper is put right and signed anew under the number it has; a superseded one stays as it was.
MOVES: dict[str, frozenset[str]] = {
    DRAFT: frozenset({REVIEW}),
    REVIEW: frozenset({DRAFT, SIGNED}),
    SIGNED: frozenset({SENT, DRAFT}),
    SENT: frozenset({RECEIVED, RETURNED}),
    RECEIVED: frozenset({RETURNED, SUPERSEDED, DONE}),
    RETURNED: frozenset({DRAFT}),
    SUPERSEDED: frozenset(),
    DONE: frozenset(),
}
OUTSIDE = frozenset({SENT, RECEIVED, SUPERSEDED, DONE})  # it has left the house
KINDS = [("first", "首报"), ("follow", "续报"), ("final", "终报"), ("daily", "值班信息"), ("warning", "预警信息转报")]
TEMPLATES = [("daily", "值班信息"), ("brief", "值班快报"), ("special", "应急信息专报"), ("warning", "预警信息转报"), ("final", "终报")]
URGENCIES = [("", "平件"), ("urgent", "加急"), ("extra", "特急")]
SECRECY = [("", "公开"), ("internal", "内部"), ("work", "工作秘密")]  # 本系统为非涉密系统: nothing higher exists here


class Report(models.Model):
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="info_reports")
    area = models.CharField("报送单位区划", max_length=12, db_index=True)
    kind = models.CharField("类别", max_length=8, choices=KINDS)
    seq = models.PositiveSmallIntegerField("续报序号", default=0)
    template = models.CharField("文种", max_length=8, choices=TEMPLATES)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    state = models.CharField("状态", max_length=10, choices=STATES, default=DRAFT)
    title = models.CharField("标题", max_length=200)
    elements = models.JSONField("要素", default=dict)
    text = models.TextField("正文", blank=True, help_text="of a form without elements; else a brief's own wording")
    facts = models.JSONField(default=dict, help_text="element → what it was drafted from")
    figures = models.JSONField(default=dict, help_text="as they stood when it was drafted; what it is later compared with")
    picture = models.TextField(blank=True, help_text="the map as it stood when it was signed, SVG")
    grade = models.SmallIntegerField(null=True)
    to = models.CharField("主送", max_length=120)
    cc = models.JSONField("抄送", default=list)
    skip = models.BooleanField("越级", default=False)
    skipped = models.CharField("被越过的上级", max_length=120, blank=True)
    secrecy = models.CharField("密级", max_length=8, choices=SECRECY, blank=True)
    urgency = models.CharField("紧急程度", max_length=8, choices=URGENCIES, blank=True)
    number_year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    number_text = models.CharField("文号", max_length=60, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField("拟稿", max_length=60)
    created_at = models.DateTimeField(db_default=Now())
    submitted_name = models.CharField("送审", max_length=60, blank=True)
    submitted_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=80, blank=True)
    signed_name = models.CharField("签发", max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True)
    sent_name = models.CharField("报送", max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by_way = models.CharField("报送方式", max_length=20, blank=True)
    returned_at = models.DateTimeField(null=True)
    returned_name = models.CharField(max_length=60, blank=True)
    returned_why = models.CharField("退回原因", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="raised by every change of words: two editors do not overwrite each other")
    archived = models.BooleanField(default=False, help_text="off the board; told by a `left` event")
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "信息报告"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "template", "number_year", "number", "exercise_id"], name="a_report_number_once", condition=models.Q(number__isnull=False), nulls_distinct=False),
            models.UniqueConstraint(fields=["incident", "kind", "seq"], name="a_follow_up_once", condition=models.Q(incident__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> InfoReportRow:
        """What the screens' table `info_reports` holds. Reads its receipts: prefetch them for many."""
        receipts = sorted(self.receipts.all(), key=lambda one: one.pk)
        return cast("InfoReportRow", {
            "id": self.pk, "area": self.area, "incident": self.incident_id, "kind": self.kind, "seq": self.seq, "template": self.template,
            "state": self.state, "title": self.title, "number": self.number_text or None, "urgency": self.urgency, "secrecy": self.secrecy,
            "skip": self.skip, "by_name": self.by_name, "signed_name": self.signed_name or None, "created_at": iso(self.created_at),
            "submitted_at": iso(self.submitted_at), "signed_at": iso(self.signed_at), "sent_at": iso(self.sent_at),
            "returned_at": iso(self.returned_at), "receipts": [one.row() for one in receipts], "version": self.version, "x": self.exercise_id,
        })  # fmt: skip


class Receipt(models.Model):
    """A level above says that it has the paper; entered by its own officer, or by ours from a telephone or a stamp."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="receipts")
    org = models.CharField("签收单位", max_length=120)
    name = models.CharField("签收人", max_length=60)
    note = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "报告签收"
        constraints = [models.UniqueConstraint(fields=["report", "org"], name="one_receipt_per_org")]

    def row(self) -> ReportReceiptRow:
        return cast("ReportReceiptRow", {"org": self.org, "name": self.name, "at": iso(self.received_at)})


from command.reports import numbering as numbering  # noqa: E402, PLC0414 – Django looks for an app's models here
from command.reports import owing as owing  # noqa: E402, PLC0414
from command.reports import terms as terms  # noqa: E402, PLC0414
