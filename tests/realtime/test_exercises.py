"""An exercise's clock can be moved, reality's cannot; and what belongs to one reaches nothing of the other."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from devices.terminals.models import Subject, Terminal
from realtime import clock
from realtime.clerk.deadlines import set_deadline
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import advance, end_exercise, start_exercise
from realtime.exercises.models import Exercise
from realtime.idempotency import once as door

pytestmark = pytest.mark.django_db


def terminal(name: str, exercise: int | None) -> Terminal:
    subject = Subject.objects.create(kind="team", area="440117", label=name, exercise_id=exercise)
    return Terminal.objects.create(adapter="radio", external_id=name, subject=subject, area="440117", kind="radio")


def test_its_terms_end_earlier_and_real_ones_do_not(city: None):
    exercise = start_exercise(actor="system", name="推演", area="4401")
    set_deadline("test.drill", 1, 3600, exercise=exercise.pk)
    set_deadline("test.real", 1, 3600)
    advance(exercise.pk, timedelta(minutes=50))
    left = {row.kind: (row.due_at - clock.now()).total_seconds() for row in Deadline.objects.all()}
    assert 500 < left["test.drill"] <= 600
    assert left["test.real"] > 3500


def test_an_ended_exercise_has_no_terms_and_no_clock(city: None, agrees):
    exercise = start_exercise(actor="system", name="推演", area="4401")
    set_deadline("test.drill", 1, 3600, exercise=exercise.pk)
    with agrees():
        end_exercise(actor="system", exercise_id=exercise.pk)
    assert not Deadline.objects.exists()
    with pytest.raises(Problem):
        advance(exercise.pk, timedelta(minutes=1))
    set_deadline("late", 1, 60, exercise=exercise.pk)  # a gateway's answer that comes after the end
    assert not Deadline.objects.filter(kind="late").exists()


@pytest.mark.parametrize(("kind", "reached"), [(Exercise.TABLETOP, {"drill"}), (Exercise.LIVE, {"drill", "real"})])
def test_a_table_top_reaches_its_own_terminals_only_and_reality_no_drill_terminal(city: None, kind: str, reached: set[str]):
    exercise = start_exercise(actor="system", name="演练", area="4401", kind=kind)
    terminal("real", None)
    terminal("drill", exercise.pk)
    assert set(Terminal.objects.reached_in(exercise.pk).values_list("external_id", flat=True)) == reached
    assert set(Terminal.objects.reached_in(None).values_list("external_id", flat=True)) == {"real"}


def test_a_command_that_ended_in_a_deadlock_runs_again_and_its_answer_is_stored_once():
    tries: list[int] = []

    def run() -> tuple[int, object]:
        tries.append(1)
        if len(tries) == 1:
            error = OperationalError("deadlock detected")
            raise error from DeadlockDetected("deadlock detected")
        return 200, SimpleNamespace(done=True).__dict__

    assert door.once("user:1", "k", "asked", run) == (200, {"done": True})
    assert door.once("user:1", "k", "asked", run) == (200, {"done": True})
    assert len(tries) == 2


def test_a_database_that_is_away_is_not_asked_again():
    tries: list[int] = []

    def run() -> tuple[int, object]:
        tries.append(1)
        raise OperationalError("server closed the connection")

    with pytest.raises(OperationalError):
        door.once("user:1", "k", "asked", run)
    assert len(tries) == 1
