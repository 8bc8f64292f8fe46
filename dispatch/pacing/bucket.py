"""How many messages a channel may take now: a bucket of tokens that fills with the minute. Pure arithmetic."""

from __future__ import annotations


def filled(tokens: float, elapsed_s: float, per_minute: int, burst: int) -> float:
    """What lies in the bucket `elapsed_s` after `tokens` were counted."""
    return min(float(burst), tokens + max(0.0, elapsed_s) * per_minute / 60)
