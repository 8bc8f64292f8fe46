from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left

Time = str | None | UnsetType
Text = str | UnsetType
Number = int | None | UnsetType


class AlertRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    areas: list[str] | UnsetType = UNSET
    hazard: Text = UNSET
    hazard_name: Text = UNSET
    colour: Text = UNSET
    kind: Text = UNSET
    state: Text = UNSET
    origin: Text = UNSET
    path: Text = UNSET
    issuer: Text = UNSET
    identifier: Text = UNSET
    first: Number = UNSET
    replaces: Number = UNSET
    suspends: bool | UnsetType = UNSET
    effective_at: Time = UNSET
    expires_at: Time = UNSET
    signed_at: Time = UNSET
    published_at: Time = UNSET
    handed_over_at: Time = UNSET
    ended_at: Time = UNSET
    drafted_by: Text = UNSET
    answered_at: Time = UNSET
    x: Number = UNSET


class AlertProposalRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    hazard: Text = UNSET
    hazard_name: Text = UNSET
    colour: Text = UNSET
    basis: Text = UNSET
    evidence: list[dict[str, object]] | UnsetType = UNSET
    state: Text = UNSET
    at: Time = UNSET
    changed_at: Time = UNSET
    alert: Number = UNSET
    decided_name: Time = UNSET
    decided_at: Time = UNSET
    why: Text = UNSET
    x: Number = UNSET


class AlertReceiverNoted(msgspec.Struct, forbid_unknown_fields=True):
    """Of an address: no url, no key."""

    id: int
    code: str


VERBS = (
    "taken", "drafted", "changed", "reviewed", "returned", "signed", "published", "handed", "updated", "cancelled", "expired", "dropped",
    "answered",
)  # fmt: skip
PROPOSAL_VERBS = ("proposed", "changed", "drafted", "dismissed", "over")


def declare_all() -> None:
    for verb in VERBS:
        declare(f"alert.{verb}", 1, AlertRow)
    declare("alert.left", 1, Left)
    for verb in PROPOSAL_VERBS:
        declare(f"alert_proposal.{verb}", 1, AlertProposalRow)
    declare("alert_proposal.left", 1, Left)
    for verb in ("added", "changed"):
        declare(f"alert_receiver.{verb}", 1, AlertReceiverNoted)
