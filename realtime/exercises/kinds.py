from __future__ import annotations

import msgspec

from realtime.log.kinds import declare
from realtime.log.left import Left


class ExerciseRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    kind: str
    name: str


def declare_all() -> None:
    declare("exercise.started", 1, ExerciseRow)
    declare("exercise.left", 1, Left)
