"""page → **bulletin** → .pdf: 统计通报 as an official paper, with the sentences an office writes, the table behind them, and a line of the months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

from django.utils.timezone import localtime

from command.agreements.taken import exported, mark_of
from command.figures.facts import ground
from command.figures.rows import StatisticRow, Statistics, TrendPoint
from command.figures.saying import changed, plain, said
from command.figures.showing import figures, lines_of, trend
from command.reports.offices import area_name, office
from command.reports.paper.sheet import Sheet, official
from realtime import clock
from realtime.areas.models import Area

Rows = Mapping[str, StatisticRow]
MOST_LINES = 300
ORDER = "一二三四五六"
# The heading of each paragraph, and the figures it is made of; what has nothing to say is left out and not counted.
PARAGRAPHS = [
    ("安全生产", ["accidents", "accident_deaths", "accident_injured", "accident_loss", "accidents_major"]),
    ("森林防灭火", ["fire_alarms", "fire_verified", "fires", "burned", "fire_deaths", "out_same_day"]),
    ("三防与应急响应", ["rain_mm", "rain_anomaly", "responses", "response_days", "alerts", "called_rate", "moved", "disaster_deaths", "quakes"]),
    ("接警处置", ["alarms", "verified", "verified_rate", "to_order_p90", "accept_p90", "arrive_p90", "turn_outs", "turn_out_people"]),
    ("信息报告与督办", ["first_in_time", "reports_late", "answered_rate", "instructions_done"]),
    ("隐患、执法与演练", ["hazards", "hazards_right", "inspections_made", "hazards_reported", "penalties", "penalty_amount", "drills", "drill_people", "trained"]),
]  # fmt: skip
WIDTHS = (1.6, 1.4, 1.3, 1.3, 1.3, 1.3)
DASHES = 'stroke-dasharray="4 3"'
ALWAYS = {"accidents", "accident_deaths", "alarms", "responses"}


def bulletin(area: str, first: date, last: date, by: str, hazard: str = "") -> Sheet:
    page = figures(area, first, last, hazard)
    rows = {one["key"]: one for one in page["figures"]}
    line = trend("accidents", area, first, last) if not hazard else None
    table = _table(page)
    drawn = chart(line["points"]) if line is not None and line["step"] == "month" and len(line["points"]) > 1 else ""
    return _sheet(
        area, by, "统计通报", f"{area_name(area)}应急管理统计通报", f"({_day(first)}至{_day(last)})", _paragraphs(page, rows), table, drawn,
        "生产安全事故起数按月(实线为本期,虚线为上年同期)", widths=WIDTHS[: len(table[0])] if table else (),
    )  # fmt: skip


def lines_paper(key: str, area: str, first: date, last: date, by: str, hazard: str = "", sector: str = "", grade: str = "") -> Sheet:
    """One figure and what it is counted from; more lines than a reader turns over are in the spreadsheet."""
    found = lines_of(key, area, first, last, hazard, sector, grade)
    one, lines = found["figure"], found["lines"][:MOST_LINES]
    left = len(found["lines"]) + found["left_off"] - len(lines)
    text = f"{one['name']} {said(one['how'], one['unit'], one['value'])},共 {one['lines']} 条。" + (
        f"另有 {left} 条见电子表格。" if left else ""
    )
    names = dict(Area.objects.filter(pk__in={row["area"] for row in lines}).values_list("code", "name"))
    table = [
        ["编号", "时间", "区划", "内容", "数值"],
        *(
            [
                row["number"],
                row["at"][:16].replace("T", " "),
                names.get(row["area"], row["area"]),
                row["title"],
                "" if row["amount"] is None else plain(row["amount"]),
            ]
            for row in lines
        ),
    ]
    if all(row["amount"] is None for row in lines):
        table = [row[:-1] for row in table]
    return _sheet(
        area,
        by,
        "统计明细",
        f"{area_name(area)}{one['name']}",
        f"({_day(first)}至{_day(last)})",
        [{"heading": "", "text": official(text)}],
        table if lines else [],
        widths=(1.5, 1.3, 0.8, 3, 0.8)[: len(table[0])],
        words=(0, 1, 2, 3),
    )


def _sheet(
    area: str,
    by: str,
    form: str,
    title: str,
    under: str,
    paragraphs: list[dict[str, str]],
    table: list[list[str]],
    picture: str = "",
    caption: str = "",
    widths: tuple[float, ...] = (),
    words: tuple[int, ...] = (0,),
) -> Sheet:
    now = localtime(clock.now())
    return Sheet(
        form=form, office=office(ground(area)), number=f"{now:%Y}年{now:%m}月{now:%d}日编印", secrecy="", urgency="", signer="", reviewer="", writer=by, to="", cc="",
        title=official(title + under), paragraphs=paragraphs, table=[[official(cell) for cell in row] for row in table], picture=picture,
        caption=official(caption), date=f"{now.year}年{now.month}月{now.day}日", exported=exported(by), mark=mark_of(by, ground(area)), drill=False,
        widths=widths, words=words,
    )  # fmt: skip


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _paragraphs(page: Statistics, rows: Rows) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for heading, keys in PARAGRAPHS:
        told = [rows[key] for key in keys if key in rows and (key in ALWAYS or rows[key]["lines"])]
        if not told:
            continue
        text = ";".join(_said(one) for one in told) + "。"
        if "accidents" in keys and page["double_down"] is not None:
            text += _double(page)
        found.append({"heading": official(f"{ORDER[len(found)]}、{heading}"), "text": official(text)})
    return found


def _said(one: StatisticRow) -> str:
    told = f"{one['name']} {said(one['how'], one['unit'], one['value'])}"
    year = one["year"]
    if year is not None and year["why"] != "nothing" and (year["value"] or one["value"]):
        told += f",同比{changed(one['how'], year)}" if year["why"] == "" else f",{changed(one['how'], year)}"
    if one["goal"] is not None and one["met"] is not None:
        told += f"({'达到' if one['met'] else '未达到'}目标 {said(one['how'], one['unit'], one['goal'])})"
    return told


def _double(page: Statistics) -> str:
    one = page["double_down"]
    assert one is not None
    return "事故起数和死亡人数同比实现“双下降”。" if one["both"] else "事故起数和死亡人数同比未实现“双下降”。"


def _table(page: Statistics) -> list[list[str]]:
    """What stands on lines; a figure nobody has anything to say of is not printed."""
    rows = [["指标", "本期", "上年同期", "同比", "上期", "环比"]]
    for one in page["figures"]:
        year, month = one["year"], one["month"]
        if not one["lines"] and not (year and year["lines"]):
            continue
        rows.append([
            one["name"], said(one["how"], one["unit"], one["value"]), said(one["how"], one["unit"], year["value"]) if year else "—",
            changed(one["how"], year), said(one["how"], one["unit"], month["value"]) if month else "—", changed(one["how"], month, "上期"),
        ])  # fmt: skip
    if all(row[4:] == ["—", "—"] for row in rows[1:]):  # a year has no time before it of its own kind
        rows = [row[:4] for row in rows]
    return rows if len(rows) > 1 else []


def chart(points: Sequence[TrendPoint]) -> str:
    """Two lines over the months: print is black and white, so they differ by dashes and not by colour."""
    wide, high, left, foot = 520.0, 150.0, 30.0, 20.0
    now, before = [point["value"] for point in points], [point["before"] for point in points]
    most = max(1.0, *(value or 0 for value in (*now, *before)))
    step = (wide - left) / max(1, len(points) - 1)

    def line(values: Sequence[float | None], style: str) -> str:
        spots = [(left + place * step, high - (high - 14) * value / most) for place, value in enumerate(values) if value is not None]
        return f'<polyline fill="none" stroke="#333" stroke-width="1.4" {style} points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in spots)}"/>'

    labels = "".join(
        f'<text x="{left + place * step:.1f}" y="{high + 14}" font-size="9" text-anchor="middle" font-family="Noto Serif SC">{escape(str(int(point["first"][5:7])))}月</text>'
        for place, point in enumerate(points)
    )
    scale = f'<text x="{left - 6}" y="{18}" font-size="9" text-anchor="end">{most:g}</text><text x="{left - 6}" y="{high + 3}" font-size="9" text-anchor="end">0</text>'
    base = f'<line x1="{left}" y1="{high}" x2="{wide}" y2="{high}" stroke="#888" stroke-width="0.6"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide + 14} {high + foot}" width="{wide + 14}" height="{high + foot}">'
        f"{base}{scale}{labels}{line(before, DASHES)}{line(now, '')}</svg>"
    )
