"""Platforms above, below and beside: who they are, their keys, what each is told, and what of ours has been said to them."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from command.instructions.models import Instruction
from command.peering.rows import PeerKeyRow, PeerRow, PeerShareRow
from command.peering.words import KINDS, LEVELS
from realtime.clock import iso

IDLE, OK, FAILING, REFUSED, SKEWED = "idle", "ok", "failing", "refused", "version"
LINKS = [(IDLE, "未联通"), (OK, "正常"), (FAILING, "中断"), (REFUSED, "密钥或签名不符"), (SKEWED, "版本不同")]


class Peer(models.Model):
    """One installation like ours: of the province, of a district, of the city next door."""

    code = models.SlugField("代码", unique=True, max_length=30, help_text="what it calls itself to us")
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=8, choices=LEVELS)
    area = models.CharField("区划", max_length=12, help_text="below and beside: theirs; above: the part of ours it answers for")
    known_as = models.SlugField("本方在对方的代码", max_length=30)
    url = models.URLField("地址", max_length=300, blank=True, help_text="empty: it only tells us")
    active = models.BooleanField("启用", default=True)
    link = models.CharField("链路", max_length=8, choices=LINKS, default=IDLE)
    error = models.CharField("最近一次失败", max_length=200, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    versions = models.JSONField("对方版本", default=list)
    skew_s = models.FloatField("时钟偏差(秒)", null=True)
    ok_at = models.DateTimeField("最近送达", null=True)
    heard_at = models.DateTimeField("最近收到", null=True)
    hello_at = models.DateTimeField(db_default=Now(), help_text="when it is asked next whether it is there")
    next_at = models.DateTimeField(db_default=Now(), help_text="nothing is sent before; raised by every failure")
    leased_until = models.DateTimeField(null=True, help_text="a worker is talking to it")
    whole_at = models.DateTimeField(null=True, help_text="when everything shared was last held against what it was told; null = at once")
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "对接平台"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> str:
        return f"peer:platform-{self.code}"

    @property
    def stream(self) -> str:
        return f"area:{settings.CITY}"

    def row(self) -> PeerRow:
        """No address, no key, nothing that time alone changes."""
        return cast("PeerRow", {
            "id": self.pk, "area": settings.CITY, "code": self.code, "name": self.name, "level": self.level, "of": self.area, "active": self.active,
            "link": self.link,
        })  # fmt: skip


class Key(models.Model):
    """A secret both sides hold, sealed. Two are valid while one takes the other's place; the newer signs once the peer is known to have it."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="keys")
    name = models.SlugField("密钥编号", max_length=20)
    sealed = models.TextField()
    proven = models.BooleanField(default=False, help_text="the peer has it: it gave it to us, or has signed with it")
    made_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "对接密钥"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["peer", "name"], name="a_key_name_once_per_peer")]

    def row(self) -> PeerKeyRow:
        return cast("PeerKeyRow", {
            "id": self.pk, "name": self.name, "proven": self.proven, "made_at": iso(self.made_at), "used_at": iso(self.used_at),
            "ended_at": iso(self.ended_at),
        })  # fmt: skip


class Share(models.Model):
    """What a peer is told. No row: nothing of that kind."""

    peer = models.ForeignKey(Peer, on_delete=models.CASCADE, related_name="shares")
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    area = models.CharField("区划范围", max_length=12, blank=True, help_text="empty: the peer's")
    from_grade = models.SmallIntegerField("起报等级", null=True, help_text="incidents: 3 = Ⅲ级 and graver; empty: all, ungraded too")
    phones = models.BooleanField("含电话号码", default=False)
    why = models.CharField("共享电话的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "共享范围"
        constraints = [
            models.UniqueConstraint(fields=["peer", "kind"], name="one_share_per_kind"),
            models.CheckConstraint(condition=models.Q(phones=False) | ~models.Q(why=""), name="phones_are_shared_for_a_reason"),
        ]

    def row(self) -> PeerShareRow:
        return cast("PeerShareRow", {
            "kind": self.kind, "area": self.area, "from_grade": self.from_grade, "phones": self.phones, "why": self.why,
        })  # fmt: skip


class Cursor(models.Model):
    """How far into a stream of the log the peer's messages have been cut: the log is the outbox (ADR 1, 11)."""

    peer = models.ForeignKey(Peer, on_delete=models.CASCADE, related_name="cursors")
    stream = models.CharField(max_length=80)
    seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "stream"], name="one_cursor_per_stream")]


class Nonce(models.Model):
    """Seen within the window of a signature: a copy of a request is refused. Older ones are refused by their time."""

    peer = models.ForeignKey(Peer, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "nonce"], name="a_peers_nonce_is_used_once")]


class Directive(models.Model):
    """An instruction of ours that this peer has to carry out."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="directives")
    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="directives")
    incident = models.CharField(max_length=80, blank=True, help_text="subject of their incident it is about")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "instruction"], name="a_directive_once_per_peer")]


from command.peering import messages as messages  # noqa: E402, PLC0414 – Django looks for an app's models here
