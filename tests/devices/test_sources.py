"""Several sources of one unit's position: the best fresh one moves the marker, all are kept."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from devices import adapters, intake
from devices.intake import PhoneFix, take_fixes
from devices.picture_table import PictureTable
from devices.pipeline import Pipeline
from devices.ranking import Ranks, load_defaults
from devices.readings import Source
from devices.registry import RegistryReader
from devices.sane import LATE, RANKED
from devices.terminals.actions import rank_source, rank_terminal, register_terminal
from devices.terminals.models import SourceRank, Terminal
from devices.tracking import Entry, Placed
from devices.tracks.models import LastFix, TrackPoint
from devices.tracks.writer import Batch, write
from realtime import clock
from realtime.positions import OFFLINE, ROW_DTYPE, read_frames

np = pytest.importorskip("numpy")

AT = 1_793_664_930_000
RADIO, TRUCK = b"ecc/v1/440117/radio/R1/", b"ecc/v1/440117/vehicle/V1/"
AGE = 90_000


class Squad:
    """One team with a radio (rank 1) and a truck (rank 2)."""

    def __init__(self) -> None:
        self.now = AT
        self.table = PictureTable(0, 7)
        self.line = Pipeline(self.table, lambda: self.now)
        self.line.learn(
            [
                Entry(Source("radio", "R1"), 1, 101, 440117, 5, False, 1, AGE),
                Entry(Source("radio", "V1"), 2, 101, 440117, 5, False, 2, AGE),
            ],
            adapters.Facts(),
        )

    def says(self, base: bytes, lat: float, *, at: int | None = None, after_s: float = 1, **more: Any) -> None:
        self.now += int(after_s * 1000)
        body = {"at": at if at is not None else self.now, "lat": lat, "lon": 113.5, **more}
        self.line.take(base + b"pos", json.dumps(body).encode())

    def status(self, base: bytes, **body: Any) -> None:
        self.line.take(base + b"status", json.dumps(body).encode())

    @property
    def row(self) -> Any:
        frames = read_frames(self.table.frames(self.now, everything=True))
        return next(row for frame in frames for row in np.frombuffer(frame.rows, ROW_DTYPE))

    @property
    def lat(self) -> float:
        return float(self.row["lat"]) / 1e7

    @property
    def kept(self) -> list[tuple[int, int]]:
        return [(terminal, flags) for _, terminal, _, flags in self.line.history]


@pytest.fixture
def squad() -> Squad:
    return Squad()


def test_the_lower_source_waits_until_the_better_one_is_too_old(squad: Squad) -> None:
    squad.says(RADIO, 23.5)
    squad.says(TRUCK, 23.4)
    assert squad.lat == 23.5
    squad.says(TRUCK, 23.41, after_s=88)
    assert squad.lat == 23.5
    squad.says(TRUCK, 23.42, after_s=2)
    assert squad.lat == 23.42
    assert squad.kept == [(1, 0), (2, RANKED), (2, RANKED), (2, 0)]


def test_the_better_source_takes_the_marker_back_at_once(squad: Squad) -> None:
    squad.says(TRUCK, 23.4)
    assert squad.lat == 23.4
    squad.says(RADIO, 23.5)
    squad.says(TRUCK, 23.41)
    assert squad.lat == 23.5


def test_a_better_source_that_says_goodbye_is_not_waited_for(squad: Squad) -> None:
    squad.says(RADIO, 23.5)
    squad.status(RADIO, online=False)
    assert squad.row["flags"] & OFFLINE
    squad.says(TRUCK, 23.4)
    assert squad.lat == 23.4
    assert not squad.row["flags"] & OFFLINE


def test_a_lower_source_that_goes_off_says_nothing_of_the_unit(squad: Squad) -> None:
    squad.says(RADIO, 23.5, bat=80)
    squad.status(TRUCK, online=False, bat=5)
    assert not squad.row["flags"] & OFFLINE
    assert squad.row["battery"] == 80


def test_old_news_of_the_better_source_holds_nobody_back(squad: Squad) -> None:
    """A radio comes out of a valley and sends what it kept: history, and no claim on the marker."""
    squad.says(TRUCK, 23.4)
    squad.says(RADIO, 23.5, at=squad.now - 600_000)
    squad.says(TRUCK, 23.41)
    assert squad.lat == 23.41
    assert squad.kept[1] == (1, LATE)


def test_a_better_source_with_a_slow_clock_still_wins_in_the_end(squad: Squad) -> None:
    slow = 20_000
    squad.says(TRUCK, 23.4)
    for second in range(30):
        squad.says(RADIO, 23.5 + second / 1000, at=squad.now + 1000 - slow)
        squad.says(TRUCK, 23.4, after_s=0.1)
    assert squad.lat > 23.5


def test_what_does_not_move_the_marker_is_thinned_like_everything_else(squad: Squad) -> None:
    for second in range(60):
        squad.says(RADIO, 23.5)
        squad.says(TRUCK, 23.4, after_s=0)
        squad.says(TRUCK, 23.4, at=squad.now, after_s=0)  # the same fix again
        del second
    assert [flags for terminal, flags in squad.kept if terminal == 2] == [RANKED, RANKED]


def test_a_late_fix_of_a_lower_source_says_both(squad: Squad) -> None:
    squad.says(RADIO, 23.5)
    squad.says(TRUCK, 23.4)
    squad.says(TRUCK, 23.3, at=squad.now - 5000)
    assert squad.kept[-1] == (2, RANKED | LATE)


def test_three_sources_in_their_order(squad: Squad) -> None:
    phone = Entry(Source("owntracks", "f/p"), 3, 101, 440117, 5, False, 4, 120_000)
    known = [Entry(Source("radio", "R1"), 1, 101, 440117, 5, False, 1, AGE), Entry(Source("radio", "V1"), 2, 101, 440117, 5, False, 2, AGE)]
    squad.line.learn([*known, phone], None)

    def phone_says(lat: float, after_s: float) -> None:
        squad.now += int(after_s * 1000)
        body = {"_type": "location", "lat": lat, "lon": 113.5, "tst": squad.now // 1000}
        squad.line.take(b"owntracks/f/p", json.dumps(body).encode())

    phone_says(23.1, 1)
    assert squad.lat == 23.1
    squad.says(TRUCK, 23.2)
    phone_says(23.11, 2)
    assert squad.lat == 23.2
    squad.says(RADIO, 23.3)
    squad.says(TRUCK, 23.21, after_s=50)
    assert squad.lat == 23.3
    phone_says(23.12, 50)  # the radio is stale, but the truck spoke 50 s ago
    assert squad.lat == 23.3
    phone_says(23.13, 50)
    assert squad.lat == 23.13
    squad.says(TRUCK, 23.22)
    assert squad.lat == 23.22


def test_a_position_from_the_page_obeys_too(squad: Squad) -> None:
    squad.says(RADIO, 23.5)
    page = Placed(101, squad.now + 1000, squad.now + 1000, 23.9, 113.5, None, None, None, None, None, 0, "field", 3, squad.now + 61_000)
    squad.line.place(page)
    assert squad.lat == 23.5
    squad.now += AGE + 2000
    later = squad.now
    squad.line.place(Placed(101, later, later, 23.9, 113.5, None, None, None, None, None, 0, "field", 3, later + 60_000))
    assert squad.lat == 23.9


# -- rows -----------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def ranks(db: None) -> None:
    load_defaults()


def terminal(adapter: str = "radio", kind: str = "radio", external_id: str = "R1", **given: Any) -> Terminal:
    given = {"area": "440117", "label": "队伍"} | given
    return register_terminal(actor="system", adapter=adapter, external_id=external_id, kind=kind, **given)


def test_the_finest_area_wins_then_the_kind_then_the_terminal_itself(ranks: None) -> None:
    def of(**given: Any) -> tuple[int, float]:
        values = {"adapter": "radio", "kind": "radio", "area": "440117", "every_s": None, "rank": None, "max_age_s": None} | given
        return tuple(Ranks().of(**values))  # type: ignore[arg-type]

    assert of() == (1, 90)
    assert of(kind="vehicle") == (2, 90)
    assert of(every_s=300) == (1, 900)  # a slow reporter is not stale between two reports
    assert of(max_age_s=10.0, every_s=300) == (1, 10)
    assert of(rank=7) == (7, 90)
    assert of(adapter="tetra") == (9, 120)
    rank_source(actor="system", adapter="radio", kind="", area="440117", rank=5, max_age_s=20, source="从化区值班室")
    assert of() == of(kind="vehicle") == (5, 20)
    assert of(area="440118") == (1, 90)


def test_the_gateway_hears_of_a_new_rank_at_its_next_look(ranks: None) -> None:
    made = terminal()
    reader = RegistryReader()
    (entry,) = reader.read().entries or []
    assert (entry.rank, entry.max_age_ms) == (1, 90_000)
    assert reader.read().entries is None
    rank_terminal(actor="system", terminal=made, rank=3, max_age_s=15)
    (entry,) = reader.read().entries or []
    assert (entry.rank, entry.max_age_ms) == (3, 15_000)
    SourceRank.objects.filter(adapter="radio").update(rank=8)
    assert reader.read().entries is not None


def test_the_phone_page_waits_for_the_radio_and_its_fixes_are_kept(ranks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr(intake, "_tell", told.extend)
    radio = terminal()
    page = terminal("field", "phone", "user-1", subject=radio.subject)
    now = clock.now()
    last = LastFix.objects.create(
        subject=radio.subject, fixed_at=now - timedelta(seconds=5), received_at=now, lon=113.5, lat=23.5, source="radio", rank=1,
        held_until=now + timedelta(seconds=85),
    )  # fmt: skip
    assert take_fixes(terminal=page, fixes=[PhoneFix(at=now, lat=23.9, lon=113.5)]) == {"stored": 1, "flagged": 1, "repeated": 0}
    last.refresh_from_db()
    assert (last.lat, last.source) == (23.5, "radio")
    assert TrackPoint.objects.get(terminal=page.pk).flags == RANKED
    LastFix.objects.update(held_until=now - timedelta(seconds=1))
    take_fixes(terminal=page, fixes=[PhoneFix(at=now + timedelta(seconds=1), lat=23.91, lon=113.5)])
    last.refresh_from_db()
    assert (last.lat, last.source, last.rank) == (23.91, "field", 3)
    assert last.held_until is not None and timedelta(seconds=50) < last.held_until - now < timedelta(seconds=70)


@pytest.mark.django_db(transaction=True)
def test_who_holds_the_marker_survives_a_restart(ranks: None, squad: Squad) -> None:
    import psycopg

    from realtime.database import conninfo

    made = terminal()
    squad.line.learn([Entry(Source("radio", "R1"), made.pk, made.subject_id, 440117, 5, False, 1, AGE)], None)
    squad.now = int(clock.now().timestamp() * 1000)
    squad.says(RADIO, 23.5)
    latest = [
        (subject, track.last_ms, track.flags, fix, track.source, track.rank, track.held_ms)
        for subject, (track, fix) in squad.line.latest.items()
    ]
    with psycopg.connect(conninfo(), autocommit=True) as connection:
        connection.execute(
            "CREATE TEMP TABLE latest_in (subject_id integer, fixed_at timestamptz, received_at timestamptz, lon float8, lat float8,"
            " rank smallint, held_until timestamptz, alt real, speed real, heading real, accuracy real, battery smallint, link smallint,"
            " flags smallint, source varchar(20)) ON COMMIT DELETE ROWS"
        )
        write(connection, Batch(latest=latest))
    (placed,) = RegistryReader().read().placed
    assert (placed.rank, placed.held_ms) == (1, squad.now + AGE)
