"""release × report → **comparing** → differences, field by field: what is released and what the latest signed report says. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isclose
from typing import Literal, NamedTuple

from command.release.measures import HARM, MEASURES, said
from command.release.text_numbers import Said

Where = Literal["figures", "text", "lines"]


class Difference(NamedTuple):
    """`reported` none: the report has no number for it, and an outlet does not invent one."""

    where: Where
    measure: str
    released: float
    reported: float | None

    def words(self) -> str:
        name = MEASURES[self.measure].name
        place = {"figures": "", "text": "正文", "lines": "分乡镇合计"}[self.where]
        told = "报告没有此数" if self.reported is None else f"报告 {said(self.measure, self.reported)}"
        return f"{place}{name}:发布 {said(self.measure, self.released)},{told}"


def equal(a: float, b: float) -> bool:
    return isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def differences(
    figures: Mapping[str, float], text: Iterable[Said], lines: Mapping[str, float], reported: Mapping[str, float]
) -> list[Difference]:
    """`lines`: sums over towns; a sum is held against the release's own number, and against the report where the release has none."""
    found = [Difference("figures", key, value, reported.get(key)) for key, value in figures.items() if not _same(value, reported.get(key))]
    for one in text:
        if not _same(one.value, reported.get(one.measure)):
            found.append(Difference("text", one.measure, one.value, reported.get(one.measure)))
    for key, value in lines.items():
        against = figures.get(key, reported.get(key))
        if not _same(value, against):
            found.append(Difference("lines", key, value, against))
    return list(dict.fromkeys(found))


def _same(value: float, against: float | None) -> bool:
    return against is not None and equal(value, against)


def omitted(figures: Mapping[str, float], text: Iterable[Said], reported: Mapping[str, float]) -> list[str]:
    """People who are hurt in the report and in no number of the release: not refused, but said."""
    told = set(figures) | {one.measure for one in text}
    return [key for key in HARM if reported.get(key, 0) > 0 and key not in told]
