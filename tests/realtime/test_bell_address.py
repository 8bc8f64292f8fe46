"""`REDIS_URL`: one server, or sentinels; what is wrong is named in one line."""

from __future__ import annotations

import pytest

from realtime.bell_address import Watched, parse


@pytest.mark.parametrize("url", ["redis://:words@127.0.0.1:6379/0", "rediss://valkey.example/0", "unix:///run/valkey.sock"])
def test_one_server_is_left_to_the_client(url: str) -> None:
    assert parse(url) is None


def test_sentinels_their_service_and_both_passwords() -> None:
    found = parse("redis+sentinel://ecc:a%40b@one:26379,two,[::1]:26380/bell/2?sentinel_password=c")
    assert found == Watched((("one", 26379), ("two", 26379), ("::1", 26380)), "bell", 2, "ecc", "a@b", "c")
    assert parse("redis+sentinel://one/bell") == Watched((("one", 26379),), "bell", 0, None, None, None)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mqtt://one:1883", "'mqtt'"),
        ("", "'?'"),
        ("redis+sentinel://one:26379", "must name its sentinels and the service"),
        ("redis+sentinel:///bell", "must name its sentinels and the service"),
        ("redis+sentinel://one:x/bell", "'one:x'"),
        ("redis+sentinel://one,:26379/bell", "':26379'"),
        ("redis+sentinel://one/bell/x", "database 'x'"),
    ],
)
def test_what_is_wrong_is_named(url: str, said: str) -> None:
    with pytest.raises(ValueError, match="REDIS_URL") as refused:
        parse(url)
    assert said in str(refused.value)
