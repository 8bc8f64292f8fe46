"""One row a vendor's topic: where in its JSON what stands. The gateway reads them with the registry and subscribes while it runs."""

from __future__ import annotations

from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now

from devices.adapters import OWNED_ROOTS
from devices.adapters.mapped import made_ready
from devices.adapters.mapped_rows import Fault, Mapping, Ready, Wrong, ready
from devices.terminals.models import KIND_CHOICES
from realtime.datum import DATUMS

# Topics that are not for vendors: the broker's own, and adapters that have no root of MQTT
RESERVED = OWNED_ROOTS | {"$SYS", "$share", "ecc", "field"}


class MappingRow(models.Model):
    name = models.CharField("名称", max_length=60, unique=True)
    topic_filter = models.CharField(
        "主题过滤器", max_length=200, help_text="如 vendor/+/up 或 /vendor/#;第一级不能是通配符,也不能是内置适配器的"
    )
    identity = models.CharField("设备编号", max_length=200, help_text="主题的第几级(从 1 起),或报文中的 JSONPath,如 $.dev.id")
    kind = models.CharField("终端类别", max_length=10, choices=KIND_CHOICES, default="sensor")
    each = models.CharField(
        "列表路径", max_length=200, blank=True, help_text="一帧多个对象时,如 $.list[*];空 = 报文本身是一个对象或对象的列表"
    )
    time_path = models.CharField("时间路径", max_length=200, blank=True, help_text="空 = 按收到时间")
    time_format = models.CharField("时间格式", max_length=40, default="ms", help_text="s、ms、iso,或 %Y-%m-%d %H:%M:%S 这样的格式")
    utc_offset_h = models.FloatField("时差(小时)", default=8, help_text="时间里没有时区时")
    datum = models.CharField("坐标系", max_length=10, choices=list(DATUMS.items()), default="wgs84")
    fields = models.JSONField(
        "字段",
        default=list,
        help_text='如 [{"field": "measure.water_level", "path": "$.data.wl", "factor": 0.01, "unit": "m"}];见 docs/devices.md',
    )
    commands = models.JSONField(
        "指令",
        default=list,
        blank=True,
        help_text='如 [{"name": "开警笛", "topic": "vendor/{device}/down", "payload": {"id": "$number", "cmd": "siren", "v": "$value"}}]',
    )
    active = models.BooleanField("启用", default=True)
    source = models.CharField("出处", max_length=200, help_text="厂家文档、版本、谁核对过")
    changed_by = models.CharField("修改人", max_length=60, blank=True, editable=False)
    changed_at = models.DateTimeField("修改时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "接入映射"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What the admin's form shows beside the fields."""
        try:
            checked(self.told())
        except Wrong as wrong:
            own = {field.name for field in self._meta.fields}
            errors: dict[str, list[str]] = {}
            for fault in wrong.faults:
                where = fault.where.partition("[")[0]
                errors.setdefault(where if where in own else "fields", []).append(f"{fault.where}: {fault.why}")
            raise ValidationError(errors) from None

    def told(self) -> dict[str, Any]:
        """The row as the adapter and the API know it."""
        return {name: getattr(self, name) for name in Mapping.__struct_fields__}


def checked(told: dict[str, Any]) -> Ready:
    """Raises Wrong with everything that is wrong."""
    try:
        row = msgspec.convert(told, Mapping)
    except msgspec.ValidationError as error:
        raise Wrong([Fault("fields", str(error)[:200])]) from None
    return ready(row, RESERVED)


def ready_rows() -> tuple[Ready, ...]:
    rows = []
    for row in MappingRow.objects.filter(active=True).order_by("name"):
        try:
            rows.append(msgspec.convert(row.told(), Mapping))
        except msgspec.ValidationError:
            continue  # saved past the checks; it harms only itself
    return made_ready(rows, RESERVED)
