"""A worker's rounds go on whatever one visit does, and a leased row is in one hand at a time."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from command.alerts.receivers import Receiver
from realtime import clock
from realtime.rounds import LEASE, give_back, lease, make_rounds, renew


def test_a_visit_that_fails_costs_no_other_and_the_rounds_end_when_told():
    stop, waiting, done = threading.Event(), [1, 2, 3], set[int]()

    def visit(number: int) -> None:
        if number == 2:
            raise ZeroDivisionError
        done.add(number)

    first: list[float] = []
    words = {"name": "test", "claim": lambda: waiting.pop() if waiting else None, "visit": visit, "threads": 2, "tick_s": 0.01}
    thread = threading.Thread(target=make_rounds, args=[stop], kwargs=words | {"first": lambda: first.append(time.monotonic())})
    thread.start()
    end = time.monotonic() + 10
    while (done != {1, 3} or len(first) < 3) and time.monotonic() < end:
        time.sleep(0.01)
    stop.set()
    thread.join(10)
    assert done == {1, 3} and len(first) >= 3 and not thread.is_alive()


@pytest.mark.django_db
def test_a_leased_row_is_nobody_elses_until_it_is_given_back_or_its_holder_is_silent():
    given = {"url": "http://127.0.0.1:9/", "auth": "token", "area": "4401", "by_name": "陈班长"}
    Receiver.objects.create(code="a", name="省平台", next_at=clock.now() - timedelta(minutes=1), **given)
    Receiver.objects.create(code="b", name="停用", active=False, **given)
    everybody = Receiver.objects.all()
    mine = lease(everybody)
    assert mine is not None and mine.code == "a" and lease(everybody) is None
    assert renew(mine) and lease(everybody) is None
    give_back(mine)
    again = lease(everybody)
    assert again is not None and not renew(mine), "who lost it learns so before the next call"
    Receiver.objects.update(leased_until=clock.now() - LEASE)
    assert lease(everybody) is not None and not renew(again)
    Receiver.objects.update(active=False)
    assert lease(everybody) is None
