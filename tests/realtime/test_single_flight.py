"""What many ask at once is worked out once for all of them, and nobody gets an answer older than the question."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.single_flight import SingleFlight


def test_who_comes_while_one_is_worked_out_shares_the_next_with_all_others_who_do():
    flight, numbers, began, go_on = SingleFlight[int](), count(1), threading.Event(), threading.Event()

    def work() -> int:
        number = next(numbers)
        began.set()
        assert go_on.wait(10)
        return number

    with ThreadPoolExecutor(41) as pool:
        first = pool.submit(flight.ask, "area:4401", work)
        assert began.wait(10)
        later = [pool.submit(flight.ask, "area:4401", work) for _ in range(40)]
        time.sleep(0.2)  # they have asked
        go_on.set()
        assert first.result(10) == 1 and {one.result(10) for one in later} == {2}
    assert flight.ask("area:4401", work) == 3, "nothing is kept"


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 8)), min_size=1, max_size=25))
def test_no_answer_was_begun_before_it_was_asked_for_and_never_two_of_a_key_at_once(asked: list[tuple[str, int]]):
    flight, under_way, guard, most = SingleFlight[float](), {"a": 0, "b": 0}, threading.Lock(), [0]

    def work(key: str) -> float:
        with guard:
            under_way[key] += 1
            most[0] = max(most[0], under_way[key])
        began = time.monotonic()
        time.sleep(0.002)
        with guard:
            under_way[key] -= 1
        return began

    def ask(key: str, wait_ms: int) -> None:
        time.sleep(wait_ms / 1000)
        at = time.monotonic()
        assert flight.ask(key, lambda: work(key)) >= at

    with ThreadPoolExecutor(25) as pool:
        for one in [pool.submit(ask, *each) for each in asked]:
            one.result(10)
    assert most[0] == 1


def test_a_failure_is_everybodys_who_shared_it_and_nobodys_after():
    flight, began, go_on = SingleFlight[int](), threading.Event(), threading.Event()

    def slow() -> int:
        began.set()
        assert go_on.wait(10)
        return 1

    def fails() -> int:
        raise LookupError("away")

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(flight.ask, "x", slow)
        assert began.wait(10)
        later = [pool.submit(flight.ask, "x", fails) for _ in range(3)]
        time.sleep(0.2)
        go_on.set()
        assert first.result(10) == 1
        for one in later:
            with pytest.raises(LookupError):
                one.result(10)
    assert flight.ask("x", lambda: 2) == 2
