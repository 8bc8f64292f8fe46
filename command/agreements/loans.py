"""What two platforms say of one loan → **loans** → where it stands. Pure: each side owns its own moments, so words that cross, repeat or come late
lead to the same.

The lender says what it lends, when it was promised, left, came home or was called off; the borrower when it arrived and when it was sent home.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PROMISED, ON_THE_WAY, ARRIVED, GOING_HOME, RETURNED, CALLED_OFF = (
    "promised",
    "on_the_way",
    "arrived",
    "going_home",
    "returned",
    "called_off",
)
LENDERS = ("lines", "note", "promised_at", "left_at", "eta", "returned_at", "called_off_at")
BORROWERS = ("arrived_at", "home_at")
# The furthest moment that is known, whichever side said it
_ORDER = (
    ("called_off_at", CALLED_OFF), ("returned_at", RETURNED), ("home_at", GOING_HOME), ("arrived_at", ARRIVED), ("left_at", ON_THE_WAY),
    ("promised_at", PROMISED),
)  # fmt: skip
OVER = (RETURNED, CALLED_OFF)


def stage(loan: Mapping[str, Any] | None) -> str | None:
    """None: nothing has been lent."""
    if not loan:
        return None
    return next((state for moment, state in _ORDER if loan.get(moment)), None)


def merged(ours: Mapping[str, Any] | None, theirs: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """`theirs` holds for their own fields, whatever else was known stays."""
    kept = {key: value for key, value in (ours or {}).items() if key not in fields}
    return kept | {key: theirs[key] for key in fields if theirs.get(key) is not None}


def shown(loan: Mapping[str, Any] | None) -> Any:
    """As screens read it: every moment there, unknown ones empty."""
    if not loan:
        return None
    lines = [
        {
            key: line.get(key, empty)
            for key, empty in (("kind", "stock"), ("code", ""), ("name", ""), ("count", 0), ("unit", ""), ("back", None))
        }
        for line in loan.get("lines", [])
    ]
    moments = ("promised_at", "left_at", "eta", "arrived_at", "home_at", "returned_at", "called_off_at")
    return {"lines": lines, "note": loan.get("note", "")} | {moment: loan.get(moment) for moment in moments}
