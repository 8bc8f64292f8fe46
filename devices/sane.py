"""Is a fix believable? Pure arithmetic; what is not is kept with the reason and never becomes the last one."""

from __future__ import annotations

# Bits of TrackPoint.flags
ZERO = 1  # 0,0: a receiver without a fix
RANGE = 2  # not a place on earth, or not a number
FUTURE = 4  # device clock ahead
OLD = 8  # device clock behind, or a message from yesterday
LATE = 16  # believable, but an older fix than the one we have
RANKED = 32  # believable, but a better source of the same subject is fresh

FUTURE_MS = 30_000
OLD_MS = 24 * 3600 * 1000
# Nobody is within a kilometre of 0,0 in the Gulf of Guinea; receivers without a fix report small noise around it.
_NULL_ISLAND = 0.01


def judge(lat: float, lon: float, at_ms: int | None, received_ms: int) -> int:
    """Flags of a fix; 0 = believable. NaN fails the first comparison."""
    if not (-90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0):
        return RANGE
    if -_NULL_ISLAND < lat < _NULL_ISLAND and -_NULL_ISLAND < lon < _NULL_ISLAND:
        return ZERO
    if at_ms is not None:
        lag = received_ms - at_ms
        if lag < -FUTURE_MS:
            return FUTURE
        if lag > OLD_MS:
            return OLD
    return 0
