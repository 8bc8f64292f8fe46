"""Push-to-talk as rows: groups, who is in them, tickets, acts of authority over a floor, and every burst that was spoken.

realtime knows no incident and no team: it keeps their plain ids, `dispatch/talkgroups` gives them a meaning.
"""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from realtime.clock import iso
from realtime.talk.rows import ActRow, BurstRow, TalkGroupRow, TalkMemberRow

INCIDENT, AREA, ADHOC, PRIVATE = "incident", "area", "adhoc", "private"
KINDS = [(INCIDENT, "事件组"), (AREA, "区划组"), (ADHOC, "临时组"), (PRIVATE, "点呼")]
RINGING, OPEN, CLOSED = "ringing", "open", "closed"
STATES = [(RINGING, "呼叫中"), (OPEN, "通话中"), (CLOSED, "已结束")]
UNIT, USER, TERMINAL = "unit", "user", "terminal"


class TalkGroup(models.Model):
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    name = models.CharField("名称", max_length=60)
    area = models.CharField("区划", max_length=12, db_index=True)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    state = models.CharField("状态", max_length=8, choices=STATES, default=OPEN)
    priority_floor = models.SmallIntegerField("发言最低优先级", default=1)
    locked = models.BooleanField("锁定", default=False, help_text="only acts of authority may speak")
    sos = models.BooleanField("求救", default=False)
    raised = models.JSONField(default=dict, help_text="`unit:5` or `user:3` → priority while an SOS is open")
    muted = models.JSONField(default=list, help_text="actors who may listen and not speak")
    why = models.CharField(max_length=10, blank=True, help_text="how a private call ended")
    version = models.PositiveIntegerField(default=1, help_text="moves with every change, so that the voice process notices")
    created_by = models.CharField(max_length=80)
    created_name = models.CharField(max_length=60)
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)
    archived = models.BooleanField(default=False, help_text="off the board; told by `left` events")
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "通话组"
        constraints = [
            models.UniqueConstraint(fields=["incident_id"], condition=Q(kind=INCIDENT), name="one_group_per_incident"),
            models.UniqueConstraint(fields=["area"], condition=Q(kind=AREA), name="one_standing_group_per_area"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def private(self) -> bool:
        return self.kind == PRIVATE

    def streams(self, users: list[int]) -> list[str]:
        """Boards, the incident's timeline, and the pages of members. A private call is on no board."""
        own = [f"user:{user}" for user in sorted(set(users))]
        if self.private:
            return own
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else []), *own]

    def row(self, members: list[TalkMemberRow]) -> TalkGroupRow:
        """What the screens' table `talk_groups` holds."""
        return cast("TalkGroupRow", {
            "id": self.pk, "area": self.area, "incident": self.incident_id, "kind": self.kind, "name": self.name, "state": self.state,
            "priority_floor": self.priority_floor, "members": members, "created_name": self.created_name, "opened_at": iso(self.opened_at),
            "closed_at": iso(self.closed_at), "sos": self.sos, "locked": self.locked, "muted": list(self.muted), "why": self.why or None,
            "x": self.exercise_id,
        })  # fmt: skip


class Member(models.Model):
    """Whoever was put into a group. Desk officers of its area hear and speak without a row."""

    KINDS = [(UNIT, "队伍"), (USER, "人员"), (TERMINAL, "终端")]

    group = models.ForeignKey(TalkGroup, on_delete=models.CASCADE, related_name="members")
    kind = models.CharField(max_length=8, choices=KINDS)
    key = models.BigIntegerField(help_text="id of the unit, the user, the terminal")
    name = models.CharField(max_length=80)
    listen_only = models.BooleanField(default=False)
    accounts = models.JSONField(default=list, help_text="users behind it: the person, or the team's people when it came in")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "通话组成员"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["group", "kind", "key"], name="a_member_once_per_group")]
        indexes = [models.Index(fields=["kind", "key"], name="talk_member_key")]

    def row(self) -> TalkMemberRow:
        return cast("TalkMemberRow", {"kind": self.kind, "id": self.key, "name": self.name, "listen_only": self.listen_only})


class Ticket(models.Model):
    """One connection attempt to the voice process: 30 s, one use. `groups` is what it may hear and say there, as decided when it was given."""

    digest = models.CharField(primary_key=True, max_length=64)
    actor = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    session = models.CharField(max_length=64, blank=True)
    scopes = models.JSONField(default=list)
    groups = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)


class Act(models.Model):
    """强插、强拆、监听、禁呼: who, why, and what came of it. Refused ones as well."""

    BREAK_IN, BREAK_DOWN, LISTEN, MUTE, UNMUTE = "break_in", "break_down", "listen", "mute", "unmute"
    ACTS = [(BREAK_IN, "强插"), (BREAK_DOWN, "强拆"), (LISTEN, "监听"), (MUTE, "禁呼"), (UNMUTE, "解除禁呼")]
    ASKED, DONE, REFUSED = "asked", "done", "refused"
    STATES = [(ASKED, "待执行"), (DONE, "已执行"), (REFUSED, "被拒绝")]

    group = models.ForeignKey(TalkGroup, on_delete=models.PROTECT, related_name="acts")
    act = models.CharField(max_length=10, choices=ACTS)
    target = models.CharField(max_length=80, blank=True, help_text="actor who is muted")
    reason = models.CharField("理由", max_length=200)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=STATES, default=ASKED)
    burst = models.BigIntegerField(null=True, help_text="cut short, or spoken by it")
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "通话干预记录"
        indexes = [models.Index(fields=["state", "id"], condition=Q(state="asked"), name="talk_act_asked")]

    def row(self) -> ActRow:
        return cast("ActRow", {
            "id": self.pk, "group": self.group_id, "incident": self.group.incident_id, "area": self.group.area, "act": self.act,
            "target": self.target or None, "state": self.state, "by": self.by, "burst": self.burst, "at": iso(self.at), "x": self.exercise_id,
        })  # fmt: skip


class Burst(models.Model):
    """One time somebody held the floor. Its raw messages are in a file; `sha256` is the last link of the chain over them."""

    WHYS = [
        ("released", "正常结束"), ("limit", "超时"), ("preempted", "被抢占"), ("lost", "中断"), ("silent", "无声"), ("kicked", "被强拆"),
    ]  # fmt: skip

    id = models.BigIntegerField(primary_key=True, help_text="given with the floor; the number in every audio frame")
    group = models.ForeignKey(TalkGroup, on_delete=models.PROTECT, related_name="bursts")
    area = models.CharField(max_length=12, db_index=True)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    actor = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    priority = models.SmallIntegerField(default=1)
    started_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField(null=True)
    why = models.CharField(max_length=10, choices=WHYS)
    messages = models.PositiveIntegerField(default=0)
    frames = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0, help_text="messages that could not be written in time")
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.CharField(max_length=120, blank=True, help_text="below DATA_DIR/talk; empty = nothing was said, or kept long enough")
    private = models.BooleanField(default=False)
    archived = models.BooleanField(default=False, help_text="off the board; the recording stays")
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "通话录音"
        indexes = [models.Index(fields=["group", "-started_at"], name="talk_burst_of_group")]

    def row(self) -> BurstRow:
        return cast("BurstRow", {
            "id": self.pk, "group": self.group_id, "incident": self.incident_id, "area": self.area, "actor": self.actor, "name": self.name,
            "started_at": iso(self.started_at), "duration_ms": self.duration_ms, "why": self.why,
            "file": f"/api/talk/bursts/{self.pk}/audio" if self.file else None, "sha256": self.sha256 or None, "private": self.private,
            "x": self.exercise_id,
        })  # fmt: skip
