"""Foreign gateways: who carries SMS, robot calls and messages for us, with which words, and what they said came of it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

SMS, VOICE, WEBHOOK, MAIL, WECOM, DINGTALK, FEISHU = "sms", "voice", "webhook", "mail", "wecom", "dingtalk", "feishu"
KINDS = [
    (SMS, "短信网关"), (VOICE, "语音外呼平台"), (WEBHOOK, "其他网关"), (MAIL, "邮件"), (WECOM, "企业微信"), (DINGTALK, "钉钉"), (FEISHU, "飞书"),
]  # fmt: skip
SIGNED = (SMS, VOICE, WEBHOOK)  # speak docs/gateways.md; the others are services with rules of their own
CHANNEL_OF = {SMS: "sms", VOICE: "phone", WEBHOOK: "webhook"}  # whose receipts these are
RUNG = ("phone", "satellite")  # what a voice gateway rings


class ProviderQuerySet(models.QuerySet["Provider"]):
    def of(self, kind: str) -> ProviderQuerySet:
        """Those in service, the preferred one first."""
        return self.filter(kind=kind, active=True).order_by("order", "code")


class Provider(models.Model):
    """One gateway. Its secret is no column: it comes from the environment or a file only we may read (secrets.py)."""

    code = models.SlugField("代码", primary_key=True, max_length=20)
    kind = models.CharField("类型", max_length=10, choices=KINDS)
    name = models.CharField("名称", max_length=60)
    url = models.URLField(
        "地址", max_length=300, blank=True, help_text="政务微信等私有部署的企业微信、钉钉、飞书:机器人地址,{key} 或 {token} 处填入密钥"
    )
    signature = models.CharField("签名", max_length=20, blank=True, help_text="报备的短信签名,例如 广州应急;发送时写作【广州应急】")
    templates_only = models.BooleanField("仅限报备模板", default=False)
    most_parts = models.PositiveSmallIntegerField("最多拆分条数", default=5)
    bmp_only = models.BooleanField("不支持表情等增补字符", default=True)
    order = models.SmallIntegerField("优先顺序", default=0)
    active = models.BooleanField("启用", default=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "网关"
        ordering = ["kind", "order", "code"]

    def __str__(self) -> str:
        return self.name


class Circuit(models.Model):
    """How one gateway has been lately. Down: others of its kind carry, until a message that tries it gets through."""

    provider = models.OneToOneField(Provider, on_delete=models.CASCADE, primary_key=True, related_name="circuit")
    failures = models.PositiveSmallIntegerField("连续失败", default=0)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField("最近一次失败", max_length=120, blank=True)
    down_since = models.DateTimeField("中断", null=True)
    probe_at = models.DateTimeField(null=True, help_text="down: when one message may try it")

    class Meta:
        verbose_name = verbose_name_plural = "网关状态"


class Template(models.Model):
    """Words a gateway has registered. `text` with {variables} is what the person reads; the gateway gets the code and the variables."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="templates")
    code = models.CharField("模板编号", max_length=40)
    purpose = models.CharField("用途", max_length=10, blank=True, help_text="notify、escalate、call、order、test、broadcast;空 = 各种用途")
    drill = models.BooleanField("演练用", default=False, help_text="文字以“演练,演练”开头;演练只用这类模板,实战从不用")
    text = models.CharField("报备文字", max_length=500)
    limits = models.JSONField("变量字数上限", default=dict, blank=True, help_text='例如 {"text": 35}')
    order = models.SmallIntegerField("优先顺序", default=0)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "报备模板"
        ordering = ["provider", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["provider", "code"], name="a_template_once_per_gateway")]

    def __str__(self) -> str:
        return f"{self.code} {self.text[:20]}"


class Handover(models.Model):
    """What a gateway was given, as it was given: evidence, and how many parts it cost. Written before the gateway is called."""

    GIVEN, TAKEN, REFUSED, UNKNOWN = "given", "taken", "refused", "unknown"
    RESULTS = [(GIVEN, "提交中"), (TAKEN, "已接收"), (REFUSED, "拒绝"), (UNKNOWN, "结果不明")]

    message = models.CharField("消息编号", max_length=40)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="handovers")
    number = models.CharField("号码或地址", max_length=120)
    text = models.CharField("内容", max_length=1000)
    template = models.CharField("模板", max_length=40, blank=True)
    parts = models.PositiveSmallIntegerField("条数", default=1)
    their_id = models.CharField("网关编号", max_length=80, blank=True)
    result = models.CharField(max_length=8, choices=RESULTS, default=GIVEN)
    error = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(db_default=Now())
    exercise = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = "网关提交"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["message", "provider"], name="a_message_once_per_gateway")]
        indexes = [models.Index(fields=["provider", "their_id"], name="handover_their_id")]


class Nonce(models.Model):
    """Seen within the window of a signature: a copy of a request is refused. Older ones are refused by their time."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "nonce"], name="a_nonce_is_used_once")]


class Inbound(models.Model):
    """One thing a gateway told us: stored first, then worked on, so that nothing it said is lost or counted twice."""

    REPORT, REPLY, RESULT = "report", "reply", "result"
    NEW, DONE, UNMATCHED, FAILED = "new", "done", "unmatched", "failed"
    KINDS = [(REPORT, "送达回执"), (REPLY, "上行短信"), (RESULT, "外呼结果")]
    STATES = [(NEW, "待处理"), (DONE, "已处理"), (UNMATCHED, "未对应"), (FAILED, "处理失败")]

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="inbound")
    kind = models.CharField("类型", max_length=6, choices=KINDS)
    item = models.CharField(max_length=80, help_text="the gateway's own id, else a digest of what it said")
    body = models.JSONField()
    state = models.CharField("状态", max_length=9, choices=STATES, default=NEW)
    error = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    alarm_id = models.BigIntegerField(null=True, help_text="a reply nobody was waiting for is put before the officer")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "网关来报"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["provider", "kind", "item"], name="told_once")]
        indexes = [models.Index(fields=["id"], condition=models.Q(state="new"), name="inbound_new")]
