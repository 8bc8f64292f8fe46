"""asked at once → **single flight** → worked out once: a hundred screens that open together share one answer that is the same for all of them.

Nobody is given an answer older than the question: who comes while one is being worked out waits for the next, together with all others who do.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class SingleFlight(Generic[Answer]):
    """`flight.ask(key, work)`: at most one `work` a key at any time in this process, each begun after everybody who shares it had asked."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._under_way: dict[str, Future[Answer]] = {}
        self._next: dict[str, Future[Answer]] = {}  # not begun: whoever asks may still join

    def ask(self, key: str, work: Callable[[], Answer]) -> Answer:
        with self._lock:
            joined, before = self._next.get(key), self._under_way.get(key)
            if joined is None:
                mine = self._next[key] = Future()
        if joined is not None:
            return joined.result()
        if before is not None:
            before.exception()  # until it is over, however it ends
        with self._lock:
            self._under_way[key] = self._next.pop(key)
        try:
            answer = work()
        except BaseException as error:
            self._over(key)
            mine.set_exception(error)
            raise
        self._over(key)
        mine.set_result(answer)
        return answer

    def _over(self, key: str) -> None:
        """Before anybody hears of it: who waits for this one begins when nothing is under way."""
        with self._lock:
            del self._under_way[key]
