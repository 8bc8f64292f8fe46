"""Messages out and in, each kept as it was said, and what a peer has told us: theirs, read-only, with their number beside ours."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from command.agreements.loans import BORROWERS, merged, stage
from command.instructions.models import Instruction
from command.peering.models import Peer
from command.peering.rows import PeerItemRow, PeerMessageRow
from command.peering.words import KINDS
from dispatch.incidents.models import Incident
from realtime.clock import iso

WAITING, RECEIVED, ACCEPTED, REFUSED, SUPERSEDED = "waiting", "received", "accepted", "refused", "superseded"
OUT_STATES = [(WAITING, "待发送"), (RECEIVED, "对方已收"), (ACCEPTED, "对方已接受"), (REFUSED, "对方拒绝"), (SUPERSEDED, "已由新版本代替")]
NEW, OLDER, FAILED = "new", "older", "failed"
IN_STATES = [(NEW, "待处理"), (ACCEPTED, "已接受"), (OLDER, "已有更新的版本"), (REFUSED, "已拒绝"), (FAILED, "处理失败")]


class Outgoing(models.Model):
    """One thing said about one subject. Sent again under the same id until the peer says what became of it."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="outgoing")
    message = models.UUIDField(unique=True)
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    subject = models.CharField("对象", max_length=80)
    revision = models.PositiveIntegerField("版次")
    title = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    gone = models.BooleanField(default=False)
    text = models.TextField("报文")
    drill = models.BooleanField("演练", default=False)
    state = models.CharField("状态", max_length=10, choices=OUT_STATES, default=WAITING)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField("原因", max_length=300, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    next_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField("送达", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "发出报文"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["peer", "kind", "subject", "revision"], name="a_revision_once_per_subject")]
        indexes = [models.Index(fields=["peer", "id"], condition=models.Q(state="waiting"), name="peering_waiting")]

    def row(self) -> PeerMessageRow:
        return cast("PeerMessageRow", {
            "id": self.pk, "message": str(self.message), "out": True, "kind": self.kind, "subject": self.subject, "revision": self.revision,
            "title": self.title, "state": self.state, "why": self.error, "attempts": self.attempts, "drill": self.drill,
            "at": iso(self.made_at), "done_at": iso(self.sent_at),
        })  # fmt: skip


class Incoming(models.Model):
    """Stored before it is answered, worked on in a transaction of its own, once."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="incoming")
    message = models.UUIDField()
    digest = models.CharField(max_length=64)
    kind = models.CharField("类别", max_length=20)
    subject = models.CharField("对象", max_length=80)
    revision = models.PositiveIntegerField("版次")
    envelope = models.JSONField("报文")
    drill = models.BooleanField("演练", default=False)
    state = models.CharField("状态", max_length=10, choices=IN_STATES, default=NEW)
    reason = models.CharField("原因", max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(db_default=Now())
    handled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "收到报文"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["peer", "message"], name="a_message_once_per_peer")]
        indexes = [models.Index(fields=["id"], condition=models.Q(state="new"), name="peering_new")]

    @property
    def body(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self.envelope["body"])

    def row(self) -> PeerMessageRow:
        return cast("PeerMessageRow", {
            "id": self.pk, "message": str(self.message), "out": False, "kind": self.kind, "subject": self.subject, "revision": self.revision,
            "title": str(self.body.get("title") or self.body.get("number") or self.body.get("headline") or "")[:200], "state": self.state,
            "why": self.reason, "attempts": self.tries, "drill": self.drill, "at": iso(self.at), "done_at": iso(self.handled_at),
        })  # fmt: skip


class Item(models.Model):
    """The newest a peer has said of one of its things. Only the peer changes `body`; we answer it, and lay our own rows beside it."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    subject = models.CharField("对象", max_length=80)
    revision = models.PositiveIntegerField("版次", default=0)
    area = models.CharField("区划", max_length=12, db_index=True)
    number = models.CharField("对方编号", max_length=60, blank=True)
    title = models.CharField("标题", max_length=200, blank=True)
    state = models.CharField(max_length=20, blank=True, help_text="as the peer calls it: a phase, a state")
    over = models.BooleanField(default=False, help_text="nothing more is expected of it")
    body = models.JSONField("内容", default=dict)
    drill = models.BooleanField("演练", default=False)
    made_at = models.DateTimeField("对方成文")
    received_at = models.DateTimeField("首次收到", db_default=Now())
    changed_at = models.DateTimeField("更新", db_default=Now())
    answer = models.JSONField("答复", null=True, help_text='{"state", "name", "text", "at"}')
    answered_revision = models.PositiveIntegerField(default=0)
    loan = models.JSONField("借出", null=True, help_text="of a request for support: what we lend, and our moments of it (lending.py)")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="+", help_text="opened here because of it")
    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, null=True, related_name="+", help_text="theirs, as it runs here")
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "对方来文"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["peer", "kind", "subject"], name="a_subject_once_per_peer")]

    def __str__(self) -> str:
        return f"{self.peer} {self.number}"

    @property
    def stream(self) -> str:
        return f"area:{self.area or settings.CITY}"

    @property
    def answered(self) -> str | None:
        """Of what the peer says now; an answer to an older revision is none to this."""
        return str(self.answer["state"]) if self.answer and self.answered_revision == self.revision else None

    def row(self) -> PeerItemRow:
        """Reads its peer: select it for many."""
        return cast("PeerItemRow", {
            "id": self.pk, "area": self.area, "peer": self.peer_id, "peer_name": self.peer.name, "kind": self.kind, "number": self.number,
            "title": self.title, "state": self.state, "over": self.over, "grade": self.body.get("grade"), "revision": self.revision,
            "drill": self.drill, "made_at": iso(self.made_at), "changed_at": iso(self.changed_at), "answered": self.answered,
            "loan": stage(self.loan and merged(self.loan, self.body, BORROWERS)), "incident": self.incident_id, "instruction": self.instruction_id,
            "lon": self.body.get("lon"), "lat": self.body.get("lat"), "x": self.exercise_id,
        })  # fmt: skip
