"""Many hands on one unit: exactly one wins, the others learn who, and nobody waits in a circle. Real commits, a connection per thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from dispatch.incidents.actions import open_incident
from dispatch.orders.acks import Spoken, acknowledge_by_voice, acknowledge_order
from dispatch.orders.actions import assign_unit, dispatch_units, release_all, release_unit
from dispatch.orders.ladder import ESCALATE
from dispatch.orders.models import Assignment, Order, Rung
from realtime.clerk.loop import run_due
from realtime.clerk.models import Deadline
from realtime.codes import Problem

pytestmark = pytest.mark.django_db(transaction=True)
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}
THREADS = 16
PATIENCE_S = 20  # a circle of waiting is broken by PostgreSQL after 1 s, as an error in one of the threads


def at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Every job in a thread with a connection of its own, started together; what each returned, or the refusal it got."""
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            gate.wait(PATIENCE_S)
            return job()
        except Problem as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(PATIENCE_S) for future in [pool.submit(run, job) for job in jobs]]


def let_go(assignment: Assignment) -> None:
    release_unit(actor="user:0", name="值班员0", assignment_id=assignment.pk)


def let_go_quickly(assignment: Assignment) -> None:
    """A thousand rounds are about who gets the unit, not about the way back."""
    Assignment.objects.filter(pk=assignment.pk).update(state="released")


def fight(unit: Any, rounds: int, free: Callable[[Assignment], None]) -> None:
    incidents = [open_incident(actor=f"user:{number}", **FIRE) for number in range(THREADS)]
    starts, ends = threading.Barrier(THREADS + 1), threading.Barrier(THREADS + 1)
    results: list[Any] = [None] * THREADS
    over = threading.Event()

    def officer(number: int) -> None:
        try:
            while True:
                starts.wait(PATIENCE_S)
                if over.is_set():
                    return
                try:
                    results[number] = assign_unit(
                        actor=f"user:{number}", name=f"值班员{number}", incident_id=incidents[number].pk, unit_id=unit.pk, task="出动"
                    )
                except Exception as refused:
                    results[number] = refused
                ends.wait(PATIENCE_S)
        finally:
            connection.close()

    threads = [threading.Thread(target=officer, args=(number,), daemon=True) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(rounds):
            starts.wait(PATIENCE_S)
            ends.wait(PATIENCE_S)
            (winner,) = [number for number, result in enumerate(results) if isinstance(result, tuple)]
            for number, refused in enumerate(results):
                if number == winner:
                    continue
                assert isinstance(refused, Problem) and refused.code == "unit_assigned", repr(refused)
                assert refused.holder is not None
                assert (refused.holder["number"], refused.holder["by"]) == (incidents[winner].number, f"值班员{winner}")
            free(results[winner][0])
    finally:
        over.set()
        starts.wait(PATIENCE_S) if not starts.broken else None
        for thread in threads:
            thread.join(PATIENCE_S)
    assert Order.objects.filter(kind="dispatch").count() == Assignment.objects.filter(state="released").count() == rounds


def test_of_sixteen_officers_exactly_one_gets_the_unit_each_time(unit):
    fight(unit, 25, let_go)


@pytest.mark.faults
@pytest.mark.parametrize("rounds", [100, pytest.param(1000, marks=pytest.mark.nightly)])
def test_of_sixteen_officers_exactly_one_gets_the_unit_a_thousand_times(unit, rounds):
    """A thousand take minutes of a machine that does much else: a push has a hundred."""
    fight(unit, rounds, let_go_quickly)


def test_two_sets_that_overlap_are_taken_whole_by_one(make_unit, city):
    """Named in opposite order, they would wait for each other for ever."""
    teams = [make_unit(f"第{number}队").pk for number in range(4)]
    incidents = [open_incident(actor="user:1", **FIRE) for _ in range(2)]
    for _ in range(8):
        results = at_once(
            [
                lambda units=units, incident=incident: dispatch_units(
                    actor="user:1", name="王值班", incident_id=incident.pk, unit_ids=units, task="出动"
                )
                for incident, units in zip(incidents, (teams[:3], teams[3:0:-1]), strict=True)
            ]
        )
        held = [result for result in results if isinstance(result, list)]
        assert len(held) == 1 and len(held[0]) == 3
        for incident in incidents:
            release_all(actor="user:1", name="王值班", incident_id=incident.pk)


def test_an_answer_and_the_clerk_in_the_same_moment_do_not_wait_for_each_other(people, unit):
    """The rung is climbed before the answer or not at all; never after, never twice."""
    incident = open_incident(actor="user:1", **FIRE)
    for _ in range(10):
        assignment, order = assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="出动")
        Order.objects.filter(pk=order.pk).update(due_at=F("due_at") - timedelta(seconds=70))
        Deadline.objects.filter(kind=ESCALATE, object_id=order.pk).update(due_at=F("due_at") - timedelta(seconds=70))
        radio, leader = f"terminal:{unit.subject.terminals.get().pk}", people.liang.actor
        at_once(
            [
                run_due,
                lambda order=order, leader=leader: acknowledge_order(actor=leader, order_id=order.pk, principal=leader, kind="accepted"),
                lambda order=order, radio=radio: acknowledge_order(actor=radio, order_id=order.pk, principal=radio, kind="arrived"),
                lambda order=order: acknowledge_by_voice(
                    actor="user:1", order_id=order.pk, kind="accepted", spoken=Spoken("梁队长", "应急17", True)
                ),
            ]
        )
        while run_due():
            pass
        order.refresh_from_db()
        assignment.refresh_from_db()
        assert (order.state, assignment.leg) == ("accepted", "arrived")
        assert not Rung.objects.filter(order=order, at__gt=order.accepted_at).exists()
        assert Rung.objects.filter(order=order).count() in (0, 2)
        assert not Deadline.objects.filter(object_id=order.pk, kind=ESCALATE).exists()
        release_unit(actor="user:1", name="王值班", assignment_id=assignment.pk)


def test_an_answer_and_a_release_in_the_same_moment_agree(people, unit):
    """Accepted first: a stand-down goes out. Released first: it is cancelled, and the acceptance rings at the desk."""
    incident = open_incident(actor="user:1", **FIRE)
    for _ in range(8):
        assignment, order = assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="出动")
        leader = people.liang.actor
        at_once(
            [
                lambda one=assignment: release_unit(actor="user:1", name="王值班", assignment_id=one.pk),
                lambda order=order, leader=leader: acknowledge_order(actor=leader, order_id=order.pk, principal=leader, kind="accepted"),
            ]
        )
        order.refresh_from_db()
        assert order.state in ("accepted", "cancelled")
        home = Order.objects.filter(kind="stand_down", pk__gt=order.pk).count()
        assert home == (1 if order.state == "accepted" else 0)
