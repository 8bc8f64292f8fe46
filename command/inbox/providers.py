"""inbox → **providers** → every part: what waits for this person. One file and one line per part."""

from __future__ import annotations

from collections.abc import Callable

from command.inbox import alerting, consulting, dispatching, drilling, duty, forcing, preventing, reporting, responding, speaking
from command.inbox.rows import Waiting
from realtime.accounts.may import Caller

# Literal: (key, what waits for this caller). A part brings a function that asks for what the caller may do and where.
PROVIDERS: list[tuple[str, Callable[[Caller], list[Waiting]]]] = [
    ("orders", dispatching.orders),
    ("calls", dispatching.calls),
    ("approvals", dispatching.approvals),
    ("handovers", duty.handovers),
    ("swaps", duty.swaps),
    ("reports", reporting.reports),
    ("report_clocks", reporting.owed),
    ("instructions", reporting.instructions),
    ("responses", responding.responses),
    ("papers", responding.papers),
    ("tasks", responding.tasks),
    ("consultations", consulting.consultations),
    ("experts", consulting.experts),
    ("reviews", consulting.reviews),
    ("mutual_aid", consulting.mutual_aid),
    ("drill_approvals", drilling.approvals),
    ("drill_starts", drilling.starts),
    ("drill_marks", drilling.marks),
    ("drill_invitations", drilling.invitations),
    ("alert_drafts", alerting.drafts),
    ("alert_answers", alerting.answers),
    ("alert_receipts", alerting.receipts),
    ("alert_proposals", alerting.proposals),
    ("alert_documents", alerting.documents),
    ("rounds", preventing.rounds),
    ("leader_notices", preventing.leader_notices),
    ("opinions", speaking.opinions),
    ("opinion_spikes", speaking.spikes),
    ("releases", speaking.releases),
    ("volunteers", forcing.volunteers),
    ("gear", forcing.gear),
]


def waiting_for(who: Caller) -> list[Waiting]:
    """What is due first comes first, then what waits longest; what has no clock comes last."""
    found = [one for _, provider in PROVIDERS for one in provider(who)]
    return sorted(found, key=lambda one: (one["due_at"] or "9", one["since"] or "9", one["kind"], one["id"]))
