"""Where a story is played: its exercise, its people at their desks, its devices on the broker, and a screen that sees what happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from command.scenarios.cast import Aircraft, Cast, Part, gather
from command.scenarios.officer import Officer
from command.scenarios.screen import Screen
from command.scenarios.wire import Wire
from command.seeding.demo import PASSWORD
from realtime.exercises.actions import end_exercise, start_exercise

ACTOR = "system"
CITY_DESK, CHIEF, DISTRICT_DESK, LENDER_DESK = "zhiban", "zhibanzhang", "conghua", "zengcheng"


@dataclass
class Stage:
    url: str
    exercise: int
    cast: Cast
    parts: dict[str, Part]
    wire: Wire
    officer: Officer
    chief: Officer
    district: Officer
    lender: Officer
    screen: Screen
    district_screen: Screen
    notes: dict[str, Any] = field(default_factory=dict)  # what one step learned and a later one needs

    @property
    def screens(self) -> tuple[Screen, Screen]:
        return self.screen, self.district_screen

    def wait(self, shown: Callable[[], Any], within_s: float) -> float | None:
        return self.screen.wait(shown, within_s)

    def rows(self, table: str, **wanted: Any) -> list[dict[str, Any]]:
        """Rows of this exercise on the city's screen."""
        return self.screen.rows(table, x=self.exercise, **wanted)

    def the_alarm(self) -> dict[str, Any]:
        """The first alarm of the story, as the screen has it now."""
        return min(self.rows("alarms"), key=lambda row: int(row["id"]))

    def the_incident(self) -> dict[str, Any]:
        return min(self.rows("incidents"), key=lambda row: int(row["id"]))

    def order_of(self, key: str) -> dict[str, Any]:
        """The newest order to a team of the story."""
        return max(self.rows("orders", unit=self.cast.units[key].pk), key=lambda row: int(row["id"]))

    def assignment_of(self, key: str) -> dict[str, Any]:
        return max(self.rows("assignments", unit=self.cast.units[key].pk), key=lambda row: int(row["id"]))

    def says(self, key: str, order: int, kind: str) -> None:
        radio = self.cast.radios[key]
        self.wire.acknowledge(self.parts[key].area, radio.external_id, order, kind)

    def close(self) -> None:
        self.screen.close()
        self.district_screen.close()
        self.wire.close()
        end_exercise(actor=ACTOR, exercise_id=self.exercise)


def set_up(*, url: str, broker: str, name: str, area: str, parts: tuple[Part, ...], aircraft: Aircraft) -> Stage:
    """A fresh table-top exercise: nothing of it leaves the system, nothing real is touched."""
    exercise = start_exercise(actor=ACTOR, name=name, area=area)
    cast = gather(exercise.pk, parts, aircraft)
    by_key = {part.key: part for part in parts}
    by_radio = {radio.external_id: by_key[key] for key, radio in cast.radios.items()}

    def operator(radio: str, order: int, body: dict[str, Any]) -> None:
        """A radio shows the order at once; its operator answers."""
        part = by_radio[radio]
        for kind in ("delivered", "read", "accepted") if part.answers else ("delivered",):
            wire.acknowledge(part.area, radio, order, kind)

    wire = Wire(broker, operator)
    for key, radio in cast.radios.items():
        wire.listen(by_key[key].area, radio.external_id)
        wire.stand(by_key[key].area, radio.external_id, by_key[key].lon, by_key[key].lat)
    officers = [Officer(url, username, PASSWORD) for username in (CITY_DESK, CHIEF, DISTRICT_DESK, LENDER_DESK)]
    return Stage(
        url, exercise.pk, cast, by_key, wire, *officers, screen=Screen(officers[0], f"area:{area[:4]}"),
        district_screen=Screen(officers[2], "area:440117"),
    )  # fmt: skip
