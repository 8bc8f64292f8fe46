"""Phone numbers as people without the right to see them do."""

from __future__ import annotations


def masked_phone(phone: str) -> str:
    """138****5678; short numbers show only their last two digits."""
    return phone[:3] + "****" + phone[-4:] if len(phone) >= 11 else "*" * max(0, len(phone) - 2) + phone[-2:]
