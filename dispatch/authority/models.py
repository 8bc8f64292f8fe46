"""Who may set off what alone, as rows; and each case in which another had to be asked."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dispatch.authority.rows import ApprovalRow
from dispatch.authority.ruling import SECOND, SELF, VERBAL
from realtime.clock import iso

ASKED, GIVEN, REFUSED, EXPIRED = "asked", "given", "refused", "expired"
STATES = [(ASKED, "待批准"), (GIVEN, "已批准"), (REFUSED, "未批准"), (EXPIRED, "超时失效")]
RULINGS = [(SELF, "本人即可"), (SECOND, "须第二人批准"), (VERBAL, "须领导口头授权")]
OFFICIALS, TEAMS, PUBLIC = "officials", "teams", "public"
AUDIENCES = [(OFFICIALS, "责任人"), (TEAMS, "队伍"), (PUBLIC, "公众")]
WHATS = [("onekey", "一键通"), ("callout", "叫应"), ("broadcast", "广播"), ("correction", "更正")]
DESK, SPOKEN = "desk", "verbal"


class Line(models.Model):
    """One line of the matrix: this role, by this channel, to this audience, up to so many – alone or not. Blank = any."""

    role = models.CharField("角色", max_length=40, blank=True)
    channel = models.CharField("渠道", max_length=12, blank=True)
    audience = models.CharField("对象", max_length=12, choices=AUDIENCES, blank=True)
    most = models.PositiveIntegerField("人数上限", null=True, blank=True, help_text="空 = 不限")
    ruling = models.CharField("授权", max_length=8, choices=RULINGS)
    approvers = models.JSONField("批准人角色", default=list, blank=True, help_text="角色代码;空 = 任何有批准权的岗位")
    area = models.CharField("区划", max_length=12)
    source = models.CharField("出处", max_length=200)
    valid_from = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "授权表"
        ordering = ["role", "channel", "audience", models.F("most").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "role", "channel", "audience", "most"], nulls_distinct=False, name="one_ruling_per_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role or '*'} {self.channel or '*'} {self.audience or '*'} ≤ {self.most or '∞'}: {self.get_ruling_display()}"


class Approval(models.Model):
    """One act that needed another's word: asked before it, or – where life was at risk – owed after it."""

    what = models.CharField("事项", max_length=12, choices=WHATS)
    area = models.CharField("区划", max_length=12, db_index=True)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    digest = models.CharField(max_length=64, help_text="of exactly what was asked for; another content needs another word")
    words = models.TextField("内容")
    channel = models.CharField("渠道", max_length=12, blank=True)
    audience = models.CharField("对象", max_length=12, choices=AUDIENCES)
    number = models.PositiveIntegerField("人数")
    need = models.CharField("须", max_length=8, choices=RULINGS)
    approvers = models.JSONField(default=list)
    asked_by = models.CharField(max_length=80)
    asked_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField(db_default=Now())
    afterwards = models.BooleanField("事后补批", default=False)
    reason = models.CharField("理由", max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=STATES, default=ASKED)
    due_at = models.DateTimeField(null=True)
    overdue = models.BooleanField(default=False)
    given_by = models.CharField(max_length=80, blank=True)
    given_name = models.CharField(max_length=60, blank=True)
    given_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=8, choices=[(DESK, "席位批准"), (SPOKEN, "口头授权")], blank=True)
    said_by = models.CharField("授权人", max_length=60, blank=True)
    said_on = models.CharField("方式", max_length=40, blank=True)
    said_at = models.DateTimeField("授权时间", null=True)
    read_back = models.BooleanField("已复诵", default=False)
    used_at = models.DateTimeField(null=True)
    archived = models.BooleanField(default=False, help_text="off the board; told by a `left` event")
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        constraints = [
            models.CheckConstraint(condition=~Q(given_by=models.F("asked_by")) | Q(how="verbal"), name="nobody_approves_their_own"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.number} {self.get_state_display()}"

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> ApprovalRow:
        return cast("ApprovalRow", {
            "id": self.pk, "area": self.area, "incident": self.incident_id, "what": self.what, "channel": self.channel, "audience": self.audience,
            "number": self.number, "need": self.need, "afterwards": self.afterwards, "state": self.state, "asked_by": self.asked_by,
            "asked_name": self.asked_name, "asked_at": iso(self.asked_at), "due_at": iso(self.due_at), "overdue": self.overdue,
            "given_name": self.given_name or None, "given_at": iso(self.given_at), "how": self.how or None, "used_at": iso(self.used_at),
            "x": self.exercise_id,
        })  # fmt: skip
