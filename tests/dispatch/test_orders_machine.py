"""Anything in any order: whatever officers, teams, radios and the clerk do, what is promised of orders and assignments holds."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from dispatch.incidents.actions import close_incident, open_incident
from dispatch.incidents.models import Incident
from dispatch.orders import ladder
from dispatch.orders.acks import Spoken, acknowledge_by_voice, acknowledge_order
from dispatch.orders.actions import activate_assignment, cancel_order, dispatch_units, order_task, plan_unit, release_all, release_unit
from dispatch.orders.legs import INDEX, move_leg
from dispatch.orders.models import Assignment, Order, Recipient, Rung
from dispatch.orders.states import ACCEPTED, CANCELLED, RANK, WAITING
from dispatch.teams.models import Member
from realtime.clerk.loop import run_due
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import start_exercise
from realtime.log.models import Event
from realtime.reduce import reduce
from realtime.rules.models import Rule
from realtime.snapshots import snapshot

pytestmark = pytest.mark.django_db
WANG, SCOPE = "user:1", "area:4401"
PLACES = [("良口镇", 113.7712, 23.7423), ("派潭镇", 113.7780, 23.4940)]
VOICE = Spoken("梁队长", "应急17", True)
WORLD = SimpleNamespace()  # made once per test, outside the machine's savepoint
PICK = st.integers(0, 40)  # which of those there are


class Centre(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.block = transaction.atomic()
        self.block._from_testcase = True  # an action insists on being outermost; here it is inside the example's savepoint
        self.block.__enter__()
        self.before = snapshot(SCOPE)
        self.ranks: dict[Any, int] = {}
        self.settled: dict[int, int] = {}  # order → rungs when it was settled
        for (name, lon, lat), exercise in zip([*PLACES, PLACES[0]], [None, None, WORLD.exercise], strict=True):
            open_incident(actor=WANG, type="11G01", place=name, lon=lon, lat=lat, exercise=exercise)

    def teardown(self) -> None:
        if hasattr(self, "block"):
            try:
                self.replay()
            finally:
                transaction.set_rollback(True)
                self.block.__exit__(None, None, None)

    def replay(self) -> None:
        """before + events = after, for the whole board."""
        events: list[tuple[str, Any]] = []
        after = snapshot(SCOPE)
        for stream in after["heads"]:
            news = Event.objects.filter(stream_id=stream, seq__gt=self.before["heads"].get(stream, 0)).order_by("seq")
            events += [(event.kind, json.loads(event.body)) for event in news]
        assert told(reduce(self.before["state"], events)) == told(json.loads(json.dumps(after["state"])))

    def one(self, rows: Any, number: int) -> Any:
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        return ids[number % len(ids)] if ids else None

    @rule(incident=PICK, units=st.sets(st.integers(0, 2), min_size=1, max_size=3), voice=st.booleans())
    def dispatch(self, incident: int, units: set[int], voice: bool) -> None:
        wanted, number = [WORLD.units[unit].pk for unit in units], self.one(Incident.objects, incident)
        held = set(Assignment.objects.filter(unit__in=wanted, state="open", incident__exercise_id=None).values_list("unit_id", flat=True))
        before = Order.objects.count()
        refused = self.may(
            dispatch_units, incident_id=number, unit_ids=wanted, task="扑救", name="王值班", by_voice=VOICE if voice else None
        )
        if refused is None:
            assert not held or Incident.objects.get(pk=number).exercise_id is not None
        else:
            assert Order.objects.count() == before  # all or none
        if refused is not None and refused.code == "unit_assigned":
            assert refused.holder is not None
            assert {one["unit"] for one in refused.holder["all"]} <= set(wanted)
            assert refused.holder["number"] in refused.detail

    @rule(incident=PICK, unit=st.integers(0, 2))
    def plan(self, incident: int, unit: int) -> None:
        self.may(plan_unit, incident_id=self.one(Incident.objects, incident), unit_id=WORLD.units[unit].pk, task="随后", name="王值班")

    @precondition(lambda self: Assignment.objects.filter(state="planned").exists())
    @rule(number=PICK)
    def activate(self, number: int) -> None:
        self.may(activate_assignment, assignment_id=self.one(Assignment.objects.filter(state="planned"), number), name="王值班")

    @precondition(lambda self: Assignment.objects.filter(state="open").exists())
    @rule(number=PICK)
    def task(self, number: int) -> None:
        self.may(order_task, assignment_id=self.one(Assignment.objects.filter(state="open"), number), name="王值班", task="转东侧")

    @precondition(lambda self: Order.objects.exists())
    @rule(number=PICK, who=PICK, kind=st.sampled_from(["delivered", "read", "accepted", "refused", "arrived"]))
    def answer(self, number: int, who: int, kind: str) -> None:
        order = self.one(Order.objects, number)
        said = self.one(Recipient.objects.filter(order=order).exclude(principal="voice"), who)
        if said is not None:
            principal = Recipient.objects.get(pk=said).principal
            self.may(acknowledge_order, actor=principal, order_id=order, principal=principal, kind=kind)

    @precondition(lambda self: Order.objects.exists())
    @rule(number=PICK, kind=st.sampled_from(["read", "accepted", "refused", "arrived"]))
    def speak(self, number: int, kind: str) -> None:
        self.may(acknowledge_by_voice, order_id=self.one(Order.objects, number), kind=kind, spoken=VOICE)

    @precondition(lambda self: Assignment.objects.exists())
    @rule(number=PICK, leg=st.sampled_from(sorted(INDEX)))
    def report(self, number: int, leg: str) -> None:
        self.may(move_leg, assignment_id=self.one(Assignment.objects, number), leg=leg, spoken=VOICE)

    @precondition(lambda self: Assignment.objects.exclude(state="released").exists())
    @rule(number=PICK)
    def release(self, number: int) -> None:
        self.may(release_unit, assignment_id=self.one(Assignment.objects.exclude(state="released"), number), name="王值班")

    @precondition(lambda self: Order.objects.exists())
    @rule(number=PICK)
    def cancel(self, number: int) -> None:
        self.may(cancel_order, order_id=self.one(Order.objects, number), name="王值班")

    @precondition(lambda self: Order.objects.count() > 3 and Incident.objects.exclude(phase="closed").count() > 1)
    @rule(number=PICK, first=st.booleans())
    def close(self, number: int, first: bool) -> None:
        incident = self.one(Incident.objects.exclude(phase="closed"), number)
        if first:
            self.may(release_all, incident_id=incident, name="王值班")
        self.may(close_incident, incident_id=incident, note="处置完毕")

    @precondition(lambda self: Order.objects.filter(state__in=WAITING).exists())
    @rule(seconds=st.sampled_from([10, 35, 130, 400]))
    def wait(self, seconds: int) -> None:
        by = timedelta(seconds=seconds)
        Order.objects.filter(state__in=WAITING).update(issued_at=F("issued_at") - by, due_at=F("due_at") - by)
        Deadline.objects.filter(kind__startswith="order.").update(due_at=F("due_at") - by)
        while run_due():
            pass

    def may(self, verb: Any, **given: Any) -> Problem | None:
        """Done, or refused in words; nothing else."""
        try:
            verb(**{"actor": WANG} | given)
        except Problem as refused:
            return refused
        return None

    @invariant()
    def nobody_is_at_two_places(self) -> None:
        held = list(Assignment.objects.filter(state="open").values_list("unit_id", "exercise_id"))
        assert len(held) == len(set(held))

    @invariant()
    def ranks_never_fall(self) -> None:
        for key, state in [
            *((("order", pk), state) for pk, state in Order.objects.values_list("pk", "state")),
            *((("recipient", pk), state) for pk, state in Recipient.objects.values_list("pk", "state")),
        ]:
            assert RANK[state] >= self.ranks.get(key, 0), key
            self.ranks[key] = RANK[state]

    @invariant()
    def what_was_accepted_is_never_cancelled_or_expired(self) -> None:
        for order in Order.objects.all():
            assert (order.accepted_at is not None) == (order.state == ACCEPTED), (order.state, order.accepted_at)
            assert (order.cancelled_at is not None) == (order.state == CANCELLED)
            assert order.state != "refused" or order.refused_at is not None
            assert order.state != "expired" or order.expired_at is not None

    @invariant()
    def no_rung_is_climbed_after_the_answer(self) -> None:
        settled = Order.objects.exclude(state__in=WAITING)
        for pk in settled.values_list("pk", flat=True):
            taken = Rung.objects.filter(order=pk).count()
            assert taken == self.settled.setdefault(pk, taken)
        clocks = Deadline.objects.filter(kind__in=(ladder.ESCALATE, ladder.EXPIRE, ladder.RESEND), object_id__in=settled.values("pk"))
        assert not clocks.exists()

    @invariant()
    def assignments_and_orders_agree(self) -> None:
        for one in Assignment.objects.select_related("order", "incident"):
            assert (one.state == "planned") <= (one.order is None)
            if one.state == "open":
                assert one.incident.open and one.order is not None and one.order.state != CANCELLED
                assert one.leg == "assigned" or one.order.state == ACCEPTED


def told(state: Any) -> Any:
    """The test itself moves the orders' times, without telling."""
    for row in state["orders"].values():
        row.pop("due_at"), row.pop("issued_at")
    return state


def run(examples: int, steps: int, **more: Any) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Centre,
        settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=checks, **more),
    )


@pytest.fixture
def world(people: SimpleNamespace, make_unit: Any, unit: Any) -> None:
    """A team with leader, deputy and radio, one with a radio only, one with nothing but voice."""
    Member.objects.filter(user=people.ho).update(role=Member.DEPUTY)
    Rule.objects.filter(name="incident.four_ones").update(value="off")
    from devices.terminals.models import Terminal

    second = make_unit("从化区防汛抢险队", kind="flood")
    Terminal.objects.create(adapter="radio", external_id="R2", subject=second.subject, area=second.area, kind="radio")
    WORLD.units = [unit, second, make_unit("增城区森林消防大队", area="440118", kind="forest_fire")]
    WORLD.exercise = start_exercise(actor=WANG, name="桌面推演", area="4401").pk


def test_the_promises_hold_in_any_order(world: None):
    run(6, 25, derandomize=True)


@pytest.mark.faults
def test_the_promises_hold_in_many_more_orders(world: None):
    run(30, 40)
