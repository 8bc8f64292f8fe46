"""What is not exactly an audio message is refused, whatever it is; what is comes through byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.talk.frame import MOST_BYTES, Head, Malformed, Pace, packets, read, write

OPUS = st.binary(min_size=1, max_size=MOST_BYTES)


@given(st.integers(0, 0xFFFFFFFF), st.integers(0, 0xFFFB), st.lists(OPUS, min_size=1, max_size=4), st.booleans(), st.booleans())
def test_what_is_written_is_read_again(burst: int, seq: int, opus: list[bytes], last: bool, preroll: bool) -> None:
    data = write(burst, seq, opus, last=last, preroll=preroll)
    assert read(data) == Head(burst, seq, seq + len(opus) - 1, len(opus), last, preroll)
    assert list(packets(data)) == list(enumerate(opus, seq))


@given(st.binary(max_size=64))
def test_noise_is_refused_and_never_crashes(data: bytes) -> None:
    try:
        head = read(data)
    except Malformed:
        return
    assert 1 <= head.packets <= 4


@given(st.data())
def test_a_message_cut_off_or_lengthened_is_refused(data: st.DataObject) -> None:
    whole = write(7, 3, data.draw(st.lists(OPUS, min_size=1, max_size=4)))
    for wrong in (whole[: data.draw(st.integers(0, len(whole) - 1))], whole + b"\x00"):
        with pytest.raises(Malformed):
            read(wrong)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xa2" + write(1, 0, [b"x"])[1:], "kind"),
        (write(1, 0, [b"x"] * 5), "flags"),
        (write(1, 0, []), "flags"),
        (b"\xa1\x14" + write(1, 0, [b"x"])[2:], "flags"),
        (write(1, 0, [b""]), "length"),
        (write(1, 0, [b"x" * 401]), "length"),
        (write(1, 0xFFFE, [b"x"] * 3), "seq"),
        (write(1, 0, [b"x", b"y"])[:16] + b"\x00\x00\x01y", "seq"),
    ],
)
def test_each_kind_of_wrong_message_says_why(data: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        read(data)


def test_a_speaker_may_flush_half_a_second_and_then_speaks_at_the_pace_of_speech() -> None:
    pace = Pace(0.0)
    assert all(pace.take(0.0, 1) for _ in range(25))
    assert not pace.take(0.0, 1)
    heard = sum(pace.take(second / 50, 1) for second in range(1, 501))  # ten seconds of live speech, 50 packets a second
    assert heard == 500
    flood = sum(pace.take(10 + step / 1000, 1) for step in range(1000))
    assert flood <= 60 + 25
