"""drill → **paper** → .docx, .pdf: the report of its evaluation, drafted from what the log and the evaluators showed, set as other papers are."""

from __future__ import annotations

from django.utils.timezone import localtime

from command.drills.marking import score
from command.drills.models import KINDS, LEVELS, DrillPlan
from command.drills.rows import DrillScore, DrillSum
from command.reports.offices import area_name, office
from command.reports.paper.sheet import Sheet, official
from realtime import clock
from realtime.rules.models import rule

KIND_NAMES, LEVEL_NAMES = dict(KINDS), dict(LEVELS)
PLACES = "一二三四五六七"
VERDICT = {"met": "做到", "late": "超时", "missed": "未做", "open": "未判定"}


def sheet(plan: DrillPlan, by: str) -> Sheet:
    found, at = score(plan), localtime(plan.ended_at or clock.now())
    now = f"{localtime(clock.now()):%Y-%m-%d %H:%M}"
    return Sheet(
        form="演练评估报告", office=office(plan.area), number=plan.number, secrecy="", urgency="", signer="", reviewer="", writer=by, to="", cc="",
        title=official(f"{plan.title}评估报告(草稿)"), paragraphs=_paragraphs(plan, found), table=_table(plan, found), picture="", caption="",
        date=f"{at.year}年{at.month}月{at.day}日", exported=f"{by} {now} 导出",
        mark=f"{by} {now}" if rule("export.watermark", plan.area) else "", drill=True,
    )  # fmt: skip


def _paragraphs(plan: DrillPlan, found: DrillScore) -> list[dict[str, str]]:
    lines = [("基本情况", _basics(plan)), ("总体评价", _verdict(plan, found))]
    if found["goals"]:
        lines.append(("目标完成情况", ";".join(f"{one['name']}:{_share(one)}" for one in found["goals"]) + "。"))
    if found["units"]:
        lines.append(("各单位情况", ";".join(f"{one['name']}:{_share(one)}" for one in found["units"]) + "。"))
    if levels := [one for one in found["levels"] if one["of"]]:
        said = ";".join(
            f"{LEVEL_NAMES[one['level']]}级应答 {one['answered']}/{one['of']}"
            + (f",最慢 {_span(one['last_s'])}" if one["last_s"] is not None else "")
            for one in levels
        )
        lines.append(("逐级应答", said + "。"))
    problems = [one.text for one in plan.findings.all()] or found["proposed"]
    lines.append(
        (
            "发现的问题",
            ";".join(f"({place}){text}" for place, text in enumerate(problems, 1)) + "。" if problems else "未发现需整改的问题。",
        )
    )
    tasks = [f"{one.text}(责任人 {one.owner_name},{one.days} 天内整改)" for one in plan.findings.filter(task__isnull=False)]
    lines.append(("整改措施", ";".join(tasks) + "。" if tasks else "待下达。"))
    return [
        {"heading": official(f"{place}、{heading}"), "text": official(text)} for place, (heading, text) in zip(PLACES, lines, strict=False)
    ]


def _basics(plan: DrillPlan) -> str:
    begun = localtime(plan.started_at).strftime("%Y年%m月%d日%H时%M分") if plan.started_at else "(未开始)"
    ended = localtime(plan.ended_at).strftime("%H时%M分") if plan.ended_at else "(未结束)"
    levels = "、".join(f"{LEVEL_NAMES[level]}" for level in plan.levels)
    return (
        f"{begun}至{ended},{area_name(plan.area)}组织{plan.title}({KIND_NAMES[plan.kind]}),参与层级:{levels or '本级'}。"
        f"参演 {plan.attended or plan.participants.count()} 人次,发出情景 {plan.script.filter(state='fired').count()} 个。{plan.summary}"
    )


def _verdict(plan: DrillPlan, found: DrillScore) -> str:
    one = found["whole"]
    graded = f"评定等次:{found['grade']}。" if found["grade"] else "尚未评定。"
    told = f"应采取行动 {one['of']} 项,做到 {one['met']} 项,超时 {one['late']} 项,未做 {one['missed']} 项,未判定 {one['open']} 项。"
    return (
        told
        + (f"得分 {one['points']:g}/{one['most']}。" if one["most"] else "")
        + graded
        + ("演练中止,转入实战。" if plan.state == "aborted" else "")
    )


def _share(one: DrillSum) -> str:
    return f"{one['met']}/{one['of']} 项做到" + (f",得分率 {int(one['share'] * 100 + 0.5)}%" if one["share"] is not None else ",未判定")


def _span(seconds: float | None) -> str:
    return "" if seconds is None else (f"{seconds:.0f} 秒" if seconds < 120 else f"{round(seconds / 60, 1):g} 分钟")


def _table(plan: DrillPlan, found: DrillScore) -> list[list[str]]:
    """What was expected, line by line: who, within what, how it came out."""
    rows = []
    for line in found["script"]:
        mark = line["mark"]
        if line["state"] != "fired" or not (line["expect"] or line["action"]):
            continue
        took = f",用时 {_span(mark['seconds'])}" if mark and mark["seconds"] is not None else ""
        how = "自动识别" if mark and mark["auto"] else (f"{mark['by_name']}评定" if mark else "")
        verdict = VERDICT[mark["verdict"]] if mark else "未判定"
        said = f";{mark['note']}" if mark and mark["note"] else ""
        rows.append(
            [
                f"{line['number']}. {line['title']}",
                official(f"{line['unit']} {line['expect']}(限 {_span(line['within_s'])}):{verdict}{took} {how}{said}".strip()),
            ]
        )
    return rows
