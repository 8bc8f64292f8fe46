"""The two ways to judge an object say the same: in Python for one, in PostgreSQL for a cell of thousands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from dispatch.features.condition import ABNORMAL, ABNORMAL_SQL, IS_ABNORMAL_SQL, abnormal

NUMBERS = ("occupied", "capacity", "depth_cm", "warn_cm", "level_m", "limit_m", "warn_m", "mm_1h", "people", "out", "value", "limit")
VALUES: dict[str, Any] = {
    **{key: st.sampled_from([None, 0, 1, 29.9, 30, 31, "31", True]) for key in NUMBERS},
    "online": st.sampled_from([None, True, False, "false"]), "usable": st.sampled_from([None, True, False]),
    "verified": st.sampled_from([None, "", "误报", "已扑灭", "属实"]), "state": st.sampled_from([None, "待整改", "整改中", "已整改"]),
    "risk": st.sampled_from([None, "重大", "较大", "低"]),
}  # fmt: skip


def test_every_judged_layer_is_judged_in_both() -> None:
    assert set(ABNORMAL) == set(ABNORMAL_SQL)


@pytest.mark.django_db
@given(st.lists(st.fixed_dictionaries({}, optional=VALUES), min_size=1, max_size=40))
def test_both_say_the_same(found: list[dict[str, Any]]) -> None:
    rows = [(layer, attributes) for attributes in found for layer in [*ABNORMAL, "school"]]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {IS_ABNORMAL_SQL} FROM (SELECT n, one->>0 AS layer, one->1 AS attributes"
            " FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS rows(one, n)) AS rows ORDER BY n",
            [json.dumps(rows)],
        )
        said = [value for (value,) in cursor.fetchall()]
    assert said == [abnormal(layer, attributes) for layer, attributes in rows]
