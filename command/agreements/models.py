"""Mutual-aid agreements with neighbours, and the requests for support made of whom we cannot order."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from command.agreements.covering import Terms, standing
from command.agreements.loans import stage
from command.agreements.rows import MutualAidRow, SupportRequestRow
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident
from dispatch.supplies.balances import today
from realtime.clock import iso
from realtime.rules.models import rule


class MutualAid(models.Model):
    """互助协议. Parties are areas by their code: a neighbouring city's four digits too, though this installation does not hold it."""

    number = models.CharField("文号", max_length=60, blank=True)
    name = models.CharField("名称", max_length=80, unique=True)
    area = models.CharField("本方区划", max_length=12, db_index=True)
    parties = models.JSONField("协议方", default=list, help_text='[{"code", "name"}], two or more')
    hazards = models.JSONField("灾种", default=list, help_text="prefixes of event types; none = every")
    capabilities = models.JSONField("力量与物资", default=list, help_text="codes of capabilities, or stock; none = everything")
    resources = models.JSONField("资源与留守底线", default=list, help_text='[{"party", "what", "amount", "floor"}]')
    contact = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    how = models.CharField("请求方式", max_length=300)
    respond_min = models.PositiveIntegerField("响应时限(分钟)", null=True)
    valid_from = models.DateField("生效")
    valid_to = models.DateField("有效期至")
    note = models.CharField("备注", max_length=200, blank=True)
    active = models.BooleanField(default=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "互助协议"
        ordering = ["valid_to", "id"]
        constraints = [models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="an_agreement_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.name

    @property
    def codes(self) -> list[str]:
        return [str(party["code"]) for party in self.parties]

    @property
    def terms(self) -> Terms:
        return Terms(self.pk, self.codes, self.hazards, self.capabilities, self.valid_from, self.valid_to)

    def row(self, used: int = 0) -> MutualAidRow:
        day = today()
        return cast("MutualAidRow", {
            "id": self.pk, "number": self.number, "name": self.name, "area": self.area, "parties": list(self.parties), "hazards": list(self.hazards),
            "capabilities": list(self.capabilities), "resources": list(self.resources), "contact": self.contact_id, "contact_name": self.contact_name,
            "how": self.how, "respond_min": self.respond_min, "valid_from": self.valid_from.isoformat(), "valid_to": self.valid_to.isoformat(),
            "standing": standing(self.valid_from, self.valid_to, day, int(rule("agreements.warn_days", self.area))),
            "days_left": (self.valid_to - day).days, "note": self.note, "used": used,
        })  # fmt: skip


DRAFT, SIGNED, SENT, GRANTED, REFUSED, WITHDRAWN = "draft", "signed", "sent", "granted", "refused", "withdrawn"
STATES = [(DRAFT, "草稿"), (SIGNED, "已签发"), (SENT, "已发出"), (GRANTED, "同意支援"), (REFUSED, "不能支援"), (WITHDRAWN, "已撤回")]
MOVES: dict[str, frozenset[str]] = {
    DRAFT: frozenset({SIGNED, WITHDRAWN}),
    SIGNED: frozenset({SENT, WITHDRAWN}),
    SENT: frozenset({GRANTED, REFUSED, WITHDRAWN}),
    GRANTED: frozenset(),
    REFUSED: frozenset(),
    WITHDRAWN: frozenset(),
}
FORCES = [
    ("fire", "国家综合性消防救援队伍"), ("forest_fire", "森林消防队伍"), ("industry", "行业专业队伍"), ("military", "解放军、武警部队"), ("militia", "民兵"),
    ("police", "公安"), ("medical", "医疗卫生"), ("enterprise", "企业专职队伍"), ("volunteer", "社会救援力量"), ("neighbour", "毗邻地区力量"),
]  # fmt: skip


class SupportRequest(models.Model):
    """请求支援函: civil-military and other co-operation on paper, numbered, signed, answered."""

    number = models.CharField("编号", max_length=24, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="support_requests")
    area = models.CharField("区划", max_length=12, db_index=True)
    force = models.CharField("力量类别", max_length=12, choices=FORCES)
    to = models.CharField("主送", max_length=120)
    agreement = models.ForeignKey(MutualAid, on_delete=models.PROTECT, null=True, related_name="requests")
    what = models.CharField("请求支援的力量、装备", max_length=500)
    people = models.PositiveIntegerField("人数", default=0)
    tasks = models.CharField("任务", max_length=500, blank=True)
    place = models.CharField("集结地点", max_length=200)
    arrive_by = models.DateTimeField("到达时限", null=True)
    liaison = models.CharField("现场对接人", max_length=120, blank=True)
    basis = models.CharField("依据", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=STATES, default=DRAFT)
    by = models.CharField(max_length=80)
    by_name = models.CharField("拟稿", max_length=60)
    created_at = models.DateTimeField(db_default=Now())
    signed_by = models.CharField(max_length=80, blank=True)
    signed_name = models.CharField("签发", max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_way = models.CharField(max_length=20, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_name = models.CharField("答复人", max_length=60, blank=True)
    answer = models.CharField("答复", max_length=300, blank=True)
    loan = models.JSONField("借来", null=True, help_text="what another platform lends: its lines and moments, and ours (loans.py)")
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "请求支援"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.to}"

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> SupportRequestRow:
        return cast("SupportRequestRow", {
            "id": self.pk, "number": self.number, "incident": self.incident_id, "area": self.area, "force": self.force, "to": self.to,
            "state": self.state, "agreement": self.agreement_id, "people": self.people, "arrive_by": iso(self.arrive_by),
            "signed_name": self.signed_name, "sent_at": iso(self.sent_at), "answered_at": iso(self.answered_at),
            "loan": stage(self.loan), "x": self.exercise_id,
        })  # fmt: skip
