"""While nobody answers: each rung once, in time, on whose telephone; what ends it; and what a late answer does."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db.models import F

from devices.terminals.models import Downlink
from dispatch.alarms.models import Alarm
from dispatch.callout.models import Call, Callout
from dispatch.incidents.actions import open_incident
from dispatch.orders import ladder
from dispatch.orders.acks import acknowledge_order
from dispatch.orders.actions import assign_unit, cancel_order, release_unit
from dispatch.orders.escalation import escalate_order, expire_order, resend_order
from dispatch.orders.models import LadderStep, Order, Rung
from dispatch.teams.models import Member
from realtime import clock
from realtime.clerk.loop import run_due
from realtime.clerk.models import Deadline
from realtime.exercises.actions import start_exercise
from realtime.log.models import Event

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}


@pytest.fixture
def incident(city):
    return open_incident(actor="user:1", **FIRE)


@pytest.fixture
def give(incident):
    def issue(unit, **more):
        return assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="扑救", **more)[1]

    return issue


@pytest.fixture
def order(give, unit):
    return give(unit)


@pytest.fixture
def spare(make_unit, unit):
    """The nearest of two like it: one stays at home."""
    type(unit).objects.filter(pk=unit.pk).update(kind="forest_fire")
    make_unit("增城区第二大队", area="440118", kind="forest_fire", lon=113.2)
    return make_unit("增城区森林消防大队", area="440118", kind="forest_fire")


def say(order, user, kind):
    acknowledge_order(actor=user.actor, order_id=order.pk, principal=user.actor, kind=kind)
    order.refresh_from_db()


def rungs(order):
    return list(Rung.objects.filter(order=order).order_by("id").values_list("step", "action"))


def wait(order, seconds):
    """Time passes for this order: what was due then is due now."""
    by = timedelta(seconds=seconds)
    Order.objects.filter(pk=order.pk).update(issued_at=F("issued_at") - by, due_at=F("due_at") - by)
    Deadline.objects.filter(object_id=order.pk, kind__startswith="order.").update(due_at=F("due_at") - by)
    order.refresh_from_db()


def run(order):
    while run_due():
        pass
    order.refresh_from_db()


def later(order, seconds):
    wait(order, seconds)
    run(order)


def test_each_rung_does_what_its_row_says(agrees, people, unit, order, spare):
    """60 s next channel and deputy, 90 s superior, 120 s another team proposed and the desk alarmed."""
    Member.objects.filter(user=people.ho).update(role=Member.DEPUTY)
    later(order, 59)
    assert rungs(order) == []
    wait(order, 1)
    with agrees():
        run(order)
    assert (order.escalation, order.step, order.state) == (1, "deputy", "issued")
    assert {call.name for call in Call.objects.all()} == {"梁队长", "何队员"}
    assert Downlink.objects.filter(order_id=order.pk).count() == 3  # issued, resent at 5 s, and again by the rung
    later(order, 30)
    assert (order.escalation, order.step) == (2, "superior")
    assert "黄从化" in {call.name for call in Call.objects.all()}  # nobody is entered as superior: who has the duty of the district
    wait(order, 30)
    with agrees():
        run(order)
    assert (order.escalation, order.step, order.next_unit_id) == (3, "alarm_desk", spare.pk)
    alarm = Alarm.objects.get(source="system")
    assert order.number in alarm.text and spare.name in alarm.text
    assert rungs(order) == [(1, "next_channel"), (1, "deputy"), (2, "superior"), (3, "propose_next_team"), (3, "alarm_desk")]
    assert Callout.objects.filter(about="order", about_id=order.pk).count() == 1  # nobody is called twice about one order


def test_a_silent_radio_is_sent_the_order_again_at_growing_intervals(order):
    """5, 10, 20, 40 s; then the ladder has taken over."""
    sent = []
    for _ in range(6):
        due = Deadline.objects.filter(kind=ladder.RESEND, object_id=order.pk).first()
        if due is None:
            break
        sent.append(round((due.due_at - clock.now()).total_seconds()))
        Deadline.objects.filter(pk=due.pk).delete()
        resend_order(order.pk)
    assert sent == [5, 10, 20, 40, 80]  # at 80 s nothing is sent any more
    assert Downlink.objects.filter(order_id=order.pk).count() == 1 + 4


def test_after_an_outage_every_rung_that_was_due_is_taken_once(order):
    """The clerk was dead for two minutes: the next one does all three at once, and a fourth call of it nothing."""
    later(order, 125)
    assert [step for step, _ in rungs(order)] == [1, 1, 2, 3, 3]
    escalate_order(order.pk)
    assert len(rungs(order)) == 5
    assert Event.objects.filter(stream_id=f"incident:{order.incident_id}", kind="order.escalated").count() == 3


def test_who_got_longer_to_answer_is_asked_later(give, unit):
    order = give(unit, ack_within_s=300)
    later(order, 290)
    assert order.escalation == 0
    later(order, 15)
    assert order.escalation == 1


def test_a_district_may_have_a_ladder_of_its_own(order):
    LadderStep.objects.create(ladder="order.dispatch", step=1, after_s=20, action="alarm_desk", area="440117", source="从化区应急局")
    assert [[row.action for row in rung] for rung in ladder.rungs_of(order)] == [["alarm_desk"]]


@pytest.mark.parametrize("end", ["accepted", "refused", "cancelled", "released"])
def test_nothing_rings_after_the_order_is_settled(end, people, order):
    later(order, 65)
    if end == "cancelled":
        cancel_order(actor="user:1", name="王值班", order_id=order.pk)
    elif end == "released":
        release_unit(actor="user:1", name="王值班", assignment_id=order.assignment.pk)
    else:
        say(order, people.liang, end)
    assert not Deadline.objects.filter(object_id=order.pk, kind__in=(ladder.ESCALATE, ladder.RESEND, ladder.EXPIRE)).exists()
    assert not Call.objects.exclude(state="stopped").exists()
    taken = rungs(order)
    for handler in (escalate_order, resend_order, expire_order):  # a deadline the clerk already had in hand
        handler(order.pk)
    order.refresh_from_db()
    assert rungs(order) == taken and order.expired_at is None


def test_an_order_nobody_answers_expires_and_keeps_the_team(agrees, order):
    later(order, 299)
    assert order.state == "issued"
    wait(order, 1)
    with agrees():
        run(order)
    assert (order.state, order.assignment.state) == ("expired", "open")


def test_a_late_acceptance_revives_the_order(agrees, people, order):
    later(order, 301)
    say(order, people.liang, "read")
    assert order.state == "expired"  # reading does not make it good
    with agrees():
        say(order, people.liang, "accepted")
    order.assignment.refresh_from_db()
    assert (order.state, order.late, order.assignment.leg) == ("accepted", True, "accepted")
    assert not Alarm.objects.filter(device=f"order:{order.pk}:late").exists()


def test_a_late_acceptance_of_what_another_team_does_alarms_the_officer(agrees, people, give, order, spare):
    later(order, 125)
    other = give(spare)  # the team that the ladder proposed
    assert other.instead_of_id == order.pk
    spare_leader = SimpleNamespace(actor=people.nansha.actor)
    other.recipients.create(principal=spare_leader.actor, rank=0)
    say(other, spare_leader, "accepted")
    later(order, 300)
    with agrees():
        say(order, people.liang, "accepted")
    assert (order.state, order.late) == ("expired", True)
    assert spare.name in Alarm.objects.get(device=f"order:{order.pk}:late").text


def test_an_acceptance_of_a_cancelled_order_is_not_lost(people, order):
    """The team may be under way on what was taken back: the desk hears of it at once."""
    cancel_order(actor="user:1", name="王值班", order_id=order.pk)
    say(order, people.liang, "accepted")
    assert order.state == "cancelled"
    assert order.acks.filter(kind="accepted").exists()
    assert Alarm.objects.get(device=f"order:{order.pk}:after_cancel").urgency == "urgent"


def test_a_refusal_proposes_another_team_at_once(people, unit, order, spare):
    say(order, people.liang, "refused")
    assert (order.state, order.next_unit_id) == ("refused", spare.pk)


def test_a_refusal_below_a_commander_who_has_read_it_is_no_answer_and_not_silent(people, unit, order):
    say(order, people.liang, "read")
    radio = f"terminal:{unit.subject.terminals.get().pk}"
    acknowledge_order(actor=radio, order_id=order.pk, principal=radio, kind="refused", reason="road")
    order.refresh_from_db()
    assert (order.state, order.refused_at, order.refuse_reason) == ("read", None, "")
    assert Deadline.objects.filter(object_id=order.pk, kind=ladder.ESCALATE).exists()
    assert Alarm.objects.filter(device=f"order:{order.pk}:refused_below").exists()
    say(order, people.liang, "refused")
    assert order.state == "refused"


def test_who_says_yes_and_then_no_is_asked_again_by_a_person(people, order, unit):
    say(order, people.liang, "accepted")
    radio = f"terminal:{unit.subject.terminals.get().pk}"
    acknowledge_order(actor=radio, order_id=order.pk, principal=radio, kind="refused", reason="road")
    order.refresh_from_db()
    assert (order.state, order.refused_at) == ("accepted", None)
    assert Alarm.objects.filter(device=f"order:{order.pk}:contradiction").exists()


def test_the_leader_accepts_by_pressing_a_key_on_the_telephone(people, order):
    from dispatch.callout.actions import answer_call

    later(order, 65)
    call = Call.objects.get(name="梁队长")
    answer_call(actor=people.liang.actor, call_id=call.pk, answer="key", action_text="1")
    run_due()
    order.refresh_from_db()
    assert (order.state, order.late) == ("accepted", True)


def test_in_a_table_top_the_ladder_climbs_and_nothing_leaves(people, unit):
    exercise = start_exercise(actor="user:1", name="桌面推演", area="4401")
    drill = open_incident(actor="user:1", exercise=exercise.pk, **FIRE)
    _, order = assign_unit(actor="user:1", name="王值班", incident_id=drill.pk, unit_id=unit.pk, task="推演")
    later(order, 125)
    assert order.escalation == 3
    assert not Downlink.objects.exists()
    assert not Event.objects.filter(stream_id=people.liang.actor, kind__startswith="order.").exists()
    assert set(Event.objects.filter(kind__startswith="order.").values_list("exercise_id", flat=True)) == {exercise.pk}
