"""Radio channels that are joined to talk groups: where each one's RoIP gateway is, and how the two understand each other."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from devices.terminals.models import Terminal
from realtime.accounts.models import Token


class RadioLink(models.Model):
    """One analogue, DMR or PDT channel. Its terminal is what is put into a talk group; its token is who speaks there."""

    CODECS = [("pcma", "G.711 A律"), ("pcmu", "G.711 μ律"), ("l16", "L16 8 kHz")]
    SIGNALLING = [("presence", "有包即有载波"), ("ed137", "ED-137 扩展头(PTT/SQU)"), ("vox", "声控")]

    name = models.CharField("名称", max_length=60)
    area = models.CharField("区划", max_length=12, db_index=True)
    terminal = models.OneToOneField(Terminal, on_delete=models.PROTECT, related_name="radio_link")
    token = models.OneToOneField(Token, on_delete=models.PROTECT, related_name="radio_link")
    port = models.PositiveIntegerField("本端 UDP 端口", unique=True)
    host = models.GenericIPAddressField("网关地址", help_text="packets of nobody else are listened to")
    remote_port = models.PositiveIntegerField("网关端口", default=0, help_text="0 = where its packets come from")
    codec = models.CharField(max_length=4, choices=CODECS, default="pcma")
    signalling = models.CharField(max_length=8, choices=SIGNALLING, default="presence")
    priority = models.PositiveSmallIntegerField("优先级", default=5)
    hang_ms = models.PositiveIntegerField("载波保持", default=300)
    guard_ms = models.PositiveIntegerField("防回授", default=500)
    lead_ms = models.PositiveIntegerField("发射提前", default=200)
    limit_s = models.PositiveIntegerField("单次最长", default=60)
    active = models.BooleanField("启用", default=True)
    state = models.JSONField(default=dict, help_text="what the process says of it: heard_at, group, counts, error")
    state_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "电台链路"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
