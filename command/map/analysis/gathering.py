"""features → **gathering** → columns: everything in a box as numpy columns. A hundred thousand rows as model objects would take seconds.

PostgreSQL packs the rows into one string of bytes, each of one length: it comes in one piece and numpy reads it in place.
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

_ROW = np.dtype(
    [("id", ">i8"), ("lon", ">f8"), ("lat", ">f8"), ("layer", ">i4"), ("people", ">f8"), ("room", ">f8"), ("rank", ">i4"), ("shaped", "u1")]
)
_PACKED = (
    "SELECT string_agg(int8send(id) || float8send(lon) || float8send(lat) || int4send(layer) || float8send(people) || float8send(room)"
    " || int4send(rank) || boolsend(shaped), ''::bytea) FROM ({}) AS found(id, lon, lat, layer, people, room, rank, shaped)"
)


def gather(found: QuerySet[Feature], layers: Sequence[str]) -> Columns:
    """Of a set of features that lie in one of `layers`."""
    asked = found.order_by().values_list(
        "id", "lon", "lat", RawSQL("array_position(%s::varchar[], layer) - 1", (list(layers),)), RawSQL(PEOPLE_SQL, ()),
        RawSQL(ROOM_SQL, ()), RawSQL(RANK_SQL, ()), RawSQL("shape IS NOT NULL AND shape->>'type' <> 'Point'", ()),
    )  # fmt: skip
    sql, params = asked.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_PACKED.format(sql), params)
        (packed,) = cursor.fetchone()
    rows: Any = np.frombuffer(packed or b"", _ROW)
    return Columns(
        rows["id"].astype(np.int64), rows["lon"].astype(np.float64), rows["lat"].astype(np.float64), rows["layer"].astype(np.int64),
        rows["people"].astype(np.float64), rows["room"].astype(np.float64), rows["rank"].astype(np.int64), rows["shaped"].astype(np.bool_),
    )  # fmt: skip
