"""file or editor → **editing** → library: a plan is stored whole, checked, and never over somebody else's newer version."""

from __future__ import annotations

from datetime import date

from command.plans.models import Plan
from command.plans.sheet import PlanFile, Sheet, Unreadable, read_sheet
from command.responses.models import Family
from realtime import clock
from realtime.codes import Problem
from realtime.log import act


def save_plan(*, actor: str, file: PlanFile, version: int | None) -> Plan:
    """`version` None: a new plan. Otherwise the one that was read: when it has changed since, nothing is written."""
    if file.family and not Family.objects.filter(pk=file.family).exists():
        raise Problem("invalid", f"没有响应类别 {file.family}。", where=["family"])
    if file.sheet.tasks and not file.levels:
        raise Problem("invalid", "有任务的预案须写明响应级别。", where=["levels"])
    with act(actor):
        plan = Plan.objects.select_for_update().filter(code=file.code).first()
        if plan is None and version is not None:
            raise Problem("not_found", "没有这个预案。")
        if plan is not None and version != plan.version:
            raise Problem("conflict", f"《{plan.title}》已有第 {plan.version} 版,请在最新一版上修改。", where=["version"])
        plan = plan or Plan(code=file.code, version=0)
        plan.kind, plan.extreme, plan.title, plan.hazards = file.kind, file.extreme, file.title, list(file.hazards)
        plan.family_id, plan.levels, plan.area, plan.edition = file.family or None, list(file.levels), file.area, file.edition
        plan.owner, plan.valid_to = file.owner, date.fromisoformat(file.valid_to) if file.valid_to else None
        plan.body, plan.tasks, plan.merges = file.sheet.model_dump(mode="json"), len(file.sheet.tasks), list(file.merges)
        plan.source, plan.version, plan.changed_by, plan.changed_at = file.source or "本局录入", plan.version + 1, actor, clock.now()
        plan.save()
    return plan


def file_of_plan(plan: Plan) -> PlanFile:
    return PlanFile(
        code=plan.code, kind=plan.kind, title=plan.title, area=plan.area, edition=plan.edition, owner=plan.owner, hazards=plan.hazards,  # type: ignore[arg-type]
        family=plan.family_id or "", levels=plan.levels, valid_to=plan.valid_to.isoformat() if plan.valid_to else None, extreme=plan.extreme,
        merges=plan.merges, source=plan.source, sheet=sheet_body(plan),
    )  # fmt: skip


def sheet_body(plan: Plan) -> Sheet:
    try:
        return read_sheet(plan.body)
    except Unreadable as error:
        raise Problem("invalid", f"《{plan.title}》正文有误:{error}。") from None
