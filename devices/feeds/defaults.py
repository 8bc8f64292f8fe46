"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

RULES: list[tuple[str, object, str, str]] = []  # name, value, unit, source


def load() -> None:
    """Reference rows of this app besides its rules."""
