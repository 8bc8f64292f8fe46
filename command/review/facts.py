"""incident's record → **facts** → review: times, gaps, late items, forces, figures and decisions, each with the entries it rests on. Reads only."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from django.db.models import Q
from django.db.models.functions import TruncMinute

from command.consultation.models import Resolution
from command.instructions.models import CLOSED as SETTLED
from command.instructions.models import DONE as ANSWERED
from command.instructions.models import Instruction
from command.plans.tasks.models import Task
from command.reports.models import OUTSIDE, Report
from command.reports.owing import LATE, MISSED, OVERDUE, ReportClock
from command.responses.models import Change
from command.review.rows import (
    LateKind,
    ReviewDecision,
    ReviewFacts,
    ReviewFigure,
    ReviewForce,
    ReviewGap,
    ReviewHole,
    ReviewLate,
    ReviewStage,
    ReviewStageKey,
    ReviewSupply,
    ReviewVersion,
)
from command.review.stages import NAMES, STAGES, Gap, gaps, intervals, missing, quantile
from devices.tracks.models import TrackPoint
from dispatch.alarms.models import Alarm, Verdict
from dispatch.conferences.records import Decision
from dispatch.incidents.models import Incident
from dispatch.orders.models import CANCELLED, EXPIRED, REFUSED, Assignment, Crossing, Order
from dispatch.safety.models import Check
from realtime import clock
from realtime.clock import iso
from realtime.log.models import Event
from realtime.rules.models import rule

YEAR = timedelta(days=365)
MOST_PAST = 2000  # teams of past incidents that are compared with
WAITING = ("issued", "sent", "delivered", "read")


class Entry(NamedTuple):
    seq: int
    at: datetime
    table: str
    verb: str
    body: dict[str, Any]


class Log:
    """The incident's own stream, and which of its entries speak of which row."""

    def __init__(self, incident: Incident) -> None:
        found = Event.objects.filter(stream_id=f"incident:{incident.pk}").order_by("seq")
        self.entries = [
            Entry(row.seq, row.at, row.kind.partition(".")[0], row.kind.partition(".")[2], json.loads(row.body)) for row in found
        ]
        self.about: defaultdict[tuple[str, Any], list[int]] = defaultdict(list)
        for entry in self.entries:
            self.about[entry.table, entry.body.get("id")].append(entry.seq)

    def of(self, table: str, pk: int) -> list[int]:
        return self.about[table, pk]

    def phase(self, *phases: str) -> Entry | None:
        """When it first came to one of these."""
        return next((one for one in self.entries if one.table == "incident" and one.body.get("phase") in phases), None)


def facts_of(incident: Incident) -> ReviewFacts:
    log = Log(incident)
    held = list(incident.assignments.exclude(state="planned").select_related("unit", "order").order_by("opened_at", "pk"))
    moments, behind = _moments(incident, log, held)
    end = incident.closed_at or clock.now()
    limit = timedelta(minutes=float(rule("review.gap_min", incident.area)))
    return {
        "stages": _stages(moments, behind), "missing": cast("list[ReviewStageKey]", missing(moments)),
        "figures": _figures(incident, log, held),
        "log_gaps": [_gap(one, log) for one in gaps((entry.at for entry in log.entries), incident.opened_at, end, limit)],
        "holes": _holes(incident, held, end), "late": _late(incident, log), "unanswered": _unanswered(incident, log), "forces": _forces(log, held),
        "supplies": _supplies(incident, log), "versions": _versions(incident),
        "moved": sum(row.row()["moved"] for row in incident.evacuations.exclude(state="cancelled")), "decisions": _decisions(incident, log),
        "entries": len(log.entries), "late_entries": _entered_late(incident),
    }  # fmt: skip


