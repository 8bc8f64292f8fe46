"""What consulting leaves waiting: minutes and requests to sign, words still wanted, an expert's own calls, reviews that are owed, agreements that end."""

from __future__ import annotations

from datetime import timedelta

from command.agreements.models import DRAFT, MutualAid, SupportRequest
from command.consultation.models import LIVE, OVER, PLANNED, Consultation
from command.experts.models import ExpertCall
from command.inbox.dispatching import MOST, inside
from command.inbox.rows import Waiting
from command.review.actions import due_of, owed
from command.review.models import SIGNED, Review
from dispatch.incidents.models import CLOSED, Incident, type_name
from dispatch.supplies.balances import today
from realtime import clock
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.exercises.snapshot import in_the_world
from realtime.rules.models import rule

HOST, WRITE, SIGN, MANAGE = "conference.host", "report.write", "report.sign", "unit.manage"


def consultations(who: Caller) -> list[Waiting]:
    """To hold, to hear out, to sign."""
    held = Consultation.objects.filter(in_the_world(), archived=False).prefetch_related("opinions")
    to_sign = held.filter(inside(who, SIGN, "area"), state=OVER)[:MOST]
    going = held.filter(inside(who, HOST, "area"), state__in=(PLANNED, LIVE))[:MOST]
    found = [_consultation(one, "consultation_sign", iso(one.over_at), None) for one in to_sign]
    for one in going:
        if one.state == PLANNED:
            found.append(_consultation(one, "consultation_hold", iso(one.at), iso(one.planned_at)))
        elif wanted := one.wanted:
            found.append(_consultation(one, "consultation_opinion", iso(one.started_at), None, "、".join(wanted[:4])))
    return found


def _consultation(one: Consultation, code: str, since: str | None, due: str | None, who: str = "") -> Waiting:
    return {
        "kind": "consultation", "id": one.pk, "title_code": code, "values": {"title": one.title, "who": who}, "area": one.area, "since": since,
        "due_at": due, "incident": one.incident_id,
    }  # fmt: skip


def experts(who: Caller) -> list[Waiting]:
    """The expert's own: they are called, or have not said what they think."""
    rows = ExpertCall.objects.filter(in_the_world(), expert__person__user=who.user_id, ended_at=None, declined=False, opinions_count=0)
    return [
        {
            "kind": "expert_call", "id": one.pk, "title_code": "expert_called" if one.answered_at is None else "expert_opinion",
            "values": {"place": one.incident.place, "name": one.called_name}, "area": one.area, "since": iso(one.called_at), "due_at": None,
            "incident": one.incident_id,
        }
        for one in rows.select_related("incident")[:MOST]
        if who.user_id is not None
    ]  # fmt: skip


def reviews(who: Caller) -> list[Waiting]:
    """Owed by the rule's grade and not signed, each with its day."""
    days = float(rule("review.due_days"))
    closed = Incident.objects.filter(inside(who, WRITE, "area"), in_the_world(), phase=CLOSED, merged_into=None, grade_state="confirmed")
    closed = closed.filter(closed_at__gt=clock.now() - timedelta(days=2 * days)).exclude(review__state=SIGNED)
    found: list[Waiting] = [
        {
            "kind": "review", "id": one.pk, "title_code": "review_owed", "values": {"place": one.place, "type": type_name(one.type_id) or "", "number": one.number},
            "area": one.area, "since": iso(one.closed_at), "due_at": iso(due_of(one)), "incident": one.pk,
        }
        for one in closed.order_by("closed_at")[:MOST]
        if owed(one)
    ]  # fmt: skip
    ready = Review.objects.filter(inside(who, SIGN, "area"), in_the_world(), archived=False).exclude(state=SIGNED).exclude(findings="")
    found += [
        {
            "kind": "review", "id": one.incident_id, "title_code": "review_sign", "values": {"title": one.title}, "area": one.area,
            "since": iso(one.drafted_at), "due_at": iso(one.due_at), "incident": one.incident_id,
        }
        for one in ready[:MOST]
    ]  # fmt: skip
    return found


def mutual_aid(who: Caller) -> list[Waiting]:
    """Requests to sign; agreements that end within the rule's days."""
    drafts = SupportRequest.objects.filter(inside(who, SIGN, "area"), in_the_world(), state=DRAFT, archived=False)
    found: list[Waiting] = [
        {
            "kind": "support_request", "id": one.pk, "title_code": "support_sign", "values": {"to": one.to, "what": one.what[:60]}, "area": one.area,
            "since": iso(one.created_at), "due_at": iso(one.arrive_by), "incident": one.incident_id,
        }
        for one in drafts[:MOST]
    ]  # fmt: skip
    until = today() + timedelta(days=int(rule("agreements.warn_days")))
    ending = MutualAid.objects.filter(inside(who, MANAGE, "area"), active=True, valid_to__gte=today(), valid_to__lt=until)
    found += [
        {
            "kind": "agreement", "id": one.pk, "title_code": "agreement_ends", "values": {"name": one.name, "day": one.valid_to.isoformat()},
            "area": one.area, "since": None, "due_at": None, "incident": None,
        }
        for one in ending[:MOST]
    ]  # fmt: skip
    return found
