from __future__ import annotations

import msgspec

from realtime.log.kinds import declare


class DossierTouched(msgspec.Struct, forbid_unknown_fields=True):
    """Ids only: a dossier is read when something happens there, it is on nobody's board."""

    id: int
    area: str


class SheetTaken(msgspec.Struct, forbid_unknown_fields=True):
    area: str
    added: int
    changed: int
    refused: int


def declare_all() -> None:
    for verb in ("entered", "changed", "removed"):
        declare(f"dossier.{verb}", 1, DossierTouched)
    for verb in ("added", "removed"):
        declare(f"dossier_paper.{verb}", 1, DossierTouched)
    declare("dossier.imported", 1, SheetTaken)
