"""灾后救助: one household that lost something, what it is given, who decided it, whether it was paid. Names and accounts are shown to few."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from command.relief.rows import ReliefCaseRow
from dispatch.incidents.models import Incident
from dispatch.masking import masked_phone
from realtime.clock import iso

DRAFT, ASKED, APPROVED, REFUSED, PAID = "draft", "asked", "approved", "refused", "paid"
STATES = [(DRAFT, "草稿"), (ASKED, "待审批"), (APPROVED, "待发放"), (REFUSED, "不予救助"), (PAID, "已发放")]
MOVES: dict[str, frozenset[str]] = {
    DRAFT: frozenset({ASKED}),
    ASKED: frozenset({APPROVED, REFUSED, DRAFT}),
    APPROVED: frozenset({PAID, REFUSED}),
    REFUSED: frozenset({DRAFT}),
    PAID: frozenset(),
}
TRANSITION, WINTER = "transition", "winter"
KINDS = [(TRANSITION, "过渡期救助"), (WINTER, "冬春救助")]


class ReliefCase(models.Model):
    number = models.CharField("编号", max_length=20, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="relief_cases")
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    area = models.CharField("区划", max_length=12, db_index=True, help_text="town or village, else district")
    household = models.CharField("户主", max_length=40)
    address = models.CharField("住址", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    account = models.TextField(blank=True, editable=False, help_text="sealed: bank account or card of the household")
    people = models.PositiveSmallIntegerField("人数")
    rooms_down = models.PositiveSmallIntegerField("倒塌房屋(间)", default=0)
    rooms_hurt = models.PositiveSmallIntegerField("损坏房屋(间)", default=0)
    crop_mu = models.FloatField("农作物受灾(亩)", default=0)
    losses = models.CharField("损失情况", max_length=200, blank=True)
    amount = models.DecimalField("金额(元)", max_digits=12, decimal_places=2, default=0)
    goods = models.CharField("实物", max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=STATES, default=DRAFT)
    by = models.CharField(max_length=80)
    by_name = models.CharField("申报", max_length=60)
    at = models.DateTimeField(db_default=Now())
    decided_by = models.CharField(max_length=80, blank=True)
    decided_name = models.CharField("审批", max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_note = models.CharField("审批意见", max_length=200, blank=True)
    paid_at = models.DateTimeField("发放时间", null=True)
    paid_name = models.CharField("经办", max_length=60, blank=True)
    voucher = models.CharField("凭证号", max_length=60, blank=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "灾后救助"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="relief_is_given_not_taken"),
            models.UniqueConstraint(
                fields=["incident", "kind", "area", "household", "address"],
                condition=Q(incident__isnull=False) & ~Q(state=REFUSED),
                name="one_relief_case_per_household_and_event",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def row(self, *, whole: bool = True) -> ReliefCaseRow:
        """`whole` for who keeps the cases there; for everybody else the household has no name."""
        return cast("ReliefCaseRow", {
            "id": self.pk, "number": self.number, "incident": self.incident_id, "incident_number": self.incident.number if self.incident else "",
            "kind": self.kind, "area": self.area, "household": self.household if whole else self.household[:1] + "**", "address": self.address if whole else "",
            "phone": masked_phone(self.phone) if whole else "", "account": bool(self.account), "people": self.people, "rooms_down": self.rooms_down,
            "rooms_hurt": self.rooms_hurt, "crop_mu": self.crop_mu, "losses": self.losses if whole else "", "amount": float(self.amount), "goods": self.goods,
            "state": self.state, "by_name": self.by_name, "at": iso(self.at), "decided_name": self.decided_name, "decided_at": iso(self.decided_at),
            "decided_note": self.decided_note, "paid_at": iso(self.paid_at), "paid_name": self.paid_name, "voucher": self.voucher, "x": self.exercise_id,
        })  # fmt: skip
