"""incident → **elements** → paper: what a report is made of, and which of it must be there. Unknown is said as such, never invented. No Django."""

from __future__ import annotations

from collections.abc import Mapping

UNKNOWN = "正在核实"  # a first report does not wait for what nobody knows yet
ELEMENTS: dict[str, str] = {
    "time": "时间", "place": "地点", "source": "信息来源", "received": "接报时间", "cause": "事件起因和性质", "course": "基本过程",
    "consequences": "已造成的后果", "scope": "影响范围", "trend": "事件发展趋势", "actions": "处置情况", "leaders": "领导到位情况",
    "measures": "拟采取措施", "requests": "请求事项", "on_scene": "现场负责人及电话",
}  # fmt: skip
STARRED = ("time", "place", "source", "received")
START = frozenset({"time", "place", "source", "received", "cause"})  # said in the first report, not again in a follow-up unless it changed
LONGEST = 4000


def unknown_where_empty(elements: Mapping[str, str]) -> dict[str, str]:
    return {key: (elements.get(key) or "").strip() or UNKNOWN for key in ELEMENTS}


def missing(elements: Mapping[str, str]) -> list[str]:
    """Starred elements that say nothing: without these no report leaves the house."""
    return [key for key in STARRED if (elements.get(key) or "").strip() in ("", UNKNOWN)]


def news(elements: Mapping[str, str], previous: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """What a paper says, in the order of the form. A follow-up leaves out the start, unless that turned out otherwise.

    Nor does it call unknown what was reported before: that nothing new is said of the course does not undo what was.
    """
    told = [(key, elements.get(key, UNKNOWN)) for key in ELEMENTS]
    if previous is None:
        return told

    def new(key: str, text: str) -> bool:
        if text == UNKNOWN:
            return key not in START and key != "course" and previous.get(key, UNKNOWN) == UNKNOWN
        return key not in START or text != previous.get(key)

    return [(key, text) for key, text in told if new(key, text)]
