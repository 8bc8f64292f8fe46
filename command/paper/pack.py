"""worker → **pack** → DATA_DIR/packs: one zip a night of what a centre needs when its screens are dark. Opens in any browser, prints on A4."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localtime

from command.paper.night import night_pages
from command.paper.pages import PHONES, incident_context
from dispatch.contacts.models import Person
from dispatch.contacts.showing import area_names
from dispatch.incidents.models import CLOSED, Incident
from dispatch.masking import masked_phone
from dispatch.recommend.models import RunCard
from dispatch.teams.capabilities import CAPABILITIES
from dispatch.teams.models import Unit
from realtime import clock
from realtime.accounts.models import Post
from realtime.areas.models import Area
from realtime.rules.models import rule

FOLDER = "packs"
STALE_S = 3600  # a half-written pack of a worker that was killed
CSS = Path(__file__).parents[1] / "static" / "command" / "paper.css"
# Title, columns, empty lines on one A4.
FORMS: list[tuple[str, str, list[str], int]] = [
    ("alarm", "接警登记单", ["发生时间", "接报时间", "来电人、电话", "地点(村、坐标)", "情况", "核实结论", "接警人"], 16),
    ("orders", "调度令登记单", ["时间", "队伍", "任务", "受话人", "信道", "复诵", "签收", "下达人"], 16),
    ("legs", "队伍行动登记单", ["队伍", "签收", "出动", "到场", "作业", "撤离", "归建", "记录人"], 18),
    ("roll_call", "现场点名单", ["时间", "队伍", "应到", "实到", "回报人", "情况", "记录人"], 18),
    ("notes", "事件记事单", ["发生时间", "收到时间", "情况", "报告人", "记录人"], 18),
    ("handover", "交接班登记单", ["未结事项", "办理情况", "时限", "承办人"], 14),
    (
        "report",
        "信息报告单(首报、续报、终报)",
        ["要素:时间、地点、来源、起因、经过、后果、范围、趋势、处置、领导到位、拟采取措施、请求", "内容(未知写“正在核实”)"],
        14,
    ),
    ("phone_report", "电话报告登记单", ["报告时间", "报告人", "接报单位、接报人", "内容", "对方复述"], 14),
    ("departures", "转移台账", ["村(社区)", "户主", "人数", "去向(安置点)", "包保人", "离家时间", "登记人"], 18),
    ("arrivals", "安置点登记单", ["安置点", "到达人数", "时间", "离开人数", "时间", "登记人"], 18),
    ("town_calls", "镇街点名单", ["镇街", "应答人", "时间", "结果(到、代答、迟到、无应答)", "记录人"], 22),
    ("supplies", "物资调拨单", ["时间", "物资", "数量", "出库仓库", "送达地点", "批准人(口头复诵)", "承运人", "签收人"], 14),
]


class Pack(NamedTuple):
    name: str
    size: int
    made_at: datetime

    @property
    def path(self) -> Path:
        return folder() / self.name


def folder() -> Path:
    return Path(settings.DATA_DIR) / FOLDER


def packs() -> list[Pack]:
    """Newest first."""
    found = [(path, path.stat()) for path in folder().glob("pack-*.zip")] if folder().exists() else []
    rows = [Pack(path.name, stat.st_size, localtime(datetime.fromtimestamp(stat.st_mtime, tz=clock.now().tzinfo))) for path, stat in found]
    return sorted(rows, key=lambda pack: pack.name, reverse=True)


def make_due_pack() -> Path | None:
    """A chore: from the rule's hour on, once a day; a missed night is made up for as soon as the worker runs again."""
    now = localtime(clock.now())
    wanted = folder() / f"pack-{now:%Y%m%d}.zip"
    if now.hour < int(rule("paper.pack_hour")) or wanted.exists():
        return None
    return make_pack(wanted)


