"""features → **gathering** → columns: everything in a box as numpy columns. A hundred thousand rows as model objects would take seconds.

PostgreSQL's binary COPY of columns that are never null is rows of one length: numpy reads them in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from command.map.analysis.measuring import Columns
from command.map.analysis.people import PEOPLE_SQL, RANK_SQL, ROOM_SQL
from dispatch.features.models import Feature

_HEADER = 19  # signature, flags, length of the extension (none)
_TRAILER = 2
_FIELDS = (
    ("id", ">i8"),
    ("lon", ">f8"),
    ("lat", ">f8"),
    ("layer", ">i4"),
    ("people", ">f8"),
    ("room", ">f8"),
    ("rank", ">i4"),
    ("shaped", "u1"),
)
_ROW = np.dtype([("fields", ">i2"), *[part for name, kind in _FIELDS for part in ((f"{name}_bytes", ">i4"), (name, kind))]])


def gather(found: QuerySet[Feature], layers: Sequence[str]) -> Columns:
    """Of a set of features that lie in one of `layers`."""
    asked = found.order_by().values_list(
        "id", "lon", "lat", RawSQL("array_position(%s::varchar[], layer) - 1", (list(layers),)), RawSQL(PEOPLE_SQL, ()),
        RawSQL(ROOM_SQL, ()), RawSQL(RANK_SQL, ()), RawSQL("shape IS NOT NULL AND shape->>'type' <> 'Point'", ()),
    )  # fmt: skip
    sql, params = asked.query.sql_with_params()
    parts: list[bytes] = []
    with connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT binary)", params) as copy:
        parts = [bytes(part) for part in copy]
    data = b"".join(parts)
    rows: Any = np.frombuffer(data, _ROW, (len(data) - _HEADER - _TRAILER) // _ROW.itemsize, _HEADER)
    return Columns(
        rows["id"].astype(np.int64), rows["lon"].astype(np.float64), rows["lat"].astype(np.float64), rows["layer"].astype(np.int64),
        rows["people"].astype(np.float64), rows["room"].astype(np.float64), rows["rank"].astype(np.int64), rows["shaped"].astype(np.bool_),
    )  # fmt: skip
