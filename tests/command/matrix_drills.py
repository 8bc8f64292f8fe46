"""Planned drills for the matrix: what each operation needs, one that is planned and one that runs, a body each accepts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from command.drills.actions import Head, draft_plan, ready_plan
from command.drills.findings import write_finding
from command.drills.running import bring_forward, start_plan
from command.drills.script import InjectIn
from realtime.accounts.models import User

NEEDS = {
    "list_drill_plans": "read", "count_drill_plans": "read", "get_drill_facts": "read", "propose_drill_people": "read",
    "get_drill_script_template": "any", "draft_drill_plan": "plan.manage", "get_drill_plan": "read", "change_drill_plan": "plan.manage",
    "preview_drill_script": "plan.manage", "import_drill_script": "plan.manage", "export_drill_script": "plan.manage",
    "ready_drill_plan": "plan.manage", "approve_drill_plan": "drill.approve", "start_drill_plan": "plan.manage", "pause_drill_plan": "plan.manage",
    "resume_drill_plan": "plan.manage", "list_drill_running": "read", "fire_drill_inject": "plan.manage", "skip_drill_inject": "plan.manage",
    "move_drill_inject": "plan.manage", "get_drill_score": "plan.manage", "mark_drill_inject": "plan.manage", "show_drill_photo": "plan.manage",
    "write_drill_finding": "plan.manage", "issue_drill_finding": "plan.manage", "get_drill_report": "plan.manage",
    "cancel_drill_plan": "plan.manage", "end_drill_plan": "own",  # its end opens the script to everybody of the area
    "abort_drill_plan": "own",
}  # fmt: skip
DRILLS_OF_AREA = {
    "list_drill_plans": "", "count_drill_plans": "", "get_drill_facts": "", "propose_drill_people": "&levels=city,county",
}  # fmt: skip
DRILL_UPLOADS = ("preview_drill_script", "import_drill_script", "show_drill_photo")
OF_RUNNING = (
    "pause_drill_plan", "resume_drill_plan", "list_drill_running", "get_drill_score", "get_drill_report", "write_drill_finding",
)  # fmt: skip
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def drill_things(area: str, leads: User) -> dict[str, Any]:
    script = [InjectIn(offset_s=3600 * number, kind="fault", title=f"故障{number}", action="manual", channel="oral") for number in range(3)]
    head = Head(title="演练", kind="tabletop", area=area)
    given: dict[str, Any] = {"actor": "system", "name": "系统"}
    asked = draft_plan(**given, head=head, script=script)
    runs = draft_plan(**given, head=head, script=script, staff=[(leads.pk, "director")])
    ready_plan(**given, plan_id=runs.pk)
    start_plan(**given, plan_id=runs.pk)
    inject = runs.script.get(number=2)
    bring_forward(**given, inject_id=inject.pk, reason="试验")
    finding = write_finding(**given, plan_id=runs.pk, text="问题", owner_name="某局")
    return {"drill_plan_id": asked.pk, "running_plan_id": runs.pk, "drill_inject_id": inject.pk, "drill_finding_id": finding.pk}


def drill_path(name: str, path: str, thing: SimpleNamespace) -> str:
    if name in OF_RUNNING:
        path = path.replace("{drill_plan_id}", str(thing.running_plan_id))
    return (
        path.replace("{kind}", "docx" if name == "get_drill_report" else "csv")
        if name in ("get_drill_report", "export_drill_script")
        else path
    )


def drill_bodies(thing: SimpleNamespace) -> dict[str, Any]:
    reason = {"reason": "试验"}
    return {
        "draft_drill_plan": {"title": "新演练", "area": thing.area},
        "change_drill_plan": {"title": "改名"},
        "pause_drill_plan": reason,
        "fire_drill_inject": reason,
        "skip_drill_inject": reason,
        "move_drill_inject": {"minutes": 5, **reason},
        "cancel_drill_plan": reason,
        "mark_drill_inject": {"verdict": "met"},
        "write_drill_finding": {"text": "备用电台无人会用"},
        "issue_drill_finding": {"owner_name": "某局"},
    }


def drill_upload(name: str) -> dict[str, Any]:
    if name == "show_drill_photo":
        return {"verdict": "met", "file": SimpleUploadedFile("现场.png", PNG, content_type="image/png")}
    return {"file": SimpleUploadedFile("脚本.csv", "时刻,类型,情景\n0:01,故障,断网\n".encode())}
