"""peer's answer, officer → **lending** → the request's loan: what the other platform lends us, where it is, and our word that it came and went home."""

from __future__ import annotations

from typing import Any

from command.agreements.actions import changing
from command.agreements.loans import ARRIVED, LENDERS, ON_THE_WAY, PROMISED, merged, stage
from command.agreements.models import GRANTED, SupportRequest
from dispatch.telling import tell
from realtime import clock
from realtime.clock import iso
from realtime.codes import Problem


def lender_says(*, actor: str, request_id: int, loan: dict[str, Any]) -> SupportRequest:
    """The whole of the lender's side as it is now; said twice it changes nothing."""
    with changing(actor, request_id) as (log, one):
        if one.state != GRANTED:
            return one
        before, now = one.row(), merged(one.loan, loan, LENDERS)
        if now == one.loan:
            return one
        one.loan = now
        one.save(update_fields=["loan"])
        tell(log, one.streams, "support_request.lent", before, one.row(), area=one.area)
    return one


def loan_arrived(*, actor: str, request_id: int) -> SupportRequest:
    """到达: the lender is told with our request's next word."""
    return _confirm(actor, request_id, "arrived_at", (PROMISED, ON_THE_WAY), "对方尚未派出,或已确认到达")


def send_loan_home(*, actor: str, request_id: int) -> SupportRequest:
    """返还: on its way home; the lender says when it is there."""
    return _confirm(actor, request_id, "home_at", (ARRIVED,), "尚未确认到达,或已经返还")


def _confirm(actor: str, request_id: int, moment: str, stages: tuple[str, ...], refusal: str) -> SupportRequest:
    with changing(actor, request_id) as (log, one):
        if (one.loan or {}).get(moment):
            return one  # pressed again
        if stage(one.loan) not in stages or one.loan is None:
            raise Problem("wrong_state", f"{one.number}:{refusal}。")
        before = one.row()
        one.loan = {**one.loan, moment: str(iso(clock.now()))}
        one.save(update_fields=["loan"])
        tell(log, one.streams, "support_request.lent", before, one.row(), area=one.area)
    return one
