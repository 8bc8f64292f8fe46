"""专家库: who knows what, who is called to which incident, and what they signed. An expert is a contact first."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from command.experts.choosing import Known
from command.experts.rows import ExpertCallRow
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.clock import iso

AVAILABLE, BUSY, AWAY = "available", "busy", "away"
ONSITE, VIDEO, PHONE = "onsite", "video", "phone"


class Expert(models.Model):
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="expert", verbose_name="联系人")
    specialties = models.JSONField("专业", default=list, help_text="codes of rule experts.specialties, the first is the main one")
    availability = models.CharField(
        "状态", max_length=10, choices=[(AVAILABLE, "可参加"), (BUSY, "暂不便"), (AWAY, "外出")], default=AVAILABLE
    )
    away_until = models.DateTimeField("至", null=True)
    level = models.CharField("级别", max_length=20, blank=True, help_text="国家级、省级、市级 …")
    note = models.CharField("备注", max_length=200, blank=True)
    active = models.BooleanField("在库", default=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "专家"
        ordering = ["person__area", "id"]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def free(self) -> bool:
        """Away until a time: free again after it, without anybody touching the row."""
        return self.availability == AVAILABLE or (self.away_until is not None and self.away_until <= clock.now())

    @property
    def known(self) -> Known:
        return Known(self.pk, self.person.area, self.specialties, self.free)


class ExpertCall(models.Model):
    """An expert called to an incident by one press; the callout engine reaches them, here is what it was for."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="expert_calls")
    area = models.CharField(max_length=12, db_index=True)
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="calls")
    specialty = models.CharField(max_length=20, blank=True)
    asked = models.CharField("所请事项", max_length=500, blank=True)
    press = models.BigIntegerField(null=True)
    callout = models.BigIntegerField(null=True)
    called_by = models.CharField(max_length=80)
    called_name = models.CharField("请专家人", max_length=60)
    called_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)
    declined = models.BooleanField(default=False)
    way = models.CharField("参加方式", max_length=8, blank=True, choices=[(ONSITE, "到场"), (VIDEO, "视频"), (PHONE, "电话")])
    eta_at = models.DateTimeField("预计到达", null=True)
    instead_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", help_text="who did not answer or cannot come"
    )
    opinions_count = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, help_text="from then on the incident is no longer theirs to read")
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "请专家记录"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["incident", "expert"], name="an_expert_once_per_incident")]

    @property
    def streams(self) -> list[str]:
        user = self.expert.person.user_id
        return [f"area:{self.area}", f"incident:{self.incident_id}", *([f"user:{user}"] if user else [])]

    def row(self) -> ExpertCallRow:
        person = self.expert.person
        state = "declined" if self.declined else "answered" if self.answered_at else "calling"
        return cast("ExpertCallRow", {
            "id": self.pk, "area": self.area, "incident": self.incident_id, "expert": self.expert_id, "name": person.name, "org": person.org,
            "called_at": iso(self.called_at), "called_name": self.called_name, "state": state, "callout": self.callout, "answered_at": iso(self.answered_at),
            "way": self.way, "eta_at": iso(self.eta_at), "instead_of": self.instead_of_id, "opinions": self.opinions_count, "ended_at": iso(self.ended_at), "x": self.exercise_id,
        })  # fmt: skip


class Opinion(models.Model):
    """What an expert says, under their own PIN, or said by telephone and taken down. Never changed; a second one stands beside the first."""

    call = models.ForeignKey(ExpertCall, on_delete=models.PROTECT, related_name="opinions")
    text = models.TextField("意见")
    signed_by = models.CharField(max_length=80)
    signed_name = models.CharField("签名", max_length=60)
    signed_at = models.DateTimeField(db_default=Now())
    taken_by = models.CharField("记录人", max_length=60, blank=True, help_text="of one said by telephone")
    read_back = models.BooleanField("复述无误", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "专家意见"
        ordering = ["id"]
