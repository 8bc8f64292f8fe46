"""Event type codes as warning platforms write them: `1` + class + letter + two digits. The tree is in the code itself. No Django."""

from __future__ import annotations

CLASS, GROUP, TYPE = 1, 2, 3


def level_of(code: str) -> int:
    """11000 is a class, 11A00 a group, 11A01 a type."""
    if code.endswith("000"):
        return CLASS
    return GROUP if code.endswith("00") else TYPE


def parent_of(code: str) -> str | None:
    """A type's group, a group's class; a class has none."""
    level = level_of(code)
    if level == CLASS:
        return None
    return code[:2] + "000" if level == GROUP else code[:3] + "00"


def lineage(code: str) -> list[str]:
    """The code itself, then everything above it, nearest first."""
    found, above = [code], parent_of(code)
    while above:
        found.append(above)
        above = parent_of(above)
    return found
