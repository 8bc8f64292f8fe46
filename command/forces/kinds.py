from __future__ import annotations

import msgspec

from realtime.log.kinds import declare


class ForceNoted(msgspec.Struct, forbid_unknown_fields=True):
    """Ids only: registers are read as lists, no board holds them. `unit` 0: of none in particular."""

    id: int
    area: str
    unit: int = 0


class ForceImported(msgspec.Struct, forbid_unknown_fields=True):
    area: str
    sheet: str
    added: int
    changed: int
    bad: int


class BaseNoted(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    kind: str


def declare_all() -> None:
    for kind in ("force_skill.changed", "force_gear.entered", "force_gear.changed", "force_gear.overdue", "force_training.entered"):
        declare(kind, 1, ForceNoted)
    declare("force_sheet.imported", 1, ForceImported)
    for verb in ("opened", "changed"):
        declare(f"force_base.{verb}", 1, BaseNoted)
