"""A span as one file: made here, checked whole where it is brought in, opened read-only, and the same picture in both places."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from command.replay.actions import ask_case
from command.replay.case import CaseRecord
from command.replay.casefile import Bad, check
from command.replay.casing import make_waiting
from command.replay.keyframes import take_keyframes
from command.replay.live import LiveRecord
from command.replay.models import Case
from command.replay.store import path_of
from devices.terminals.models import Subject
from devices.tracks.models import FlagChange
from dispatch.incidents.actions import note_incident, open_incident
from realtime import clock
from realtime.log.models import Event
from realtime.positions import OFFLINE
from tests.command.small_case import SINCE, small_case, write_small
from tests.command.test_replay import FIRE, fix, latest, store, when

MOST = 50_000_000


@pytest.fixture(autouse=True)
def _own_disk(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


# -- the file alone, no database -------------------------------------------------------------------


def test_a_whole_case_passes_every_check(tmp_path: Path) -> None:
    write_small(tmp_path / "a", "440117")
    assert check(tmp_path / "a", MOST).title == "五一山火"


def again(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same zip with something done to its parts."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return path


def manifest(held: dict[str, bytes], **changed: Any) -> None:
    held["manifest.json"] = json.dumps(json.loads(held["manifest.json"]) | changed).encode()


WRONG: dict[str, tuple[Callable[[dict[str, bytes]], Any], str]] = {
    "a part was changed": (lambda parts: parts.update({"moves/0.bin": bytes(40)}), "moves/0.bin 的校验和不符"),
    "a part was cut": (lambda parts: parts.update({"events/0.json": b"["}), "events/0.json 的校验和不符"),
    "a part is missing": (lambda parts: parts.pop("late.bin"), "late.bin 缺失"),
    "a part nobody listed": (lambda parts: parts.update({"../../etc/passwd": b"x"}), "清单之外"),
    "another kind of zip": (lambda parts: parts.pop("manifest.json"), "不是案例文件"),
    "a newer format": (lambda parts: manifest(parts, version=99), "更新的版本"),
    "a span of centuries": (lambda parts: manifest(parts, until_ms=10**15), "起止时间"),
    "fewer chunks than the span": (lambda parts: manifest(parts, chunks=7), "分段数"),
    "a list of something else": (lambda parts: manifest(parts, parts=[]), "清单之外"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_with_a_case_is_named(tmp_path: Path, wrong: str) -> None:
    change, said = WRONG[wrong]
    write_small(tmp_path / "a", "440117")
    with pytest.raises(Bad, match=said):
        check(again(tmp_path / "a", change), MOST)


def test_a_case_that_unpacks_to_too_much_is_not_read(tmp_path: Path) -> None:
    write_small(tmp_path / "a", "440117")
    with pytest.raises(Bad, match="展开后超过"):
        check(tmp_path / "a", 300)


def test_no_zip_at_all_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"hello")
    with pytest.raises(Bad, match="不是案例文件"):
        check(tmp_path / "a", MOST)


# -- made here, opened there -----------------------------------------------------------------------


@pytest.mark.django_db
def test_a_case_shows_what_the_record_showed(people: SimpleNamespace, agrees: Callable[..., Any]) -> None:
    subject = Subject.objects.create(kind="uav", area="440117", label="无人机")
    take_keyframes()
    # positions of the span that is exported lie in the past minutes; rows are what counts, not when this test runs
    since = clock.now()
    start = int(since.timestamp() * 1000)
    fixes = [fix(subject.pk, start - 5000, start - 5000, 23.1, 113.1), fix(subject.pk, start + 200, start + 200, 23.2, 113.2)]
    store([(subject.pk, 1, one, 0) for one in fixes])
    last = fix(subject.pk, start + 3_600_000, start + 3_600_000, 23.9, 113.9)
    latest(subject.pk, last)
    FlagChange.objects.create(subject=subject.pk, at=when(start - 1000), flags=OFFLINE)
    incident = open_incident(actor=people.wang.actor, **FIRE)
    note_incident(actor=people.wang.actor, incident_id=incident.pk, text="火势向北")
    until = clock.now()
    with agrees():
        case = ask_case(actor="user:1", name="王值班", area="4401", title="良口山火", since=since, until=until, reason="复盘")
        assert make_waiting() == 1
    case.refresh_from_db()
    assert (case.state, case.progress) == ("ready", 100), case.problem
    assert check(path_of(case.sha256), MOST).counts["events"] >= 2
    there, here = CaseRecord(path_of(case.sha256), case.pk), LiveRecord(["4401"])
    for at in (since + timedelta(milliseconds=1), until - timedelta(milliseconds=1)):
        for happened in (False, True):
            state = json.loads(json.dumps(here.board(at, happened=happened).state))
            assert there.board(at, happened=happened).state == state
            mine, theirs = here.picture(at, happened=happened), there.picture(at, happened=happened)
            assert theirs.who == mine.who
            assert theirs.fixes.tolist() == mine.fixes.tolist()
    told = there.moments(since, until, happened=False).moments
    assert [(one["kind"], one["text"]) for one in told] == [
        (one["kind"], one["text"]) for one in here.moments(since, until, happened=False).moments
    ]
    assert told[-1]["text"] == "火势向北"


@pytest.mark.django_db
def test_a_span_that_is_not_over_or_too_long_is_refused(people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    now = clock.now()
    desk = as_user(people.wang)
    whole = {"title": "山火", "area": "4401", "reason": "复盘"}
    for since, until in ((now, now + timedelta(hours=1)), (now - timedelta(days=9), now), (now, now - timedelta(hours=1))):
        asked = whole | {"since": since.isoformat(), "until": until.isoformat()}
        assert desk.send("/api/replay/cases", asked).status_code == 422
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_a_case_is_brought_in_checked_opened_and_taken_away_on_record(
    people: SimpleNamespace, as_user: Callable[..., Any], tmp_path: Path, agrees: Callable[..., Any]
) -> None:
    write_small(tmp_path / "there", "441623", burst=5, file=6)
    data = (tmp_path / "there").read_bytes()
    desk = as_user(people.wang)

    def bring(content: bytes) -> Any:
        form = {"file": SimpleUploadedFile("山火.zip", content), "area": "4401", "reason": "学习兄弟市案例"}
        return desk.post("/api/replay/cases/import", form, headers={"Idempotency-Key": str(uuid4())})

    broken = bring(data[:-200])
    assert (broken.status_code, broken.json()["where"]) == (422, ["file"])
    assert not Case.objects.exists()
    with agrees():
        row = bring(data).json()
    assert (row["title"], row["origin"], row["city_name"]) == ("五一山火", "imported", "别市")
    assert bring(data).json()["id"] == row["id"]  # twice is once
    at = {"case": row["id"], "at": (SINCE + timedelta(minutes=6)).isoformat()}
    board = desk.get("/api/replay/state", at).json()
    assert board["state"]["incidents"]["3"]["place"] == "良口镇"
    assert len(desk.get("/api/replay/positions", at).content) == 8 + 24 + 24
    events = desk.get("/api/replay/events", {"case": row["id"], "from": SINCE.isoformat(), "to": at["at"]}).json()
    assert [one["kind"] for one in events["events"]] == ["incident.opened"]
    assert desk.get(events["bursts"][0]["file"]).content == b"OggS"
    assert desk.get(f"/api/replay/cases/{row['id']}/files/6").content == b"\xff\xd8"
    assert b"".join(desk.get(f"/api/replay/cases/{row['id']}/file").streaming_content) == data
    assert Event.objects.filter(kind="case.taken", actor=people.wang.actor).count() == 1
    assert as_user(people.huang).get("/api/replay/state", at).status_code == 404  # the city's library, not the district's
    with agrees():
        assert desk.send(f"/api/replay/cases/{row['id']}/remove", {"reason": "看完了"}).status_code == 200
    assert not path_of(row["sha256"]).exists()


@pytest.mark.django_db
def test_the_case_s_own_limits_bound_the_instant(city: None) -> None:
    case = small_case("440117")
    record = CaseRecord(path_of(case.sha256), case.pk)
    positions = [record.picture(SINCE + timedelta(seconds=s), happened=False).fixes["lat"].tolist() for s in (1, 61)]
    assert positions == [[231_000_000], [232_000_000]]
    ticks, who = record.moves(SINCE, SINCE + timedelta(minutes=2), 10, happened=False)
    assert [(seconds, fixes["lat"].tolist()) for seconds, fixes in ticks] == [(60, [232_000_000])]
    assert who == {7: (440117, 3)}
    assert (record.since, record.until) == (SINCE, datetime(2026, 5, 1, 8, 10, tzinfo=UTC))
