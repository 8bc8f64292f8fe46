"""instants → **timing** → seconds: the measured road of one warning, 起草 → 审核 → 签发 → 发布 → 交付 → 到达. No Django."""

from __future__ import annotations

from datetime import datetime


def between(first: datetime | None, second: datetime | None) -> float | None:
    """Never negative: an update keeps its first instants, and clocks of carriers differ."""
    if first is None or second is None:
        return None
    return max(0.0, round((second - first).total_seconds(), 3))


def road(
    drafted: datetime | None, reviewed: datetime | None, signed: datetime | None, published: datetime | None, handed: datetime | None, arrived: datetime | None
) -> dict[str, float | None]:  # fmt: skip
    """Where the review was left out, the signature is counted from the draft."""
    return {
        "review_s": between(drafted, reviewed), "sign_s": between(reviewed or drafted, signed), "publish_s": between(signed, published),
        "handover_s": between(signed, handed), "arrival_s": between(handed or published, arrived), "whole_s": between(drafted, arrived),
    }  # fmt: skip
