"""Verbs on tasks, for every part that gives some: issue, close."""

from __future__ import annotations

from command.plans.tasks.issuing import NewTask, close_tasks, issue_tasks

__all__ = ["NewTask", "close_tasks", "issue_tasks"]
