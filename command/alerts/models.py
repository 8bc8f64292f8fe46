"""Warnings: one row per message, linked to the first of its chain; their schemes as rows; what came in, as it came."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast, Now

from command.alerts.meaning import COLOURS, Known, at_least
from command.alerts.rows import AlertDocumentRow, AlertRow, AlertScheme
from command.alerts.states import ALERT, CANCEL, DRAFT, KINDS, ORDINARY, PATHS, PUBLISHED, STATES, may_move
from realtime import clock
from realtime.accounts.models import Token
from realtime.areas.models import DISTRICT, Area
from realtime.clock import iso

COLOUR_CHOICES = list(zip(COLOURS, ("白色", "蓝色", "黄色", "橙色", "红色"), strict=True))
OWN, IN = "own", "in"


class Scheme(models.Model):
    """The signals of one hazard: which colours it has and what each stands for. A row, because provinces differ."""

    hazard = models.CharField("代码", primary_key=True, max_length=20)
    name = models.CharField("名称", max_length=20)
    words = models.JSONField("名称用字", default=list, help_text="how documents name it; the longest that fits wins")
    codes = models.JSONField("事件类型前缀", default=list)
    category = models.CharField("CAP 类别", max_length=12, default="Met")
    levels = models.JSONField("等级", help_text='[{"colour", "words", "level", "means", "danger"}], rising')
    suspends_from = models.CharField("停课信号起", max_length=8, blank=True, choices=COLOUR_CHOICES)
    order = models.SmallIntegerField(default=0)
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "预警信号"
        ordering = ["order", "hazard"]

    def __str__(self) -> str:
        return self.name

    @property
    def known(self) -> Known:
        return Known(self.hazard, tuple(self.words), tuple(self.codes))

    def level(self, colour: str) -> dict[str, Any] | None:
        return next((one for one in self.levels if one["colour"] == colour), None)

    def row(self) -> AlertScheme:
        return {
            "hazard": self.hazard, "name": self.name, "codes": list(self.codes),
            "levels": [{"text": "", "instruction": ""} | one for one in self.levels],
            "suspends_from": self.suspends_from, "source": self.source,
        }  # fmt: skip


class AlertQuerySet(models.QuerySet["Alert"]):
    def in_force(self, area: str | None = None, at: datetime | None = None, exercise: int | None = None) -> AlertQuerySet:
        """Out and neither updated, cancelled nor expired at this instant; with an area what holds anywhere in it, or over it."""
        at = at or clock.now()
        found = self.filter(published_at__lte=at, effective_at__lte=at, exercise_id=exercise).exclude(kind=CANCEL)
        found = found.filter(Q(ended_at=None) | Q(ended_at__gt=at), Q(expires_at=None) | Q(expires_at__gt=at))
        return found if area is None else found.holding_in(area)

    def holding_in(self, area: str) -> AlertQuerySet:
        """For an area below it, for it, or for one it lies in."""
        held = Q(said__contains=f'"{area}')
        for length in range(2, len(area) + 1):
            held |= Q(areas__contains=[area[:length]])
        return self.annotate(said=Cast("areas", TextField())).filter(held)

    def seen_in(self, prefix: str) -> AlertQuerySet:
        """What a board of this area shows."""
        return self.filter(Q(area__startswith=prefix) | Q(pk__in=Alert.objects.holding_in(prefix).values("pk")))


class Alert(models.Model):
    identifier = models.CharField("编号", max_length=120, unique=True)
    sender = models.CharField("发送者", max_length=120)
    issuer = models.CharField("发布单位", max_length=60)
    origin = models.CharField(max_length=4, choices=[(OWN, "本局"), (IN, "接收")], default=OWN)
    kind = models.CharField(max_length=8, choices=KINDS, default=ALERT)
    state = models.CharField(max_length=10, choices=STATES, default=DRAFT)
    path = models.CharField("流程", max_length=10, choices=PATHS, default=ORDINARY)
    hazard = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name="种类", related_name="alerts")
    colour = models.CharField("颜色", max_length=8, choices=COLOUR_CHOICES)
    area = models.CharField("发布区划", max_length=12, db_index=True)
    areas = models.JSONField("预警区域", default=list, help_text="codes of 4, 6 or 9 digits: where it is to be heard, not where it happens")
    polygon = models.JSONField("预警范围", null=True, help_text="[[lon, lat], …] WGS-84, closed")
    headline = models.CharField("标题", max_length=200)
    text = models.TextField("内容")
    instruction = models.TextField("防御指南", blank=True)
    effective_at = models.DateTimeField("生效时间")
    expires_at = models.DateTimeField("失效时间", null=True, help_text="none: until it is cancelled or replaced")
    sent_at = models.DateTimeField("发送时间")
    first = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="later", help_text="of the chain; none = itself")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", help_text="what it updates or cancels")
    drafted_by = models.CharField(max_length=80)
    drafted_name = models.CharField("制作人", max_length=60, blank=True)
    drafted_at = models.DateTimeField(db_default=Now())
    reviewed_by = models.CharField(max_length=80, blank=True)
    reviewed_name = models.CharField("审核人", max_length=60, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=80, blank=True)
    signed_name = models.CharField("签发人", max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True)
    published_name = models.CharField("发布人", max_length=60, blank=True)
    published_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True, help_text="every public way has taken it")
    ended_at = models.DateTimeField(null=True, help_text="updated, cancelled, expired or dropped")
    returned_why = models.CharField("退回原因", max_length=200, blank=True)
    broadcast_id = models.BigIntegerField(null=True)
    callout_id = models.BigIntegerField(null=True)
    channels = models.JSONField("发布渠道", null=True, help_text="codes of the rule's ways; none = as the rule says for the colour")
    answered_by = models.CharField(max_length=80, blank=True)
    answered_name = models.CharField("处置人", max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True, help_text="somebody here has read what came in and said what is done")
    answer = models.CharField("处置意见", max_length=300, blank=True)
    archived = models.BooleanField(default=False, help_text="off the board; told by a `left` event")
    exercise_id = models.BigIntegerField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "预警"
        ordering = ["-id"]
        indexes = [models.Index(fields=["published_at"], condition=Q(ended_at=None), name="alert_out")]

    def __str__(self) -> str:
        return f"{self.issuer} {self.hazard_id} {self.get_colour_display()}"

    def may(self, to: str) -> bool:
        return may_move(self.state, to)

    @property
    def open(self) -> bool:
        """Still being made, or out and in force."""
        return self.ended_at is None and not (self.kind == CANCEL and self.state == PUBLISHED)

    @property
    def suspends(self) -> bool:
        """Classes stop by themselves from this colour on."""
        return bool(self.hazard.suspends_from) and at_least(self.colour, self.hazard.suspends_from)

    @property
    def streams(self) -> list[str]:
        """The board whose it is, and every district it holds in."""
        held = Q(pk__in=[])
        for code in self.areas:
            held |= Q(code__startswith=code) if len(code) < DISTRICT else Q(code=code[:DISTRICT])
        districts = [code for code in Area.objects.filter(held).values_list("code", flat=True) if len(code) == DISTRICT]
        city = [f"area:{settings.CITY}"] if self.area.startswith(settings.CITY) else []
        return list(dict.fromkeys([*city, f"area:{self.area}", *(f"area:{code}" for code in sorted(districts))]))

    def row(self) -> AlertRow:
        """Reads its scheme: select it for many."""
        return cast("AlertRow", {
            "id": self.pk, "area": self.area, "areas": list(self.areas), "hazard": self.hazard_id, "hazard_name": self.hazard.name,
            "colour": self.colour, "kind": self.kind, "state": self.state, "origin": self.origin, "path": self.path, "issuer": self.issuer,
            "identifier": self.identifier, "first": self.first_id, "replaces": self.replaces_id, "suspends": self.suspends,
            "effective_at": iso(self.effective_at), "expires_at": iso(self.expires_at), "signed_at": iso(self.signed_at),
            "published_at": iso(self.published_at), "handed_over_at": iso(self.handed_over_at), "ended_at": iso(self.ended_at),
            "drafted_by": self.drafted_by, "answered_at": iso(self.answered_at), "x": self.exercise_id,
        })  # fmt: skip


class Source(models.Model):
    """Who may hand warnings in: the met bureau, the province's platform … It signs in with its token."""

    code = models.CharField("代码", primary_key=True, max_length=20)
    name = models.CharField("名称", max_length=60)
    token = models.OneToOneField(Token, on_delete=models.PROTECT, related_name="alert_source")

    class Meta:
        verbose_name = verbose_name_plural = "预警来源"

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """One document as it came, each once. What could not be used is kept with the reason until somebody has seen to it."""

    TAKEN, ASIDE, REFUSED, REPEATED = "taken", "aside", "refused", "repeated"
    WAYS = [("push", "推送"), ("poll", "轮询"), ("drop", "文件投放")]

    source = models.CharField("来源", max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    content = models.BinaryField("原文")
    spelling = models.CharField(max_length=10, blank=True)
    identifier = models.CharField(max_length=120, blank=True, db_index=True)
    state = models.CharField(max_length=8, choices=[(TAKEN, "已接收"), (ASIDE, "已留存"), (REFUSED, "已拒收"), (REPEATED, "重复")])
    reason = models.CharField("原因", max_length=300, blank=True)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, null=True, related_name="documents")
    way = models.CharField("途径", max_length=4, choices=WAYS, default="push")
    received_at = models.DateTimeField(db_default=Now())
    repeats = models.PositiveIntegerField("重复次数", default=0, help_text="how often the same bytes came again")
    repeated_at = models.DateTimeField(null=True)
    settled_name = models.CharField("处理人", max_length=60, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "预警文件"
        ordering = ["-id"]

    def row(self) -> AlertDocumentRow:
        return cast("AlertDocumentRow", {
            "id": self.pk, "state": self.state, "spelling": self.spelling, "identifier": self.identifier, "source": self.source,
            "reason": self.reason, "alert": self.alert_id, "received_at": iso(self.received_at),
            "settled_name": self.settled_name or None, "settled_at": iso(self.settled_at), "way": self.way, "repeats": self.repeats,
            "repeated_at": iso(self.repeated_at),
        })  # fmt: skip


from command.alerts import receivers as receivers  # noqa: E402, PLC0414 – Django looks for an app's models here
from command.alerts import records as records  # noqa: E402, PLC0414
