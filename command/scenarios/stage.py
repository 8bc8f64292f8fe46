"""Where a story is played: its exercise, its people at their desks, its devices on the broker, and a screen that sees what happens."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from command.scenarios.cast import Aircraft, Cast, Part, gather
from command.scenarios.officer import Officer
from command.scenarios.screen import Screen
from command.scenarios.wire import Wire
from command.seeding.demo import PASSWORD
from devices.tracks.models import LastFix
from realtime.exercises.actions import end_exercise, start_exercise
from realtime.exercises.models import Exercise

ACTOR = "system"
CONGHUA, ZENGCHENG = "440117", "440118"
KNOWN_WITHIN_S = 20
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
        return _first(self.rows("alarms"), "没有警情")

    def the_incident(self) -> dict[str, Any]:
        return _first(self.rows("incidents"), "没有立案")

    def order_of(self, key: str) -> dict[str, Any]:
        """The newest order to a team of the story."""
        return _first(self.rows("orders", unit=self.cast.units[key].pk), f"{key} 没有调度令", newest=True)

    def assignment_of(self, key: str) -> dict[str, Any]:
        return _first(self.rows("assignments", unit=self.cast.units[key].pk), f"{key} 没有任务", newest=True)

    def says(self, key: str, order: int, kind: str) -> None:
        radio = self.cast.radios[key]
        self.wire.acknowledge(self.parts[key].area, radio.external_id, order, kind)

    def close(self) -> None:
        self.screen.close()
        self.district_screen.close()
        self.wire.close()
        end_exercise(actor=ACTOR, exercise_id=self.exercise)


def _until_known(cast: Cast, parts: dict[str, Part], wire: Wire, aircraft: Aircraft | None) -> None:
    """The gateway hears of new terminals within seconds; the story begins when every marker stands on the map."""
    if cast.aircraft is None or aircraft is None:
        return
    subjects = {cast.aircraft.subject_id, *(radio.subject_id for radio in cast.radios.values())}
    for _ in range(KNOWN_WITHIN_S * 2):
        wire.fly(cast.aircraft.external_id, f"X{cast.exercise}DOCK", aircraft.lon, aircraft.lat)
        for key, radio in cast.radios.items():
            wire.stand(parts[key].area, radio.external_id, parts[key].lon, parts[key].lat)
        time.sleep(0.5)
        if LastFix.objects.filter(subject_id__in=subjects).count() == len(subjects):
            return
    raise TimeoutError(f"演练设备 {KNOWN_WITHIN_S} 秒内没有出现在地图上,请检查网关和消息服务器。")


def _first(rows: list[dict[str, Any]], missing: str, *, newest: bool = False) -> dict[str, Any]:
    """By id; LookupError says what the screen does not show."""
    if not rows:
        raise LookupError(missing)
    return sorted(rows, key=lambda row: int(row["id"]))[-1 if newest else 0]


def set_up(
    *, url: str, broker: str, name: str, area: str, parts: tuple[Part, ...], aircraft: Aircraft | None, kind: str = Exercise.TABLETOP,
    watched: str = "",
) -> Stage:  # fmt: skip
    """`watched`: the district whose screen is looked at besides the city's, when nobody of the demo sits there. A fresh exercise. Of a table-top nothing leaves the system; a live drill reaches only its approved list. Nothing real is touched."""
    exercise = start_exercise(actor=ACTOR, name=name, area=area, kind=kind)
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
    _until_known(cast, by_key, wire, aircraft)
    officer, chief, district, lender = (Officer(url, username, PASSWORD) for username in (CITY_DESK, CHIEF, DISTRICT_DESK, LENDER_DESK))
    home = officer if watched else {CONGHUA: district, ZENGCHENG: lender}.get(area[:6], district)
    place = watched or (ZENGCHENG if home is lender else CONGHUA)
    return Stage(
        url=url, exercise=exercise.pk, cast=cast, parts=by_key, wire=wire, officer=officer, chief=chief, district=district, lender=lender,
        screen=Screen(officer, f"area:{area[:4]}"), district_screen=Screen(home, f"area:{place}"),
    )  # fmt: skip
