"""incident and its timeline → **drafting** → elements with their evidence: every fact has a row behind it; what has none is 正在核实."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.timezone import localtime

from command.reports.elements import UNKNOWN, unknown_where_empty
from command.reports.offices import area_name
from command.reports.wording import EXTENT, amount, consequences, scope
from dispatch.alarms.models import SOURCES, Alarm
from dispatch.incidents.conditions import NAMES
from dispatch.incidents.models import Incident, type_name
from dispatch.incidents.records import Note
from dispatch.orders.lending import Reinforcement
from dispatch.plots.models import Plot
from realtime.accounts.names import names_of
from realtime.clock import iso

SOURCE_NAMES = dict(SOURCES)
LEGS = [
    ("accepted_at", "签收"),
    ("en_route_at", "出动"),
    ("arrived_at", "到场"),
    ("working_at", "作业"),
    ("leaving_at", "撤离"),
    ("back_at", "归建"),
]
MOST_NOTES = 12  # the newest; a report is no transcript


class Draft(NamedTuple):
    elements: dict[str, str]
    facts: dict[str, list[dict[str, Any]]]
    figures: dict[str, float]


def hm(at: datetime) -> str:
    return f"{localtime(at):%H:%M}"


def full(at: datetime) -> str:
    local = localtime(at)
    return f"{local.year}年{local.month}月{local.day}日{local:%H时%M分}"


def draft(incident: Incident, since: datetime | None = None) -> Draft:
    """One click. `since`: when the report before this one was drafted; its course is not told again."""
    facts: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def fact(key: str, kind: str, pk: int, at: datetime | None, text: str) -> None:
        facts[key].append({"kind": kind, "id": pk, "at": iso(at), "text": text[:200]})

    alarms = list(Alarm.objects.filter(incident_id=incident.pk).order_by("received_at", "pk"))
    elements = {
        "time": _time(incident, alarms, fact), "place": _place(incident, fact), "source": _source(incident, alarms, fact),
        "received": _received(incident, alarms, fact), "cause": f"事件性质为{type_name(incident.type_id) or '突发事件'};起因{UNKNOWN}。",
        "course": _course(incident, since, fact), "consequences": consequences(incident.figures), "scope": scope(incident.figures),
        "trend": _trend(incident, fact), "actions": _actions(incident, fact), "leaders": _leaders(incident, fact),
        "measures": _measures(incident, fact), "requests": _requests(incident, fact), "on_scene": _on_scene(incident, fact),
    }  # fmt: skip
    for figure in _newest_figures(incident):
        key = "scope" if figure.measure in EXTENT else "consequences"
        fact(key, "figure", figure.pk, figure.occurred_at or figure.at, f"{figure.measure} {amount(figure.value)} {figure.source}")
    for plot in Plot.objects.filter(incident_id=incident.pk).exclude(name="").order_by("pk")[:MOST_NOTES]:
        fact("scope", "plot", plot.pk, plot.at, plot.name)
    return Draft(unknown_where_empty(elements), dict(facts), dict(incident.figures))


def _time(incident: Incident, alarms: list[Alarm], fact: Any) -> str:
    told = [alarm for alarm in alarms if alarm.occurred_at is not None]
    if told:
        first = min(told, key=lambda alarm: alarm.occurred_at)  # type: ignore[arg-type, return-value]
        fact("time", "alarm", first.pk, first.occurred_at, f"警情 {first.number} 发生时间")
        return full(first.occurred_at)  # type: ignore[arg-type]
    if alarms:
        fact("time", "alarm", alarms[0].pk, alarms[0].seen_at, f"警情 {alarms[0].number} 首次发现")
        return f"{full(alarms[0].seen_at)}发现(发生时间{UNKNOWN})"
    fact("time", "incident", incident.pk, incident.opened_at, "立案时间")
    return f"{full(incident.opened_at)}接报(发生时间{UNKNOWN})"


def _place(incident: Incident, fact: Any) -> str:
    fact("place", "incident", incident.pk, incident.opened_at, f"{incident.lon:.4f},{incident.lat:.4f}")
    names = [area_name(incident.area[:length]) for length in (4, 6, 9) if len(incident.area) >= length]
    place = incident.place
    for name in names:  # whoever wrote the place may have begun with the district
        place = place.removeprefix(name)
    return f"{''.join(names)}{place}(东经{incident.lon:.4f}°,北纬{incident.lat:.4f}°)"


def _source(incident: Incident, alarms: list[Alarm], fact: Any) -> str:
    for alarm in alarms:
        fact("source", "alarm", alarm.pk, alarm.received_at, f"警情 {alarm.number} {SOURCE_NAMES.get(alarm.source, alarm.source)}")
    codes = dict.fromkeys(code for alarm in alarms for code in (alarm.sources or [alarm.source]))
    if codes:
        return "、".join(SOURCE_NAMES.get(code, code) for code in codes) + "报告"
    fact("source", "incident", incident.pk, incident.opened_at, "值班室立案")
    return f"{names_of([incident.opened_by]).get(incident.opened_by, '值班室')}登记"


def _received(incident: Incident, alarms: list[Alarm], fact: Any) -> str:
    if alarms:
        fact("received", "alarm", alarms[0].pk, alarms[0].received_at, f"警情 {alarms[0].number} 接报")
        return full(alarms[0].received_at)
    fact("received", "incident", incident.pk, incident.opened_at, "立案")
    return full(incident.opened_at)


def _course(incident: Incident, since: datetime | None, fact: Any) -> str:
    notes = [note for note in incident.notes.filter(kind=Note.NOTE) if since is None or note.at > since]
    parts = []
    for note in notes[-MOST_NOTES:]:
        at = note.occurred_at or note.received_at or note.at
        fact("course", "note", note.pk, at, note.text)
        parts.append(f"{hm(at)} {note.text.strip().rstrip('。')}")
    if since is None:
        fact("course", "incident", incident.pk, incident.opened_at, "立案")
        parts.insert(0, f"{hm(incident.opened_at)} 核实立案(事件 {incident.number})")
    return ";".join(parts) + "。" if parts else ""


def _trend(incident: Incident, fact: Any) -> str:
    """The phase is what people said; where it goes from there nobody said."""
    if incident.phase in ("opened", "responding"):
        return UNKNOWN
    fact("trend", "incident", incident.pk, None, incident.get_phase_display())
    return f"目前处于“{incident.get_phase_display()}”阶段。"


def _actions(incident: Incident, fact: Any) -> str:
    parts, people = [], 0
    for row in incident.assignments.exclude(state="planned").select_related("unit").order_by("opened_at", "pk"):
        times = "、".join(f"{hm(at)}{word}" for name, word in LEGS if (at := getattr(row, name)) is not None)
        parts.append(f"{row.unit.name}{row.unit.headcount}人({times or '已下达,待签收'})")
        people += row.unit.headcount
        fact("actions", "assignment", row.pk, row.opened_at, f"{row.unit.name} {row.unit.headcount} 人 {times}")
    return f"已调派{len(parts)}支队伍{people}人:{';'.join(parts)}。" if parts else ""


def _leaders(incident: Incident, fact: Any) -> str:
    parts = []
    for row in incident.handovers.all():
        fact("leaders", "handover", row.pk, row.at, f"{row.name} {row.reason}")
        parts.append(f"{hm(row.at)} {row.name}接任现场指挥({row.reason})" if row.reason else f"{hm(row.at)} {row.name}接任现场指挥")
    lead = incident.four_one_history.filter(item="lead").last()
    if lead is not None:
        fact("leaders", "four_one", lead.pk, lead.at, lead.text)
        parts.append(f"{NAMES['lead']}:{lead.text}")
    return ";".join(parts) + "。" if parts else ""


def _measures(incident: Incident, fact: Any) -> str:
    plan = incident.four_one_history.filter(item="plan").last()
    if plan is None:
        return ""
    fact("measures", "four_one", plan.pk, plan.at, plan.text)
    return plan.text.rstrip("。") + "。"


def _requests(incident: Incident, fact: Any) -> str:
    parts = []
    for row in Reinforcement.objects.filter(incident=incident, refused_at=None, returned_at=None):
        fact("requests", "reinforcement", row.pk, row.requested_at, row.text)
        parts.append(
            f"请求{area_name(row.lender)}增援{row.units}支队伍" + (f"{row.people}人" if row.people else "") + f"({row.get_state_display()})"
        )
    return ";".join(parts) + "。" if parts else ""


def _on_scene(incident: Incident, fact: Any) -> str:
    if not incident.commander_name:
        return ""
    fact("on_scene", "incident", incident.pk, None, incident.commander_name)
    return f"{incident.commander_name},电话{UNKNOWN}"


def _newest_figures(incident: Incident) -> list[Any]:
    newest: dict[str, Any] = {}
    for row in sorted(incident.figure_history.all(), key=lambda row: (row.occurred_at or row.at, row.pk)):
        newest[row.measure] = row
    return list(newest.values())
