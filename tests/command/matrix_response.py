"""Plans, responses and tasks for the matrix: one of each in an area, and the bodies their operations accept."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from command.plans.models import Activation, OutsideEvent, Plan
from command.plans.previewing import SALT, Wish
from command.plans.tasks.actions import NewTask, issue_tasks
from command.responses.actions import propose_response
from realtime import clock

WITH_AREA = (
    "get_response_facts",
    "list_responses",
    "list_plans",
    "get_plan_coverage",
    "list_activations",
    "list_outside_checks",
    "list_task_sets",
)
UPLOADS = ("preview_task_sheet", "import_task_sheet", "show_task_evidence")


def response_things(area: str) -> dict[str, Any]:
    response = propose_response(actor="system", name="系统", family="rainstorm", level=4, area=area, why="暴雨黄色预警")
    plan = Plan.objects.create(
        code=f"M-{area}", kind="special", title="预案", area=area, edition="1", owner="局", levels=[4], body={}, source="试验"
    )
    activation = Activation.objects.create(
        plan=plan, plan_version=1, body={}, response=response, area=area, level=4, by="system", by_name="系统"
    )
    held, (task,) = issue_tasks(
        actor="system", name="系统", origin="desk", origin_id=int(area), title="交办", area=area,
        tasks=[NewTask(key="a", title="巡查", owner=None, owner_name="水务局")],
    )  # fmt: skip
    now = clock.now()
    event = OutsideEvent.objects.create(
        title="外地事件", place="外省", happened_on=now.date(), lesson="排查", area=area, due_at=now, by="system", by_name="系统"
    )
    wish = Wish(plan.pk, 1, None, area, 4, None, "")
    return {
        "response_id": response.pk, "change_id": response.changes.get().pk, "plan_id": plan.pk, "activation_id": activation.pk,
        "event_id": event.pk, "set_id": held.pk, "task_id": task.pk, "plan_token": signing.dumps(["system", wish.__dict__], salt=SALT, compress=True),
    }  # fmt: skip


def response_bodies(thing: SimpleNamespace) -> dict[str, Any]:
    plan = {"code": f"N-{thing.area}", "kind": "special", "title": "新预案", "area": thing.area, "edition": "1", "owner": "局"}
    return {
        "propose_response": {"family": "wind", "level": 4, "area": thing.area, "why": "台风蓝色预警"},
        "propose_response_change": {"level": 3, "why": "雨势加强"},
        "refuse_response_change": {"why": "不宜"},
        "withdraw_response_change": {"why": "误报"},
        "file_response_paper": {"paper_number": "〔2026〕1号"},
        "receive_response_change": {"area": thing.area},
        "sum_up_response": {"text": "总结"},
        "save_plan": {"text": json.dumps(plan), "version": None},
        "preview_activation": {"plan": thing.plan_id, "area": thing.area, "level": 4},
        "activate_plan": {"token": thing.plan_token},
        "open_outside_check": {
            "title": "外地爆炸", "place": "外省", "happened_on": "2026-11-01", "lesson": "排查", "area": thing.area,
            "due_at": "2099-01-01T00:00:00Z", "departments": ["市住建局"],
        },
        "report_outside_check": {"result": "无隐患"},
        "issue_desk_tasks": {"area": thing.area, "title": "交办", "tasks": [{"title": "巡查", "owner_name": "水务局"}]},
        "step_task": {"state": "read"},
        "feed_back_task": {"text": "已完成"},
        "reject_task": {"reason": "不在我区"},
        "verify_task": {"holds": True},
        "reassign_task": {"person": thing.person_id},
    }  # fmt: skip


def upload(name: str) -> tuple[str, dict[str, Any]]:
    """What stands after the path, and the form."""
    if name == "show_task_evidence":
        return "", {"file": SimpleUploadedFile("现场.pdf", b"%PDF-1.7 x")}
    sheet = "编号,工作组,任务,承办岗位,时限(分钟),级别\n".encode()
    return ("?version=1" if name == "import_task_sheet" else ""), {"file": SimpleUploadedFile("任务.csv", sheet)}
