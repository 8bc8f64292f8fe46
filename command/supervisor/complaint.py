"""The only way a start is refused: one clear line, no traceback."""

from __future__ import annotations


class Complaint(Exception):
    """What is wrong and what to do about it, in one line."""
