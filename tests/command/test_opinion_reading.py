"""What is said in public, read, told apart and counted: pure, so nothing of it needs a database."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.opinion.places import lexicon, place_of
from command.opinion.reading import DROP, JSON, RSS, masked, read_posts
from command.opinion.sameness import address, alike, grams, same
from command.opinion.scoring import Wanted, Weights, hits, score
from command.opinion.spikes import Watch, spike
from devices.feeds.readers.reading import Options, Unreadable

NOW = datetime(2026, 6, 18, 4, 0, tzinfo=UTC)
AREAS = [("4401", "广州市"), ("440117", "从化区"), ("440117104", "良口镇"), ("440117107", "吕田镇"), ("440115", "南沙区"), ("440115101", "黄阁镇"),
         ("440118", "增城区"), ("440118107", "正果镇"), ("440115106", "东涌镇"), ("440118999", "东涌镇"), ("440117104201", "塘料村"), ("440117104001", "良口社区"), ("440118107201", "新村"),
         ("440117107201", "新村")]  # fmt: skip
KNOWN = lexicon(AREAS)
TEXT = st.text(alphabet="从化良口镇南沙黄阁东涌新村着火了,。 a", max_size=40)


def options(**given: object) -> Options:
    return Options(now=NOW, **given)


def test_rss_atom_json_and_csv_give_the_same_post():
    rss = """<?xml version="1.0"?><rss><channel><item><title>小虎岛&lt;b&gt;巨响&lt;/b&gt;</title><link>https://n.example/a</link>
      <description>听到爆炸,电话13812345678</description><pubDate>Thu, 18 Jun 2026 03:25:00 +0800</pubDate><source>南方都市网</source></item></channel></rss>"""
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>小虎岛巨响</title><link href="https://n.example/a"/>
      <summary>听到爆炸</summary><published>2026-06-17T19:25:00Z</published></entry></feed>"""
    own = {"data": {"list": [{"u": "https://n.example/a", "t": "小虎岛巨响", "c": {"body": "听到爆炸"}, "ts": 1781724300, "pv": "1,200"}]}}
    table = "url,title,text,at\nhttps://n.example/a,小虎岛巨响,听到爆炸,2026-06-18 03:25\n"
    fields = {"url": "u", "title": "t", "text": "c.body", "at": "ts", "reach": "pv"}
    found = [
        read_posts(rss.encode(), RSS, options()).posts[0],
        read_posts(atom.encode(), DROP, options()).posts[0],
        read_posts(json.dumps(own).encode(), JSON, options(rows="data.list", fields=fields)).posts[0],
        read_posts(table.encode("gb18030"), DROP, options()).posts[0],
    ]
    assert {(one.url, one.title.replace(" ", ""), one.at) for one in found} == {
        ("https://n.example/a", "小虎岛巨响", datetime(2026, 6, 17, 19, 25, tzinfo=UTC))
    }
    assert found[0].text == "听到爆炸,电话138****5678" and found[0].outlet == "南方都市网"
    assert found[2].reach == 1200


def test_a_bad_entry_is_named_and_the_others_go_on():
    rows = [{"url": "https://n.example/1", "title": "好"}, {"title": "没有网址"}, "什么", {"url": "javascript:alert(1)", "title": "坏"},
            {"url": "https://n.example/2"}, {"url": "https://n.example/3", "title": "时间", "at": "2077-01-01"}, {"url": "https://n.example/4", "text": "也好"}]  # fmt: skip
    read = read_posts(json.dumps(rows).encode(), JSON, options())
    assert [one.url[-1] for one in read.posts] == ["1", "4"]
    assert [one.row for one in read.refused] == [2, 3, 4, 5, 6]
    assert read.refused[0].detail.startswith("没有可用的网址")


@pytest.mark.parametrize(
    "content", [b"<rss", b"<html></html>", b"{", b'<!DOCTYPE x [<!ENTITY a "b">]><rss>&a;</rss>', b"<rss>\xff\xfe</rss>"]
)
def test_what_is_no_feed_is_refused_whole(content: bytes):
    with pytest.raises(Unreadable):
        read_posts(content, RSS if content.startswith(b"<") else JSON, options())


@given(st.binary(max_size=200))
def test_whatever_a_file_holds_the_reader_answers_or_refuses(content: bytes):
    for kind in (RSS, JSON, DROP):
        with contextlib.suppress(Unreadable):
            read_posts(content, kind, options())


def test_numbers_of_persons_are_hidden():
    assert masked("联系 13812345678 或 020-83123456") == "联系 138****5678 或 020-****3456"
    assert "440106199001011234" not in masked("身份证440106199001011234")


def test_one_page_has_one_address():
    same_page = {
        "https://www.n.example/a/?b=2&a=1&utm_source=x#top",
        "http://n.example/a?a=1&b=2&spm=7",
        "https://m.n.example:443/a?a=1&b=2",
    }
    assert len({address(one) for one in same_page}) == 1
    assert address("https://n.example/a?id=1") != address("https://n.example/a?id=2")