def _moments(incident: Incident, log: Log, held: list[Assignment]) -> tuple[dict[str, datetime | None], dict[str, list[int]]]:
    alarms = list(Alarm.objects.filter(incident_id=incident.pk))
    signal = min((at for one in alarms for at in (one.occurred_at, one.received_at, one.seen_at) if at is not None), default=None)
    verdicts = Verdict.objects.filter(alarm__in=alarms, reopened_at=None)
    orders = [one.order for one in held if one.order is not None]
    reached, out = log.phase("controlled"), log.phase("out", "mop_up", "guard")
    moments = {
        "signal": signal, "verified": min((one.at for one in verdicts), default=None), "opened": incident.opened_at,
        "ordered": _first(order.issued_at for order in orders), "accepted": _first(one.accepted_at for one in held),
        "departed": _first(one.en_route_at for one in held), "arrived": _first(one.arrived_at for one in held),
        "controlled": reached.at if reached else None, "out": out.at if out else None, "closed": incident.closed_at,
    }  # fmt: skip

    def at(name: str) -> list[int]:
        moment = moments[name]
        rows = [row for row in held if moment is not None and moment in (row.accepted_at, row.en_route_at, row.arrived_at, row.opened_at)]
        return [seq for row in rows for seq in log.of("assignment", row.pk)][:20]

    behind = {
        "signal": [seq for one in alarms for seq in log.of("alarm", one.pk)], "verified": [seq for one in alarms for seq in log.of("alarm", one.pk)],
        "opened": [one.seq for one in log.entries if one.table == "incident"][:1],
        "ordered": [seq for order in orders[:1] for seq in log.of("order", order.pk)], "accepted": at("accepted"), "departed": at("departed"),
        "arrived": at("arrived"), "controlled": [reached.seq] if reached else [], "out": [out.seq] if out else [],
        "closed": [one.seq for one in log.entries if one.table == "incident" and one.body.get("phase") == "closed"],
    }  # fmt: skip
    return moments, behind


def _first(times: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in times if at is not None), default=None)


def _stages(moments: dict[str, datetime | None], behind: dict[str, list[int]]) -> list[ReviewStage]:
    known = {one.end: one for one in intervals(moments)}
    return [
        cast("ReviewStage", {
            "stage": stage, "name": NAMES[stage], "at": iso(moments[stage]), "seconds": known[stage].seconds if stage in known else None,
            "since": known[stage].start if stage in known else None, "over": list(known[stage].over) if stage in known else [],
            "backwards": stage in known and known[stage].backwards, "events": behind[stage],
        })
        for stage in STAGES
    ]  # fmt: skip


# key, words, from, to: of each team
LEGS = [
    ("ack", "下令→签收", "issued", "accepted_at"),
    ("turnout", "签收→出动", "accepted_at", "en_route_at"),
    ("travel", "出动→到场", "en_route_at", "arrived_at"),
]


def _figures(incident: Incident, log: Log, held: list[Assignment]) -> list[ReviewFigure]:
    """Beside all teams of the same kind of event within a year; a drill beside drills only."""
    same = Assignment.objects.filter(
        incident__type__code__startswith=incident.type_id[:3], opened_at__gte=incident.opened_at - YEAR, opened_at__lt=incident.opened_at,
        exercise_id__isnull=incident.exercise_id is None,
    )  # fmt: skip
    past = list(same.exclude(incident=incident).select_related("order").order_by("-pk")[:MOST_PAST])
    found: list[ReviewFigure] = []
    for key, name, start, end in LEGS:
        now, then = _spans(held, start, end), _spans(past, start, end)
        mine = [seconds for _, seconds in now]
        before = [seconds for _, seconds in then]
        found.append({
            "key": key, "name": name, "n": len(mine), "p50": quantile(mine, 0.5), "p90": quantile(mine, 0.9), "past_n": len(before),
            "past_p50": quantile(before, 0.5), "past_p90": quantile(before, 0.9),
            "events": [seq for row, _ in now for seq in (*log.of("assignment", row.pk), *log.of("order", row.order_id or 0))],
        })  # fmt: skip
    return found


def _spans(held: list[Assignment], start: str, end: str) -> list[tuple[Assignment, float]]:
    found = []
    for row in held:
        first = (row.order.issued_at if row.order else row.opened_at) if start == "issued" else getattr(row, start)
        last = getattr(row, end)
        if first is not None and last is not None and last >= first:
            found.append((row, (last - first).total_seconds()))
    return found


