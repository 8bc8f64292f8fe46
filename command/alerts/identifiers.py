"""office, instant → **identifiers** → the 31 characters a warning is known by: `ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N`. No Django."""

from __future__ import annotations

import re
from datetime import datetime

from command.alerts.cap.message import BEIJING

UNIT, EXTENSION = "000", "00"  # of the office and of its department: none
LENGTH = 31
FORM = re.compile(r"^(?P<area>\d{6})(?P<industry>\d{3})(?P<unit>\d{3})(?P<extension>\d{2})_(?P<at>\d{14})_(?P<number>\d)$", re.ASCII)


def identifier(area: str, industry: str, at: datetime, number: int) -> str:
    """`area`: 4 digits (a city) are filled up, more than 6 (a town) are cut: the office is the district's. `number` 0–9 within one second."""
    if not 0 <= number <= 9:
        raise ValueError("ten warnings in one second")
    return f"{area[:6].ljust(6, '0')}{industry}{UNIT}{EXTENSION}_{at.astimezone(BEIJING):%Y%m%d%H%M%S}_{number}"


def office_of(said: str) -> tuple[str, str] | None:
    """(area, industry) of an identifier in this form; None of any other."""
    found = FORM.match(said)
    return (found["area"], found["industry"]) if found else None
