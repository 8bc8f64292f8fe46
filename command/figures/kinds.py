from __future__ import annotations

import msgspec

from realtime.log.kinds import declare


class AccidentNoted(msgspec.Struct, forbid_unknown_fields=True):
    """Ids and numbers only; no screen's board holds accidents, the statistics read the rows."""

    id: int
    area: str
    deaths: int
    injured: int


class FigureNoted(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    key: str


class FiguresImported(msgspec.Struct, forbid_unknown_fields=True):
    """One for a whole sheet."""

    area: str
    rows: int


class FiguresTaken(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody carried a page of figures away; no row changes."""

    area: str
    first: str
    last: str
    form: str


def declare_all() -> None:
    for verb in ("entered", "corrected", "struck"):
        declare(f"accident.{verb}", 1, AccidentNoted)
    declare("accident.imported", 1, FiguresImported)
    for verb in ("entered", "corrected"):
        declare(f"reported_figure.{verb}", 1, FigureNoted)
    declare("reported_figure.imported", 1, FiguresImported)
    declare("city_figure.saved", 1, FigureNoted)
    declare("figures.taken", 1, FiguresTaken)
