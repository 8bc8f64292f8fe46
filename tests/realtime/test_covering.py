"""What a stranger is shown: the same shapes, without a name, a number or a free word."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime import covering
from realtime.covering import COVERED, Covering, Names, on_covering
from realtime.screens import Screen

KNOWN = Names.of(["王值班", "李强", "省委大院一号楼", "欧阳建国"], whole=["城关镇 手机"])
PHONES = ("13812345678", "138 1234 5678", "+86 13812345678", "020-83123456", "02083123456", "400-830-1234", "138****5678")
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=12), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=12)  # fmt: skip


@pytest.mark.parametrize("number", PHONES)
def test_a_telephone_number_is_covered_wherever_it_stands(number: str):
    assert number not in KNOWN.cover({"place": f"南沙港前大道,报警人电话{number}。"})["place"]


@pytest.mark.parametrize(
    "value",
    ["440117104005", "2026-11-23T09:13:09.123456+00:00", "20261123-017", "urgent", "gb28181", "c0ffee13812345678ab", "19.05%", "11G01"],
)
def test_a_code_a_time_or_a_figure_stays(value: str):
    assert KNOWN.cover({"title": value}) == {"title": value}


def test_a_name_is_covered_inside_a_text_and_what_is_carried_only_as_a_whole():
    told = KNOWN.cover({"title": "李强报:省委大院一号楼冒烟,欧阳建国已到", "label": "城关镇 手机", "place": "城关镇 手机店"})
    assert told == {"title": f"{COVERED}报:{COVERED}冒烟,{COVERED}已到", "label": COVERED, "place": "城关镇 手机店"}


def test_free_words_and_fields_that_name_a_person_are_covered_whoever_is_meant():
    row = {
        "text": "有人受伤",
        "commander_name": "未登记的人",
        "names": ["甲乙", "丙丁"],
        "text_id": 7,
        "purpose": "escalate",
        "place": "小虎岛",
    }
    told = {"text": COVERED, "commander_name": COVERED, "names": [COVERED, COVERED], "text_id": 7, "purpose": "escalate", "place": "小虎岛"}
    assert KNOWN.cover(row) == told


@given(JSON)
def test_covering_keeps_every_shape_and_covering_again_changes_nothing(value: Any):
    once = KNOWN.cover(value)
    assert KNOWN.cover(once) == once

    def shape(one: Any) -> Any:
        if isinstance(one, dict):
            return {key: shape(inner) for key, inner in one.items()}
        if isinstance(one, list):
            return [shape(inner) for inner in one]
        return "text" if isinstance(one, str) else one

    assert shape(once) == shape(value)


def test_a_socket_is_asked_about_once_and_again_when_it_changes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(covering, "_asked", {})
    asked, visiting, sent = [], [], []
    on_covering("wall", lambda actor: (asked.append(actor), KNOWN.cover if visiting else None)[1])

    async def send(text: str | bytes) -> None:
        sent.append(text)

    async def close(code: int) -> None: ...

    def event(kind: str) -> str:
        return json.dumps(
            {"t": "events", "e": [{"kind": kind, "body": {"acked_name": "王值班"}}]}, ensure_ascii=False, separators=(",", ":")
        )

    async def story() -> None:
        screen = Screen("wall:3", "", ("4401",), send, close, Covering.of("wall:3"))
        await screen.send_text(event("alarm.acked"), 0.0)
        await screen.send_text(event("alarm.acked"), 0.0)
        visiting.append(True)
        await screen.send_text(event("wall.changed"), 0.0)
        await screen.send_text(event("alarm.acked"), 0.0)

    asyncio.run(story())
    assert asked == ["wall:3", "wall:3"]
    assert ["王值班" in text for text in sent] == [True, True, False, False]
    assert Covering.of("user:3") is None
