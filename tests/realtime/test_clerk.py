"""What happens when a deadline's handler fails: its rows and its events are taken back, the others go on, and in the end somebody is told."""

from __future__ import annotations

import threading

import msgspec
import pytest
from django.db import connection

from realtime.clerk import loop
from realtime.clerk.deadlines import clear_deadline, on_due, set_deadline
from realtime.clerk.models import Deadline
from realtime.exercises.actions import end_exercise, start_exercise
from realtime.log import act
from realtime.log.kinds import declare
from realtime.log.models import Event

pytestmark = pytest.mark.django_db


class Rung(msgspec.Struct, forbid_unknown_fields=True):
    id: int


declare("thing.rung", 1, Rung)


def ring(number: int) -> None:
    with act("clerk") as log:
        log.append("area:4401", "thing.rung", {"id": number})


def ring_and_fail(number: int) -> None:
    ring(number)
    raise RuntimeError("after the event was collected")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    heard: list[tuple[str, int]] = []
    monkeypatch.setattr(loop, "on_stuck", [lambda kind, number, error: heard.append((kind, number))])
    on_due("test.good", ring)
    on_due("test.bad", ring_and_fail)
    return heard


def rung() -> list[str]:
    return list(Event.objects.filter(kind="thing.rung").values_list("body", flat=True))


def test_a_failing_deadline_tells_nothing_and_holds_up_nobody(told):
    set_deadline("test.bad", 1, 0)
    set_deadline("test.good", 2, 0)
    loop.run_due()
    assert rung() == ['{"id":2}']
    assert list(Deadline.objects.values_list("kind", "attempts")) == [("test.bad", 1)]


def test_it_waits_longer_each_time_and_is_told_once_after_five(told):
    set_deadline("test.bad", 1, 0)
    for attempt in range(1, 6):
        Deadline.objects.update(due_at="2000-01-01T00:00:00Z")
        loop.run_due()
        assert Deadline.objects.get().attempts == attempt
        assert told == ([("test.bad", 1)] if attempt == 5 else [])
    assert loop.run_due() == 0  # parked


def test_who_is_told_may_fail_without_stopping_the_clerk(told, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loop, "on_stuck", [ring_and_fail_when_told])
    set_deadline("test.bad", 1, 0)
    set_deadline("test.good", 2, 0)
    Deadline.objects.filter(kind="test.bad").update(attempts=loop.TRIES - 1)
    loop.run_due()
    assert rung() == ['{"id":2}']


def ring_and_fail_when_told(kind: str, number: int, error: str) -> None:
    ring_and_fail(number)


def test_a_cleared_deadline_does_nothing(told):
    set_deadline("test.good", 3, 0)
    clear_deadline("test.good", 3)
    assert loop.run_due() == 0
    assert rung() == []


def test_setting_it_again_moves_it(told):
    set_deadline("test.good", 4, 0)
    set_deadline("test.good", 4, 3600)
    assert loop.run_due() == 0


def test_a_row_whose_clerk_died_falls_due_again_by_itself(told):
    """The claim is a lease, not a lock: what was claimed and never run is claimed by the next clerk."""
    set_deadline("test.good", 5, 0)
    claim = loop._claim([])
    assert claim is not None
    assert loop.run_due() == 0, "somebody has it in hand"
    Deadline.objects.filter(pk=claim.pk).update(due_at="2000-01-01T00:00:00Z")  # the lease is over
    assert loop.run_due() == 1
    assert rung() == ['{"id":5}']


def test_two_hundred_of_one_kind_hold_up_no_other(told):
    """Due later than all of them, and second all the same; one kind by itself goes by due time."""
    ran: list[tuple[str, int]] = []
    for kind in ("test.many", "test.one"):
        on_due(kind, lambda number, kind=kind: ran.append((kind, number)))
    for number in range(200):
        set_deadline("test.many", number, -60 + number / 100)
    set_deadline("test.one", 1, -1)
    while loop.run_due():
        pass
    assert ran[:3] == [("test.many", 0), ("test.one", 1), ("test.many", 1)]
    assert [number for kind, number in ran if kind == "test.many"] == list(range(200))


def test_what_falls_due_in_the_middle_of_a_batch_is_the_next(told):
    ran: list[str] = []

    def many(number: int) -> None:
        ran.append("many")
        if number == 3:
            set_deadline("test.urgent", 1, 0)

    on_due("test.many", many)
    on_due("test.urgent", lambda number: ran.append("urgent"))
    for number in range(10):
        set_deadline("test.many", number, -10 + number)
    loop.run_due()
    assert ran.index("urgent") == 4


@pytest.mark.django_db(transaction=True)
def test_a_handler_that_waits_holds_up_no_other(told):
    """It waits until the other has run: with one hand it would wait for ever."""
    import threading

    stop, other = threading.Event(), threading.Event()
    heard: list[bool] = []

    def slow(number: int) -> None:
        heard.append(other.wait(20))
        stop.set()

    on_due("test.slow", slow)
    on_due("test.quick", lambda number: other.set())
    set_deadline("test.slow", 7, -1)
    set_deadline("test.quick", 7, 0)
    loop.run_for_ever(stop)
    assert heard == [True]
    assert not Deadline.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_clerk_holds_no_deadline_while_its_handler_waits_for_the_object(told):
    """An action that holds the object moves its deadline at once, though the clerk has it in hand."""
    import threading

    from django.db import connection, transaction

    holding, moved = threading.Event(), threading.Event()

    def wait_for_the_object(number: int) -> None:
        holding.set()
        assert moved.wait(5), "the action waited for the clerk"

    def officer() -> None:
        assert holding.wait(5)
        try:
            with transaction.atomic():
                set_deadline("test.slow", 6, 3600)
            moved.set()
        finally:
            connection.close()

    on_due("test.slow", wait_for_the_object)
    set_deadline("test.slow", 6, 0)
    thread = threading.Thread(target=officer)
    thread.start()
    loop.run_due()
    thread.join(5)
    assert Deadline.objects.filter(kind="test.slow").exists(), "what was set meanwhile stays"
    Deadline.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_what_was_set_while_its_exercise_ended_is_never_done_and_forgotten(told):
    exercise = start_exercise(actor="user:1", name="推演", area="440117")
    with act("user:2", exercise.pk):
        set_deadline("test.good", 1, 0, exercise=exercise.pk)  # not committed yet: who ends the exercise cannot see it
        ending = threading.Thread(target=_end, args=[exercise.pk])
        ending.start()
        ending.join(10)
    assert Deadline.objects.count() == 1
    assert loop.run_due() == 0
    loop.forget_the_ended()
    assert (rung(), Deadline.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_the_end_of_an_exercise_does_not_wait_for_what_an_action_has_in_hand(told):
    """It would wait for the action's first deadline while the action waits for one of those it has deleted."""
    exercise = start_exercise(actor="user:1", name="推演", area="440117")
    for one in (1, 2):
        set_deadline("test.good", one, 60, exercise=exercise.pk)
    with act("user:2", exercise.pk):
        set_deadline("test.good", 1, 90, exercise=exercise.pk)  # moved, and not committed yet
        ending = threading.Thread(target=_end, args=[exercise.pk])
        ending.start()
        ending.join(10)
        ended = not ending.is_alive()
    ending.join(10)
    assert ended and list(Deadline.objects.values_list("object_id", flat=True)) == [1]
    loop.forget_the_ended()
    assert Deadline.objects.count() == 0


def _end(exercise: int) -> None:
    try:
        end_exercise(actor="user:1", exercise_id=exercise)
    finally:
        connection.close()
