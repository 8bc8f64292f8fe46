"""incident → **showing** → leader's page: what, where, people at risk, who is there and when they answered, the drone, what is asked of me."""

from __future__ import annotations

from collections import defaultdict
from typing import cast

from command.instructions.models import GOING, Instruction
from command.leader.rows import LeaderAsk, LeaderCard, LeaderEvidence, LeaderFigure, LeaderForce, LeaderPage, LeaderStep, LeaderWord
from command.reports.models import REVIEW, Report
from command.reports.offices import area_name
from command.reports.owing import KINDS, OVERDUE, Reporting
from command.responses.models import PROPOSED, Response
from devices.video.models import VideoLink
from dispatch.conferences.models import Conference
from dispatch.incidents.models import CLOSED, Incident, type_name
from dispatch.incidents.records import Note
from realtime import clock
from realtime.accounts.may import Caller
from realtime.accounts.names import names_of
from realtime.clock import iso
from realtime.exercises.snapshot import in_the_world

GIVE, SIGN, APPROVE = "instruction.give", "report.sign", "response.approve"
AT_RISK = ("trapped", "missing", "deaths", "serious_injuries", "injuries", "affected", "evacuated")
CLOCK_NAMES = dict(KINDS)
NEWS = 4  # a minute's reading
MOST = 50


def cards(who: Caller) -> list[LeaderCard]:
    """Gravest first, then newest. Ended ones are no longer a leader's concern here."""
    rows = Incident.objects.filter(in_the_world(), archived=False).exclude(phase=CLOSED).select_related("reporting").order_by("-opened_at")
    mine = [one for one in rows[:400] if any(one.area.startswith(scope) for scope in who.scopes)]
    found = [card(one, who) for one in mine[:MOST]]
    return sorted(found, key=lambda one: one["grade"] or 5)


def card(incident: Incident, who: Caller) -> LeaderCard:
    reporting = Reporting.objects.filter(pk=incident.pk).prefetch_related("clocks").first()
    return cast("LeaderCard", {
        "id": incident.pk, "number": incident.number, "title": f"{incident.place or area_name(incident.area)}{type_name(incident.type_id) or '突发事件'}",
        "area": incident.area, "area_name": area_name(incident.area), "phase": incident.phase, "grade": incident.grade,
        "grade_state": incident.grade_state or None, "opened_at": iso(incident.opened_at), "asks": len(asked(incident, who)),
        "late": sum(one.state == OVERDUE for one in reporting.clocks.all()) if reporting else 0, "x": incident.exercise_id,
    })  # fmt: skip


def page(incident: Incident, who: Caller) -> LeaderPage:
    forces = forces_of(incident)
    figures = figures_of(incident)
    command = incident.handovers.last()
    news = incident.notes.filter(kind=Note.NOTE).order_by("-pk")[:NEWS]
    conference = Conference.objects.filter(incident=incident.pk, state="open").order_by("-pk").first()
    reporting = Reporting.objects.filter(pk=incident.pk).prefetch_related("clocks").first()
    return cast("LeaderPage", {
        **card(incident, who), "place": incident.place, "lon": incident.lon, "lat": incident.lat, "text": incident.text,
        "people": [figure for figure in figures if figure["measure"] in AT_RISK], "extent": [figure for figure in figures if figure["measure"] not in AT_RISK],
        "forces": forces, "answered": sum(one["answered_at"] is not None for one in forces), "arrived": sum(one["arrived_at"] is not None for one in forces),
        "headcount": sum(one["people"] for one in forces), "commander": incident.commander_name, "commander_since": iso(command.at) if command else None,
        "links": [
            {"id": one.pk, "kind": one.kind, "label": one.label, "url": one.url, "stream": one.stream_id}
            for one in VideoLink.objects.filter(incident_id=incident.pk, active=True, kind=VideoLink.Kind.VIDEO).order_by("pk")
        ],
        "conference": conference.pk if conference else None, "response": response_words(incident), "steps": steps(incident, reporting, forces),
        "asked": asked(incident, who), "instructions": words(incident),
        "news": [{"at": iso(one.occurred_at or one.received_at or one.at), "text": one.text} for one in news],
        "net_earlier": reporting.net_earlier if reporting else False, "may_instruct": who.may(GIVE, incident.area),
    })  # fmt: skip


