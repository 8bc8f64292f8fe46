"""callout → **proof** → list: who was called when, by which ways, who answered with what words, and where the recording is."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.timezone import localtime
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from dispatch.callout.models import Attempt, Call, Callout
from dispatch.contacts.models import CHANNELS, Address
from dispatch.contacts.showing import masked
from dispatch.phones.models import PhoneCall
from realtime.areas.models import Area

NAMES = dict(CHANNELS)
TITLES = ["序号", "区划", "单位职务", "姓名", "身份", "起呼", "送达", "送达方式", "应答", "用时(秒)", "应答方式", "答话人", "答复的措施", "复诵", "结果", "呼叫次数", "呼叫记录", "录音或回执编号"]  # fmt: skip
WIDTHS = [6, 18, 26, 12, 16, 20, 20, 10, 20, 9, 12, 12, 40, 6, 12, 8, 60, 30]


@dataclass
class Tried:
    at: datetime
    channel: str
    number: str
    result: str
    why: str
    receipt: str


@dataclass
class Proved:
    """One line: a person called, and everything that was tried."""

    call: Call
    place: str
    part: str
    outcome: str
    seconds: int | None
    tried: list[Tried] = field(default_factory=list)
    recordings: list[str] = field(default_factory=list)


def proof_of(callout: Callout, *, numbers: bool = False) -> list[Proved]:
    """In the order of the tree: the coarsest area first, and whoever was rung in somebody's place right after them."""
    calls = list(
        callout.calls.select_related("person", "stands_for", "covered_by", "same_as").prefetch_related("attempts__address").order_by("id")
    )
    names = _places(calls)
    recordings = _recordings(calls)
    below: dict[int | None, list[Call]] = {}
    for call in calls:
        below.setdefault(call.stands_for_id, []).append(call)
    posts = sorted(below.get(None, []), key=lambda call: (call.village or call.town or call.district, call.pk))
    ordered: list[Call] = []

    def take(call: Call) -> None:
        ordered.append(call)
        for other in below.get(call.pk, []):
            take(other)

    for call in posts:
        take(call)
    return [_proved(call, names, recordings.get(call.pk, []), numbers=numbers) for call in ordered]


def _proved(call: Call, names: dict[str, str], recordings: list[str], *, numbers: bool) -> Proved:
    code = call.village or call.town or call.district
    answered = call.answered_at
    return Proved(
        call=call,
        place=names.get(code, "市级"),
        part=_part(call),
        outcome=f"{call.covered_by.name} 代答" if call.covered_by is not None and call.state != "answered" else call.get_state_display(),
        seconds=int((answered - call.started_at).total_seconds()) if answered else None,
        tried=[_tried(attempt, numbers=numbers) for attempt in call.attempts.all()],
        recordings=recordings,
    )


def _part(call: Call) -> str:
    if call.visit:
        return f"上门叫应 {call.stands_for.name if call.stands_for else ''}".strip()
    if call.same_as is not None:
        return f"兼任(与{call.same_as.title or call.same_as.name}同一人)"
    return f"代 {call.stands_for.name}" if call.stands_for is not None else "第一联系人"


def _tried(attempt: Attempt, *, numbers: bool) -> Tried:
    address: Address | None = attempt.address
    value = "" if address is None else address.value if numbers else masked(address)
    return Tried(
        attempt.at, NAMES.get(attempt.channel, attempt.channel), value, attempt.get_result_display(), attempt.error, attempt.provider
    )


def _places(calls: Iterable[Call]) -> dict[str, str]:
    """A village with its town before it."""
    codes = {code for call in calls for code in (call.district, call.town, call.village) if code}
    names = dict(Area.objects.filter(pk__in=codes).values_list("code", "name"))
    return {code: f"{names.get(code[:9], '')}{name}" if len(code) == 12 else name for code, name in names.items()}


def _recordings(calls: Sequence[Call]) -> dict[int, list[str]]:
    """Of the telephone calls a robot or an officer made for these."""
    found: dict[int, list[str]] = {}
    rows = PhoneCall.objects.filter(call_id__in=[call.pk for call in calls], file__isnull=False).select_related("file").order_by("id")
    for row in rows:
        if row.file is not None and row.call_id is not None:
            found.setdefault(row.call_id, []).append(f"文件 {row.file_id} SHA-256 {row.file.sha256[:16]}")
    return found


def spreadsheet(callout: Callout, rows: Sequence[Proved]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "叫应清单"
    sheet.append([f"叫应证明清单 第 {callout.pk} 次 {_time(callout.started_at)} {callout.started_name} 发起"])
    sheet.append([safe(callout.text)])
    sheet.append(TITLES)
    for cell in sheet[3]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="EEEEEE")
    for number, row in enumerate(rows, 1):
        sheet.append([safe(value) for value in _cells(number, row)])
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for line in sheet.iter_rows(min_row=4):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "E4"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(number: int, row: Proved) -> list[object]:
    call = row.call
    tried = "\n".join(
        f"{_time(one.at)} {one.channel} {one.number} {one.result}{f'({one.why})' if one.why else ''}".replace("  ", " ")
        for one in row.tried
    )
    receipts = "\n".join([*row.recordings, *(one.receipt for one in row.tried if one.receipt)])
    return [
        number, row.place, f"{call.org} {call.title}".strip(), call.name, row.part, _time(call.started_at), _time(call.delivered_at),
        NAMES.get(call.bearer, call.bearer), _time(call.answered_at), row.seconds, call.get_answer_display() if call.answer else "", call.said_by,
        call.action_text, "是" if call.read_back else "", row.outcome, len(row.tried), tried, receipts,
    ]  # fmt: skip


def safe(value: object) -> object:
    """What people typed is text: a cell that begins with = would be a formula in somebody's office."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@" and value else value


def _time(at: datetime | None) -> str:
    return localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""