def _gap(one: Gap, log: Log) -> ReviewGap:
    """The entries at its two ends."""
    ends = [entry.seq for entry in log.entries if entry.at in (one.since, one.until)]
    return {"since": str(iso(one.since)), "until": str(iso(one.until)), "seconds": one.seconds, "events": ends}


def _holes(incident: Incident, held: list[Assignment], end: datetime) -> list[ReviewHole]:
    """A team that had it in hand and was not seen: by the minute, so that a long night of fixes is one short list."""
    limit = timedelta(minutes=float(rule("review.position_gap_min", incident.area)))
    found: list[ReviewHole] = []
    for row in held:
        start = row.accepted_at
        until = min(row.released_at or end, end)
        if start is None or until <= start:
            continue
        points = TrackPoint.objects.filter(subject=row.unit.subject_id, received_at__gte=start, received_at__lte=until)
        minutes = points.annotate(minute=TruncMinute("received_at")).values_list("minute", flat=True).distinct()
        for one in gaps(minutes, start, until, limit):
            found.append(
                {"unit": row.unit.name, "since": str(iso(one.since)), "until": str(iso(one.until)), "seconds": one.seconds, "events": []}
            )
    return found


def _item(kind: LateKind, pk: int, title: str, why: str, due: datetime | None, done: datetime | None, events: list[int]) -> ReviewLate:
    return {"kind": kind, "id": pk, "title": title[:200], "why": why, "due_at": iso(due), "done_at": iso(done), "events": events}


def _late(incident: Incident, log: Log) -> list[ReviewLate]:
    clocks = ReportClock.objects.filter(reporting_id=incident.pk, state__in=(LATE, MISSED, OVERDUE)).order_by("due_at")
    found = [
        _item("report", one.pk, one.get_kind_display(), one.get_state_display(), one.due_at, one.met_at, log.of("reporting", incident.pk))
        for one in clocks
    ]
    orders = incident.orders.filter(Q(late=True) | Q(accepted_at__isnull=False, due_at__isnull=False)).select_related("unit")
    found += [
        _item("order", one.pk, f"{one.number} {one.unit.name}", "迟签收", one.due_at, one.accepted_at, log.of("order", one.pk))
        for one in orders
        if one.late or (one.accepted_at and one.due_at and one.accepted_at > one.due_at)
    ]
    tasks = Task.objects.filter(set__incident_id=incident.pk).exclude(due_at=None).order_by("due_at")
    found += [
        _item("task", one.pk, f"{one.title}({one.owner_name})", "逾期", one.due_at, one.fed_back_at, log.of("task", one.pk))
        for one in tasks
        if one.overdue or (one.fed_back_at and one.due_at and one.fed_back_at > one.due_at)
    ]
    found += [
        _item("instruction", one.pk, f"{one.leader_name}:{one.text}", "逾期反馈", one.due_at, one.done_at, log.of("instruction", one.pk))
        for one in Instruction.objects.filter(incident=incident, overdue=True)
    ]
    lost = Check.objects.filter(incident=incident).exclude(lost_at=None).select_related("unit")
    found += [_item("contact", one.pk, one.unit.name, "失联", one.lost_at, None, log.of("check", one.pk)) for one in lost]
    return found


def _unanswered(incident: Incident, log: Log) -> list[ReviewLate]:
    words = {EXPIRED: "逾时无人签收", REFUSED: "拒绝"}
    orders = (
        incident.orders.filter(accepted_at=None)
        .exclude(state=CANCELLED)
        .exclude(kind=Order.STAND_DOWN)
        .select_related("unit")
        .order_by("pk")
    )
    found = [
        _item("order", one.pk, f"{one.number} {one.unit.name}", words.get(one.state, "未签收"), one.due_at, None, log.of("order", one.pk))
        for one in orders
    ]
    tasks = Task.objects.filter(set__incident_id=incident.pk, state__in=WAITING, accepted_at=None).exclude(
        ended__in=("surplus", "withdrawn")
    )
    found += [_item("task", one.pk, f"{one.title}({one.owner_name})", "未领受", one.due_at, None, log.of("task", one.pk)) for one in tasks]
    return found


