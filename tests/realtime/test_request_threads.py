"""So many threads for a web's requests: no more at once, none given twice, and who gets none is told."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.request_threads import Crowded, RequestThreads, ThreadedHandler


def handler(count: int, answer: Any, patience_s: float = 5) -> ThreadedHandler:
    """What Django does with a request, in one of our threads; only the request itself is ours."""
    made = ThreadedHandler(RequestThreads(count, patience_s))
    made.handle = answer  # type: ignore[method-assign]
    return made


@settings(max_examples=30, deadline=None)
@given(count=st.integers(1, 6), requests=st.integers(1, 40), broken=st.sets(st.integers(0, 39)))
def test_never_more_at_work_than_threads_and_every_request_is_served_on_one(count: int, requests: int, broken: set[int]):
    at_work, most, served, guard = 0, 0, Counter[int](), threading.Lock()

    def work(number: int) -> None:
        nonlocal at_work, most
        with guard:
            at_work += 1
            most = max(most, at_work)
            served[threading.get_ident()] += 1
        threading.Event().wait(0.001)
        with guard:
            at_work -= 1
        if number in broken:
            raise ValueError(number)

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await sync_to_async(work, thread_sensitive=True)(scope["number"])

    async def all_of_them() -> list[Any]:
        served_by = handler(count, answer)
        asked = [served_by({"path": "/api/x", "number": number}, None, None) for number in range(requests)]
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = asyncio.run(all_of_them())
    assert most <= count and len(served) <= count and served.total() == requests
    assert {number for number, answer in enumerate(answers) if isinstance(answer, ValueError)} == {n for n in broken if n < requests}


async def test_a_request_broken_off_keeps_its_thread_until_its_work_is_over():
    threads, done = RequestThreads(1, patience_s=0.2), threading.Event()

    async def broken_off() -> None:
        async with threads.one() as thread:
            thread.submit(done.wait, 10)
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await broken_off()
    with pytest.raises(Crowded):
        async with threads.one():
            pytest.fail("a thread that is still at work was given to the next")
    done.set()
    async with RequestThreads.one(threads) as thread:
        assert thread.submit(lambda: 1).result(5) == 1


@pytest.mark.parametrize(("path", "kind"), [("/api/orders", "application/json"), ("/desk/", "text/html; charset=utf-8")])
async def test_who_gets_no_thread_is_told_when_to_come_back_and_a_watch_is_answered(path: str, kind: str):
    release, watched, sent = asyncio.Event(), [], []

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/healthz":
            watched.append(await sync_to_async(threading.get_ident, thread_sensitive=True)())
        else:
            await release.wait()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    served_by = handler(1, answer, patience_s=0.05)
    slow = asyncio.create_task(served_by({"path": "/api/slow"}, None, None))
    await asyncio.sleep(0)
    await served_by({"path": path, "method": "GET"}, None, send)
    await served_by({"path": "/healthz"}, None, None)
    release.set()
    await slow
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    assert sent[0]["status"] == 503 and headers["retry-after"] == "5" and headers["content-type"] == kind
    body = b"".join(one.get("body", b"") for one in sent[1:]).decode()
    assert "系统正忙" in (json.loads(body)["detail"] if kind == "application/json" else body)
    assert len(watched) == 1 and watched[0] != threading.get_ident()
