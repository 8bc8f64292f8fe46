"""Tasks: given once, one owner and one clock each, and a board that follows them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from command.plans.tasks import life, supervising
from command.plans.tasks.actions import NewTask, close_tasks, issue_tasks
from command.plans.tasks.models import Task
from dispatch.alarms.models import Alarm
from dispatch.callout.models import Call
from dispatch.contacts.models import Person
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.snapshots import snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(people: SimpleNamespace) -> Person:
    return Person.objects.create(user=people.huang, name="黄从化", role_id="liaison", area="440117")


def give(owner: Person, *keys: str, **more: Any) -> Any:
    tasks = [NewTask(key=key, title=f"任务{key}", owner=owner, minutes=30) for key in keys]
    return issue_tasks(actor="user:1", name="陈班长", origin="desk", origin_id=1, title="交办", area="4401", tasks=tasks, **more)


def test_a_task_is_given_once_and_the_board_counts_it(owner: Person, agrees: Any):
    with agrees():
        held, made = give(owner, "a", "b")
    assert [task.key for task in made] == ["a", "b"] and held.counts["open"] == 2
    with agrees():
        held, made = give(owner, "b", "c")
    assert [task.key for task in made] == ["c"] and held.counts["all"] == 3
    assert Deadline.objects.filter(kind="task.clock").count() == 3


def test_what_is_no_longer_needed_is_closed_and_may_be_given_again(owner: Person, agrees: Any):
    give(owner, "a", "b")
    with agrees():
        closed = close_tasks(actor="user:1", name="陈班长", origin="desk", origin_id=1, why="surplus", keep=["a"])
    assert [(task.key, task.ended) for task in closed] == [("b", "surplus")]
    assert not Deadline.objects.filter(kind="task.clock", object_id=closed[0].pk).exists()
    _, made = give(owner, "a", "b")
    assert [task.key for task in made] == ["b"] and Task.objects.count() == 3


def test_from_issue_to_close_each_step_only_forward(owner: Person, agrees: Any):
    _, (task, *_) = give(owner, "a")
    who = {"actor": f"user:{owner.user_id}", "name": "黄从化", "task_id": task.pk}
    for state in ("delivered", "read", "accepted", "in_progress"):
        with agrees():
            life.step_task(state=state, **who)
    assert life.step_task(state="read", **who).state == "in_progress"  # a late receipt takes nothing back
    with pytest.raises(Problem, match="还没有反馈"):
        life.verify_task(holds=True, **who)
    with agrees(f"user:{owner.user_id}"):
        life.feed_back(text="已转移 12 人", **who)
    assert not Deadline.objects.filter(kind="task.clock", object_id=task.pk).exists()
    with pytest.raises(Problem, match="还缺什么"):
        life.verify_task(holds=False, **who)
    life.verify_task(holds=False, text="缺照片", **who)
    life.feed_back(text="已补", **who)
    life.verify_task(holds=True, **who)
    with agrees():
        done = life.close_task(**who)
    assert (done.state, done.ended) == ("closed", "done")
    assert [entry.what for entry in done.entries.all()] == [
        "issued", "delivered", "read", "accepted", "in_progress", "fed_back", "sent_back", "fed_back", "verified", "closed",
    ]  # fmt: skip


def test_what_was_sent_back_goes_to_another_and_leaves_the_first_ones_list(owner: Person, people: SimpleNamespace, agrees: Any):
    other = Person.objects.create(user=people.nansha, name="南值班", role_id="liaison", area="440115")
    _, (task,) = give(owner, "a")
    life.reject_task(actor=f"user:{owner.user_id}", name="黄从化", task_id=task.pk, reason="不在我区")
    with agrees(f"user:{other.user_id}"):
        life.reassign_task(actor="user:1", name="陈班长", task_id=task.pk, person_id=other.pk, reason="属地办理")
    task.refresh_from_db()
    assert (task.owner, task.state, task.reassigned) == (other, "issued", 1)
    assert str(task.pk) not in snapshot(f"user:{owner.user_id}")["state"]["tasks"]
    assert Call.objects.filter(person=other).exists()


def test_half_the_time_the_time_and_half_as_much_again(owner: Person, people: SimpleNamespace, agrees: Any):
    lead = Person.objects.create(user=people.liang, name="梁组长", role_id="liaison", area="440117")
    _, (task,) = issue_tasks(
        actor="user:1", name="陈班长", origin="desk", origin_id=9, title="交办", area="440117",
        tasks=[NewTask(key="a", title="封闭道路", owner=owner, minutes=30, lead=lead)],
    )  # fmt: skip
    with agrees():
        supervising.clock_struck(task.pk)
    task.refresh_from_db()
    assert (task.stage, task.overdue) == (1, False)
    supervising.clock_struck(task.pk)
    task.refresh_from_db()
    assert (task.stage, task.overdue) == (2, True)
    assert {call.person for call in Call.objects.all()} == {owner, lead}
    supervising.clock_struck(task.pk)
    assert "陈班长" in {call.name for call in Call.objects.all()}
    assert Alarm.objects.filter(device=f"system:task:{task.pk}").exists()
    assert not Deadline.objects.filter(kind="task.clock", object_id=task.pk).exists()


def test_a_person_urges_and_not_every_minute(owner: Person):
    _, (task,) = give(owner, "a")
    life.urge_task(actor="user:1", name="陈班长", task_id=task.pk, text="请十分钟内反馈")
    assert Call.objects.filter(person=owner).count() == 1
    with pytest.raises(Problem, match="刚催办过"):
        life.urge_task(actor="user:1", name="陈班长", task_id=task.pk)
