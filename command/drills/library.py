"""Scripts worked out beforehand, to begin a plan from: read from files, checked as any other."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import cast

from pydantic import Field

from command.drills.rows import DrillKind, DrillLevel, DrillLibraryRow
from command.drills.script import InjectIn
from realtime.api import Body
from realtime.codes import Problem

DATA = Path(__file__).parent / "data"


class LibraryScript(Body):
    key: str
    title: str
    kind: DrillKind
    hazard: str
    levels: list[DrillLevel]
    minutes: int
    about: str
    goals: list[str] = Field(min_length=1)
    people: list[str] = Field(default_factory=list, description="areas whose first contacts are proposed as participants")
    script: list[InjectIn] = Field(min_length=1)


@cache
def library() -> dict[str, LibraryScript]:
    read = [LibraryScript.model_validate(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(DATA.glob("*.json"))]
    return {one.key: one for one in read}


def script_of(key: str) -> LibraryScript:
    found = library().get(key)
    if found is None:
        raise Problem("not_found", "脚本库中没有这份脚本。", where=["library"])
    return found


def library_rows() -> list[DrillLibraryRow]:
    return [
        cast("DrillLibraryRow", {
            "key": one.key, "title": one.title, "kind": one.kind, "hazard": one.hazard, "levels": one.levels, "minutes": one.minutes,
            "injects": len(one.script), "about": one.about,
        })
        for one in library().values()
    ]  # fmt: skip
