"""Two incidents that are one: what was proposed, ordered, told and started for the one goes on with the other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from command.instructions.actions import give_instruction
from command.instructions.models import CLOSED, Instruction
from command.plans.models import Activation, Plan
from command.plans.tasks.actions import NewTask, close_tasks, issue_tasks
from command.plans.tasks.models import OVER, TaskSet
from command.responses.actions import propose_response
from dispatch.contacts.models import Person
from dispatch.incidents.actions import open_incident
from dispatch.incidents.merging import merge_incident
from dispatch.incidents.models import Incident
from realtime.snapshots import table
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(people: SimpleNamespace) -> tuple[Incident, Incident]:
    """(the one that ends, the one that goes on)"""
    made = [open_incident(actor=people.wang.actor, **FIRE | {"type": "12D01"}) for _ in range(2)]
    return made[0], made[1]


def merge(people: SimpleNamespace, two: tuple[Incident, Incident]) -> None:
    merge_incident(actor=people.wang.actor, incident_id=two[0].pk, into_id=two[1].pk)


def propose(incident: Incident, level: int = 3):
    return propose_response(
        actor="user:1", name="陈班长", family="hazmat", level=level, area="4401", why="爆炸", incident_id=incident.pk
    )  # fmt: skip


def test_tasks_go_over_with_their_sets_done_ones_too(people: Any, two: Any, agrees: Any):
    owner = Person.objects.create(user=people.huang, name="黄从化", role_id="liaison", area="440117")
    tasks = [NewTask(key=key, title=key, owner=owner, minutes=30) for key in ("警戒", "监测")]
    held, made = issue_tasks(
        actor="user:1", name="陈班长", origin="desk", origin_id=1, title="交办", area="4401", tasks=tasks, incident_id=two[0].pk
    )
    close_tasks(actor="user:1", name="陈班长", origin="desk", origin_id=1, why="done", keep=["警戒"])
    with agrees("area:4401"):
        merge(people, two)
    assert set(table(f"incident:{two[1].pk}", "tasks")) == {str(task.pk) for task in made}
    assert table(f"incident:{two[0].pk}", "tasks") == {} and table(f"incident:{two[1].pk}", "task_sets")
    held.refresh_from_db()
    assert held.incident_id == two[1].pk


def test_the_streams_of_both_incidents_lead_to_their_snapshots(people: Any, two: Any, agrees: Any):
    owner = Person.objects.create(user=people.huang, name="黄从化", role_id="liaison", area="440117")
    issue_tasks(
        actor="user:1", name="陈班长", origin="desk", origin_id=1, title="交办", area="4401", incident_id=two[0].pk,
        tasks=[NewTask(key="a", title="警戒", owner=owner, minutes=30)],
    )  # fmt: skip
    propose(two[0])
    with agrees(f"incident:{two[0].pk}"), agrees(f"incident:{two[1].pk}"), agrees(f"user:{people.huang.pk}"):
        merge(people, two)


def test_a_set_that_is_over_stays_where_it_was(people: Any, two: Any):
    old = TaskSet.objects.create(
        origin="desk", origin_id=9, title="旧", area="4401", incident_id=two[0].pk, state=OVER, by="system", by_name="系统"
    )
    merge(people, two)
    old.refresh_from_db()
    assert old.incident_id == two[0].pk


def test_a_leaders_word_is_owed_by_whoever_goes_on(people: Any, two: Any, agrees: Any):
    told = [
        give_instruction(
            actor="user:1", name="陈班长", incident_id=two[0].pk, leader_name="郑市长", channel="paper", text=text, offices=["市应急局"]
        )
        for text in ("全力救治", "查明原因")
    ]  # fmt: skip
    Instruction.objects.filter(pk=told[1].pk).update(state=CLOSED)
    with agrees():
        merge(people, two)
    assert [Instruction.objects.get(pk=one.pk).incident_id for one in told] == [two[1].pk, two[0].pk]


def test_a_response_and_the_plan_started_with_it_run_on(people: Any, two: Any, agrees: Any):
    response = propose(two[0])
    plan = Plan.objects.create(code="P", kind="special", title="预案", area="4401", edition="1", owner="局", levels=[3], source="试验")
    runs = Activation.objects.create(
        plan=plan, plan_version=1, body={}, response=response, incident_id=two[0].pk, area="4401", level=3, by="system", by_name="系统"
    )
    with agrees():
        merge(people, two)
    response.refresh_from_db()
    runs.refresh_from_db()
    assert (response.incident_id, runs.incident_id) == (two[1].pk, two[1].pk)


def test_of_two_responses_of_one_family_neither_is_ended_by_merging_and_a_person_is_asked(people: Any, two: Any):
    one, other = propose(two[0]), propose(two[1], 2)
    merge(people, two)
    one.refresh_from_db()
    assert one.incident_id == two[0].pk and one.state == "proposed"
    notes = [note.text for note in two[1].notes.all()]
    assert any(one.number in text and other.number in text for text in notes)