def test_a_copied_text_is_the_same_story_and_another_place_is_not():
    first = grams("南沙小虎岛凌晨传出巨响,现场浓烟滚滚,附近居民被惊醒")
    assert same(first, grams("转发微博//@某某:南沙小虎岛凌晨传出巨响,现场浓烟滚滚,附近居民被惊醒!!"), 0.8)
    assert not same(first, grams("从化良口凌晨山火,现场浓烟滚滚,附近居民已转移"), 0.8)
    assert not same(grams("起火"), grams("起火了"), 0.8)


@given(TEXT, TEXT)
def test_likeness_has_no_side(a: str, b: str):
    x, y = grams(a), grams(b)
    assert alike(x, y) == alike(y, x)
    assert alike(x, x) in (0.0, 1.0)
    assert same(x, y, 0.8) == same(y, x, 0.8)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("从化良口山上着火", "440117104"),
        ("良口镇塘料村着火", "440117104201"),
        ("南沙黄阁听到巨响", "440115101"),
        ("广州着火", "4401"),
        ("新村着火", None),  # every county has one
        ("正果新村着火", "440118107201"),
        ("东涌着火", "4401"),  # of two districts: what they share
        ("南沙东涌着火", "440115106"),
        ("良口和吕田都着火", "440117"),
        ("深圳着火", None),
    ],
)
def test_a_place_is_the_finest_that_is_sure(text: str, code: str | None):
    found = place_of(text, KNOWN)
    assert (found.code if found else None) == code


@given(TEXT)
def test_a_place_is_always_one_of_the_tree_and_naming_its_district_keeps_it(text: str):
    found = place_of(text, KNOWN)
    if found is None:
        return
    assert found.code in KNOWN.names
    if len(found.code) > 6:
        again = place_of(f"{KNOWN.names[found.code[:6]]}|{text}", KNOWN)
        assert again is not None and again.code == found.code


WORDS = ("着火", "爆炸")
FIRE = Wanted(1, WORDS, without=("游戏",), weight=45)


def test_a_rule_wants_its_words_its_place_and_none_of_the_others():
    assert hits("良口着火", "440117104", [FIRE])[0][1] == ["着火"]
    assert hits("良口着火的游戏", "440117104", [FIRE]) == []
    assert hits("着火", None, [FIRE]) == []
    assert hits("着火", None, [Wanted(2, WORDS, needs_place=False)]) != []
    assert hits("着火", "440115", [Wanted(3, WORDS, places=("440117",))]) == []
    assert [rule.id for rule, _ in hits("着火爆炸", "4401", [FIRE, Wanted(9, ("爆炸",), weight=90)])] == [9, 1]


@given(st.integers(0, 100), st.booleans(), st.sampled_from([-1, 0]), st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 10**9))
def test_more_mentions_and_readers_are_never_less_hot(weight: int, placed: bool, feeling: int, few: int, more: int, reach: int):
    def hot(mentions: int, read: int) -> int:
        return score(weight=weight, source=0, placed=placed, feeling=feeling, mentions=mentions, reach=read, weights=Weights())

    assert 0 <= hot(min(few, more), reach) <= hot(max(few, more), reach) <= 100
    assert hot(few, 0) <= hot(few, reach)


MINUTES = st.lists(st.floats(0.01, 200, allow_nan=False), max_size=80)


def times(ago: list[float]) -> list[datetime]:
    return [NOW - timedelta(minutes=one) for one in ago]


@given(MINUTES)
def test_a_spike_is_three_times_the_hour_before_and_not_less_than_five(ago: list[float]):
    recent, before = sum(one < 10 for one in ago), sum(10 <= one < 70 for one in ago)
    found = spike(times(ago), NOW, Watch())
    assert (found is not None) == (recent >= 5 and recent >= 3 * before / 6)
    assert found is None or (found.now, found.usual) == (recent, round(before / 6, 2))


@given(MINUTES, st.integers(-500, 500))
def test_a_spike_depends_on_no_clock_and_one_more_post_never_ends_it(ago: list[float], shift: int):
    by = timedelta(minutes=shift)
    found = spike(times(ago), NOW, Watch())
    assert spike([one + by for one in times(ago)], NOW + by, Watch()) == found
    assert spike([*times(ago), NOW + timedelta(minutes=3), NOW - timedelta(days=2)], NOW, Watch()) == found
    if found is not None:
        assert spike([*times(ago), NOW], NOW, Watch()) is not None


@given(st.integers(1, 12), st.integers(0, 9))
def test_a_steady_stream_is_no_spike(per_ten_minutes: int, offset: int):
    ago = [offset / 10 + 10 * step + 10 * one / per_ten_minutes + 0.01 for step in range(9) for one in range(per_ten_minutes)]
    found = spike(times(ago), NOW, Watch(factor=3))
    assert found is None
