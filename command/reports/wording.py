"""elements → **wording** → title, text: official Chinese from what is known. No Django."""

from __future__ import annotations

import re
from collections.abc import Mapping

from command.reports.elements import ELEMENTS, UNKNOWN, news

FIRST, FOLLOW, FINAL, DAILY, WARNING = "first", "follow", "final", "daily", "warning"
DIGITS = "〇一二三四五六七八九"
BRIEF_MOST = 300  # 值班快报
PEOPLE = {
    "deaths": "死亡{}人", "missing": "失踪{}人", "trapped": "被困{}人", "serious_injuries": "重伤{}人", "injuries": "受伤{}人", "evacuated": "转移{}人",
}  # fmt: skip
EXTENT = {
    "affected": "受灾{}人", "resettled": "紧急转移安置{}人", "need_relief": "需紧急生活救助{}人", "area_ha": "面积{}公顷", "burned_ha": "受害森林{}公顷",
    "crop_ha": "农作物受灾{}公顷", "houses_collapsed": "倒塌房屋{}间", "houses_damaged": "严重损坏房屋{}间",
}  # fmt: skip


def numeral(number: int) -> str:
    """续报一 … 续报九十九."""
    if number < 10:
        return DIGITS[number]
    tens, ones = divmod(number, 10)
    if tens > 9:
        return str(number)
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def amount(value: float) -> str:
    return f"{value:g}" if value < 1e6 else f"{value:.0f}"


def counted(figures: Mapping[str, float], words: Mapping[str, str]) -> list[str]:
    """Only what somebody reported; an absent figure is no zero."""
    return [text.format(amount(figures[key])) for key, text in words.items() if key in figures]


def consequences(figures: Mapping[str, float]) -> str:
    """The reported numbers, then by name what nobody has a number for."""
    known = counted(figures, PEOPLE)
    if "loss_yuan" in figures:
        loss = figures["loss_yuan"]
        known.append(f"直接经济损失{amount(loss / 1e4)}万元" if loss >= 1e4 else f"直接经济损失{amount(loss)}元")
    open_ = [
        name
        for keys, name in ((("deaths",), "死亡"), (("injuries", "serious_injuries"), "受伤"), (("missing",), "失踪"), (("trapped",), "被困"),
                           (("evacuated",), "转移"), (("loss_yuan",), "损失"))
        if not any(key in figures for key in keys)
    ]  # fmt: skip
    parts = ["、".join(known)] if known else []
    if open_:
        parts.append(f"{'、'.join(open_)}情况{UNKNOWN}")
    return ";".join(parts) + "。"


def scope(figures: Mapping[str, float]) -> str:
    return "、".join(counted(figures, EXTENT)) + "。" if counted(figures, EXTENT) else UNKNOWN


def title(*, district: str, place: str, event: str, figures: Mapping[str, float], progress: str, kind: str, seq: int) -> str:
    """Place, type, casualties, progress, which report: 从化区良口镇森林火灾(面积1.4公顷,伤亡情况正在核实)续报一."""
    where = place if place.startswith(district) else district + place
    hurt = counted(figures, {key: PEOPLE[key] for key in ("deaths", "missing", "trapped", "serious_injuries", "injuries")})
    about = [*counted(figures, {key: EXTENT[key] for key in ("area_ha", "burned_ha")}), "、".join(hurt) or f"伤亡情况{UNKNOWN}", progress]
    head = f"{where}{event}({','.join(filter(None, about))})"
    return (head + {FIRST: "首报", FOLLOW: f"续报{numeral(seq)}", FINAL: "终报"}.get(kind, ""))[:200]


def paragraphs(
    elements: Mapping[str, str], previous: Mapping[str, str] | None, *, previous_number: str = "", final: bool = False
) -> list[tuple[str, str]]:
    """(heading, text) as the paper prints them. A follow-up opens with the paper it follows."""
    told = [(ELEMENTS[key], text) for key, text in news(elements, previous)]
    if previous is not None and previous_number:
        told.insert(0, ("接前报", f"{previous_number}已报告事件起始情况,现将{'处置结果' if final else '最新进展'}报告如下。"))
    return told


def brief(elements: Mapping[str, str], previous: Mapping[str, str] | None) -> str:
    """值班快报, at most 300 characters: whole sentences in order of weight; what does not fit is left to the next paper, never cut off mid-word."""
    start = "" if previous is not None else f"{elements['time']},{elements['place']}。{elements['cause']}"
    text = _joined(start)
    for key in ("consequences", "scope", "actions", "trend", "leaders", "requests"):
        said = elements.get(key, UNKNOWN)
        if said == UNKNOWN:
            continue
        for sentence in re.findall(r"[^。;]+[。;]?", said):
            if len(text) + len(sentence) + 1 > BRIEF_MOST:
                break
            text = _joined(text + sentence)
    return text[:BRIEF_MOST] or UNKNOWN


def _joined(text: str) -> str:
    text = re.sub(r"[。;,]*([。])", r"\1", text.strip())
    return text if not text or text[-1] in "。;" else text + "。"
