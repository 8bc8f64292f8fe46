"""rules → **trust** → doors: what a registered terminal has to show before it is believed. Pure.

`closed`: the secret or certificate it was enrolled with. `first`: the same, and where it was enrolled with none, the first it shows is its own
from then on. `open`: its id alone, for protocols that have room for nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

OPEN, FIRST, CLOSED = "open", "first", "closed"
PREFIX = "wire.trust_"

# In the order of the rule rows (devices/terminals/defaults.py); what stands in none of them is closed.
DEFAULTS: Final[Mapping[str, str]] = {
    "osmand": FIRST,
    "owntracks": FIRST,
    "thingsboard": FIRST,
    "jt808": FIRST,  # the code follows from its registration message and is checked from then on
    "tak": FIRST,  # its certificate, which our own authority signed for this uid
    "radio": CLOSED,
    "traccar": CLOSED,
    "gb28181": CLOSED,
}


def trust_from(rules: Mapping[str, Any]) -> dict[str, str]:
    """A row with a word that is none of the three closes."""
    found = {adapter: str(rules.get(PREFIX + adapter, default)) for adapter, default in DEFAULTS.items()}
    return {adapter: word if word in (OPEN, FIRST, CLOSED) else CLOSED for adapter, word in found.items()}
