"""Verbs on exercises: start, end, and let its time run faster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import OperationalError, connection

from realtime import clock
from realtime.codes import Problem
from realtime.exercises.models import Exercise
from realtime.log import act

TRIES = 3
_shift: list[Callable[[int, timedelta], None]] = []
_end: list[Callable[[int], None]] = []


def on_advance(shift: Callable[[int, timedelta], None]) -> None:
    """`shift(exercise, by)` moves due times that an app shows in its own rows; registered in `AppConfig.ready`."""
    if shift not in _shift:
        _shift.append(shift)


def on_end(tidy: Callable[[int], None]) -> None:
    """`tidy(exercise)` takes what belongs to it off the screens, inside the action that ends it; registered in `AppConfig.ready`."""
    if tidy not in _end:
        _end.append(tidy)


def start_exercise(*, actor: str, name: str, area: str, kind: str = Exercise.TABLETOP) -> Exercise:
    with act(actor) as log:
        exercise = Exercise.objects.create(name=name, kind=kind, area=area, started_by=actor)
        log.append(f"area:{area}", "exercise.started", {"id": exercise.pk, "area": area, "kind": kind, "name": name})
    return exercise


def end_exercise(*, actor: str, exercise_id: int) -> Exercise:
    """Its deadlines end with it, and it leaves the screens; its rows stay, marked."""
    with act(actor, exercise_id) as log:
        exercise = Exercise.objects.select_for_update().get(pk=exercise_id)
        if exercise.ended_at is None:
            exercise.ended_at = clock.now()
            exercise.save(update_fields=["ended_at"])
            for tidy in _end:
                tidy(exercise_id)
            with connection.cursor() as cursor:  # last: tidying up may have set some
                # Not those an action has in hand: it holds several, in an order of its own, and would wait for us as we for it.
                # The clerk runs none of an ended exercise and forgets them when they are free.
                cursor.execute(
                    "DELETE FROM clerk_deadline WHERE id IN (SELECT id FROM clerk_deadline WHERE exercise_id = %s FOR UPDATE SKIP LOCKED)",
                    [exercise_id],
                )
            log.append(f"area:{exercise.area}", "exercise.left", {"id": exercise.pk, "area": exercise.area})
    return exercise


def advance(exercise_id: int, by: timedelta) -> None:
    """Moves this exercise's due times earlier, so that an hour of a scenario needs no hour. Real time cannot be moved."""
    if not Exercise.objects.filter(pk=exercise_id, ended_at=None).exists():
        raise Problem("not_found", "没有正在进行的这场演练。")
    for shift in _shift:
        with act("system", exercise_id):  # one after the other: an app's rows are never held while another's are wanted
            shift(exercise_id, by)
    for attempt in range(TRIES):
        try:
            _pull_deadlines(exercise_id, by)
            return
        except OperationalError:  # a deadlock with an action that sets several deadlines: it goes on, we come again
            if attempt == TRIES - 1:
                raise


def _pull_deadlines(exercise_id: int, by: timedelta) -> None:
    with act("system", exercise_id), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clerk_deadline SET due_at = due_at - make_interval(secs => %s) WHERE exercise_id = %s",
            [by.total_seconds(), exercise_id],
        )
        cursor.execute("NOTIFY clerk")
