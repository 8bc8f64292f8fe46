"""Numbers people say over the radio: JQ20261121-0042."""

from __future__ import annotations

from django.db import connection
from django.utils.timezone import localtime

from realtime import clock

ALARM, INCIDENT, ORDER, CONFERENCE = "JQ", "SJ", "DL", "HY"  # 警情、事件、调度令、会商


def next_number(prefix: str) -> str:
    """Unique, ascending, not gapless: a number taken by a refused action is not given again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('dispatch_number')")
        (value,) = cursor.fetchone()
    return f"{prefix}{localtime(clock.now()):%Y%m%d}-{value:04d}"
