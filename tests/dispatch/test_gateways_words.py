"""Gateways as words: lengths, signatures, what a reply means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.gateways.lengths import measure
from dispatch.gateways.saying import read
from dispatch.gateways.signing import sign, verify


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a" * 160, ("gsm7", 160, 1)),
        ("a" * 161, ("gsm7", 161, 2)),
        ("a" * 306, ("gsm7", 306, 2)),
        ("a" * 307, ("gsm7", 307, 3)),
        ("[" * 80, ("gsm7", 160, 1)),  # two septets each
        ("[" * 81, ("gsm7", 162, 2)),
        ("a" * 152 + "[" + "a" * 10, ("gsm7", 164, 2)),
        ("请" * 70, ("ucs2", 70, 1)),
        ("请" * 71, ("ucs2", 71, 2)),
        ("请" * 134, ("ucs2", 134, 2)),
        ("请" * 135, ("ucs2", 135, 3)),
        ("请" * 66 + "😀" + "请" * 66, ("ucs2", 134, 3)),  # a surrogate pair is not torn: the first part stays one short
        ("", ("gsm7", 0, 1)),
    ],
)
def test_the_parts_of_a_text_are_what_a_network_makes_of_it(text: str, found: tuple[str, int, int]):
    assert measure(text) == found


@given(st.text(max_size=500))
def test_no_text_is_split_into_fewer_parts_than_it_fills(text: str):
    length = measure(text)
    most = {"gsm7": (160, 153), "ucs2": (70, 67)}[length.encoding]
    assert length.units <= (most[0] if length.parts == 1 else most[1] * length.parts)


def test_a_signature_holds_time_nonce_and_body_together():
    given_ = {"time": "1790000000", "nonce": "n" * 16, "body": b'{"items": []}'}
    signature = sign("secret", **given_)
    assert verify("secret", **given_, signature=signature, now=1790000299.0) == ""
    assert "签名" in verify("other", **given_, signature=signature, now=1790000000.0)
    for changed in ({"time": "1790000001"}, {"nonce": "m" * 16}, {"body": b'{"items": [1]}'}):
        assert "签名" in verify("secret", **given_ | changed, signature=signature, now=1790000000.0)
    assert "5 分钟" in verify("secret", **given_, signature=signature, now=1790000301.0)
    assert "随机数" in verify("secret", **given_ | {"nonce": "short"}, signature=signature, now=1790000000.0)
    assert "密钥" in verify("", **given_, signature=sign("", **given_), now=1790000000.0)


@pytest.mark.parametrize(
    ("text", "yes", "action"),
    [
        ("1", True, ""),
        ("\uff11", True, ""),
        ("回复1", True, ""),
        ("收到", True, ""),
        ("已收到。", True, ""),
        ("好的,收到!", True, ""),
        ("1收到", False, ""),
        ("1,已派人核查", True, "已派人核查"),
        ("1 已通知转移", True, "已通知转移"),
        ("收到,已派 5 人到河边巡查", True, "已派 5 人到河边巡查"),
        ("“收到”", True, ""),
        ("明白,马上组织转移", True, "马上组织转移"),
        ("没收到", False, ""),
        ("收到不了信号", False, ""),
        ("收到吗?", False, ""),
        ("10分钟后到", False, ""),
        ("1号坝决口", False, ""),
        ("2", False, ""),
        ("不在岗", False, ""),
        ("路断了,请求支援", False, ""),
        ("TD", False, ""),
        ("", False, ""),
    ],
)
def test_only_a_yes_is_an_answer(text: str, yes: bool, action: str):
    assert (read(text).yes, read(text).action) == (yes, action)
