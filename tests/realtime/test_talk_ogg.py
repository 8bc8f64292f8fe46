"""The file plays as long as the burst lasted, packets lost or not; every page is one a strict reader takes."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from realtime.talk.ogg import crc, duration_ms, mux

TOC = 0x78  # 20 ms


def slow_crc(data: bytes) -> int:
    """As RFC 3533 has it, bit by bit."""
    register = 0
    for byte in data:
        register ^= byte << 24
        for _ in range(8):
            register = (register << 1 ^ 0x04C11DB7 if register & 0x80000000 else register << 1) & 0xFFFFFFFF
    return register


def read_pages(data: bytes) -> Iterator[tuple[int, int, int, list[bytes]]]:
    """(flags, granule, number, packets) of each page, checked as a strict reader would."""
    place = 0
    while place < len(data):
        magic, version, kind, granule, _, number, given_crc, count = struct.unpack_from("<4sBBqIIIB", data, place)
        assert (magic, version) == (b"OggS", 0)
        lacing = data[place + 27 : place + 27 + count]
        end = place + 27 + count + sum(lacing)
        page = data[place:end]
        assert slow_crc(page[:22] + b"\0\0\0\0" + page[26:]) == given_crc
        packets, start, length = [], place + 27 + count, 0
        for size in lacing:
            length += size
            if size < 255:
                packets.append(data[start : start + length])
                start, length = start + length, 0
        assert length == 0, "a packet goes on in the next page"
        yield kind, granule, number, packets
        place = end


@given(st.binary(max_size=300))
def test_the_quick_checksum_is_the_one_of_the_standard(data: bytes) -> None:
    assert crc(data) == slow_crc(data)


def test_thirty_seconds_are_thirty_seconds_with_and_without_lost_packets() -> None:
    whole = [(seq, bytes([TOC]) + bytes(60)) for seq in range(1501)]
    holes = [packet for packet in whole if packet[0] % 60 != 7]
    for packets in (whole, holes):
        pages = list(read_pages(mux(packets, serial=9)))
        assert pages[-1][1] == 1501 * 960
        assert (pages[-1][1] - 312) / 48_000 == 30.0135
        assert duration_ms(packets) == 30_020
        assert sum(len(page[3]) for page in pages[2:]) == 1501


@given(st.lists(st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=400)), max_size=150))
def test_whatever_was_recorded_becomes_a_file_that_can_be_read(packets: list[tuple[int, bytes]]) -> None:
    pages = list(read_pages(mux(packets, serial=1, tags={"TITLE": "从化区值班组"})))
    assert pages[0][3][0].startswith(b"OpusHead") and pages[0][0] == 2
    assert "TITLE=从化区值班组".encode() in pages[1][3][0]
    assert [page[2] for page in pages] == list(range(len(pages)))
    assert pages[-1][0] == 4
    assert sum(len(page[3]) for page in pages[2:]) * 20 == duration_ms(packets)


def test_a_seq_that_jumps_minutes_ahead_does_not_fill_the_disk() -> None:
    assert len(mux([(0, b"\x78a"), (60_000, b"\x78b")], serial=1)) < 400
