"""What no request body may carry, whichever operation it is for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import pytest
from pydantic import Field, ValidationError

from dispatch.features.exporting.columns import Out
from dispatch.features.exporting.writing import FORMATS, About
from realtime.api import Body


class Said(Body):
    begins_at: Annotated[datetime | None, Field(strict=False)] = None
    text: str = ""


@pytest.mark.parametrize("instant", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2201-01-01T00:00:00Z"])
def test_an_instant_beyond_our_time_is_refused_by_its_name(instant: str):
    with pytest.raises(ValidationError) as refused:
        Said.model_validate({"begins_at": instant})
    assert [(error["loc"], error["msg"]) for error in refused.value.errors()] == [(("begins_at",), "年份须在 1900 至 2200 之间")]
    assert Said.model_validate({"begins_at": "2200-12-31T23:59:59Z"}).begins_at


@pytest.mark.parametrize("sign", [chr(code) for code in range(32) if chr(code) not in "\t\n\r"])
def test_signs_nobody_can_see_and_no_workbook_takes_are_refused(sign: str):
    with pytest.raises(ValidationError, match="控制字符"):
        Said.model_validate({"text": f"良口{sign}镇"})


@pytest.mark.parametrize("text", ["良口\t镇\r\n", "\\u0001", "\\\\b", "C:\\bin\\files", "🔥"])
def test_text_that_only_looks_like_them_is_taken(text: str):
    assert Said.model_validate({"text": text}).text == text


def test_a_name_from_elsewhere_with_such_a_sign_does_not_cost_the_whole_list():
    row = Out({"名称": "水库\x01东"}, 113.5, 23.5, None)
    assert FORMATS["xlsx"].write([row], ["名称"], About("清单", [])).startswith(b"PK")
