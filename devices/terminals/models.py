"""Subjects, terminals and what is known of devices that nobody registered yet."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from realtime.exercises.snapshot import is_tabletop
from realtime.positions import KINDS

KIND_NAMES = {
    "other": "其他",
    "person": "人员",
    "vehicle": "车辆",
    "uav": "无人机",
    "dock": "机库",
    "radio": "对讲机",
    "phone": "手机",
    "vessel": "船艇",
    "sensor": "传感器",
    "team": "队伍",
}
KIND_CHOICES = [(name, KIND_NAMES[name]) for name in KINDS]
ADAPTER_CHOICES = [
    ("dji", "大疆上云"),
    ("owntracks", "OwnTracks 手机"),
    ("radio", "本平台电台"),
    ("field", "网页终端"),
    ("osmand", "OsmAnd/Traccar 手机"),
    ("traccar", "Traccar 转发"),
    ("jt808", "JT/T 808 车载终端"),
    ("tak", "TAK(ATAK)"),
    ("meshtastic", "Meshtastic 自组网电台"),
    ("thingsboard", "ThingsBoard 传感器"),
    ("sparkplug", "Sparkplug B"),
    ("sensorthings", "SensorThings"),
    ("homie", "Homie 传感器"),
    ("odid", "无人机远程识别"),
    ("mavlink", "MAVLink 飞控"),
    ("gb28181", "GB/T 28181 平台"),
    ("mapped", "按映射表接入"),
]


class Subject(models.Model):
    """Whatever has one position on the map. The id is what the picture lane carries, 32 bits."""

    id = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=KIND_CHOICES)
    area = models.CharField(max_length=12, db_index=True, help_text="owning area, 6 or 9 digits")
    label = models.CharField(max_length=80)
    exercise_id = models.IntegerField(null=True, blank=True, help_text="null = real")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "定位对象"
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="subject_kind_is_known")]

    def __str__(self) -> str:
        return f"{self.label}({self.get_kind_display()})"

    def speaking(self) -> Terminal | None:
        """The terminal that names the subject's protocol and interval: the one registered first."""
        return self.terminals.filter(revoked_at=None).order_by("id").first()


class TerminalQuerySet(models.QuerySet["Terminal"]):
    def live(self) -> TerminalQuerySet:
        return self.filter(revoked_at=None)

    def reached_in(self, exercise: int | None) -> TerminalQuerySet:
        """Whom something of this exercise may be sent to: its own drill terminals, and real ones where it is no table-top.

        What is real never goes to a drill terminal.
        """
        own = models.Q(subject__exercise_id=exercise)
        return self.filter(own if exercise is None or is_tabletop(exercise) else own | models.Q(subject__exercise_id=None))


class Terminal(models.Model):
    """A device we know by (adapter, external id). It moves the marker of its subject."""

    adapter = models.CharField(max_length=20, choices=ADAPTER_CHOICES)
    external_id = models.CharField(max_length=128, help_text="DJI: serial number; OwnTracks: user/device; radio: id in the topic")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="terminals")
    area = models.CharField(max_length=12, db_index=True)
    kind = models.CharField(max_length=10, choices=KIND_CHOICES)
    credential = models.CharField(max_length=128, blank=True, help_text="digest of the device's secret, never the secret")
    sealed = models.CharField(
        max_length=400,
        blank=True,
        db_default="",
        default="",
        editable=False,
        help_text="the secret for the broker (realtime/sealing.py)",
    )
    certificate = models.CharField(
        max_length=64, blank=True, db_default="", default="", editable=False, help_text="SHA-256 of the client certificate made for it"
    )
    expected_interval_s = models.FloatField(null=True, blank=True, help_text="a fix is expected this often; raises the freshness limits")
    rank = models.SmallIntegerField("位次", null=True, blank=True, help_text="of this one terminal, over the rows of SourceRank")
    max_age_s = models.FloatField("最长时效", null=True, blank=True, help_text="of this one terminal, over the rows of SourceRank")
    meta = models.JSONField(default=dict, blank=True, help_text="what the device told about itself, and simulator settings")
    registered_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TerminalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "终端"
        constraints = [
            # A device that comes back after it was revoked is registered again as a new row; the old one stays as history.
            models.UniqueConstraint(
                fields=["adapter", "external_id"], condition=models.Q(revoked_at=None), name="one_live_terminal_per_device"
            )
        ]

    def __str__(self) -> str:
        return f"{self.adapter}:{self.external_id}"


class BrokerUser(models.Model):
    """A server that speaks on the broker for many devices, on topics that name none of them: FROST, a ThingsBoard gateway, a vendor's platform."""

    name = models.CharField("用户名", max_length=64)
    up = models.JSONField("可发布", default=list, help_text='如 ["v1/gateway/#"]')
    down = models.JSONField("可订阅", default=list)
    credential = models.CharField(max_length=128, editable=False)
    sealed = models.CharField(max_length=400, editable=False)
    registered_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "消息服务账号"
        constraints = [models.UniqueConstraint(fields=["name"], condition=models.Q(revoked_at=None), name="one_live_broker_user")]

    def __str__(self) -> str:
        return self.name


