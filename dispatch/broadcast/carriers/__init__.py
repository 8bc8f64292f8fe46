"""Who carries a message to everybody in an area. Adding one: a file with a `Carrier` beside this one, and a line here."""

from __future__ import annotations

from dispatch.broadcast.carriers.http import HttpCarrier
from dispatch.broadcast.carriers.known import Carrier, CarrierFailed, Counts, Job
from dispatch.broadcast.carriers.record import RecordCarrier

CARRIERS: list[Carrier] = [
    HttpCarrier(),
    RecordCarrier(),
]
BY_NAME: dict[str, Carrier] = {carrier.name: carrier for carrier in CARRIERS}


def default_carrier() -> Carrier | None:
    """The first one this installation has an address for."""
    return next((carrier for carrier in CARRIERS if carrier.ready()), None)


__all__ = ["BY_NAME", "CARRIERS", "Carrier", "CarrierFailed", "Counts", "Job", "default_carrier"]
