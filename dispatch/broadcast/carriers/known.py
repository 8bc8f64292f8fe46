"""What a carrier is: takes one job for an area, and says later how many it reached."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

# What a carrier counts. `targeted` is how many terminals it found in the area; the rest add up to no more than that.
COUNTED = ("targeted", "sent", "delivered", "failed")
Counts = dict[str, int]


class CarrierFailed(Exception):
    """Not taken; the words go to the job. `retry`: the carrier is unwell, where a refused job would be refused again."""

    def __init__(self, words: str, retry: bool = False) -> None:
        super().__init__(words)
        self.words, self.retry = words, retry


class Job(NamedTuple):
    id: str  # the carrier's idempotency key
    text: str
    areas: list[str]
    polygon: list[list[float]] | None
    valid_until: datetime
    urgency: str
    cancels: str = ""  # the carrier's number of the job this one corrects


class Carrier(Protocol):
    name: str

    def ready(self) -> bool:
        """Has an address and a secret here."""
        ...

    def submit(self, job: Job) -> str:
        """Within 5 s; the carrier's number of it. The same `id` twice is the same job."""
        ...

    def report(self, provider: str) -> tuple[Counts, bool]:
        """How many by status, and whether that is final."""
        ...

    def cancel(self, provider: str) -> None:
        """What has not gone out there does not go out."""
        ...


def clean(counts: object) -> Counts:
    """What a carrier says, as figures: nothing unknown, nothing negative."""
    if not isinstance(counts, dict):
        raise CarrierFailed("承办方的回执不是计数")
    return {name: int(value) for name in COUNTED if isinstance(value := counts.get(name), int) and 0 <= value < 2**31}
