"""ladder → **attempts** → channels: tries addresses rank by rank; what fails, or is not delivered in time, moves on to the next rank."""

from __future__ import annotations

import logging

from django.db import transaction

from dispatch.callout.channels import BY_NAME, ChannelFailed
from dispatch.callout.models import CALLING, DELIVERED, FAILED, WAITING, Attempt, Call
from dispatch.contacts.models import Address
from realtime import clock
from realtime.clerk.deadlines import set_deadline
from realtime.exercises.snapshot import is_tabletop
from realtime.rules.models import rule

log = logging.getLogger(__name__)

DELIVERY = "call.delivery"  # deadline kind
LIVE = (Attempt.SENDING, Attempt.SENT, Attempt.DONE, Attempt.SUPPRESSED)


def ranks(call: Call) -> list[list[Address]]:
    """Usable addresses that some channel here can carry, those of one rank together."""
    groups: dict[int, list[Address]] = {}
    for address in Address.objects.usable().filter(person=call.person_id, channel__in=BY_NAME).order_by("rank", "id"):
        groups.setdefault(address.rank, []).append(address)
    return [groups[rank] for rank in sorted(groups)]


def try_first(call: Call) -> bool:
    return _try_from(call, 0)


def try_again(call: Call) -> bool:
    """The rank tried last, once more."""
    return _try_from(call, max(0, _tried(call)))


def try_next(call: Call) -> bool:
    """The rank after the one tried last; False when there is none left."""
    return _try_from(call, _tried(call) + 1)


def _tried(call: Call) -> int:
    """Place of the last attempt's rank among those there are now; -1 before the first."""
    last = call.attempts.order_by("-id").values_list("address_id", flat=True).first()
    for place, group in enumerate(ranks(call)):
        if any(address.pk == last for address in group):
            return place
    return -1


def _try_from(call: Call, place: int) -> bool:
    """This rank, and the next ones as long as every address of a rank fails at once."""
    for group in ranks(call)[place:]:
        results = [_try(call, address) for address in group]
        if any(result in LIVE for result in results):
            if call.state in (WAITING, FAILED):
                call.state = CALLING
            set_deadline(DELIVERY, call.pk, float(rule("callout.delivery_s", call.callout.area)), exercise=call.exercise_id)
            return True
    return False


def _try(call: Call, address: Address) -> str:
    channel = BY_NAME[address.channel]
    attempt = Attempt.objects.create(call=call, step=call.step, channel=channel.name, address=address)
    call.channel = channel.name
    if channel.outside and is_tabletop(call.exercise_id):
        attempt.result = Attempt.SUPPRESSED
    else:
        try:
            with transaction.atomic():
                handed = channel.send(attempt)
            attempt.provider, attempt.result = handed.provider[:80], Attempt.SENT if handed.sent else Attempt.SENDING
        except ChannelFailed as reason:
            attempt.result, attempt.error = Attempt.ERROR, str(reason)[:120]
        except Exception as error:  # somebody else's gateway: one broken channel must not end the call
            log.exception("callout: channel %s failed", channel.name)
            attempt.result, attempt.error = Attempt.ERROR, f"通道故障:{type(error).__name__}"
    if attempt.result in (Attempt.ERROR, Attempt.SUPPRESSED):
        attempt.settled_at = clock.now()
    attempt.save()
    return attempt.result


def reached(call: Call) -> bool:
    """Somebody's device has it, or it went by a channel that never says so."""
    if call.delivered_at is not None or call.state == DELIVERED:
        return True
    silent = [channel.name for channel in BY_NAME.values() if not channel.receipts]
    attempts = call.attempts.exclude(result=Attempt.ERROR)
    return attempts.filter(result=Attempt.SUPPRESSED).exists() or attempts.filter(channel__in=silent).exists()


def settle(call: Call, channel: str, result: str, error: str = "") -> None:
    """A receipt for the open attempts of this call on a channel."""
    opened = call.attempts.filter(channel=channel, result__in=[Attempt.SENDING, Attempt.SENT])
    opened.update(result=result, error=error[:120], **({} if result == Attempt.SENT else {"settled_at": clock.now()}))
