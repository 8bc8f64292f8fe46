"""values → **proposing** → a warning that waits for a human's decision: drafted, or put aside with the reason. Nothing goes out by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from command.alerts.actions import draft_alert
from command.alerts.judging import already_said, joined
from command.alerts.meaning import COLOURS
from command.alerts.models import Alert
from command.alerts.records import DISMISSED, DRAFTED, MOST_EVIDENCE, OVER, WAITING, Proposal, Standing, Trigger
from command.alerts.rows import AlertEvidence
from command.alerts.words import words_of
from dispatch.telling import Row, tell
from realtime import clock
from realtime.areas.models import DISTRICT
from realtime.codes import Problem
from realtime.log import Log, act, current
from realtime.rules.models import rule


def propose(trigger: Trigger, area: str, evidence: AlertEvidence, exercise: int | None) -> Proposal | None:
    """Inside the action that took the value. One of a hazard in a district at a time; heavier evidence makes it heavier. None: it is said already, or was decided."""
    log, now, district = current(), clock.now(), area[:DISTRICT]
    out = Alert.objects.in_force(district, now, exercise).filter(hazard=trigger.hazard_id)
    if already_said(trigger.colour, out.values_list("colour", flat=True)):
        return None
    held = Proposal.objects.select_for_update(of=("self",)).select_related("hazard")
    found = held.filter(area=district, hazard=trigger.hazard_id, exercise_id=exercise, state=WAITING).first()
    if found is None:
        if _decided(trigger, district, exercise):
            return None
        found = Proposal.objects.create(
            area=district, hazard=trigger.hazard, colour=trigger.colour, basis=trigger.basis, evidence=[evidence], at=now, changed_at=now,
            exercise_id=exercise,
        )  # fmt: skip
        tell(log, found.streams, "alert_proposal.proposed", None, found.row(), area=district)
        return found
    before = found.row()
    found.evidence, found.changed_at = joined(found.evidence, evidence, MOST_EVIDENCE), now
    if COLOURS.index(trigger.colour) > COLOURS.index(found.colour):
        found.colour, found.basis = trigger.colour, trigger.basis
    found.save(update_fields=["evidence", "changed_at", "colour", "basis"])
    tell(log, found.streams, "alert_proposal.changed", before, found.row(), area=district)
    return found


def _decided(trigger: Trigger, district: str, exercise: int | None) -> bool:
    """Somebody has just said about this colour or a heavier one what is to be done: not asked again with every station."""
    since = clock.now() - timedelta(minutes=float(rule("alerts.proposal_quiet_min", district)))
    decided = Proposal.objects.filter(
        area=district, hazard=trigger.hazard_id, exercise_id=exercise, state__in=(DRAFTED, DISMISSED), decided_at__gt=since
    )
    return already_said(trigger.colour, decided.values_list("colour", flat=True))


def withdraw(proposal_id: int) -> None:
    """The values are back, of every station that asked; what is decided stays decided."""
    found = _locked(proposal_id)
    if found.state != WAITING or Standing.objects.filter(proposal=found, over=True).exists():
        return
    _decide(current(), found, OVER, "")


def draft_from(*, actor: str, name: str, proposal_id: int, **given: Any) -> Alert:
    """The draft has the scheme's words and names the values; who drafts it may change all of it."""
    held = Proposal.objects.filter(pk=proposal_id).values_list("exercise_id", flat=True).first()
    with act(actor, held) as log:
        found = _waiting(proposal_id)
        colour = str(given.get("colour") or found.colour)
        words = words_of(found.area, found.hazard_id, colour, [found.area], evidence=found.evidence)
        alert = draft_alert(
            actor=actor, name=name, area=found.area, hazard=found.hazard_id, colour=colour, text=str(given.get("text") or words["text"]),
            instruction=words["instruction"], expires_at=datetime.fromisoformat(words["expires_at"]), exercise=found.exercise_id,
        )  # fmt: skip
        found.alert = alert
        _decide(log, found, DRAFTED, name)
    return alert


def dismiss(*, actor: str, name: str, proposal_id: int, why: str) -> Proposal:
    held = Proposal.objects.filter(pk=proposal_id).values_list("exercise_id", flat=True).first()
    with act(actor, held) as log:
        found = _waiting(proposal_id)
        found.why = why.strip()[:200]
        _decide(log, found, DISMISSED, name)
    return found


def _waiting(proposal_id: int) -> Proposal:
    found = _locked(proposal_id)
    if found.state != WAITING:
        raise Problem("wrong_state", f"这条建议{found.get_state_display()}。")
    return found


def _locked(proposal_id: int) -> Proposal:
    found = Proposal.objects.select_for_update(of=("self",)).select_related("hazard").filter(pk=proposal_id).first()
    if found is None:
        raise Problem("not_found", "没有这条预警建议。")
    return found


def _decide(log: Log, found: Proposal, state: str, name: str) -> None:
    """Told, and off the board: what is decided is read with its list."""
    before: Row = found.row()
    found.state, found.decided_name, found.decided_at = state, name[:60], clock.now()
    found.save()
    tell(log, found.streams, f"alert_proposal.{state}", before, found.row(), area=found.area)
    for stream in found.streams:
        log.append(stream, "alert_proposal.left", {"id": found.pk, "area": found.area}, area=found.area)
