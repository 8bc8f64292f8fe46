"""Sets of tasks on a board; an incident's and a person's own tasks one by one."""

from __future__ import annotations

from typing import Any

from command.plans.tasks.models import Task, TaskQuerySet, TaskSet

Rows = dict[str, Any]


def task_sets(prefix: str) -> Rows:
    return {str(row.pk): row.row() for row in TaskSet.objects.filter(area__startswith=prefix, archived=False)}


def sets_of_incident(incident_id: str) -> Rows:
    return {str(row.pk): row.row() for row in TaskSet.objects.filter(incident_id=incident_id)}


def _rows(tasks: TaskQuerySet) -> Rows:
    return {str(task.pk): task.row() for task in tasks.select_related("set", "owner")}


def tasks_of_incident(incident_id: str) -> Rows:
    return _rows(Task.objects.filter(set__incident_id=incident_id))


def tasks_of_user(user_id: str) -> Rows:
    return _rows(Task.objects.of(int(user_id)).filter(set__archived=False))
