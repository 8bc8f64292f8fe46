"""Telephone: calls of the bureau's exchange as rows. The web process asks by a row, the process `phone` does it and writes what happened."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from dispatch.contacts.models import Person
from dispatch.masking import masked_phone
from dispatch.phones.rows import PhoneCallRow, PhoneLineRow
from realtime.clock import iso
from realtime.files.models import File

IN, OUT, ROBOT = "in", "out", "robot"
DIRECTIONS = [(IN, "来电"), (OUT, "去电"), (ROBOT, "语音叫应")]
RINGING, ANSWERED, ENDED, MISSED, FAILED = "ringing", "answered", "ended", "missed", "failed"
STATES = [(RINGING, "振铃"), (ANSWERED, "通话中"), (ENDED, "已结束"), (MISSED, "未接"), (FAILED, "未接通")]
MOVES = {RINGING: {ANSWERED, ENDED, MISSED, FAILED}, ANSWERED: {ENDED}, ENDED: set(), MISSED: set(), FAILED: set()}
GOING = (RINGING, ANSWERED)
# What a screen or a channel wants from the process `phone`; emptied when it took the wish.
DIAL, TAKE, HANG_UP = "dial", "take", "hang_up"


class Extension(models.Model):
    """The desk telephone beside an officer: dialling rings it first."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="extension")
    number = models.CharField("分机", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "分机"

    def __str__(self) -> str:
        return self.number


class PhoneLine(models.Model):
    """Whether the exchange has us. One row: one registration."""

    UP, DOWN = "up", "down"

    area = models.CharField(max_length=12)
    state = models.CharField(max_length=4, choices=[(UP, "正常"), (DOWN, "中断")])
    why = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "电话线路"

    def row(self) -> PhoneLineRow:
        return cast("PhoneLineRow", {"id": self.pk, "area": self.area, "state": self.state, "why": self.why, "since": iso(self.since)})


class PhoneCall(models.Model):
    direction = models.CharField("方向", max_length=5, choices=DIRECTIONS)
    number = models.CharField("号码", max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="phone_calls")
    area = models.CharField("区划", max_length=12, db_index=True)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    alarm_id = models.BigIntegerField(null=True)
    alarms = models.JSONField(default=list, help_text="open alarms of the same number when it rang")
    call_id = models.BigIntegerField(null=True, help_text="the call (叫应) a robot rings for")
    message = models.CharField(max_length=80, null=True, unique=True, help_text="id of what the robot says: never rung twice")
    text = models.CharField("播报内容", max_length=600, blank=True)
    asks = models.BooleanField(default=True, help_text="the robot wants a key pressed")
    extension = models.CharField("本方分机", max_length=20, blank=True)
    by = models.CharField(max_length=80, blank=True)
    by_name = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=8, choices=STATES, default=RINGING)
    why = models.CharField("结果", max_length=120, blank=True)
    key = models.CharField("按键", max_length=8, blank=True)
    wish = models.CharField(max_length=8, blank=True, choices=[(DIAL, "拨号"), (TAKE, "接听"), (HANG_UP, "挂断")])
    holder = models.CharField(max_length=80, blank=True, help_text="the process that has it on its line")
    at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, related_name="+")
    archived = models.BooleanField(default=False, help_text="off the board; told by a `left` event")
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "通话"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], condition=~models.Q(wish=""), name="phone_call_wished"),
            models.Index(fields=["number"], name="phone_call_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {masked_phone(self.number)}({self.get_state_display()})"

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    @property
    def provider_id(self) -> str:
        """By which the call-out's attempt hears of it again."""
        return f"sip:{self.pk}"

    def row(self) -> PhoneCallRow:
        """What the screens' table `phone_calls` holds; never the number itself."""
        person = self.person
        return cast("PhoneCallRow", {
            "id": self.pk, "area": self.area, "direction": self.direction, "name": person.name if person else None,
            "org": f"{person.org}{person.title}" if person else None, "number_masked": masked_phone(self.number), "state": self.state,
            "person": self.person_id, "incident": self.incident_id, "alarm": self.alarm_id, "alarms": self.alarms,
            "call": self.call_id, "by_name": self.by_name or None, "why": self.why, "key": self.key, "at": iso(self.at),
            "answered_at": iso(self.answered_at), "ended_at": iso(self.ended_at), "file": self.file_id, "x": self.exercise_id,
        })  # fmt: skip
