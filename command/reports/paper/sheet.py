"""report → **sheet** → .pdf, .docx: what stands on the paper, once for both kinds of file."""

from __future__ import annotations

import re
from itertools import combinations
from typing import NamedTuple

from django.utils.timezone import localtime

from command.reports import wording
from command.reports.elements import ELEMENTS, UNKNOWN, news
from command.reports.models import Report
from command.reports.offices import office
from realtime import clock
from realtime.rules.models import rule

GRADE = {1: "特别重大", 2: "重大", 3: "较大", 4: "一般"}
TITLE_MOST = 20  # characters of a line of the title
BREAK = re.compile(r"(?=[\uff08《“])|(?<=[\uff0c、\uff1b\uff09》”])")  # where its sense lets a line end
NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、[^。\uff0c\uff1b]{1,20}")
IN_TABLE = ("time", "place", "source", "received", "on_scene")  # what a reader looks up rather than reads


class Sheet(NamedTuple):
    form: str
    office: str
    number: str
    secrecy: str
    urgency: str
    signer: str
    reviewer: str
    writer: str
    to: str
    cc: str
    title: str
    paragraphs: list[dict[str, str]]
    table: list[list[str]]
    picture: str
    caption: str
    date: str
    exported: str
    mark: str
    drill: bool
    widths: tuple[float, ...] = ()  # of a table's columns when they are more than two: shares of the line
    words: tuple[int, ...] = (0,)  # its columns that are read from the left; the others hold numbers


NARROW = {",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "(": "\uff08", ")": "\uff09"}  # as official papers have them
BESIDE_CHINESE = re.compile(r"(?<=[\u3007\u4e00-\u9fff》〕”)°])[,;:]|[,;:](?=[\u4e00-\u9fff《〔“])|[()]")


def official(text: str) -> str:
    """Marks of a Chinese text are Chinese marks; those of 14:02 stay."""
    return BESIDE_CHINESE.sub(lambda mark: NARROW[mark.group()], text)


def title_lines(title: str) -> list[str]:
    """As even as the sense allows: no line of a title holds one word that belongs to the line before."""
    if _width(title) <= TITLE_MOST:
        return [title]
    ends = [one.start() for one in BREAK.finditer(title) if 0 < one.start() < len(title)]
    for cuts in (1, 2):
        found = [[title[a:b] for a, b in zip((0, *at), (*at, len(title)), strict=True)] for at in combinations(ends, cuts)]
        best = min(found, key=lambda lines: max(_width(line) for line in lines), default=None)
        if best is not None and max(_width(line) for line in best) <= TITLE_MOST:
            return best
    return [title]


def _width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1 for char in text)


def sheet(report: Report, by: str) -> Sheet:
    """`by`: who takes it away; their name and the time stand in the foot of every page."""
    at = localtime(report.signed_at or clock.now())
    now = f"{localtime(clock.now()):%Y-%m-%d %H:%M}"
    short = report.template in ("brief", "daily", "warning")
    return Sheet(
        form=report.get_template_display(), office=office(report.area), number=report.number_text or "(未签发)",
        secrecy=report.get_secrecy_display() if report.secrecy else "", urgency=report.get_urgency_display() if report.urgency else "",
        signer=report.signed_name, reviewer=report.submitted_name, writer=report.by_name, to=report.to, cc="、".join(report.cc),
        title=official(report.title), paragraphs=_text(report), table=[] if short else _table(report), picture="" if short else report.picture,
        caption=official("现场态势示意图(WGS-84,签发时)"), date=f"{at.year}年{at.month}月{at.day}日",
        exported=f"{by} {now} 导出", mark=f"{by} {now}" if rule("export.watermark", report.area) else "", drill=report.exercise_id is not None,
    )  # fmt: skip


def _previous(report: Report) -> dict[str, str] | None:
    return dict(report.follows.elements) if report.follows is not None else None


def _text(report: Report) -> list[dict[str, str]]:
    if report.incident_id is None:
        return _lines(report.text)
    if report.template == "brief":
        return _lines(report.text or wording.brief(report.elements, _previous(report)))
    told = wording.paragraphs(
        report.elements, _previous(report), previous_number=report.follows.number_text if report.follows else "",
        final=report.kind == "final",
    )  # fmt: skip
    beside = {ELEMENTS[key] for key in IN_TABLE}
    return [{"heading": heading, "text": official(_whole(text))} for heading, text in told if heading not in beside]


def _lines(text: str) -> list[dict[str, str]]:
    """“一、天气情况” alone on a line is a heading."""
    found = [line.strip() for line in text.splitlines() if line.strip()]
    return [{"heading": line, "text": ""} if NUMBERED.fullmatch(line) else {"heading": "", "text": official(line)} for line in found]


def _whole(text: str) -> str:
    """What stands alone in its paragraph is a sentence."""
    return text if not text or text[-1] in "。\uff01\uff1f\uff1b;" else text + "。"


def _table(report: Report) -> list[list[str]]:
    told = dict(news(report.elements, _previous(report)))
    rows = [[ELEMENTS[key], official(told[key])] for key in IN_TABLE if key in told]
    rows.insert(0, ["事件编号", report.incident.number if report.incident else ""])
    rows.append(["事件等级", official(_grade(report))])
    return rows


def _grade(report: Report) -> str:
    if report.grade is None:
        return UNKNOWN
    confirmed = report.incident is not None and report.incident.grade_state == "confirmed" and report.incident.grade == report.grade
    return f"{GRADE[report.grade]}({'已定' if confirmed else '拟定'})"
