"""review → **paper** → .docx, .pdf: 应急处置评估报告, laid out as the reports are."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime

from command.agreements.taken import exported, mark_of
from command.reports.offices import office
from command.reports.paper.picture import picture_of
from command.reports.paper.sheet import Sheet, official
from command.review.models import SIGNED, Review
from command.review.rows import ReviewFacts, ReviewFigure
from command.review.showing import recommendations
from command.review.stages import NAMES
from realtime import clock

SHOWN = 12  # lines of one kind on paper; the rest is in the system


def span(seconds: float | None) -> str:
    if seconds is None:
        return "—"
    minutes, rest = divmod(int(abs(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "天"), (hours, "小时"), (minutes, "分")] if days or hours else [(minutes, "分"), (rest, "秒")]
    return "".join(f"{number} {unit}" for number, unit in parts if number) or "0 秒"


def at(text: str | None) -> str:
    return f"{localtime(datetime.fromisoformat(text)):%m-%d %H:%M}" if text else "—"


def review_sheet(one: Review, by: str) -> Sheet:
    facts: ReviewFacts = one.facts
    when = localtime(one.signed_at or clock.now())
    told: list[tuple[str, str]] = [("一、处置经过", _course(facts))]
    told.append(("二、响应用时", ";".join(_measure(row) for row in facts["figures"]) + "。"))
    told.append(("三、投入力量", _forces(facts)))
    told.append(("四、人员转移与伤亡", _people(facts)))
    told.append(("五、迟延与无应答", _late(facts)))
    told.append(("六、记录与位置空白", _holes(facts)))
    told.append(("七、决定事项", _decisions(facts)))
    told.append(("八、评估发现", one.findings or "(评估中)"))
    if one.causes:
        told.append(("九、原因分析", one.causes))
    rows = recommendations(one)
    lines = [
        f"{row['number']}. {row['text']}({row['owner_name']},{at(row['due_at'])} 前{',已办结' if row['solved'] else ''})" for row in rows
    ]
    told.append(("十、整改建议" if one.causes else "九、整改建议", ";".join(lines) or "无"))
    table = [
        ["评估编号", one.number],
        ["事件编号", one.incident.number],
        ["事件时间", f"{localtime(one.incident.opened_at):%Y-%m-%d %H:%M} 至 {localtime(one.incident.closed_at):%Y-%m-%d %H:%M}" if one.incident.closed_at else "处置中"],
        ["数据采集", f"{localtime(one.drafted_at):%Y-%m-%d %H:%M},时间线 {facts['entries']} 条,其中补录 {facts['late_entries']} 条"],
        ["回放案例", f"{one.case.title}({one.case.get_state_display()})" if one.case else "未附"],
    ]  # fmt: skip
    return Sheet(
        form="评估报告", office=office(one.area), number=one.number if one.state == SIGNED else "(未签发)", secrecy="内部", urgency="", signer=one.signed_name,
        reviewer="", writer=one.by_name, to="", cc="", title=official(one.title),
        paragraphs=[{"heading": heading, "text": official(text)} for heading, text in told], table=[[name, official(text)] for name, text in table],
        picture=picture_of(one.incident), caption=official("事发位置示意图(WGS-84)"), date=f"{when.year}年{when.month}月{when.day}日",
        exported=exported(by), mark=mark_of(by, one.area), drill=one.exercise_id is not None,
    )  # fmt: skip


def _course(facts: ReviewFacts) -> str:
    known = [
        f"{row['name']} {at(row['at'])}" + (f"(距{NAMES[row['since']]} {span(row['seconds'])})" if row["since"] else "")
        for row in facts["stages"]
        if row["at"]
    ]
    text = ";".join(known) + "。"
    if facts["missing"]:
        text += f"未见记录:{'、'.join(NAMES[stage] for stage in facts['missing'])}。"
    if wrong := [row["name"] for row in facts["stages"] if row["backwards"]]:
        text += f"时间先后有误,须核对:{'、'.join(wrong)}。"
    return text


def _measure(row: ReviewFigure) -> str:
    if not row["n"]:
        return f"{row['name']}无记录"
    past = f"(同类近一年 {span(row['past_p50'])}/{span(row['past_p90'])},{row['past_n']} 次)" if row["past_n"] else "(近一年无同类)"
    return f"{row['name']} P50 {span(row['p50'])}、P90 {span(row['p90'])},{row['n']} 次{past}"


def _forces(facts: ReviewFacts) -> str:
    held = facts["forces"]
    if not held:
        return "未派出队伍。"
    text = f"出动队伍 {len(held)} 支 {sum(row['people'] for row in held)} 人:"
    text += "、".join(
        f"{row['unit']}({at(row['arrived_at'])} 到场{',借调:' + row['borrowed'] if row['borrowed'] else ''})" for row in held[:SHOWN]
    )
    if facts["supplies"]:
        text += "。物资:" + "、".join(
            f"{row['item']} {row['received'] if row['received'] is not None else row['quantity']}" for row in facts["supplies"][:SHOWN]
        )
    return text + "。"


WORDS = {
    "deaths": "死亡",
    "missing": "失踪",
    "serious_injuries": "重伤",
    "injuries": "受伤",
    "trapped": "被困",
    "evacuated": "转移",
    "affected": "受灾",
    "area_ha": "过火面积(公顷)",
}


def _people(facts: ReviewFacts) -> str:
    rows = [
        f"{row['title']}:" + "、".join(f"{WORDS.get(key, key)} {value:g}" for key, value in row["figures"].items())
        for row in facts["versions"]
        if row["figures"]
    ]
    return f"转移台账共 {facts['moved']} 人。" + ("各次报告数据:" + ";".join(rows) + "。" if rows else "信息报告中无人员数据。")


KIND = {"report": "报告", "order": "指令", "task": "任务", "instruction": "批示", "contact": "联络"}


def _late(facts: ReviewFacts) -> str:
    rows = [*facts["late"], *facts["unanswered"]]
    if not rows:
        return "无迟延,无未应答。"
    return f"共 {len(rows)} 项:" + ";".join(f"{KIND[row['kind']]} {row['title']} {row['why']}" for row in rows[:SHOWN]) + "。"


def _holes(facts: ReviewFacts) -> str:
    rows = [f"时间线 {at(row['since'])} 至 {at(row['until'])} 无记录({span(row['seconds'])})" for row in facts["log_gaps"][:SHOWN]]
    rows += [f"{row['unit']} {at(row['since'])} 至 {at(row['until'])} 无位置({span(row['seconds'])})" for row in facts["holes"][:SHOWN]]
    return ";".join(rows) + "。" if rows else "无超过阈值的空白。"


def _decisions(facts: ReviewFacts) -> str:
    rows = facts["decisions"]
    if not rows:
        return "无。"
    return ";".join(f"{at(row['at'])} {row['text']}({row['who']},{'已办' if row['done'] else '未办结'})" for row in rows[:SHOWN]) + "。"
