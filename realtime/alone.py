"""One at a time: what two workers must not do at once, by a lock of the database that a dead worker's connection gives back."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

KIND = 0x656365  # first half of the key: keeps these apart from the locks of single processes


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """True where nobody else is at it. Held across transactions; never wait inside for somebody who may want the same name."""
    key = zlib.crc32(name.encode()) - (1 << 31)  # PostgreSQL's integers are signed
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [KIND, key])
        (mine,) = cursor.fetchone()
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [KIND, key])
