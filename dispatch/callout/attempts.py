"""ladder → **attempts** → channels: tries addresses rank by rank; what fails, or is not delivered in time, moves on to the next rank."""

from __future__ import annotations

import logging

from django.db import transaction

from dispatch.callout.channels import BY_NAME, Channel, ChannelFailed, is_ready
from dispatch.callout.door import held_back
from dispatch.callout.message import message_of
from dispatch.callout.models import CALLING, DELIVERED, FAILED, RINGING, WAITING, Attempt, Call
from dispatch.contacts.models import Address
from dispatch.pacing.flow import take_token, wake
from realtime import clock
from realtime.clerk.deadlines import set_deadline
from realtime.rules.models import rule

log = logging.getLogger(__name__)

DELIVERY = "call.delivery"  # deadline kind
LIVE = (Attempt.SENDING, Attempt.SENT, Attempt.DONE, Attempt.SUPPRESSED)


def ranks(call: Call) -> list[list[Address]]:
    """Usable addresses that some channel here can carry, those of one rank together."""
    groups: dict[int, list[Address]] = {}
    for address in _usable(call):
        groups.setdefault(address.rank, []).append(address)
    return [groups[rank] for rank in sorted(groups)]


def _usable(call: Call) -> list[Address]:
    """Read with the persons where hundreds are rung together."""
    person = call.person
    ready = [channel.name for channel in BY_NAME.values() if is_ready(channel)]
    if "addresses" in getattr(person, "_prefetched_objects_cache", {}):
        alive = person.user is not None and person.user.is_active
        here = [a for a in person.addresses.all() if a.valid and a.channel in ready and (a.channel != "app" or alive)]
        return sorted(here, key=lambda address: (address.rank, address.pk))
    return list(Address.objects.usable().filter(person=call.person_id, channel__in=ready).order_by("rank", "id"))


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
    last = call.attempts.filter(address__person=call.person_id).order_by("-id").values_list("address_id", flat=True).first()
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
            set_deadline(DELIVERY, call.pk, _delivery_s(call), exercise=call.exercise_id)
            return True
    return False


def _delivery_s(call: Call) -> float:
    """Read once for all the persons of a callout that are rung together."""
    kept = call.callout.__dict__.setdefault("_delivery_s", None)
    if kept is None:
        kept = call.callout.__dict__["_delivery_s"] = float(rule("callout.delivery_s", call.callout.area))
    return float(kept)


def try_address(call: Call, address: Address, text: str = "") -> str:
    """An address that is not the person's own: the loudspeaker where they live."""
    return _try(call, address, text) if address.channel in BY_NAME else Attempt.ERROR


def _try(call: Call, address: Address, text: str = "") -> str:
    channel = BY_NAME[address.channel]
    attempt = Attempt.objects.create(call=call, step=call.step, channel=channel.name, address=address, text=text[:500])
    call.channel = channel.name
    if held := held_back(channel, call):
        attempt.result, attempt.error = held.result, held.words
    elif channel.slow or not take_token(channel.name):
        attempt.due_at = clock.now()  # the worker hands it over; NOTIFY wakes it at commit
        wake()
    else:
        hand_here(channel, attempt)
    if attempt.result in (Attempt.ERROR, Attempt.SUPPRESSED):
        attempt.settled_at = clock.now()
    attempt.save()
    return attempt.result


def hand_here(channel: Channel, attempt: Attempt) -> None:
    """A channel that waits for nobody, inside the caller's transaction."""
    try:
        with transaction.atomic():
            handed = channel.send(message_of(attempt))
        attempt.provider, attempt.result = handed.provider[:80], Attempt.SENT if handed.sent else Attempt.SENDING
    except ChannelFailed as reason:
        attempt.result, attempt.error = Attempt.ERROR, str(reason)[:120]
    except Exception as error:  # somebody else's gateway: one broken channel must not end the call
        log.exception("callout: channel %s failed", channel.name)
        attempt.result, attempt.error = Attempt.ERROR, f"通道故障:{type(error).__name__}"


def reached(call: Call) -> bool:
    """Somebody's device has it, or it went by a channel that never says so."""
    if call.delivered_at is not None or call.state == DELIVERED:
        return True
    silent = [channel.name for channel in BY_NAME.values() if not channel.receipts]
    gone = call.attempts.filter(result__in=[Attempt.SENT, Attempt.DONE], channel__in=silent)
    return gone.exists() or call.attempts.filter(result=Attempt.SUPPRESSED).exists()


def settle(call: Call, channel: str, result: str, error: str = "") -> None:
    """A receipt for the open attempts of this call on a channel. One whose fate was unknown may still prove delivered."""
    opened = call.attempts.filter(
        channel=channel, result__in=[Attempt.SENDING, Attempt.SENT, *([Attempt.UNKNOWN] * (result == Attempt.DONE))]
    )
    opened.update(result=result, error=error[:120], due_at=None, **({} if result == Attempt.SENT else {"settled_at": clock.now()}))


def give_up(call: Call) -> None:
    """Nothing of this call is under way any more: the clerk takes the next way now, not when the waiting time is over."""
    if call.state in RINGING and not reached(call) and not call.attempts.filter(result__in=[Attempt.SENDING, Attempt.SENT]).exists():
        set_deadline(DELIVERY, call.pk, 0, exercise=call.exercise_id)


def settle_one(attempt_id: int, result: str, *, provider: str = "", error: str = "") -> bool:
    """What came of one attempt; never over a word that says more. A sent one may still fail or be delivered, an unknown one anything."""
    opened = {
        Attempt.SENT: [Attempt.SENDING, Attempt.UNKNOWN],
        Attempt.UNKNOWN: [Attempt.SENDING],
    }.get(result, [Attempt.SENDING, Attempt.SENT, Attempt.UNKNOWN])
    now = clock.now()
    given: dict[str, object] = {"result": result, "error": error[:120], "due_at": None, "handing_at": None}
    if provider:
        given["provider"] = provider[:80]
    if result != Attempt.SENT:
        given["settled_at"] = now
    return bool(Attempt.objects.filter(pk=attempt_id, result__in=opened).update(**given))
