"""Tasks: given once, one owner and one clock each, and a board that follows them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from command.plans.tasks.actions import NewTask, close_tasks, issue_tasks
from command.plans.tasks.models import Task
from dispatch.contacts.models import Person
from realtime.clerk.models import Deadline

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
