"""Dossiers as they are read; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from realtime.files.rows import FileRow

DossierKind = Literal["plant", "park"]
HazardGrade = Literal["0", "1", "2", "3", "4"]
StoreKind = Literal["tank", "warehouse", "unit", "pipe", "berth"]
PaperKind = Literal["plot_plan", "msds", "process", "other"]


class SubstanceRow(TypedDict):
    """`isolate_m` all around a spill, `downwind_m` of a large one, `fire_m` when a tank burns."""

    id: int
    un: str
    name: str
    aliases: list[str]
    cas: str
    hazard: str
    guide: str
    isolate_m: int
    downwind_m: int
    fire_m: int
    fire: str
    health: str
    protect: str
    spill: str
    source: str


class StoreRow(TypedDict):
    id: int
    code: str
    kind: StoreKind
    content: str
    substance: int | None
    un: str
    capacity: float | None
    held: float | None
    unit: str
    state: str
    lon: float | None
    lat: float | None


class PlantContactRow(TypedDict):
    """The number is masked; the whole one is asked for with a reason."""

    id: int
    name: str
    post: str
    phone: str


class PaperRow(TypedDict):
    id: int
    kind: PaperKind
    title: str
    substance: int | None
    file: FileRow
    by_name: str
    at: str


class LinkedPlan(TypedDict):
    id: int
    code: str
    name: str


class DossierRow(TypedDict):
    id: int
    code: str
    name: str
    kind: DossierKind
    area: str
    address: str
    lon: float
    lat: float
    grade: HazardGrade
    stores: int
    substances: list[str]
    changed_at: str


class DossierWhole(DossierRow):
    """`tanks` are the stores, what holds most first; `hazards`: unresolved ones of the map's layer within its bounds; `isolate_m` the widest of its substances."""

    radius_m: int
    fence: dict[str, Any] | None
    people: int
    shift_people: int
    summary: str
    water: str
    gather: str
    feature: int | None
    version: int
    changed_by_name: str
    reviewed_on: str | None
    retired: str
    tanks: list[StoreRow]
    msds: list[SubstanceRow]
    contacts: list[PlantContactRow]
    papers: list[PaperRow]
    plans: list[LinkedPlan]
    hazards: int
    isolate_m: int
    fire_m: int
    lacks: list[Literal["stores", "contacts", "plot_plan", "plans", "msds"]]


class DossierHere(TypedDict):
    """`inside`: within its fence or radius; else `distance_m` to it."""

    inside: bool
    distance_m: int
    dossier: DossierWhole


class PlantNumber(TypedDict):
    id: int
    name: str
    phone: str


class PlantNumbers(TypedDict):
    numbers: list[PlantNumber]


DossierOutcome = Literal["new", "changed", "same", "wrong"]


class DossierSheetRow(TypedDict):
    """One enterprise of a sheet with the rows it is made of; nothing of it goes in while one of them is wrong."""

    code: str
    name: str
    lines: list[int]
    what: DossierOutcome
    stores: int
    errors: list[str]


class DossierSheet(TypedDict):
    rows: list[DossierSheetRow]
    new: int
    changed: int
    same: int
    wrong: int
    ignored: list[str]
