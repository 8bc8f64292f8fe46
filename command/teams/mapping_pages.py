"""接入映射: how a vendor's JSON is read, edited as rows of a form and tried at once on a frame that is pasted or was refused."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from command.teams.guard import reads, require
from devices.adapters.mapped_rows import FIELDS, Fault
from devices.inbox.models import Quarantine
from devices.mapping.actions import Tried, remove_mapping, save_mapping, try_mapping
from devices.mapping.models import MappingRow
from devices.readings import instant
from devices.terminals.models import KIND_CHOICES, UnknownDevice
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.datum import DATUMS

MANAGE = "feed.manage"
BLANKS = 3  # empty lines of the form, to add some
SAMPLES = 20
MOST_SAMPLE = 64_000
PLAIN = ("name", "topic_filter", "identity", "kind", "each", "time_path", "time_format", "datum")
COLUMNS = ("field", "path", "factor", "offset", "unit", "equals")
WORDS = {
    "name": "名称", "topic_filter": "主题过滤器", "identity": "设备编号", "each": "列表路径", "time_path": "时间路径", "time_format": "时间格式",
    "utc_offset_h": "时差", "datum": "坐标系", "fields": "字段", "topic": "样本主题", "payload": "样本报文", "commands": "指令", "source": "出处",
}  # fmt: skip


class Line(NamedTuple):
    field: str = ""
    path: str = ""
    factor: str = ""
    offset: str = ""
    unit: str = ""
    equals: str = ""


class Sample(NamedTuple):
    key: str
    topic: str
    why: str
    text: str


class Said(NamedTuple):
    """One reading of the try-out, for people."""

    kind: str
    device: str
    values: str


INNER = ("reading", "device", "received_ms", "message_id", "at_ms", "learned")
VALUES = {
    "lat": "纬度", "lon": "经度", "alt": "高度", "elevation": "离地高", "speed": "速度 m/s", "heading": "航向", "battery": "电量",
    "link": "信号", "accuracy": "误差 m", "quantity": "量", "value": "值", "unit": "单位", "online": "在线", "text": "文字", "active": "按下",
    "mapping": "映射行", "name": "名称", "model": "型号", "firmware": "固件", "correlation": "指令编号", "result": "结果", "method": "方式",
}  # fmt: skip
KINDS_OF_READING = {
    "Fix": "位置", "Measurement": "测量值", "Sos": "紧急求救", "Status": "状态", "Text": "文字", "Answer": "指令回执",
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@reads
def mapping(request: HttpRequest, who: Caller) -> HttpResponse:
    require(who, MANAGE, settings.CITY)
    tried: Tried | None = None
    faults: list[str] = []
    status = 200
    given = request.POST if request.method == "POST" else _stored(request.GET.get("edit", ""))
    if request.method == "POST":
        try:
            if _done(request, who):
                return HttpResponseRedirect(request.path)
            tried = _try(request.POST)
            faults = [told(fault, request.POST) for fault in tried.faults]
        except Problem as problem:
            status = 422
            faults = [problem.detail]
    samples = _samples()
    picked = next((sample for sample in samples if sample.key == request.GET.get("sample")), None)
    lines = _lines(given)
    context = {
        "rows": MappingRow.objects.all(), "given": given, "lines": [*lines, *[Line()] * BLANKS], "faults": faults,
        "readings": None if tried is None else [_said(reading) for reading in tried.readings[:50]], "samples": samples,
        "topic": given.get("topic") or (picked.topic if picked else ""), "payload": given.get("payload") or (picked.text if picked else ""),
        "kinds": KIND_CHOICES, "datums": DATUMS.items(), "fields": sorted(FIELDS), "editing": given.get("id", ""), "refused": status == 422,
    }  # fmt: skip
    return render(request, "teams/mapping.html", context, status=status)


def _done(request: HttpRequest, who: Caller) -> bool:
    """True when something was saved or taken away; False for a try-out."""
    post, do = request.POST, request.POST.get("do")
    ident = int(post["id"]) if post.get("id", "").isdecimal() else None
    if do == "remove" and ident is not None:
        remove_mapping(actor=who.actor, mapping_id=ident)
        messages.success(request, "已删除,网关数秒内不再读取。")
        return True
    if do != "save":
        return False
    if not post.get("source", "").strip():
        raise Problem("invalid", "请填写出处:厂家文档、版本、谁核对过。")
    found = _told(post)
    if tried := [fault for fault in _checked(found) if fault.where != "payload"]:
        raise Problem("invalid", ";".join(told(fault, post) for fault in tried))
    save_mapping(
        actor=who.actor, mapping_id=ident, active=post.get("active") == "1", source=post["source"].strip()[:200], **found,
    )  # fmt: skip
    messages.success(request, "已保存,网关数秒内生效,不用重启。")
    return True


def _checked(found: dict[str, Any]) -> list[Fault]:
    """What is wrong with the row itself, whatever the sample."""
    topic = found["topic_filter"].replace("+", "x").replace("#", "x")
    return [fault for fault in try_mapping(topic=topic, payload="{}", told=found).faults if _of_row(fault)]


def _of_row(fault: Fault) -> bool:
    return fault.where.partition("[")[0] in ("fields", "commands", *WORDS) and fault.where not in ("topic", "payload", "time_path")


def _try(post: QueryDict) -> Tried:
    if len(post.get("payload", "")) > MOST_SAMPLE:
        raise Problem("invalid", f"样本最多 {MOST_SAMPLE} 个字符。")
    return try_mapping(topic=post.get("topic", "").strip(), payload=post.get("payload", ""), told=_told(post))


def _told(post: QueryDict) -> dict[str, Any]:
    """The form as the adapter knows a row."""
    found: dict[str, Any] = {name: post.get(name, "").strip() for name in PLAIN}
    if not 1 <= len(found["name"]) <= 60:
        raise Problem("invalid", "名称应为 1 至 60 个字。")
    found["utc_offset_h"] = _number(post.get("utc_offset_h", ""), 8.0, "时差")
    fields = []
    for place, line in enumerate(_lines(post), 1):
        field: dict[str, Any] = {
            "field": line.field, "path": line.path, "unit": line.unit, "factor": _number(line.factor, 1.0, f"第 {place} 行的系数"),
            "offset": _number(line.offset, 0.0, f"第 {place} 行的偏移"),
        }  # fmt: skip
        if line.equals:
            field["equals"] = [_plain(part.strip()) for part in line.equals.split(",")]
        fields.append(field)
    found["fields"] = fields
    text = post.get("commands", "").strip()
    try:
        found["commands"] = json.loads(text) if text else []
    except ValueError as error:
        raise Problem("invalid", f"指令不是有效的 JSON:{error}。") from None
    return found


def _lines(given: Any) -> list[Line]:
    """Lines of the form in which something stands."""
    columns = [given.getlist(name) for name in COLUMNS]
    return [line for cells in zip(*columns, strict=False) if (line := Line(*(cell.strip() for cell in cells))).field or line.path]


def _stored(ident: str) -> QueryDict:
    """A saved row as the form has it; an empty form for a new one."""
    given = QueryDict(mutable=True)
    row = MappingRow.objects.filter(pk=int(ident)).first() if ident.isdecimal() else None
    if row is None:
        given.update({"kind": "sensor", "time_format": "ms", "utc_offset_h": "8", "datum": "wgs84", "active": "1"})
        return given
    given.update({name: str(getattr(row, name)) for name in PLAIN})
    commands = json.dumps(row.commands, ensure_ascii=False, indent=1) if row.commands else ""
    given.update({
        "id": str(row.pk), "utc_offset_h": f"{row.utc_offset_h:g}", "active": "1" if row.active else "", "source": row.source, "commands": commands,
    })  # fmt: skip
    for field in row.fields:
        equals = ",".join(_shown(one) for one in field.get("equals") or [])
        cells = (field["field"], field["path"], f"{field.get('factor', 1):g}", f"{field.get('offset', 0):g}", field.get("unit", ""), equals)
        for name, cell in zip(COLUMNS, cells, strict=True):
            given.appendlist(name, cell)
    return given


def told(fault: Fault, post: QueryDict) -> str:
    """In Chinese, with the line and the path that stand in the form."""
    where, _, rest = fault.where.partition("[")
    lines = _lines(post)
    if where == "fields" and rest and (place := int(rest.rstrip("]"))) < len(lines):
        return f"第 {place + 1} 行({lines[place].field or '未选字段'},路径 {lines[place].path or '空'}):{fault.why}"
    for place, line in enumerate(lines, 1):
        if line.field == fault.where:
            return f"第 {place} 行({line.field},路径 {line.path or '空'}):{fault.why}"
    if where == "commands" and rest:
        return f"第 {int(rest.rstrip(']')) + 1} 条指令:{fault.why}"
    return f"{WORDS.get(where, where)}:{fault.why}"


def _samples() -> list[Sample]:
    """What was refused and what nobody registered, the newest first; of a refused frame only its start is kept."""
    refused = [
        Sample(f"q{row.pk}", row.topic, row.reason, bytes(row.first_bytes).decode(errors="replace").replace("\x00", ""))
        for row in Quarantine.objects.order_by("-last_at")[:SAMPLES]
    ]  # fmt: skip
    unknown = [
        Sample(f"u{row.pk}", row.topic, "未登记设备", row.sample) for row in UnknownDevice.objects.filter(adapter="mapped").order_by("-last_at")[:SAMPLES]
    ]  # fmt: skip
    return refused + unknown


def _said(reading: dict[str, Any]) -> Said:
    """In words, without what only the line itself needs."""
    told = {name: value for name, value in reading.items() if name not in INNER} | (reading.get("learned") or {})
    at = f"时间 {timezone.localtime(instant(reading['at_ms'])):%m-%d %H:%M:%S}" if isinstance(reading.get("at_ms"), int) else "按收到时间"
    values = [at, *(f"{VALUES.get(name, name)} {value}" for name, value in told.items() if value not in ("", False))]
    return Said(KINDS_OF_READING.get(reading["reading"], reading["reading"]), reading["device"], "  ".join(values))


def _number(text: str, otherwise: float, what: str) -> float:
    try:
        return float(text) if text.strip() else otherwise
    except ValueError:
        raise Problem("invalid", f"{what}“{text[:20]}”不是数。") from None


def _plain(text: str) -> Any:
    """FIRE is a word, 1 a number, true a yes; `"1"` in quotes is the word."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return found if isinstance(found, str | int | float | bool) else text


def _shown(value: Any) -> str:
    """What `_plain` reads back as the same."""
    return value if isinstance(value, str) and _plain(value) == value else json.dumps(value, ensure_ascii=False)
