"""What a client may say: every frame of the page is understood, everything else is one kind of error."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.protocol import MAX_FRAME, Got, Picture, Subscribe, Tick, Unsubscribe, event_text, events_frame, read_client_frame

PAGE = [
    ('{"t":"subscribe","scopes":["area:4401","user:3"],"epoch":"e","cursor":{"area:440117":812}}', Subscribe),
    ('{"t":"unsubscribe","scopes":["incident:7"]}', Unsubscribe),
    ('{"t":"got","n":118}', Got),
    ('{"t":"picture","areas":["4401"],"every":1}', Picture),
    ('{"t":"tick","n":53012}', Tick),
]


@pytest.mark.parametrize(("text", "kind"), PAGE)
def test_the_frames_of_the_page_are_understood(text: str, kind: type) -> None:
    assert isinstance(read_client_frame(text), kind)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "null", "[]", '"got"', '{"t":"order"}', '{"t":"got"}', '{"t":"got","n":-1}', '{"t":"got","n":"1"}', '{"t":"subscribe","scopes":[]}',
        '{"t":"subscribe","scopes":["people:4401"]}', '{"t":"subscribe","scopes":["area:%"]}', '{"t":"picture","areas":["44%"]}',
        '{"t":"picture","areas":[],"every":0}', '{"t":"got","n":1}' + " " * MAX_FRAME,
    ],
)  # fmt: skip
def test_anything_else_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_client_frame(text)


@given(
    st.text(max_size=300)
    | st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)).map(json.dumps)
)
def test_noise_never_raises_anything_else(text: str) -> None:
    with contextlib.suppress(ValueError):
        read_client_frame(text)


def test_a_body_goes_out_as_it_is_stored() -> None:
    body = '{"id":7,"place":"良口镇 \\"北\\""}'
    text = events_frame("area:440117", [event_text(3, "alarm.raised", 1, datetime(2026, 11, 21, tzinfo=UTC), "user:1", None, body)])
    event = json.loads(text)["e"][0]
    assert body in text
    assert event == {
        "seq": 3,
        "kind": "alarm.raised",
        "v": 1,
        "at": "2026-11-21T00:00:00+00:00",
        "actor": "user:1",
        "x": None,
        "body": json.loads(body),
    }
