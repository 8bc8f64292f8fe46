"""The register of emergency responses: which HQ does what since when, who said so, and every change of it. Severity and warnings are elsewhere."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from command.responses.rows import ResponseChangeRow, ResponseFamilyRow, ResponsePending, ResponseRow
from realtime.areas.models import DISTRICT, Area
from realtime.clock import iso

EXTREME, FIRST, SECOND, THIRD, FOURTH = 0, 1, 2, 3, 4
LEVELS = [(EXTREME, "极端(巨灾)"), (FIRST, "Ⅰ级"), (SECOND, "Ⅱ级"), (THIRD, "Ⅲ级"), (FOURTH, "Ⅳ级")]
PROPOSED, ACTIVE, ENDED, REFUSED, WITHDRAWN = "proposed", "active", "ended", "refused", "withdrawn"
STATES = [(PROPOSED, "待批准"), (ACTIVE, "响应中"), (ENDED, "已终止"), (REFUSED, "未批准"), (WITHDRAWN, "已撤回")]
START, UPGRADE, DOWNGRADE, END = "start", "upgrade", "downgrade", "end"
KINDS = [(START, "启动"), (UPGRADE, "升级"), (DOWNGRADE, "降级"), (END, "终止")]
APPROVED, IN_FORCE = "approved", "in_force"
CHANGE_STATES = [(PROPOSED, "待批准"), (APPROVED, "已批准待生效"), (IN_FORCE, "已生效"), (REFUSED, "未批准"), (WITHDRAWN, "已撤回")]
WRITTEN, VERBAL = "written", "verbal"
FORMS = [(WRITTEN, "书面"), (VERBAL, "口头")]


class Family(models.Model):
    """A kind of response with levels of its own (防汛、防暴雨内涝、防风 …): a row, because cities count them differently."""

    code = models.CharField("代码", primary_key=True, max_length=20)
    name = models.CharField("名称", max_length=40, help_text="as the announcement says it: 防暴雨内涝")
    headquarters = models.CharField("指挥机构", max_length=60, help_text="{area} = 区划名称")
    types = models.JSONField("事件类型前缀", default=list)
    flood_control = models.BooleanField("三防", default=False, help_text="its duty is the flood-control office's table")
    order = models.SmallIntegerField(default=0)
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "响应类别"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name

    def row(self) -> ResponseFamilyRow:
        return {
            "code": self.code, "name": self.name, "headquarters": self.headquarters, "types": list(self.types),
            "flood_control": self.flood_control,
        }  # fmt: skip


class ResponseQuerySet(models.QuerySet["Response"]):
    def active(self, area: str, exercise: int | None = None) -> ResponseQuerySet:
        """In force in this area now: said for it, or for one that it lies in. The highest level first (Ⅰ before Ⅳ)."""
        held = Q(pk__in=[])
        for length in range(2, len(area) + 1):
            held |= Q(areas__contains=[area[:length]])
        return self.filter(held, state=ACTIVE, exercise_id=exercise).order_by("level", "pk")

    def seen_in(self, prefix: str) -> ResponseQuerySet:
        """What a board of this area shows: its own and those below it, and what holds over it."""
        seen = Q(area__startswith=prefix)
        for length in range(2, len(prefix) + 1):
            seen |= Q(areas__contains=[prefix[:length]])
        return self.filter(seen)


class Response(models.Model):
    number = models.CharField("编号", max_length=24, unique=True)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="responses")
    area = models.CharField("发布区划", max_length=12, db_index=True, help_text="whose headquarters says it")
    areas = models.JSONField("适用区划", default=list)
    level = models.SmallIntegerField("级别", choices=LEVELS)
    state = models.CharField(max_length=10, choices=STATES, default=PROPOSED)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    activation_id = models.BigIntegerField(null=True, help_text="the plan that was started with it")
    effective_at = models.DateTimeField("生效时间", null=True, help_text="of the level in force")
    ended_at = models.DateTimeField(null=True)
    end_hint_at = models.DateTimeField(null=True, help_text="since when its trigger is gone long enough to think of ending")
    summary = models.TextField("总结", blank=True)
    archived = models.BooleanField(default=False, help_text="off the board; told by a `left` event")
    exercise_id = models.BigIntegerField(null=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "应急响应"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "area", "incident_id", "exercise_id"], condition=Q(state__in=("proposed", "active")),
                nulls_distinct=False, name="one_response_of_a_family_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.family}{self.get_level_display()}"

    @property
    def open(self) -> bool:
        return self.state in (PROPOSED, ACTIVE)

    @property
    def streams(self) -> list[str]:
        """The board that says it, every district it holds in, and the incident's timeline."""
        held = Q(pk__in=[])
        for code in self.areas:
            held |= Q(code__startswith=code) if len(code) < DISTRICT else Q(code=code[:DISTRICT])
        districts = [code for code in Area.objects.filter(held).values_list("code", flat=True) if len(code) == DISTRICT]
        incident = [f"incident:{self.incident_id}"] if self.incident_id else []
        return list(dict.fromkeys([f"area:{self.area}", *(f"area:{code}" for code in sorted(districts)), *incident]))

    def row(self) -> ResponseRow:
        """Reads its changes: prefetch them for many."""
        changes = sorted(self.changes.all(), key=lambda change: change.pk)
        waiting = next((change for change in changes if change.state in (PROPOSED, APPROVED)), None)
        owed = [change for change in changes if change.paper_due_at and not change.paper_at]
        return cast("ResponseRow", {
            "id": self.pk, "number": self.number, "area": self.area, "areas": list(self.areas), "family": self.family_id, "level": self.level,
            "state": self.state, "incident": self.incident_id, "activation": self.activation_id, "effective_at": iso(self.effective_at),
            "ended_at": iso(self.ended_at), "pending": waiting.pending() if waiting else None,
            "paper_due_at": iso(min((change.paper_due_at for change in owed if change.paper_due_at), default=None)),
            "paper_overdue": any(change.paper_overdue for change in owed), "end_hint_at": iso(self.end_hint_at), "summed": bool(self.summary),
            "x": self.exercise_id,
        })  # fmt: skip