def make_pack(path: Path) -> Path | None:
    """Written aside and renamed: whoever finds it finds it whole. None where another worker is at it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    if half.exists() and clock.now().timestamp() - half.stat().st_mtime > STALE_S:
        half.unlink()
    try:
        handle = os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)  # telephone numbers are not for everybody on this machine
    except FileExistsError:
        return None
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in _pages():
                archive.writestr(name, text)
        half.rename(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    forget(path)
    return path


def forget(newest: Path) -> None:
    until = clock.now() - timedelta(days=float(rule("paper.pack_keep_d")))
    for pack in packs():
        if pack.path != newest and pack.made_at < until:
            pack.path.unlink(missing_ok=True)


def _pages() -> Iterator[tuple[str, str]]:
    names = dict(Area.objects.values_list("code", "name"))
    every = {
        "city": names.get(str(settings.CITY), ""), "made_at": localtime(clock.now()), "css": CSS.read_text(), "names": names,
    }  # fmt: skip
    incidents = list(Incident.objects.exclude(phase=CLOSED).filter(exercise_id=None).order_by("area", "pk"))
    yield "index.html", render_to_string("paper/pack/index.html", every | {"incidents": incidents, "forms": FORMS})
    yield "contacts.html", render_to_string("paper/pack/contacts.html", every | {"rows": _contacts()})
    yield "duty.html", render_to_string("paper/pack/duty.html", every | {"rows": _duty()})
    yield from night_pages(every)
    yield "teams.html", render_to_string("paper/pack/teams.html", every | {"rows": _teams()})
    yield "cards.html", render_to_string("paper/pack/cards.html", every | {"rows": _cards()})
    for found in incidents:
        context = incident_context(found, reveal=False, by="离线包")
        yield f"incidents/{found.number}.html", render_to_string("paper/incident.html", every | context | {"offline": True})
    for code, title, columns, lines in FORMS:
        blank = {"title": title, "columns": columns, "lines": range(lines)}
        yield f"forms/{code}.html", render_to_string("paper/pack/form.html", every | blank)


def _contacts() -> list[dict[str, Any]]:
    whole = set(rule("paper.pack_whole_numbers"))
    people = list(
        Person.objects.current().select_related("role", "deputy").prefetch_related("addresses").order_by("area", "role__order", "id")
    )
    names = area_names(people)
    return [
        {
            "person": one, "area": names.get(one.area, one.area),
            "numbers": list(dict.fromkeys(
                address.value if one.role_id in whole else masked_phone(address.value)
                for address in one.addresses.all() if address.channel in PHONES and address.valid
            )),
        }
        for one in people
    ]  # fmt: skip


def _duty() -> list[Post]:
    return list(Post.objects.valid().select_related("user", "role").order_by("area", "role__order", "user__name"))


def _teams() -> list[dict[str, Any]]:
    """Leaders by name; a team is reached over its channel and its number."""
    numbers: dict[int, list[str]] = {}
    for one in Person.objects.current().exclude(unit_id=None).prefetch_related("addresses"):
        numbers.setdefault(int(one.unit_id or 0), []).extend(
            f"{one.name} {address.value}" for address in one.addresses.all() if address.channel in PHONES and address.valid
        )
    units = Unit.objects.with_names().prefetch_related("members__user").order_by("area", "kind", "name")
    return [
        {
            "unit": unit, "kind": CAPABILITIES.get(unit.kind, unit.kind), "numbers": list(dict.fromkeys(numbers.get(unit.pk, []))),
            "leaders": [member.user.name for member in unit.members.all() if member.role == "commander"],
        }
        for unit in units
    ]  # fmt: skip


def _cards() -> list[dict[str, Any]]:
    return [
        {
            "card": card,
            "needs": "、".join(
                f"{CAPABILITIES.get(need['capability'], need['capability'])} {need['units']} 支" + (f" {need['people']} 人" if need.get("people") else "")
                for need in card.needs
            ),
        }
        for card in RunCard.objects.order_by("type_prefix", "level")
    ]  # fmt: skip
