"""message + schemes → **meaning** → warning: which hazard, which colour, which areas a document speaks of. No Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from command.alerts.cap.message import Info, Point

COLOURS = ("white", "blue", "yellow", "orange", "red")  # rising
COLOUR_OF_WORD = {"白": "white", "蓝": "blue", "黄": "yellow", "橙": "orange", "红": "red"}
COLOUR_OF_SEVERITY = {"Extreme": "red", "Severe": "orange", "Moderate": "yellow", "Minor": "blue"}
SEVERITY_OF_COLOUR = {"red": "Extreme", "orange": "Severe", "yellow": "Moderate", "blue": "Minor", "white": "Minor"}
IN_WORDS = re.compile(r"([白蓝黄橙红])色")
CITY, DISTRICT, TOWN, WHOLE = 4, 6, 9, 12  # digits


@dataclass(frozen=True)
class Known:
    """A hazard as its scheme's row says it."""

    hazard: str
    words: tuple[str, ...]
    codes: tuple[str, ...]


def at_least(colour: str, least: str) -> bool:
    return COLOURS.index(colour) >= COLOURS.index(least)


def colour_of(info: Info) -> str:
    """As said; else in the headline; else by severity. Empty when nobody says."""
    said = info.parameter("color", "colour").lower()
    if said in COLOURS:
        return said
    for text in (said, info.headline, info.event):
        if found := IN_WORDS.search(text):
            return COLOUR_OF_WORD[found[1]]
    return COLOUR_OF_SEVERITY.get(info.severity, "")


def hazard_of(info: Info, schemes: Iterable[Known]) -> str:
    """By its Chinese name first: feeds carry other tables' codes under the same prefix. Empty when no scheme knows it."""
    rows = list(schemes)
    for text in (info.headline, info.event):
        named = [(len(word), row.hazard) for row in rows for word in row.words if word in text]
        if named:
            return max(named)[1]
    coded = [(len(prefix), row.hazard) for row in rows for prefix in row.codes for _, code in info.codes if code.startswith(prefix)]
    return max(coded)[1] if coded else ""


def short(code: str) -> str:
    """440117000000 → 440117, 440117104 stays, 440100 → 4401."""
    for longer, shorter in ((WHOLE, TOWN), (TOWN, DISTRICT), (DISTRICT, CITY), (CITY, 2)):
        if len(code) == longer and code.endswith("0" * (longer - shorter)):
            code = code[:shorter]
    return code


def codes_of(info: Info, city: str) -> list[str]:
    """Areas of this city that are named by code; a province or the country is the whole city. The widest only."""
    found = set()
    for place in info.places:
        for _, value in place.geocodes:
            code = short(value.strip())
            if not (code.isascii() and code.isdigit() and len(code) <= WHOLE):
                continue
            if code.startswith(city) or code == "":
                found.add(code or city)
            elif city.startswith(code):
                found.add(city)
    return widest(found)


def widest(codes: Iterable[str]) -> list[str]:
    """4401 makes 440117 superfluous."""
    rows = sorted(set(codes))
    return [code for code in rows if not any(code != other and code.startswith(other) for other in rows)]


def covers(areas: Sequence[str], others: Iterable[str]) -> bool:
    """Every one of the others lies in one of these."""
    return all(any(code.startswith(area) for area in areas) for code in others)


def polygons_of(info: Info) -> list[tuple[Point, ...]]:
    return [ring for place in info.places for ring in place.polygons]
