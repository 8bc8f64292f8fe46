"""clerk → **climbing** → call: the next rung while nobody has answered, the next channel while nothing is delivered."""

from __future__ import annotations

from collections.abc import Callable

from dispatch.callout import attempts
from dispatch.callout.attempts import DELIVERY
from dispatch.callout.hooks import ask_officer, ring_video
from dispatch.callout.models import ANSWERED, CALLING, FAILED, RINGING, TAKEN_OVER, UNSETTLED, WAITING, Call, Callout, LadderStep
from dispatch.callout.rows import CallRow
from dispatch.callout.same import remember, same_human
from dispatch.callout.visits import loudspeakers, visitors, words_at_the_door, words_to_all
from dispatch.contacts.duty import on_duty
from dispatch.contacts.models import Person
from dispatch.telling import tell
from realtime import clock
from realtime.areas.models import DISTRICT, TOWN, VILLAGE
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.log import Log, act

CLERK = "clerk"
STEP = "call.step"  # deadline kind
VISIT = "callout.visit"  # ladder of somebody who is sent to a door
VIDEO = "video"  # what a call that rings as a conference shows as its way
BY_CHANNEL = ("video", "first_channels", "retry", "next_channel")  # rungs that ring the person; the others bring somebody else


def add_call(
    log: Log,
    callout: Callout,
    person: Person,
    *,
    stands_for: Call | None = None,
    visit: bool = False,
    text: str = "",
) -> Call:
    """One more person in this callout, rung at once. Told as one event with what came of it."""
    call = new_call(callout, person, stands_for=stands_for, visit=visit, text=text)
    call.save()
    remember(callout, call)
    later = _climb(log, call)
    call.save()
    tell(log, call.streams, "call.started", None, call.row(), area=callout.area)
    later()
    return call


def new_call(callout: Callout, person: Person, *, stands_for: Call | None = None, visit: bool = False, text: str = "") -> Call:
    """Not saved yet: who, and where they stand in the tree."""
    code = person.area
    return Call(
        callout=callout, person=person, name=person.name, org=person.org, title=person.title, stands_for=stands_for, visit=visit,
        text=text[:500], district=code[:DISTRICT] if len(code) >= DISTRICT else "", town=code[:TOWN] if len(code) >= TOWN else "",
        village=code[:VILLAGE] if len(code) >= VILLAGE else "", exercise_id=callout.exercise_id, same_as=same_human(callout, person),
    )  # fmt: skip


def ring_waiting(log: Log, call: Call) -> None:
    """The wave of a call that was entered before has come: the clock of its waiting begins now."""
    before = call.row()
    call.started_at = clock.now()
    _climb_and_tell(log, call, before, "call.called")


def ring_again(log: Log, call: Call) -> None:
    """From the first rung, because an officer wants it; whatever was tried stays on the record."""
    before = call.row()
    call.step, call.officer, call.delivered_at, call.bearer = 0, False, None, ""
    call.taken_by, call.taken_name, call.taken_at = "", "", None
    call.state = WAITING
    _climb_and_tell(log, call, before, "call.retried")


def take_step(call_id: int) -> None:
    """The clerk's: one rung up. A call that was taken over and not finished goes back to the ladder."""
    with act(CLERK, exercise_of(call_id)) as log:
        call = lock_call(call_id)
        if call is None or call.covered_by_id is not None or call.state not in (*RINGING, TAKEN_OVER):
            return
        before, kind = call.row(), "call.stepped"
        if call.state == TAKEN_OVER:
            call.state, call.taken_by, call.taken_name, call.taken_at = CALLING, "", "", None
            attempts.try_again(call)
        _climb_and_tell(log, call, before, kind)


def check_delivery(call_id: int) -> None:
    """The clerk's, some seconds after an attempt: nothing delivered → the next channel; none left → somebody else, now."""
    with act(CLERK, exercise_of(call_id)) as log:
        call = lock_call(call_id)
        if call is None or call.covered_by_id is not None or call.state not in RINGING or attempts.reached(call):
            return
        before = call.row()
        if attempts.try_next(call):
            call.save()
            tell(log, call.streams, "call.called", before, call.row(), area=call.callout.area)
            return
        call.state = FAILED
        _climb_and_tell(log, call, before, "call.failed", past_channels=True)
        for twin in call.twins.filter(covered_by=None, state__in=RINGING).select_related("person__user"):
            twin.callout, was = call.callout, twin.row()
            twin.state = FAILED
            _climb_and_tell(log, twin, was, "call.failed", past_channels=True)


def exercise_of(call_id: int) -> int | None:
    """What the events of this call are marked with."""
    return Call.objects.filter(pk=call_id).values_list("exercise_id", flat=True).first()


