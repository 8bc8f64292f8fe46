"""text → **text_numbers** → figures: the casualties and losses a sentence speaks of, so that words and table cannot say different things. No Django."""

from __future__ import annotations

import re
from typing import NamedTuple

from command.release.measures import MU_PER_HA

NUMBER = r"(?P<n>\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)(?P<times>[千万亿])?余?"
FILLER = r"(?:周边|附近|沿线|危险区|受威胁)?(?:人口|人员|群众|村民|居民|员工|工人|面积)?(?:的)?(?:共计|共有|共|累计|约|近|已|达|为|有)?\s*"
# Longer words first: 转移安置 is not 转移, 重伤 is not 受伤.
PEOPLE = {
    "resettled": "紧急转移安置|转移安置|集中安置|紧急安置", "need_relief": "需紧急生活救助|需紧急救助", "deaths": "因灾死亡|死亡|遇难|身亡|罹难",
    "missing": "失踪|失联", "trapped": "被困", "serious_injuries": "重伤", "injuries": "受伤", "evacuated": "紧急避险转移|转移|疏散|撤离",
    "affected": "受灾",
}  # fmt: skip
WORD = "|".join(f"(?P<{{side}}_{measure}>{words})" for measure, words in PEOPLE.items())
WHO = r"(?:人|名|位)(?:群众|村民|人员|居民|员工|工人|学生|游客)?(?:已|被|均|不幸|紧急|因灾|安全)?"
BEFORE = re.compile(f"(?:{WORD.format(side='a')}){FILLER}{NUMBER}(?:人|名|位)")
AFTER = re.compile(f"{NUMBER}{WHO}(?:{WORD.format(side='b')})")
HOUSES = re.compile(f"(?:(?P<houses_collapsed>倒塌房屋|倒塌|倒房)|(?P<houses_damaged>严重损坏房屋|严重损坏|严损房屋)){FILLER}{NUMBER}间")
LOSS = re.compile(f"(?:直接经济损失|经济损失){FILLER}{NUMBER}元")
AREA = re.compile(
    f"(?:(?P<crop_ha>农作物受灾面积|农作物受灾|作物受灾)|(?P<burned_ha>过火面积|过火)|(?P<area_ha>受害森林面积|受害面积|受灾面积)){FILLER}{NUMBER}(?P<unit>公顷|亩|平方米|平方公里)"
)
NOBODY = re.compile(r"(?:无|没有|未造成|未发生|暂无|尚无)(?:人员)?(?:伤亡|死伤)")
NO_DEATHS = re.compile(r"(?:无|没有|未造成|未发生|暂无|尚无)(?:人员)?(?:死亡|遇难)")
HECTARES = {"公顷": 1.0, "亩": 1 / MU_PER_HA, "平方米": 1e-4, "平方公里": 100.0}
DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100, "千": 1000}
TIMES = {None: 1.0, "千": 1e3, "万": 1e4, "亿": 1e8}


class Said(NamedTuple):
    measure: str
    value: float
    words: str


def said_in(text: str) -> list[Said]:
    """In the order of the text. The same measure may be said twice, and differently."""
    found: list[tuple[int, Said]] = []
    taken: list[range] = []
    people = sorted([*BEFORE.finditer(text), *AFTER.finditer(text)], key=lambda hit: (hit.start(), -hit.end()))
    for hit in people:
        if any(at in span for span in taken for at in (hit.start(), hit.end() - 1)):
            continue  # “死亡3人受伤5人”: the 3 are the dead, not the injured
        measure = next(name[2:] for name, word in hit.groupdict().items() if word is not None and name[1:2] == "_")
        taken.append(range(hit.start(), hit.end()))
        found.append((hit.start(), Said(measure, _value(hit), hit.group())))
    for pattern in (HOUSES, AREA):
        for hit in pattern.finditer(text):
            groups = hit.groupdict()
            measure = next(name for name, word in groups.items() if word is not None and name not in ("n", "times", "unit"))
            value = _value(hit) * HECTARES.get(groups.get("unit") or "", 1.0)
            found.append((hit.start(), Said(measure, value, hit.group())))
    found += [(hit.start(), Said("loss_yuan", _value(hit), hit.group())) for hit in LOSS.finditer(text)]
    for hit in NOBODY.finditer(text):
        found += [(hit.start(), Said(measure, 0.0, hit.group())) for measure in ("deaths", "injuries")]
    found += [(hit.start(), Said("deaths", 0.0, hit.group())) for hit in NO_DEATHS.finditer(text)]
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _value(hit: re.Match[str]) -> float:
    return numeral(hit.group("n")) * TIMES[hit.group("times")]


def numeral(text: str) -> float:
    """“1,200.5”, “十二”, “两百零三”."""
    if text[0].isdigit():
        return float(text.replace(",", ""))
    total = section = 0
    for char in text:
        if char in TENS:
            total += (section or 1) * TENS[char]
            section = 0
        else:
            section = DIGITS[char]
    return float(total + section)
