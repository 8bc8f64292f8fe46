"""The arithmetic of the bench; no time is measured here."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path

import numpy as np

from tests.bench.packets import SIZE, Packets
from tests.bench.report import Goal, Result, digits, markdown, median, percentile, table, write


def test_a_percentile_is_a_value_that_was_measured():
    values = list(range(1, 101))
    assert (percentile(values, 0.5), percentile(values, 0.95), percentile(values, 0.99), percentile(values, 1)) == (50, 95, 99, 100)
    assert (percentile([7], 0.99), median([3, 1, 2])) == (7, 2)
    assert math.isnan(percentile([], 0.5))


def test_a_ratio_is_judged_by_its_goal_and_nothing_measured_is_never_ok():
    cheaper = Result("B1", "cost", "µs", [2, 3, 4], Goal(1 / 3, 1 / 4), "µs, peer", [12, 10, 11])
    assert (cheaper.ratio, cheaper.ok, cheaper.moon, cheaper.verdict()) == (3 / 11, True, False, "ok")
    assert cheaper.record()["target"] == "≤ 1/3"
    faster = Result("B3", "rate", "/s", [100], Goal(5, 20, at_most=False), "/s, peer", [4])
    assert faster.verdict() == "moonshot"
    assert Result("B6", "age", "ms", [351], Goal(350, 280)).verdict() == "MISSED"
    assert not Result("B6", "age", "ms", [], Goal(350, 280)).ok
    assert Result("B3", "rate", "/s", [1], Goal(5, 20, at_most=False), skipped="no peer").record()["ok"] is None


def test_the_table_says_what_was_reached():
    results = [Result("B1", "cost", "µs", [2], Goal(1 / 3, 1 / 4), "µs, peer", [8]), Result("B6", "age", "ms", [320], Goal(350, 280))]
    said = table(results)
    assert "0.25 (1/4)" in said
    assert said.splitlines()[2].endswith("moonshot")
    assert "| B6 | age | 320 ms | limit | – | ≤ 350 / ≤ 280 | ok |" in markdown(results, "a machine", datetime(2026, 11, 21))
    assert [digits(value) for value in (None, 1.234, 123.4, 22_000, 4_400_000)] == ["–", "1.23", "123", "22 k", "4.4 M"]


def test_ready_made_packets_are_what_a_radio_sends():
    from devices import adapters
    from devices.mqtt import wire

    heard: list[tuple[bytes, bytes]] = []
    parser = wire.Parser(lambda topic, payload, retained, mid: heard.append((topic, payload)), lambda *_: None, lambda *_: None)
    data = Packets(30).take(3, 30, 7, 1_790_000_000_123)
    parser.feed(data)
    assert (len(data), len(heard)) == (27 * SIZE, 27)
    readings, _ = adapters.decode(heard[1][0].decode(), heard[1][1], 0)
    assert (readings[0].source.external_id, readings[0].at_ms, readings[0].alt, readings[0].counter) == (
        "B00004",
        1_790_000_000_123,
        1007,
        1_000_007,
    )
    assert np.isclose(readings[0].lat, 22 + (226_000_000 + 4 * 7919 + 7 * 126) % 10**7 / 1e7)


def test_a_run_that_was_not_whole_is_written_beside_the_whole_one(tmp_path: Path):
    at, results = datetime(2026, 11, 21), [Result("B6", "age", "ms", [320], Goal(350, 280))]
    assert write(results, tmp_path, "a machine", at).name == "2026-11-21.json"
    assert write(results, tmp_path, "a machine", at, "B6").name == "2026-11-21-B6.json"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"2026-11-21{part}.{kind}" for part in ("-B6", "") for kind in ("json", "md")
    ]
