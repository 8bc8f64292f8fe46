"""document ↔ **message** ↔ warning: one CAP message as values, whatever spelling it came in. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
ACTUAL, EXERCISE = "Actual", "Exercise"
STATUSES = (ACTUAL, EXERCISE, "System", "Test", "Draft")
ALERT, UPDATE, CANCEL = "Alert", "Update", "Cancel"
KINDS = (ALERT, UPDATE, CANCEL, "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = ("Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other")
RESPONSES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
Point = tuple[float, float]  # lon, lat in degrees WGS-84; the wire has them the other way round
Pair = tuple[str, str]  # valueName, value


class Refused(ValueError):
    """This document cannot be used; the words are for the person who must ask the sender to mend it."""


@dataclass(frozen=True)
class Reference:
    """An earlier message. The national XML names it by its identifier alone."""

    identifier: str
    sender: str = ""
    sent: datetime | None = None


@dataclass(frozen=True)
class Place:
    name: str
    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[tuple[float, float, float], ...] = ()  # lon, lat, km
    geocodes: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class Info:
    """What is said in one language."""

    event: str
    categories: tuple[str, ...] = ("Other",)
    language: str = "zh-CN"
    responses: tuple[str, ...] = ()
    urgency: str = "Unknown"
    severity: str = "Unknown"
    certainty: str = "Unknown"
    codes: tuple[Pair, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Pair, ...] = ()
    places: tuple[Place, ...] = ()

    def parameter(self, *names: str) -> str:
        return next((value for name, value in self.parameters if name.lower() in names), "")


@dataclass(frozen=True)
class Message:
    identifier: str
    sender: str
    sent: datetime
    status: str = ACTUAL
    kind: str = ALERT
    scope: str = "Public"
    source: str = ""
    note: str = ""
    references: tuple[Reference, ...] = ()
    infos: tuple[Info, ...] = ()

    @property
    def info(self) -> Info | None:
        """The Chinese one, else the first."""
        return next((info for info in self.infos if info.language.lower().startswith("zh")), self.infos[0] if self.infos else None)