def lock_call(call_id: int) -> Call | None:
    """The callout is locked first, so that its calls never wait for each other in a circle."""
    callout_id = Call.objects.filter(pk=call_id).values_list("callout_id", flat=True).first()
    if callout_id is None:
        return None
    callout = Callout.objects.select_for_update().get(pk=callout_id)
    call = Call.objects.select_for_update(of=("self",)).select_related("person__user").get(pk=call_id)
    call.callout = callout
    return call


def rest(call: Call) -> None:
    """No more clocks for this call."""
    clear_deadline(STEP, call.pk)
    clear_deadline(DELIVERY, call.pk)


def _climb_and_tell(log: Log, call: Call, before: CallRow, kind: str, *, past_channels: bool = False) -> None:
    later = _climb(log, call, past_channels=past_channels)
    call.save()
    tell(log, call.streams, kind, before, call.row(), area=call.callout.area)
    later()


def _climb(log: Log, call: Call, *, past_channels: bool = False) -> Callable[[], None]:
    """The next rung that can do something, at once; rungs that can do nothing (no deputy, no other channel) cost no time.

    Returns what must wait until this call's own row is written and told: ringing somebody in its place, asking the desk.
    """
    rungs = [rung for rung in rungs_of(call) if rung.step > call.step]
    later: Callable[[], None] = _nothing
    for place, rung in enumerate(rungs):
        if past_channels and rung.action in BY_CHANNEL:
            continue
        call.step = rung.step
        done = _act_on(log, call, rung)
        if done is None:
            past_channels = past_channels or rung.action == "first_channels"  # every way failed a moment ago
            continue
        later = done
        following = rungs[place + 1 :]
        if following and call.covered_by_id is None:
            set_deadline(STEP, call.pk, max(0, following[0].after_s - rung.after_s), exercise=call.exercise_id)
        break
    if call.state == "waiting":
        call.state = FAILED  # no way to reach this person at all
    return later


def _nothing() -> None:
    return None


def rungs_of(call: Call) -> list[LadderStep]:
    """Read once for all the persons of a callout that are rung together."""
    name = VISIT if call.visit else call.callout.ladder
    kept: dict[str, list[LadderStep]] = call.callout.__dict__.setdefault("_rungs", {})
    if name not in kept:
        kept[name] = list(LadderStep.objects.filter(ladder=name).order_by("step"))
    return kept[name]


def _act_on(log: Log, call: Call, rung: LadderStep) -> Callable[[], None] | None:
    """None when this rung has nothing to do for this person."""
    if call.same_as_id is not None and rung.action in BY_CHANNEL:
        call.state = CALLING  # rung once, in their other post; this post's deputy and superior are its own
        return _nothing
    match rung.action:
        case "video":
            if not ring_video(call):
                return None
            call.state, call.channel = CALLING, VIDEO
            return _nothing
        case "first_channels":
            return _nothing if attempts.try_first(call) else None
        case "retry":
            return _nothing if attempts.try_again(call) else None
        case "next_channel":
            return _nothing if attempts.try_next(call) else None
        case "deputy":
            return _stand_in(log, call, [call.person.deputy] if call.person.deputy else [])
        case "superior":
            leaders = [call.person.superior] if call.person.superior else on_duty(call.callout.area, "duty_leader")
            return _stand_in(log, call, leaders)
        case "physical":
            call.officer = True
            sent = send_somebody(log, call)

            def both() -> None:
                sent()
                ask_officer(call, "physical")

            return both
        case _:  # officer
            call.officer = True
            return lambda: ask_officer(call, rung.action)


def _stand_in(log: Log, call: Call, persons: list[Person]) -> Callable[[], None] | None:
    """Whoever is called already is not called twice; if they have answered, this post is answered for."""
    here = {other.person_id: other for other in call.callout.calls.all()}
    for person in persons:
        other = here.get(person.pk)
        if other is not None and other.state == ANSWERED:
            call.covered_by = other
            rest(call)
            return _nothing
    new = [person for person in persons if person.active and person.pk not in here]
    if not new:
        return None

    def ring() -> None:
        for person in new:
            add_call(log, call.callout, person, stands_for=call)

    return ring


def send_somebody(log: Log, call: Call, person: Person | None = None) -> Callable[[], None]:
    """Nobody answers from there: the nearest cadre or team is called to go, and the loudspeaker of the place speaks."""
    if person is None and not call.stand_ins.filter(visit=True, state__in=UNSETTLED).exists():
        person = next((one.person for one in visitors(call)), None)
    channel = call.channel
    for address in loudspeakers(call):
        attempts.try_address(call, address, text=words_to_all(call))
    call.channel = channel  # what rings the person, not what the whole village hears
    if person is None:
        return _nothing
    going = person

    def go() -> None:
        add_call(log, call.callout, going, stands_for=call, visit=True, text=words_at_the_door(call))

    return go
