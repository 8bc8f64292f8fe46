"""clerk → **tally** → board: how far each kind of leg has come, counted every second or so and told once, never leg by leg."""

from __future__ import annotations

from datetime import timedelta

from command.onekey.kinds import PRESS
from command.onekey.models import DONE, FAILED, LEG_DONE, LEG_UNDONE, PART, RUNNING, STARTED, Press
from command.onekey.parts import BY_NAME
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import set_deadline
from realtime.log import act
from realtime.rules.models import rule

TALLY = "onekey.count"  # deadline kind


def tally(press: Press) -> None:
    """Inside the caller's transaction; the rows are changed, nothing is told."""
    for leg in press.legs.all():
        if leg.kind not in BY_NAME or (leg.state == FAILED and leg.ref is None and leg.words):
            continue
        leg.press = press
        leg.of, leg.done, leg.failed = BY_NAME[leg.kind].count(leg)
        if leg.state != LEG_UNDONE:
            leg.state = LEG_DONE if leg.done >= leg.of else PART if leg.done else STARTED
        leg.save(update_fields=["of", "done", "failed", "state"])


def count_again(press_id: int) -> None:
    """The clerk's: until every leg is where it should be, or nobody looks any more."""
    press = Press.objects.select_for_update().filter(pk=press_id).first()
    if press is None or press.state != RUNNING:
        return
    with act("clerk", press.exercise_id) as log:
        before = press.row()
        tally(press)
        if all(leg.state in (LEG_DONE, FAILED) for leg in press.legs.all()):
            press.state = DONE
            press.save(update_fields=["state"])
        tell(log, press.streams, f"{PRESS}.counted", before, Press.objects.get(pk=press_id).row(), area=press.area)
        if press.state == RUNNING and (every := _pause(press)):
            set_deadline(TALLY, press.pk, every, exercise=press.exercise_id)


def _pause(press: Press) -> float:
    """Each second while everybody looks, then less; 0 = given up, the rows of the parts stay true without it."""
    age = clock.now() - press.at
    if age > timedelta(minutes=float(rule("onekey.follow_min", press.area))):
        return 0
    every = float(rule("onekey.count_s", press.area))
    return every if age < timedelta(minutes=5) else every * 10
