"""Which of two gateways works: the one that holds an advisory lock in PostgreSQL; the other stands by."""

from __future__ import annotations

from collections.abc import Callable

from realtime import leadership

GATEWAY_LOCK = 0x6563_6701  # "ecg", shard 0


class Leadership(leadership.Leadership):
    def __init__(self, conninfo: Callable[[], str], key: int = GATEWAY_LOCK) -> None:
        super().__init__(conninfo, key, "gateway")
