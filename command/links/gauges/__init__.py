"""Every gauge, in the order of the page."""

from __future__ import annotations

from command.links.gauges import carrying, outside, processes, storage, work
from command.links.known import Gauge

GROUPS: list[tuple[str, list[Gauge]]] = [
    ("进程", processes.GAUGES),
    ("收发", carrying.GAUGES),
    ("外部数据与通道", outside.GAUGES),
    ("存储与时钟", storage.GAUGES),
    ("业务", work.GAUGES),
]