def figures_of(incident: Incident) -> list[LeaderFigure]:
    """Each measure's newest value with every word it rests on."""
    history = defaultdict(list)
    rows = sorted(incident.figure_history.all(), key=lambda row: (row.occurred_at or row.at, row.pk))
    names = names_of({row.by for row in rows})
    for row in rows:
        history[row.measure].append(row)
    found: list[LeaderFigure] = []
    for measure, told in history.items():
        evidence: list[LeaderEvidence] = [
            {"at": str(iso(row.at)), "occurred_at": iso(row.occurred_at), "text": f"{row.value:g} {row.source}".strip(), "by_name": names.get(row.by, row.by),
             "stale": row is not told[-1]}
            for row in reversed(told)
        ]  # fmt: skip
        found.append(
            {"measure": measure, "value": told[-1].value, "at": str(iso(told[-1].occurred_at or told[-1].at)), "evidence": evidence}
        )
    order = {measure: number for number, measure in enumerate(AT_RISK)}
    return sorted(found, key=lambda one: order.get(one["measure"], len(order)))


def forces_of(incident: Incident) -> list[LeaderForce]:
    rows = incident.assignments.filter(state="open").select_related("unit", "order").order_by("opened_at", "pk")
    return [
        cast("LeaderForce", {
            "id": row.pk, "unit": row.unit.name, "people": row.unit.headcount, "leg": row.leg, "ordered_at": iso(row.opened_at),
            "answered_at": iso(row.accepted_at), "arrived_at": iso(row.arrived_at), "due_at": iso(row.order.due_at) if row.order else None,
            "voice": bool(row.order and row.order.voice),
        })
        for row in rows
    ]  # fmt: skip


def steps(incident: Incident, reporting: Reporting | None, forces: list[LeaderForce]) -> list[LeaderStep]:
    """What has a term, beside its term: reports, instructions, answers of teams."""
    found: list[LeaderStep] = []
    for running in sorted(reporting.clocks.all(), key=lambda one: one.due_at) if reporting else []:
        found.append(cast("LeaderStep", {
            "kind": running.kind, "name": CLOCK_NAMES[running.kind], "due_at": iso(running.due_at), "done_at": iso(running.met_at),
            "state": running.state, "source": running.source,
        }))  # fmt: skip
    for one in Instruction.objects.filter(incident=incident).exclude(due_at=None).order_by("pk"):
        state = ("late" if one.overdue else "met") if one.done_at else "overdue" if one.overdue else "running"
        found.append(cast("LeaderStep", {
            "kind": "instruction", "name": f"{one.leader_name}批示", "due_at": iso(one.due_at), "done_at": iso(one.done_at), "state": state, "source": "",
        }))  # fmt: skip
    now = str(iso(clock.now()))
    for force in forces:
        if force["due_at"] is not None:
            done = force["answered_at"]
            state = ("late" if done > force["due_at"] else "met") if done else "overdue" if now > force["due_at"] else "running"
            step = {"kind": "answer", "name": force["unit"], "due_at": force["due_at"], "done_at": done, "state": state, "source": ""}
            found.append(cast("LeaderStep", step))
    return found


def asked(incident: Incident, who: Caller) -> list[LeaderAsk]:
    found: list[LeaderAsk] = []
    if who.may(SIGN, incident.area):
        for report in Report.objects.filter(incident=incident, state=REVIEW).order_by("pk"):
            found.append(
                {
                    "kind": "report",
                    "id": report.pk,
                    "text": report.title,
                    "since": iso(report.submitted_at),
                    "due_at": _term(incident, report),
                }
            )
    if who.may(APPROVE, incident.area):
        for response in Response.objects.filter(incident_id=incident.pk, changes__state=PROPOSED).select_related("family").distinct():
            for change in response.changes.filter(state=PROPOSED):
                text = f"{response.family.name}{change.get_kind_display()}{change.get_level_display()}:{change.why}"
                found.append({"kind": "response", "id": change.pk, "text": text, "since": iso(change.proposed_at), "due_at": None})
    return found


def _term(incident: Incident, report: Report) -> str | None:
    kind = {"first": "written", "follow": "follow", "final": "final"}.get(report.kind)
    reporting = Reporting.objects.filter(pk=incident.pk).first()
    running = reporting.clocks.filter(kind=kind, met_at=None).order_by("-pk").first() if reporting else None
    return iso(running.due_at) if running else None


def words(incident: Incident) -> list[LeaderWord]:
    rows = Instruction.objects.filter(incident=incident).prefetch_related("feedback").order_by("-pk")
    return [
        cast("LeaderWord", {
            "id": one.pk, "leader_name": one.leader_name, "text": one.text, "state": one.state, "given_at": iso(one.given_at), "due_at": iso(one.due_at),
            "overdue": one.overdue and one.state in GOING, "answer": next((back.text for back in reversed(one.feedback.all())), ""),
        })
        for one in rows
    ]  # fmt: skip


def response_words(incident: Incident) -> str:
    rows = Response.objects.active(incident.area, incident.exercise_id).select_related("family")
    return "、".join(f"{one.family.name}{one.get_level_display()}响应" for one in rows)