def _forces(log: Log, held: list[Assignment]) -> list[ReviewForce]:
    lent = dict(
        Crossing.objects.filter(order__in=[row.order_id for row in held if row.order_id], crossing="area").values_list(
            "order_id", "agreement"
        )
    )
    return [
        {
            "unit": row.unit.name, "people": row.unit.headcount, "ordered_at": str(iso(row.order.issued_at if row.order else row.opened_at)),
            "accepted_at": iso(row.accepted_at), "arrived_at": iso(row.arrived_at), "released_at": iso(row.released_at),
            "borrowed": "" if row.order_id not in lent else lent[row.order_id] or "无协议,凭批准", "events": log.of("assignment", row.pk),
        }
        for row in held
    ]  # fmt: skip


def _supplies(incident: Incident, log: Log) -> list[ReviewSupply]:
    rows = incident.supply_requests.exclude(state="cancelled").select_related("item", "depot").order_by("pk")
    return [
        {
            "number": row.number, "item": f"{row.item.name}({row.item.unit_of})", "quantity": row.quantity, "received": row.received,
            "depot": row.depot.name if row.depot else "", "agreement": row.agreement, "events": log.of("supply_request", row.pk),
        }
        for row in rows
    ]  # fmt: skip


def _versions(incident: Incident) -> list[ReviewVersion]:
    rows = Report.objects.filter(incident=incident, state__in=(*OUTSIDE, "signed")).order_by("pk")
    return [
        {
            "report": row.pk, "title": row.title, "signed_at": iso(row.signed_at),
            "figures": {key: value for key, value in row.figures.items() if isinstance(value, int | float)},
        }
        for row in rows
    ]  # fmt: skip


def _decisions(incident: Incident, log: Log) -> list[ReviewDecision]:
    found: list[ReviewDecision] = []
    tasks = {
        (one.set.origin_id, one.key): one
        for one in Task.objects.filter(set__origin="consultation", set__incident_id=incident.pk).select_related("set")
    }
    for made in Resolution.objects.filter(consultation__incident=incident).select_related("consultation"):
        task = tasks.get((made.consultation_id, f"d{made.number}"))
        events = log.of("task", task.pk) if task else log.of("consultation", made.consultation_id)
        found.append({"kind": "consultation", "id": made.consultation_id, "text": made.text, "who": made.owner_name, "at": str(iso(made.at)), "done": bool(task and task.ended == "done"), "events": events})  # fmt: skip
    for one in Decision.objects.filter(conference__incident=incident):
        found.append({"kind": "conference", "id": one.conference_id, "text": one.text, "who": one.name, "at": str(iso(one.at)), "done": one.state == "done", "events": log.of("decision", one.pk)})  # fmt: skip
    for word in Instruction.objects.filter(incident=incident):
        found.append({"kind": "instruction", "id": word.pk, "text": word.text, "who": word.leader_name, "at": str(iso(word.given_at)), "done": word.state in (ANSWERED, SETTLED), "events": log.of("instruction", word.pk)})  # fmt: skip
    changes = Change.objects.filter(response__incident_id=incident.pk).exclude(effective_at=None).select_related("response__family")
    for change in changes:
        found.append({"kind": "response", "id": change.response_id, "text": f"{change.response.family.name}{change.get_kind_display()}{change.get_level_display()}", "who": change.approver, "at": str(iso(change.effective_at)), "done": True, "events": log.of("response", change.response_id)})  # fmt: skip
    return sorted(found, key=lambda one: one["at"])


def _entered_late(incident: Incident) -> int:
    """Entries that came to paper much later than they happened, as the timeline marks them."""
    after = timedelta(minutes=float(rule("incident.late_min", incident.area)))
    times = [*incident.notes.values_list("at", "occurred_at"), *incident.figure_history.values_list("at", "occurred_at")]
    return sum(occurred is not None and at - occurred > after for at, occurred in times)
