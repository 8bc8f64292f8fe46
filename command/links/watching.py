"""worker → **watch** → alarm: what is bad at two looks in a row is said where people look. The web processes watch the worker (`/healthz`, the desk)."""

from __future__ import annotations

import zlib

from command.links.gauges import GROUPS
from command.links.reading import Reading, read
from command.links.saying import said
from dispatch.alarms.system import system_alarm

_before: set[str] = set()


def watch_links() -> None:
    global _before
    bad = {_key(one): one for _, gauges in GROUPS for gauge in gauges if gauge.alarm for one in read(gauge) if one.state == "bad"}
    for key in bad.keys() & _before:
        one = bad[key]
        system_alarm(
            "links", zlib.crc32(key.encode()), f"系统自检:{one.gauge.words}{' ' + one.sample.of if one.sample.of else ''} {said(one)}"
        )
    _before = set(bad)


def _key(one: Reading) -> str:
    return f"{one.gauge.name} {one.sample.of}"
