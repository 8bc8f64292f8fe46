"""The event kinds of subjects."""

from __future__ import annotations

import msgspec

from realtime.log.kinds import declare
from realtime.log.left import Left


class SubjectRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    kind: str
    area: str
    label: str
    unit: int | None = None
    every: float | None = None
    adapter: str | None = None
    x: int | None = None


class SubjectChange(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    id: int
    area: str
    kind: str | None = None
    label: str | None = None
    every: float | None = None
    adapter: str | None = None


class TestMode(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    test_until: str | None


def declare_all() -> None:
    declare("terminal.test_mode", 1, TestMode)
    declare("subject.registered", 1, SubjectRow)
    declare("subject.changed", 1, SubjectChange)
    declare("subject.left", 1, Left)
