"""A desk's report on its own sound over HTTP; also behind the lock, because a locked seat still rings."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from command.seats.actions import others_hearing, report_sound, sound_test_due
from command.seats.rows import SeatHeard
from realtime.api import REFUSALS, Body, caller
from realtime.clock import iso
from realtime.codes import Problem

router = Router(tags=["seats"])


class SoundReport(Body):
    seat: Annotated[UUID, Field(strict=False)]
    state: Literal["on", "muted", "blocked", "unheard", "untested", "closed"]
    tested: bool = False


@router.post("/desk/sound", response={200: SeatHeard, **REFUSALS}, operation_id="report_sound")
def post_sound(request: HttpRequest, body: SoundReport) -> SeatHeard:
    """Not under an idempotency key: it is said every half minute, and saying it twice changes nothing."""
    who = caller(request)
    if who.user_id is None or not who.scopes:
        raise Problem("forbidden", "只有值守席位上报声音状态。")
    seat = report_sound(actor=who.actor, name=who.name, key=body.seat, area=who.scopes[0], state=body.state, tested=body.tested)
    return {
        "id": seat.pk,
        "state": body.state,
        "tested_at": iso(seat.tested_at),
        "test_due": sound_test_due(seat),
        "others": others_hearing(seat),
    }
