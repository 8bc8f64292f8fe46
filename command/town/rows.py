"""The towns' page as a phone reads it; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from command.evacuation.rows import EvacuationRow, MissingPerson
from command.plans.tasks.rows import TaskRow


class TownCall(TypedDict):
    """Somebody calls this person. `video`: their own leg in a conference, by which coming in is the answer as well."""

    id: int
    about: str
    text: str
    from_name: str
    at: str
    due_at: str | None
    answered_at: str | None
    conference: int | None
    x: int | None


class TownOrder(TypedDict):
    """To a team of this town, or a copy to it; the town reads, the team answers."""

    id: int
    number: str
    unit: str
    task: str
    state: str
    place: str
    issued_name: str
    issued_at: str
    due_at: str | None
    mine: bool
    x: int | None


class TownWarning(TypedDict):
    """`call`: how the receipt is given; none where nobody asked for one. `received_at`: when this town said that it has it."""

    id: int
    headline: str
    text: str
    instruction: str
    hazard: str
    colour: str
    issuer: str
    published_at: str
    expires_at: str | None
    call: int | None
    received_at: str | None


class TownShelter(TypedDict):
    id: int
    name: str
    capacity: int | None
    occupied: int | None


class TownEvacuation(EvacuationRow):
    """`own_moved`, `own_refused`: of this town alone. `missing`: who of the register here is in no line yet."""

    own_moved: int
    own_refused: int
    missing: list[MissingPerson]


class TownIncident(TypedDict):
    id: int
    number: str
    title: str
    x: int | None


SaidState = Literal["waiting", "acked", "incident", "closed", "noted"]


class TownSaid(TypedDict):
    """What this town reported up lately, and what became of it."""

    kind: Literal["alarm", "note"]
    id: int
    at: str
    text: str
    state: SaidState


class TownNil(TypedDict):
    due_at: str
    by_name: str | None
    at: str | None


class TownPage(TypedDict):
    area: str
    area_name: str
    name: str
    verbs: list[str]
    calls: list[TownCall]
    tasks: list[TaskRow]
    orders: list[TownOrder]
    warnings: list[TownWarning]
    evacuations: list[TownEvacuation]
    shelters: list[TownShelter]
    incidents: list[TownIncident]
    said: list[TownSaid]
    nil: TownNil
    server_at: str


class TownReported(TypedDict):
    kind: Literal["alarm", "note"]
    id: int
    incident: int | None
