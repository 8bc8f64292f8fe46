"""core's answer → **ranges** → sequences: what an edge makes itself gets ids that nobody else gives, so that both sides' rows can lie in one table."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection, models

STEP = 10**12  # of 63 bits
SMALL_STEP = 50_000_000  # of 31 bits, what the map's frames carry: 41 edges and the core
NUMBERS_STEP = 1_000_000  # of the numbers people say, JQ20261121-1000001
OTHERS = ("talk_burst_ids",)  # 32 bits in a frame of sound
MOST = 40


def begin(number: int) -> None:
    """Every sequence of this installation, once, before it makes anything of its own. Ids of the core lie below."""
    for model in apps.get_models():
        key = model._meta.pk
        if isinstance(key, models.AutoField):
            small = not isinstance(key, models.BigAutoField)
            table = model._meta.db_table
            assert key.column is not None
            for sequence in _asked(
                "SELECT pg_get_serial_sequence(%s, %s) WHERE to_regclass(%s) IS NOT NULL", f'"{table}"', key.column, f'"{table}"'
            ):
                _begin_at(sequence, first_of(number, small=small))
    for name in OTHERS:
        _begin_at(name, first_of(number, small=True))
    _begin_at("dispatch_number", number * NUMBERS_STEP + 1)


def first_of(number: int, *, small: bool = False) -> int:
    return number * (SMALL_STEP if small else STEP) + 1


def own(number: int, pk: int, *, small: bool = False) -> bool:
    step = SMALL_STEP if small else STEP
    return number * step < pk <= (number + 1) * step


def _begin_at(sequence: str | None, value: int) -> None:
    if sequence is not None:
        _asked("SELECT setval(%s::regclass, greatest(%s, nextval(%s::regclass)), false)", sequence, value, sequence)


def _asked(sql: str, *values: str | int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [found for (found,) in cursor.fetchall()]
