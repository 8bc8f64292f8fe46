"""expected action → **watched** → events: what in the log shows that it was taken. One line each; what no event shows an evaluator sees."""

from __future__ import annotations

from typing import NamedTuple

MANUAL = "manual"


class Action(NamedTuple):
    """`own`: what of the inject's own doing it is about, if the inject did such a thing. `has`: a field the event must have changed."""

    name: str
    kinds: tuple[str, ...]
    own: str = ""
    every: bool = False
    has: str = ""


ACTIONS: dict[str, Action] = {
    "acknowledge": Action("确认警情", ("alarm.acknowledged",), "alarms"),
    "verify": Action("核实警情", ("alarm.verified",), "alarms"),
    "open_incident": Action("立案", ("incident.opened",)),
    "figure": Action("更新伤亡、损失数字", ("incident.changed",), has="figures"),
    "press": Action("一键通", ("presse.confirmed",)),
    "order": Action("下达调度令", ("order.issued",)),
    "accept_order": Action("队伍接令", ("order.accepted",)),
    "answer": Action("应答(任一人)", ("call.answered",), "calls"),
    "answer_all": Action("全员应答", ("call.answered", "call.covered"), "calls", every=True),
    "conference": Action("开设会商", ("conference.started",)),
    "decision": Action("作出会商决定", ("decision.made",)),
    "propose_response": Action("建议启动响应", ("response.proposed",)),
    "response": Action("启动应急响应", ("response.started",)),
    "report": Action("报出信息", ("info_report.sent", "info_report.signed")),
    "evacuate": Action("下达转移令", ("evacuation.ordered",)),
    "evacuated": Action("转移完成", ("evacuation.completed",)),
    "warn": Action("发布预警", ("alert.published", "alert.signed")),
    "notify": Action("发出通知", ("broadcast.started", "call.started")),
    "danger": Action("划定危险区", ("danger.marked",)),
    "supplies": Action("请调物资", ("supply_request.requested",)),
    "feed_back": Action("反馈任务", ("task.fed_back",)),
    MANUAL: Action("由评估员判定", ()),
}
