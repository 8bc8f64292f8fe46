"""text → **masks** → text: telephone numbers in what leaves the house, unless the share says that they go too. No Django."""

from __future__ import annotations

import re
from typing import Any

from dispatch.masking import masked_phone

# Mobile numbers, and fixed ones with their area code; the digits of a place or an amount stay.
PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8})(?!\d)")


def without_phones(value: Any) -> Any:
    """Through lists and objects; what is no text stays as it is."""
    if isinstance(value, str):
        return PHONE.sub(lambda found: masked_phone(found.group(1)), value)
    if isinstance(value, list):
        return [without_phones(one) for one in value]
    if isinstance(value, dict):
        return {key: without_phones(one) for key, one in value.items()}
    return value