class SourceRank(models.Model):
    """Which source of a position is believed first: a lower rank holds the marker until its last fix is older than `max_age_s`.

    The finest area wins, then the row that names the kind of terminal, then the one for every kind of this adapter.
    """

    adapter = models.CharField("来源", max_length=20, choices=ADAPTER_CHOICES)
    kind = models.CharField("终端类别", max_length=10, choices=KIND_CHOICES, blank=True, help_text="空 = 该来源的各类终端")
    area = models.CharField("适用区划", max_length=12)
    rank = models.SmallIntegerField("位次", help_text="1 最先")
    max_age_s = models.FloatField("最长时效(秒)")
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "定位来源位次"
        ordering = ["area", "rank", "adapter", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["adapter", "kind", "area"], name="one_source_rank_per_kind"),
            models.CheckConstraint(condition=models.Q(max_age_s__gt=0), name="source_age_is_positive"),
        ]


class Binding(models.Model):
    """Which terminal spoke for which subject, from when to when."""

    terminal = models.ForeignKey(Terminal, on_delete=models.PROTECT, related_name="bindings")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="bindings")
    since = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["terminal"], condition=models.Q(until=None), name="one_open_binding_per_terminal")]


class UnknownDevice(models.Model):
    """A device that speaks a protocol we know but is not registered. One row a device, counted, adopted with one click."""

    adapter = models.CharField(max_length=20, choices=ADAPTER_CHOICES)
    external_id = models.CharField(max_length=128)
    topic = models.CharField(max_length=255)
    first_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now(), db_index=True)
    frames = models.BigIntegerField(default=0)
    sample = models.TextField(blank=True, help_text="start of the last payload, for the officer's eyes")
    hint = models.JSONField(default=dict, help_text="proposed kind, area, label, last position")
    adopted_terminal = models.ForeignKey(Terminal, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "未登记设备"
        constraints = [models.UniqueConstraint(fields=["adapter", "external_id"], name="one_row_per_unknown_device")]

    def __str__(self) -> str:
        return f"{self.adapter}:{self.external_id}"


class Downlink(models.Model):
    """One message to one terminal. Whoever decides writes the row; only the gateway publishes it."""

    class State(models.TextChoices):
        QUEUED = "queued", "待发"
        SENT = "sent", "已发"  # the broker has it (PUBACK)
        DELIVERED = "delivered", "已送达"  # the device answered
        FAILED = "failed", "失败"
        EXPIRED = "expired", "过期"

    # Legal moves; everything else is a mistake in the code that tries it.
    MOVES = {
        State.QUEUED: {State.SENT, State.FAILED, State.EXPIRED},
        State.SENT: {State.DELIVERED, State.FAILED, State.EXPIRED},
        State.DELIVERED: set(),
        State.FAILED: set(),
        State.EXPIRED: set(),
    }

    terminal = models.ForeignKey(Terminal, on_delete=models.PROTECT, related_name="downlinks")
    kind = models.CharField(max_length=30)
    payload = models.JSONField(default=dict)
    order_id = models.BigIntegerField(null=True, blank=True)
    correlation = models.UUIDField(db_index=True, help_text="travels with the command and comes back with its answer")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    error = models.CharField(max_length=200, blank=True)
    attempts = models.IntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now(), help_text="not before this")
    expires_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "下行指令"
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state="queued"), name="downlink_queued")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.terminal_id} ({self.get_state_display()})"


class FreshnessRule(models.Model):
    """From which age a position counts as stale and as lost. The newest valid row of a kind holds."""

    kind = models.CharField(max_length=10, choices=KIND_CHOICES)
    stale_s = models.FloatField()
    lost_s = models.FloatField()
    source = models.CharField(max_length=200, help_text="出处")
    valid_from = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "新鲜度规则"
        constraints = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="one_freshness_rule_at_a_time"),
            models.CheckConstraint(condition=models.Q(stale_s__gt=0, lost_s__gt=models.F("stale_s")), name="lost_after_stale"),
        ]


def as_row(subject: Subject, *, terminal: Terminal | None) -> dict[str, object]:
    """The subject as a screen's table holds it (contract of `subjects` in the snapshot)."""
    return {
        "id": subject.id,
        "kind": subject.kind,
        "area": subject.area,
        "label": subject.label,
        "unit": None,
        "every": (terminal.expected_interval_s or terminal.meta.get("every")) if terminal else None,
        "adapter": terminal.adapter if terminal else None,
        "x": subject.exercise_id,
    }
