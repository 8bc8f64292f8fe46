"""So many threads for all requests of a web: they stay, each with its connection to the database.

Django gives each request a thread of its own, which ends with it: a connection is made for every request, and as many at once as there are
requests. A hundred and fifty screens that came back together took every connection the database has. Here a web takes a known number, keeps
them warm, and a request that gets no thread within `PATIENCE_S` is told so instead of waiting without end.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

from asgiref.sync import ThreadSensitiveContext
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse, JsonResponse

from realtime.codes import Problem

log = logging.getLogger("request")

PATIENCE_S = 12.0  # a page waits fifteen for an answer (frontend/src/api/client.ts): it shall still hear this one
RETRY_S = 5
WATCHES = ("/livez", "/healthz")  # whoever asks whether we live must not stand in the queue of those who make us slow

PAGE = f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>系统正忙</title>
<meta http-equiv="refresh" content="{RETRY_S}"></head>
<body><h1>系统正忙</h1><p>本页每 {RETRY_S} 秒自动重试。已打开的屏幕照常更新;紧急情况请用电台或电话。</p></body></html>"""


class Crowded(Exception):
    """No thread became free in time."""


class RequestThreads:
    """`async with threads.one() as executor`: one thread, nobody else's until the block ends."""

    def __init__(self, count: int, patience_s: float = PATIENCE_S) -> None:
        self.patience_s = patience_s
        self._free = [ThreadPoolExecutor(1, thread_name_prefix=f"request-{number}") for number in range(count)]
        self._left = asyncio.Semaphore(count)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[ThreadPoolExecutor]:
        try:
            await asyncio.wait_for(self._left.acquire(), self.patience_s)
        except TimeoutError:
            raise Crowded from None
        thread = self._free.pop()  # the one used last: its connection is warm, and the others' may rest
        try:
            yield thread
        except BaseException:
            # Broken off, while its thread may still be at work: it is free when that is done
            loop = asyncio.get_running_loop()
            thread.submit(int).add_done_callback(lambda _: loop.call_soon_threadsafe(self._give_back, thread))
            raise
        self._give_back(thread)

    def _give_back(self, thread: ThreadPoolExecutor) -> None:
        self._free.append(thread)
        self._left.release()


class ThreadedHandler(ASGIHandler):
    """Django's own handler, each request in one of our threads."""

    def __init__(self, threads: RequestThreads) -> None:
        super().__init__()
        self.threads = threads
        self.watch = ThreadPoolExecutor(1, thread_name_prefix="watch")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] in WATCHES:
            await self._within(self.watch, scope, receive, send)
            return
        try:
            async with self.threads.one() as thread:
                await self._within(thread, scope, receive, send)
        except Crowded:
            log.warning("%s %s 503: no thread for it within %.0f s", scope["method"], quote(scope["path"]), self.threads.patience_s)
            await self.send_response(crowded(scope["path"]), send)

    async def _within(self, thread: ThreadPoolExecutor, scope: Any, receive: Any, send: Any) -> None:
        async with ThreadSensitiveContext(executor=thread):
            await self.handle(scope, receive, send)


def crowded(path: str) -> HttpResponse:
    problem = Problem("crowded")
    answer = JsonResponse(problem.body(), status=problem.status) if path.startswith("/api/") else HttpResponse(PAGE, status=problem.status)
    answer["Retry-After"] = str(RETRY_S)
    return answer