class Change(models.Model):
    """One line of the register: start, change or end, from the proposal to its clock time, the announcement and who received it."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=KINDS)
    state = models.CharField(max_length=10, choices=CHANGE_STATES, default=PROPOSED)
    level = models.SmallIntegerField("级别", choices=LEVELS)
    before = models.SmallIntegerField("原级别", choices=LEVELS, null=True)
    why = models.CharField("启动依据", max_length=300)
    facts = models.JSONField("触发事实", default=dict)
    proposed_by = models.CharField(max_length=80)
    proposed_name = models.CharField("提出人", max_length=60)
    proposed_at = models.DateTimeField(db_default=Now())
    form = models.CharField("批准方式", max_length=8, choices=FORMS, blank=True)
    approved_by = models.CharField(max_length=80, blank=True, help_text="who pressed or entered it")
    approver = models.CharField("批准人", max_length=60, blank=True)
    approver_title = models.CharField("批准人职务", max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True)
    said_on = models.CharField("口头方式", max_length=40, blank=True)
    said_at = models.DateTimeField("口头批准时间", null=True)
    read_back = models.BooleanField("已复诵", default=False)
    consent = models.CharField("上级同意", max_length=120, blank=True)
    paper_number = models.CharField("文号", max_length=60, blank=True)
    paper_due_at = models.DateTimeField("补办期限", null=True)
    paper_at = models.DateTimeField(null=True)
    paper_overdue = models.BooleanField(default=False)
    effective_at = models.DateTimeField("生效时间", null=True)
    text = models.TextField("公告", blank=True)
    receipts = models.JSONField("回执", default=list, help_text='[{"area", "name", "by", "at"}]')
    refused_why = models.CharField("未批准理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "响应变更"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response"], condition=Q(state__in=("proposed", "approved")), name="one_change_waits_at_a_time"
            ),
        ]

    def pending(self) -> ResponsePending:
        return cast("ResponsePending", {
            "id": self.pk, "kind": self.kind, "level": self.level, "state": self.state, "by_name": self.proposed_name,
            "at": iso(self.proposed_at), "effective_at": iso(self.effective_at),
        })  # fmt: skip

    def row(self) -> ResponseChangeRow:
        return cast("ResponseChangeRow", {
            "id": self.pk, "kind": self.kind, "state": self.state, "level": self.level, "before": self.before, "why": self.why,
            "facts": dict(self.facts), "proposed_by": self.proposed_name, "proposed_at": iso(self.proposed_at), "form": self.form or None,
            "approver": self.approver, "approver_title": self.approver_title, "said_on": self.said_on, "said_at": iso(self.said_at),
            "read_back": self.read_back, "consent": self.consent, "paper_number": self.paper_number, "paper_due_at": iso(self.paper_due_at),
            "paper_at": iso(self.paper_at), "approved_at": iso(self.approved_at), "effective_at": iso(self.effective_at), "text": self.text,
            "receipts": list(self.receipts),
        })  # fmt: skip


class Trigger(models.Model):
    """A start condition as a row: what must be so for this level to be proposed. Any row that holds is enough; the highest wins."""

    WARNINGS, INCIDENT = "warnings", "incident"

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="triggers")
    level = models.SmallIntegerField("级别", choices=LEVELS)
    area = models.CharField("区划", max_length=12)
    kind = models.CharField("依据", max_length=10, choices=[(WARNINGS, "预警"), (INCIDENT, "事件")])
    needs = models.JSONField(
        "条件", help_text='{"hazard": "rainstorm", "colour": "yellow", "districts": 6} 或 {"types": ["11G"], "at_least": {"burned_ha": 10}}'
    )
    words = models.CharField("依据文字", max_length=200, help_text="stands in the announcement")
    source = models.CharField("出处", max_length=200)
    active = models.BooleanField("启用", default=True)
    valid_from = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "响应启动条件"
        ordering = ["family", "-level", "id"]

    def __str__(self) -> str:
        return f"{self.family}{self.get_level_display()}:{self.words}"
