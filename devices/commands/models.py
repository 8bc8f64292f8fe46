"""One command to one terminal, from the press of a button to what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from devices.terminals.models import Downlink, Terminal

ASKED, ISSUED, SENT, ACCEPTED = "asked", "issued", "sent", "accepted"
DONE, FAILED, TIMED_OUT, EXPIRED, REFUSED = "done", "failed", "timed_out", "expired", "refused"
STATES = [
    (ASKED, "待第二人批准"), (ISSUED, "待发"), (SENT, "已发出"), (ACCEPTED, "设备已接受"), (DONE, "已完成"), (FAILED, "失败"),
    (TIMED_OUT, "设备超时未答"), (EXPIRED, "过期未发"), (REFUSED, "未批准"),
]  # fmt: skip
UNSETTLED = (ASKED, ISSUED, SENT, ACCEPTED)
# Legal moves. A device may report its progress before its answer, and a late one may still say how a silent command ended.
MOVES: dict[str, tuple[str, ...]] = {
    ASKED: (ISSUED, REFUSED, EXPIRED),
    ISSUED: (SENT, ACCEPTED, DONE, FAILED, EXPIRED),
    SENT: (ACCEPTED, DONE, FAILED, TIMED_OUT),
    ACCEPTED: (DONE, FAILED, TIMED_OUT),
    TIMED_OUT: (ACCEPTED, DONE, FAILED),
    DONE: (), FAILED: (), EXPIRED: (), REFUSED: (),
}  # fmt: skip


class Command(models.Model):
    terminal = models.ForeignKey(Terminal, on_delete=models.PROTECT, related_name="commands")
    area = models.CharField("区划", max_length=12, db_index=True)
    kind = models.CharField("指令", max_length=30)
    params = models.JSONField("参数", default=dict)
    run = models.CharField(max_length=64, blank=True, db_index=True, help_text="our id of a flight; its progress comes back with it")
    state = models.CharField("状态", max_length=10, choices=STATES, default=ISSUED)
    percent = models.FloatField(null=True)
    step = models.CharField(max_length=80, blank=True)
    error = models.CharField(max_length=200, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    actor = models.CharField(max_length=80)
    name = models.CharField("下达人", max_length=60, blank=True)
    second = models.CharField(max_length=80, blank=True, help_text="actor who approved or refused it")
    second_name = models.CharField("批准人", max_length=60, blank=True)
    asked_at = models.DateTimeField(db_default=Now())
    issued_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(db_default=Now(), help_text="the device was last heard about it")
    downlink = models.OneToOneField(Downlink, on_delete=models.SET_NULL, null=True, related_name="command")
    archived = models.BooleanField(default=False, help_text="off the board; told by a `left` event")
    exercise_id = models.IntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "设备指令"
        indexes = [models.Index(fields=["area"], condition=Q(archived=False), name="command_on_board")]
        constraints = [models.CheckConstraint(condition=~Q(second=F("actor")) | Q(state=REFUSED), name="nobody_approves_own_command")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.terminal_id} ({self.get_state_display()})"

    @property
    def settled(self) -> bool:
        return self.state not in UNSETTLED
