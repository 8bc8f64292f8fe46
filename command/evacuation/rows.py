"""Evacuations as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

EvacuationState = Literal["ordered", "going", "complete", "returning", "closed", "cancelled"]
EvacuationKind = Literal["pre_emptive", "rescue"]
MeasureCode = Literal["boats", "rafts", "ships", "zones", "houses", "wind_farms"]
DepartureOutcome = Literal["moved", "refused"]


class MeasureRow(TypedDict):
    code: MeasureCode
    area: str
    target: int
    done: int
    at: str


class EvacuationRow(TypedDict):
    """Numbers of people. `moved` left home, `sheltered` of them for a shelter, `counted` came through the shelters' doors."""

    id: int
    area: str
    incident: int | None
    number: str
    kind: EvacuationKind
    reason: str
    areas: list[str]
    state: EvacuationState
    target: int
    due_at: str | None
    late: bool
    moved: int
    refused: int
    returned: int
    sheltered: int
    counted: int
    measures: list[MeasureRow]
    x: int | None


class DepartureRow(TypedDict):
    id: int
    area: str
    household: str
    people: int
    outcome: DepartureOutcome
    shelter: int | None
    shelter_name: str
    elsewhere: str
    escort: str
    persons: list[int]
    note: str
    occurred_at: str
    by_name: str
    returned_at: str | None
    struck: str


class ArrivalRow(TypedDict):
    id: int
    shelter: int
    shelter_name: str
    people: int
    note: str
    occurred_at: str
    by_name: str
    struck: str


class ShelterSum(TypedDict):
    """`gap` = sent − counted: positive, people are missing on the way; negative, more came than were sent."""

    shelter: int
    name: str
    capacity: int | None
    sent: int
    counted: int
    gap: int


class MissingPerson(TypedDict):
    id: int
    name: str
    kind: str
    area: str
    address: str
    carried: str
    escort: str


class Reconciliation(TypedDict):
    shelters: list[ShelterSum]
    elsewhere: int
    refused: int
    left: int
    missing: list[MissingPerson]
    balanced: bool


class ReturnReading(TypedDict):
    """What a gauge or sensor said when the return was approved; `at` = when that was true."""

    feature: int
    layer: str
    name: str
    text: str
    abnormal: bool
    at: str | None


class EvacuationWhole(EvacuationRow):
    ordered_by: str
    return_by: str
    return_facts: str
    return_readings: list[ReturnReading]
    at: str
    departures: list[DepartureRow]
    arrivals: list[ArrivalRow]
    reconciliation: Reconciliation
