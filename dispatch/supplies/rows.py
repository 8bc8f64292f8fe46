"""Supplies as screens hold and read them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

RequestState = Literal[
    "requested", "approved", "back_order", "reserved", "picked", "shipped", "received", "settled", "returned", "cancelled"
]
AlertKind = Literal["floor", "expired", "expiring", "uncounted", "agreement_ends"]
EtaSource = Literal["osrm", "valhalla", "estimate"]
DepotLevel = Literal["village", "town", "district", "city", "enterprise"]


class SupplyRequestRow(TypedDict):
    """`reserved` is what was taken of `quantity`; the rest is the request `parent` points back from. `proposed` = the next depot to ask."""

    id: int
    number: str
    incident: int | None
    area: str
    item: int
    item_name: str
    unit_of: str
    quantity: int
    reserved: int
    received: int | None
    returned: int
    state: RequestState
    depot: int | None
    depot_name: str | None
    proposed: int | None
    proposed_name: str | None
    verbal: bool
    paper_due_at: str | None
    paper_at: str | None
    paper_overdue: bool
    parent: int | None
    urgency: Literal["critical", "urgent", "normal"]
    plate: str
    subject: int | None
    return_by: str | None
    return_overdue: bool
    requested_at: str
    requested_by: str
    approved_at: str | None
    reserved_at: str | None
    picked_at: str | None
    shipped_at: str | None
    received_at: str | None
    settled_at: str | None
    returned_at: str | None
    cancelled_at: str | None
    x: int | None


class LedgerRow(TypedDict):
    """One movement: `change` moves what lies there, `held` what is promised of it."""

    id: int
    at: str
    kind: str
    depot_name: str
    item_name: str
    lot: str | None
    change: int
    held: int
    request: int | None
    by: str
    note: str


class SupplyRequestWhole(SupplyRequestRow):
    """With the words of the transfer order: who receives where, who gives, who approved, and every movement."""

    place: str
    receiver: str
    receiver_phone: str
    keeper: str
    keeper_phone: str
    spec: str
    approved_name: str
    approved_how: str
    agreement: str
    paper_number: str
    bearer: str
    signed_name: str
    note: str
    reason: str
    ledger: list[LedgerRow]
    children: list[int]


class DepotRow(TypedDict):
    id: int
    name: str
    level: DepotLevel
    area: str
    lon: float
    lat: float
    owner: str
    keeper: str
    phone: str
    items: int


class ItemRow(TypedDict):
    id: int
    code7: str
    sku: str
    name: str
    spec: str
    unit_of: str
    pack: int


class LotRow(TypedDict):
    id: int
    number: str
    on_hand: int
    expires_on: str | None


class StockRow(TypedDict):
    id: int
    depot: int
    depot_name: str
    item: int
    item_name: str
    unit_of: str
    on_hand: int
    reserved: int
    expired: int
    available: int
    floor: int
    counted_at: str | None
    lots: list[LotRow]


class AgreementRow(TypedDict):
    """Callable, never on hand."""

    id: int
    depot: int
    depot_name: str
    party: str
    item: int
    item_name: str
    unit_of: str
    quantity: int
    response_min: int
    valid_to: str


class SourceRow(TypedDict):
    """A depot that could give: own level first, then by time of arrival. `proposed`: the one to ask. `agreement`: of another district's stock,
    the mutual aid that covers it."""

    depot: int
    depot_name: str
    level: DepotLevel
    area: str
    available: int
    on_call: int
    eta_s: int
    eta_source: EtaSource
    enough: bool
    proposed: bool
    borrowed: bool
    agreement: str | None


class StockAlert(TypedDict):
    """Without an item it is about the whole depot."""

    kind: AlertKind
    depot: int
    depot_name: str
    item: int | None
    item_name: str
    text: str


class Reserved(TypedDict):
    """What a reservation made: the request, and the back-order for what was missing."""

    request: SupplyRequestRow
    back_order: SupplyRequestRow | None
