"""What warnings leave waiting: to review, to sign, to publish, proposed by values, from outside without a word, confirmations overdue, papers refused."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from command.alerts.answering import answer_due, asks
from command.alerts.heard import receipt_due, unconfirmed
from command.alerts.models import IN, OWN, Alert, Document
from command.alerts.records import WAITING, Proposal
from command.alerts.states import CANCEL, DRAFT, PUBLISHED, REVIEWED, SIGNED, may_sign
from command.inbox.dispatching import MOST, inside
from command.inbox.rows import Waiting
from realtime import clock
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.exercises.snapshot import in_the_world
from realtime.rules.models import rule

WRITE, REVIEW, SIGN = "alert.draft", "alert.review", "alert.sign"


def _line(code: str, alert: Alert, since: str | None, due_at: str | None = None, **values: str) -> Waiting:
    said = {
        "hazard": alert.hazard.name,
        "colour": alert.get_colour_display(),
        "issuer": alert.issuer,
        "kind": alert.get_kind_display(),
    } | values
    return {
        "kind": "alert", "id": alert.pk, "title_code": code, "values": said, "area": alert.area, "since": since, "due_at": due_at, "incident": None,
    }  # fmt: skip


def drafts(who: Caller) -> list[Waiting]:
    """To the second person who may take the next step; nobody reviews or signs their own. Signed, it waits for who may publish."""
    rows = Alert.objects.filter(in_the_world(), origin=OWN, state__in=(DRAFT, REVIEWED, SIGNED), archived=False).select_related("hazard")
    found: list[Waiting] = []
    for alert in rows.order_by("pk")[:MOST]:
        mine = alert.drafted_by == who.actor
        if alert.state == SIGNED and who.may(WRITE, alert.area):
            due = alert.signed_at + timedelta(seconds=float(rule("alerts.handover_s", alert.area)[alert.path])) if alert.signed_at else None
            found.append(_line("alert_publish", alert, iso(alert.signed_at), iso(due)))
        elif not mine and may_sign(alert.state, alert.path) and who.may(SIGN, alert.area):
            found.append(_line("alert_sign", alert, iso(alert.reviewed_at or alert.drafted_at)))
        elif not mine and alert.state == DRAFT and who.may(REVIEW, alert.area):
            found.append(_line("alert_review", alert, iso(alert.drafted_at)))
        elif mine and alert.state == DRAFT and alert.returned_why:
            found.append(_line("alert_returned", alert, iso(alert.drafted_at), why=alert.returned_why[:80]))
    return found


def answers(who: Caller) -> list[Waiting]:
    """Red and orange from outside that nobody here has said a word about."""
    rows = Alert.objects.filter(
        in_the_world(), inside(who, WRITE, "area"), origin=IN, state=PUBLISHED, answered_at=None, ended_at=None, archived=False
    )
    return [
        _line("alert_answer", alert, iso(alert.published_at), iso(answer_due(alert)))
        for alert in rows.exclude(kind=CANCEL).select_related("hazard").order_by("pk")[:MOST]
        if asks(alert)
    ]


def receipts(who: Caller) -> list[Waiting]:
    """Called out, the time is over, and somebody has not confirmed; or no carrier has taken it over."""
    now = clock.now()
    rows = Alert.objects.filter(in_the_world(), inside(who, WRITE, "area"), state=PUBLISHED, ended_at=None, archived=False)
    found: list[Waiting] = []
    for alert in rows.exclude(kind=CANCEL).select_related("hazard").order_by("pk")[:MOST]:
        due = receipt_due(alert)
        if due is not None and due < now and (left := unconfirmed(alert)):
            found.append(_line("alert_receipts", alert, iso(alert.published_at), iso(due), n=str(left)))
        if alert.origin == OWN and alert.handed_over_at is None and alert.signed_at is not None:
            late = alert.signed_at + timedelta(seconds=float(rule("alerts.handover_s", alert.area)[alert.path]))
            if late < now:
                found.append(_line("alert_handover", alert, iso(alert.published_at), iso(late)))
    return found


def proposals(who: Caller) -> list[Waiting]:
    rows = Proposal.objects.filter(in_the_world(), inside(who, WRITE, "area"), state=WAITING).select_related("hazard").order_by("pk")[:MOST]
    return [
        {
            "kind": "alert_proposal", "id": row.pk, "title_code": "alert_proposal",
            "values": {"hazard": row.hazard.name, "colour": row.get_colour_display(), "place": str(row.evidence[0]["place"]) if row.evidence else ""},
            "area": row.area, "since": iso(row.at), "due_at": None, "incident": None,
        }
        for row in rows
    ]  # fmt: skip


def documents(who: Caller) -> list[Waiting]:
    """Warnings that could not be read: somebody asks the sender, or enters them by hand."""
    if not who.may(WRITE, settings.CITY):
        return []
    rows = Document.objects.defer("content").filter(state=Document.REFUSED, settled_at=None).order_by("pk")[:MOST]
    return [
        {
            "kind": "alert_document", "id": row.pk, "title_code": "alert_document", "values": {"source": row.source, "reason": row.reason[:80]},
            "area": settings.CITY, "since": iso(row.received_at), "due_at": None, "incident": None,
        }
        for row in rows
    ]  # fmt: skip
