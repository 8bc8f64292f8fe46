"""会商: a conference of one purpose, and one leg per invitee – whoever is asked, rings, comes in and goes."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dispatch.conferences.rows import ConferenceLegRow, ConferenceRow
from dispatch.conferences.states import ENDED, INVITED, LEG_STATES, OPEN
from dispatch.conferences.systems import PROVIDERS, MeetingRoom
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident
from dispatch.teams.models import Member, Unit
from realtime.clock import iso


class Conference(models.Model):
    number = models.CharField("编号", max_length=24, unique=True)
    area = models.CharField("区划", max_length=12, db_index=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="conferences")
    purpose = models.CharField("议题", max_length=60)
    provider = models.CharField("方式", max_length=8, choices=PROVIDERS)
    turn = models.PositiveSmallIntegerField(default=1, help_text="rises with each change of provider")
    room = models.JSONField(default=dict, help_text="the provider's own keys, secrets among them; never told")
    meeting_room = models.ForeignKey(MeetingRoom, on_delete=models.PROTECT, null=True, related_name="conferences")
    state = models.CharField(max_length=6, choices=[(OPEN, "进行中"), (ENDED, "已结束")], default=OPEN)
    host = models.CharField(max_length=80)
    host_name = models.CharField("主持人", max_length=60)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    recording = models.BooleanField("录制中", default=False)
    shared = models.JSONField(null=True)
    provider_state = models.CharField(max_length=4, null=True, choices=[("up", "正常"), ("down", "中断")])
    talk_group = models.BigIntegerField(null=True)
    minutes_count = models.PositiveIntegerField(default=0)
    decisions_count = models.PositiveIntegerField(default=0)
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "视频会商"
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=Q(state="open"), name="one_open_conference_per_incident"),
            models.UniqueConstraint(fields=["meeting_room"], condition=Q(state="open"), name="one_conference_per_meeting_room"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.purpose}"

    @property
    def open(self) -> bool:
        return self.state == OPEN

    @property
    def room_name(self) -> str:
        """Of the signalling: another one after each change of provider, so that nobody of the old one is heard in the new."""
        return f"c{self.pk}-{self.turn}"

    @property
    def board(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    @property
    def streams(self) -> list[str]:
        """The boards, and everybody who is invited: a field page follows no board."""
        own = [stream for leg in self.legs.all() for stream in leg.own_streams]
        return list(dict.fromkeys([*self.board, *own]))

    def row(self) -> ConferenceRow:
        return cast("ConferenceRow", {
            "id": self.pk, "number": self.number, "area": self.area, "incident": self.incident_id, "purpose": self.purpose,
            "provider": self.provider, "state": self.state, "url": self.meeting_room.url or None if self.meeting_room else self.room.get("url"),
            "turn": self.turn, "started_at": iso(self.started_at), "ended_at": iso(self.ended_at), "host": self.host,
            "host_name": self.host_name, "recording": self.recording, "shared": self.shared, "provider_state": self.provider_state,
            "talk_group": self.talk_group, "minutes": self.minutes_count, "decisions": self.decisions_count, "x": self.exercise_id,
        })  # fmt: skip


class Leg(models.Model):
    """One invitee. Of a unit the first of its people who comes takes the leg; a second one gets their own."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="legs")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="conference_legs")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="conference_legs")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="conference_legs")
    wall = models.BigIntegerField(null=True, help_text="token of a wall: it watches and is never heard")
    name = models.CharField(max_length=60)
    org = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=8, choices=LEG_STATES, default=INVITED)
    invited_at = models.DateTimeField(db_default=Now())
    invited_by = models.CharField(max_length=80)
    ringing_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    moved_by = models.CharField(max_length=80, blank=True)
    how = models.CharField(max_length=8, blank=True)
    why = models.CharField(max_length=12, blank=True)
    video = models.BooleanField(default=False)
    listen_only = models.BooleanField(default=False)
    call = models.BigIntegerField(null=True, help_text="the call that reaches a contact without account")
    quiet = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "会商参加人"
        constraints = [
            models.UniqueConstraint(fields=["conference", "user"], condition=Q(unit=None), name="an_account_once_per_conference"),
            models.UniqueConstraint(fields=["conference", "unit"], name="a_unit_once_per_conference"),
            models.UniqueConstraint(fields=["conference", "person"], name="a_contact_once_per_conference"),
            models.UniqueConstraint(fields=["conference", "wall"], name="a_wall_once_per_conference"),
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.get_state_display()})"

    @property
    def who(self) -> dict[str, int]:
        given = {"user": self.user_id, "unit": self.unit_id, "person": self.person_id, "wall": self.wall}
        return {kind: key for kind, key in given.items() if key is not None}

    @property
    def own_streams(self) -> list[str]:
        """Whose pages ring: the account, the people of the unit, the wall."""
        if self.wall is not None:
            return [f"wall:{self.wall}"]
        users = [self.user_id] if self.user_id else []
        if self.unit_id:
            users += list(Member.objects.filter(unit=self.unit_id).order_by("user_id").values_list("user_id", flat=True))
        return [f"user:{user}" for user in dict.fromkeys(users)]

    @property
    def streams(self) -> list[str]:
        return [*self.conference.board, *self.own_streams]

    def row(self) -> ConferenceLegRow:
        given: dict[str, Any] = {
            "id": self.pk, "conference": self.conference_id, "incident": self.conference.incident_id, "area": self.conference.area,
            "who": self.who, "name": self.name, "org": self.org, "state": self.state, "invited_at": iso(self.invited_at),
            "ringing_at": iso(self.ringing_at), "joined_at": iso(self.joined_at), "left_at": iso(self.left_at), "how": self.how,
            "why": self.why, "video": self.video, "listen_only": self.listen_only, "call": self.call, "quiet": self.quiet,
            "x": self.exercise_id,
        }  # fmt: skip
        return cast("ConferenceLegRow", given)


from dispatch.conferences import records as records  # noqa: E402, PLC0414 – Django looks for an app's models here
