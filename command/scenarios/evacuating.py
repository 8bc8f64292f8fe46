"""The evacuation of a story: ordered, written up by the town and by the shelter, reconciled."""

from __future__ import annotations

from command.evacuation.register.models import Vulnerable
from command.scenarios.officer import Officer
from command.scenarios.stage import Stage


def order(
    stage: Stage, desk: Officer, *, area: str, towns: list[str], people: int, reason: str, ordered_by: str, incident: int | None = None
) -> None:
    about = {"incident": incident} if incident is not None else {"area": area, "exercise": stage.exercise}
    body = {**about, "areas": towns, "target": people, "reason": reason, "ordered_by": ordered_by}
    stage.notes["evacuation"] = desk.post("/api/evacuations", body)["id"]


def leave(
    stage: Stage, desk: Officer, town: str, household: str, people: int, shelter: int, escort: str = "", persons: list[int] | None = None
) -> None:
    body = {"area": town, "household": household, "people": people, "shelter": shelter, "escort": escort, "persons": persons or []}
    desk.post(f"/api/evacuations/{stage.notes['evacuation']}/departures", body)


def come_in(stage: Stage, desk: Officer, shelter: int, people: int) -> None:
    desk.post(f"/api/evacuations/{stage.notes['evacuation']}/arrivals", {"shelter": shelter, "people": people})


def shelter_near(stage: Stage, desk: Officer, area: str) -> int:
    """The district's first shelter by name."""
    found = desk.get(f"/api/features/list?layer=shelter&area={area[:6]}&limit=1")
    return int(found["rows"][0]["id"])


def register_of(towns: list[str]) -> list[int]:
    """Whoever of the towns is in the register of who cannot leave alone."""
    return list(Vulnerable.objects.current().within(towns).values_list("pk", flat=True))


def moved(stage: Stage, people: int) -> bool:
    """All are out, on the city's screen and on the district's."""
    return all(any(row["moved"] == people for row in screen.rows("evacuations", id=stage.notes["evacuation"])) for screen in stage.screens)


def agrees(stage: Stage, desk: Officer, people: int) -> bool:
    """Both books say the same."""
    seen = desk.get(f"/api/evacuations/{stage.notes['evacuation']}")
    return bool(seen["reconciliation"]["balanced"] and seen["counted"] == people)
