"""timeline entry → **words** → paper: one line of Chinese for each event, from its codes. What is not listed here is printed by its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dispatch.incidents.models import PHASES

PHASE = dict(PHASES)
GRADE = {1: "Ⅰ级 特别重大", 2: "Ⅱ级 重大", 3: "Ⅲ级 较大", 4: "Ⅳ级 一般"}
LEG = {
    "assigned": "已下达", "accepted": "已签收", "en_route": "出动", "arrived": "到场", "working": "作业", "leaving": "撤离", "back": "归建",
}  # fmt: skip
SAYS = {
    "incident.opened": "立案", "incident.noted": "记事", "incident.closed": "结案", "incident.reopened": "重新立案", "incident.attached": "附件", "incident.guarded": "看守期满", "incident.struck": "划改", "incident.written": "情况文字更新",
    "assignment.opened": "派出{unit}", "assignment.released": "{unit}解除任务", "assignment.planned": "预派{unit}", "assignment.accepted": "{unit}签收任务", "assignment.en_route": "{unit}出动",
    "assignment.arrived": "{unit}到场", "assignment.working": "{unit}作业", "assignment.leaving": "{unit}撤离", "assignment.back": "{unit}归建",
    "order.issued": "向{unit}下达指令", "order.sent": "指令已发往{unit}", "order.delivered": "指令送达{unit}", "order.read": "{unit}已阅",
    "order.accepted": "{unit}签收", "order.refused": "{unit}不能执行", "order.escalated": "{unit}未签收,升级催办", "order.expired": "{unit}逾期未签收",
    "order.cancelled": "撤回给{unit}的指令", "alarm.verified": "警情核实", "alarm.raised": "警情报告", "alarm.repeated": "再次报告", "alarm.merged": "警情并入", "alarm.reopened": "警情重新核实",
    "link.opened": "接入视频或会商", "link.closed": "结束视频或会商", "check.opened": "开始联络检查:{unit}", "check.heard": "{unit}联络正常",
    "check.overdue": "{unit}联络超时", "check.lost": "{unit}失联", "roll_call.started": "现场点名", "roll_call.answered": "点名应答",
    "roll_call.completed": "点名:全部应答", "roll_call.overdue": "点名:有未应答", "danger.marked": "标绘危险区", "danger.entered": "队伍进入危险区",
    "danger.exited": "队伍离开危险区", "danger.left": "解除危险区",
    "fence.drawn": "划设电子围栏", "fence.changed": "修改电子围栏", "fence.crossed": "有对象进出电子围栏", "fence.left": "撤销电子围栏",
    "info_report.drafted": "起草信息报告", "info_report.changed": "修改信息报告", "info_report.submitted": "信息报告送审", "info_report.sent_back": "信息报告退改", "info_report.signed": "信息报告签发", "info_report.sent": "信息报告报出", "info_report.received": "上级签收信息报告", "info_report.returned": "信息报告被退回", "info_report.superseded": "前报已被续报替代", "instruction.given": "领导批示", "instruction.acked": "批示已领受", "instruction.fed_back": "批示落实反馈", "instruction.reminded": "批示时限过半", "instruction.overdue": "批示逾期", "instruction.resumed": "批示退回续办", "instruction.closed": "批示销号",
}  # fmt: skip


Units = Mapping[tuple[str, int], str]  # ("order", 7), ("assignment", 3), ("unit", 12) → the team's name


def line(kind: str, body: Mapping[str, Any], units: Units) -> str:
    """The entry without its free text; an event names its order or assignment, the team is looked up."""
    if kind == "incident.changed":
        return _changed(body, units)
    table = kind.partition(".")[0]
    unit = units.get(("assignment" if table == "check" else table, int(body["id"])), "")
    return SAYS.get(kind, kind).format(unit=unit)


def _changed(body: Mapping[str, Any], units: Units) -> str:
    parts = []
    if "phase" in body:
        parts.append(f"阶段:{PHASE.get(body['phase'], body['phase'])}")
    if body.get("grade") is not None:
        parts.append(f"等级:{GRADE[body['grade']]}({'已定' if body.get('grade_state') == 'confirmed' else '拟定'})")
    if body.get("commander_name") or body.get("commander"):
        parts.append(f"现场指挥:{body.get('commander_name') or units.get(('unit', int(body['commander'])), '')}")
    if body.get("place"):
        parts.append(f"地点:{body['place']}")
    if "figures" in body:
        parts.append("情况数字更新")
    if "four_ones" in body:
        parts.append("“四个一”更新")
    return ";".join(parts) or "信息更新"
