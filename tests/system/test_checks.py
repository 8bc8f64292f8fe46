"""The checkers bite: each finds the wrong it is there for, and says nothing about what is right."""

from __future__ import annotations

from tests.system import checks
from tests.system.checks import Issue


def test_an_order_that_was_answered_for_must_be_there_and_worked_on() -> None:
    history = [Issue("a", "ok", 1), Issue("b", "info", None), Issue("c", "fail", None), Issue("d", "ok", 2)]
    assert checks.lost_orders(history, {1: ("accepted", False), 2: ("sent", True)}) == []
    assert checks.lost_orders(history, {1: ("accepted", False)}) == ["order 2 was answered for and is not there"]
    assert checks.lost_orders(history, {1: ("accepted", False), 2: ("sent", False)}) == ["order 2 is sent and no clock runs for it"]


def test_one_key_is_one_order() -> None:
    assert checks.twice([Issue("a", "ok", 1), Issue("a", "ok", 1), Issue("b", "info", None)]) == []
    assert checks.twice([Issue("a", "ok", 1), Issue("a", "ok", 2)]) == ["key a made [1, 2]"]
    assert checks.twice([Issue("a", "ok", 1), Issue("b", "ok", 1)]) == ["order 1 answers 2 keys"]


def test_a_terminal_carries_an_order_out_once() -> None:
    assert checks.obeyed_twice([("r1", 1), ("r2", 1), ("r1", 2)]) == []
    assert checks.obeyed_twice([("r1", 1), ("r1", 1)]) == ["r1 carried out order 1 2 times"]


def test_a_unit_is_held_by_one_at_a_time() -> None:
    assert checks.double_units([(7, 1, "opened"), (7, 1, "closed"), (7, 2, "opened"), (8, 3, "opened")]) == []
    assert checks.double_units([(7, 1, "opened"), (7, 2, "opened")]) == ["unit 7 was given to 2 while 1 held it"]


def test_an_answer_never_falls() -> None:
    assert checks.monotone([(1, "r", "delivered"), (1, "r", "accepted"), (1, "s", "read"), (1, "r", "arrived")]) == []
    assert checks.monotone([(1, "r", "accepted"), (1, "r", "read")]) == ["order 1 of r fell from accepted to read"]
    assert checks.monotone([(1, "r", "refused"), (1, "r", "delivered")]) == ["order 1 of r fell from refused to delivered"]
    assert checks.monotone([(1, "r", "expired"), (1, "r", "refused"), (1, "r", "accepted")]) == []
    assert checks.monotone([(1, "r", "accepted"), (1, "r", "cancelled")]) == ["order 1 of r fell from accepted to cancelled"]
    assert checks.monotone([(1, "r", "cancelled"), (1, "r", "accepted")]) == ["order 1 of r fell from cancelled to accepted"]


def test_a_rung_is_climbed_once_in_time_and_never_before() -> None:
    assert checks.late([(1, 1, 10.0, 10.4), (1, 2, 40.0, 45.0)]) == []
    assert checks.late([(1, 1, 10.0, 16.0), (1, 2, 40.0, 39.0)]) == ["order 1 step 1: +6.0 s", "order 1 step 2: -1.0 s"]
    assert checks.late([(1, 1, 10.0, 10.4), (1, 1, 10.0, 10.5)]) == ["order 1 step 1: 2 times"]


def test_every_screen_shows_what_is_there() -> None:
    there = {"alarms": {"1": {"id": 1}}, "orders": {}}
    assert checks.converged({"a": {"alarms": {"1": {"id": 1}}}}, there) == []
    assert checks.converged({"a": {"alarms": {}}, "b": there | {"ghosts": {"9": {}}}}, there) == ["a: alarms differs", "b: ghosts differs"]


def test_a_stream_has_every_number_once_up_to_its_head() -> None:
    assert checks.gaps([("a", 1), ("a", 2), ("b", 1)], {"a": 2, "b": 1, "c": 0}) == []
    assert checks.gaps([("a", 1), ("a", 3)], {"a": 3}) == ["a: 1 → 3"]
    assert checks.gaps([("a", 1), ("a", 1)], {"a": 1}) == ["a: 1 → 1"]
    assert checks.gaps([("a", 1)], {"a": 2}) == ["a: head 2, log ends at 1"]


def test_a_screen_sees_them_upward_inside_an_epoch() -> None:
    assert checks.increasing([("e", "a", 5), ("e", "a", 6), ("f", "a", 1), ("e", "b", 9)]) == []
    assert checks.increasing([("e", "a", 5), ("e", "a", 7), ("e", "a", 7)]) == ["a: 5 → 7", "a: 7 → 7"]


def test_what_is_too_old_is_marked() -> None:
    assert checks.stale([(1, 16.9, 15, False), (2, 60, 15, True)]) == []
    assert checks.stale([(1, 17.5, 15, False)]) == ["subject 1 is 18 s old, its limit 15 s"]


def test_nobody_sees_a_stream_that_is_not_his() -> None:
    rights = {"conghua": ("area:440117", "user:4")}
    assert checks.leaks([("conghua", "area:440117103"), ("conghua", "user:4")], rights) == []
    assert checks.leaks([("conghua", "area:440115"), ("nobody", "wall:1")], rights) == ["conghua saw area:440115", "nobody saw wall:1"]


def test_every_change_names_who_and_when() -> None:
    assert checks.audit([("a", 1, "user:1", "now")]) == []
    assert checks.audit([("a", 1, "", "now"), ("a", 2, "clerk", None)]) == ["a 1: no actor", "a 2: no time"]
