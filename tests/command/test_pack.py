"""The night's pack of paper: made once a night, whole or not at all, numbers as the rule says, taken away with a reason."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from command.paper import pack
from command.paper.pack import make_due_pack, make_pack, packs
from dispatch.contacts.actions import add_person
from dispatch.contacts.models import Reveal
from dispatch.incidents.actions import close_incident, open_incident
from dispatch.incidents.four_ones import fill_four_ones
from dispatch.teams.models import Unit
from realtime import clock
from realtime.exercises.actions import start_exercise
from realtime.rules.models import Rule

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇", "area": "440117"}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def texts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_it_holds_what_a_dark_centre_needs(people: SimpleNamespace, unit: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(radio_channel="应急17")
    desk = add_person(
        actor="system", name="从化区值班室", area="440117", role="duty_desk", addresses=[{"channel": "phone", "value": "02087931110"}]
    )
    add_person(actor="system", name="陈镇长", area="440117", role="principal", addresses=[{"channel": "phone", "value": "13912345678"}])
    add_person(
        actor="system",
        name="梁队长",
        area="440117",
        role="responsible_unit",
        unit=unit.pk,
        addresses=[{"channel": "phone", "value": "13800138000"}],
    )
    burning = open_incident(actor="user:1", **FIRE)
    drill = start_exercise(actor="user:1", name="桌面推演", area="4401")
    drilled = open_incident(actor="user:1", exercise=drill.pk, **FIRE)
    over = open_incident(actor="user:1", **FIRE)
    fill_four_ones(actor="user:1", incident_id=over.pk, texts=dict.fromkeys(("lead", "task_force", "plan", "outlet"), "甲"))
    close_incident(actor="user:1", incident_id=over.pk, note="完")
    made = make_pack(pack.folder() / "pack-20261122.zip")
    assert made is not None and made.stat().st_mode & 0o077 == 0
    pages = texts(made)
    assert desk.name in pages["contacts.html"] and "02087931110" in pages["contacts.html"]
    assert "139****5678" in pages["contacts.html"] and "13912345678" not in "".join(pages.values())
    assert "应急17" in pages["teams.html"] and "13800138000" in pages["teams.html"] and "梁队长" in pages["teams.html"]
    assert "王值班" in pages["duty.html"] and "森林火灾" in pages["cards.html"] and "回报人" in pages["forms/roll_call.html"]
    assert {"plans/GZ-ZX-17.html", "forms/handover.html", "forms/departures.html"} <= set(pages)
    assert "危险化学品" in pages["plans.html"] and "尚未排班" in pages["roster.html"] and "电话(分钟)" in pages["terms.html"]
    assert pages["plans/GZ-ZX-17.html"].count("<tr>") > 42
    assert [name for name in pages if name.startswith("incidents/")] == [f"incidents/{burning.number}.html"]
    assert drilled.number not in pages["index.html"]
    assert not any("/static/" in text or "src=" in text for text in pages.values()), "it must open without the centre"


def test_once_a_night_from_the_rules_hour_and_old_ones_are_forgotten(city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    Rule.objects.filter(name="paper.pack_hour").update(value=24)
    assert make_due_pack() is None
    Rule.objects.filter(name="paper.pack_hour").update(value=0)
    first = make_due_pack()
    assert first is not None and make_due_pack() is None
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=8))
    second = make_due_pack()
    assert second is not None and [one.name for one in packs()] == [second.name]


def test_one_worker_at_a_time_and_a_killed_ones_half_is_no_pack(city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack.folder() / "pack-20261122.zip"
    path.parent.mkdir(parents=True)
    half = path.with_suffix(".part")
    half.write_bytes(b"PK")
    assert make_pack(path) is None and packs() == []
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(hours=2))
    assert make_pack(path) == path and not half.exists()


def test_taking_one_needs_the_right_and_a_reason_which_is_kept(as_user: Callable[..., Any], people: SimpleNamespace) -> None:
    make_pack(pack.folder() / "pack-20261122.zip")
    chief, district = as_user(people.chen), as_user(people.huang)
    assert district.post("/paper/packs/pack-20261122.zip", {"reason": "演练打印"}).status_code == 403
    assert chief.post("/paper/packs/pack-20261122.zip", {"reason": " "}).status_code == 302 and not Reveal.objects.exists()
    assert chief.post("/paper/packs/secret_key", {"reason": "看看"}).status_code == 404
    answer = chief.post("/paper/packs/pack-20261122.zip", {"reason": "检修停电前打印"})
    assert answer.status_code == 200 and zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None
    (row,) = Reveal.objects.all()
    assert (row.what, row.reason, row.by_name) == ("pack-20261122.zip", "检修停电前打印", "陈班长")
    assert "检修停电前打印" in chief.get("/paper/packs/").content.decode()
    assert "下载</button>" not in district.get("/paper/packs/").content.decode()
