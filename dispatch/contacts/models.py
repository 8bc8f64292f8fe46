"""Who must know: persons with a post in an area, how to reach each of them, who stands in and who stands above."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from devices.terminals.models import Subject
from dispatch.teams.models import Unit

CHANNELS = [
    ("app", "本平台"),
    ("radio", "电台"),
    ("phone", "电话"),
    ("sms", "短信"),
    ("mail", "邮件"),
    ("wecom", "企业微信"),
    ("dingtalk", "钉钉"),
    ("feishu", "飞书"),
    ("satellite", "卫星电话"),
    ("tak", "TAK 终端"),
    ("loudspeaker", "大喇叭"),
    ("loudhailer", "无人机喊话"),
    ("webhook", "其他网关"),
    ("record", "留存(演示)"),
]
SECRET = ("phone", "sms", "satellite")  # numbers: shown whole only with `phone.reveal`


class ContactRole(models.Model):
    """What a contact is there for. A row, so that the bureau says whom the one press calls, and for which kinds of event."""

    code = models.CharField("代码", primary_key=True, max_length=20)
    name = models.CharField("职责", max_length=40)
    notify = models.BooleanField("一键通知", default=False)
    types = models.JSONField("事件类型", default=list, blank=True, help_text="代码前缀;空 = 各类事件")
    chain = models.BooleanField(
        "四级责任链", default=False, help_text="a primary contact of the tree 市–县–镇–村: called with it, missed by the report of gaps"
    )
    order = models.SmallIntegerField(default=0)
    source = models.CharField("出处", max_length=200)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = verbose_name_plural = "联系人职责"

    def __str__(self) -> str:
        return self.name

    def called_for(self, type: str) -> bool:
        """An alarm without a type yet concerns everybody."""
        return self.notify and (not self.types or not type or type.startswith(tuple(self.types)))


class PersonQuerySet(models.QuerySet["Person"]):
    def current(self) -> PersonQuerySet:
        return self.filter(active=True)

    def under(self, prefix: str) -> PersonQuerySet:
        return self.filter(area__startswith=prefix)


class Person(models.Model):
    """One contact. With an account the page can ring; the number of places it appears in says nothing about how often it is called."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="contact")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="person")
    name = models.CharField("姓名", max_length=40)
    org = models.CharField("单位", max_length=60, blank=True)
    title = models.CharField("职务", max_length=40, blank=True)
    role = models.ForeignKey(ContactRole, on_delete=models.PROTECT, verbose_name="职责")
    area = models.CharField("区划", max_length=12, db_index=True)
    deputy = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="deputy_of", verbose_name="副手")
    superior = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="superior_of", verbose_name="上级")
    note = models.CharField("备注", max_length=200, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "联系人"
        ordering = ["area", "role__order", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(deputy=models.F("id")) | Q(deputy=None), name="nobody_is_their_own_deputy"),
            models.CheckConstraint(condition=~Q(superior=models.F("id")) | Q(superior=None), name="nobody_is_their_own_superior"),
        ]

    def __str__(self) -> str:
        return f"{self.org}{self.title} {self.name}".strip()

    @property
    def stream(self) -> str:
        """Changes of contacts are on the record of the city's people; no screen follows it."""
        return f"people:{settings.CITY}"


class AddressQuerySet(models.QuerySet["Address"]):
    def usable(self) -> AddressQuerySet:
        """The app reaches nobody whose account is closed."""
        return self.filter(Q(valid=True), ~Q(channel="app") | Q(person__user__is_active=True))


class Address(models.Model):
    """One way to reach a person. Addresses of the lowest rank are tried together, the next rank when those fail."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    channel = models.CharField("方式", max_length=12, choices=CHANNELS)
    value = models.CharField("号码或地址", max_length=120, blank=True, help_text="app:空;radio:电台编号,空 = 所在队伍的电台")
    rank = models.SmallIntegerField("顺序", default=0)
    valid = models.BooleanField("有效", default=True)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "联系方式"
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "channel", "value"], name="an_address_once_per_person")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.value}"


class Reveal(models.Model):
    """Somebody looked at numbers, or took a list of them away, and said why. Never changed."""

    NUMBERS, EXPORT = "numbers", "export"
    KINDS = [(NUMBERS, "查看号码"), (EXPORT, "导出号码")]

    kind = models.CharField("方式", max_length=8, choices=KINDS)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="reveals", help_text="null = a list")
    what = models.CharField("内容", max_length=80, blank=True, help_text="which list, e.g. callout:12")
    count = models.PositiveIntegerField("人数", default=1)
    area = models.CharField("区划", max_length=12)
    reason = models.CharField("理由", max_length=200)
    by = models.CharField(max_length=80)
    by_name = models.CharField("查看人", max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "号码查看记录"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.by_name} {self.get_kind_display()}:{self.reason}"
