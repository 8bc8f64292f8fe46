"""队伍与装备: what the pages show, refuse, keep and hand on. The rules behind them are tested with the actions."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localtime

from devices.terminals.models import SourceRank, Terminal
from dispatch.teams.importing.units import COLUMNS
from dispatch.teams.models import StandbyMission, StandbyPost, Unit, Vehicle
from realtime import clock

pytestmark = pytest.mark.django_db
FIELD = {column.title: f"f{number}" for number, column in enumerate(COLUMNS)}
LOCAL = "%Y-%m-%dT%H:%M"


def cells(**given: Any) -> dict[str, Any]:
    return {FIELD[title]: value for title, value in given.items()}


def text(answer: Any) -> str:
    return answer.content.decode()


NEW = {
    "编号": "CH-09", "名称": "试验中队", "类别": "行业队伍", "专业": "森林消防", "人数": "20", "所属区划": "从化区", "经度": "113.5866", "纬度": "23.5484",
    "装备": "油锯 3",
}  # fmt: skip


def test_who_is_not_signed_in_or_has_no_post_sees_nothing(client: Any, as_user: Any, people: SimpleNamespace, unit: Unit) -> None:
    assert client.get("/teams/").url == "/people/sign-in/?next=/teams/"
    foreign = as_user(people.nansha)
    assert foreign.get(f"/teams/{unit.pk}/").status_code == 404
    assert unit.name not in text(foreign.get("/teams/"))


def test_every_page_opens_for_an_officer_and_offers_only_what_he_may(as_user: Any, people: SimpleNamespace, unit: Unit) -> None:
    officer, chief = as_user(people.wang), as_user(people.chen)
    for path in ("", f"{unit.pk}/", "vehicles/", "standby/", "sources/", "import/"):
        assert officer.get(f"/teams/{path}").status_code == 200, path
    assert "登记新队伍" not in text(officer.get("/teams/"))
    assert "登记新队伍" in text(chief.get("/teams/"))
    assert "保存档案" not in text(officer.get(f"/teams/{unit.pk}/"))
    assert "变更状态" in text(officer.get(f"/teams/{unit.pk}/"))
    assert officer.post("/teams/", cells(**NEW)).status_code in (403, 422)
    assert not Unit.objects.filter(code="CH-09").exists()


def test_a_team_is_entered_corrected_and_what_was_wrong_is_named(as_user: Any, people: SimpleNamespace, city: None) -> None:
    chief = as_user(people.chen)
    bad = chief.post("/teams/", cells(**NEW | {"人数": "很多", "装备": "激光炮 1"}))
    assert bad.status_code == 422
    assert "应为整数" in text(bad) and "没有这种装备" in text(bad) and 'value="试验中队"' in text(bad)
    made = chief.post("/teams/", cells(**NEW) | {"datum": "gcj02"})
    unit = Unit.objects.get(code="CH-09")
    assert made.url == f"/teams/{unit.pk}/"
    assert abs(unit.lon - 113.5866) > 0.004  # it was said in AMap's coordinates
    again = NEW | {"装备": "", "人数": "22"} | {"经度": str(unit.lon), "纬度": str(unit.lat)}
    chief.post(f"/teams/{unit.pk}/", cells(**again) | {"do": "profile", "datum": "wgs84"})
    unit.refresh_from_db()
    assert (unit.headcount, unit.equipment, unit.name) == (22, {}, "试验中队")


def test_status_rest_vehicle_and_rank_from_the_teams_page(as_user: Any, people: SimpleNamespace, unit: Unit) -> None:
    chief, path = as_user(people.chen), f"/teams/{unit.pk}/"
    until = localtime(clock.now() + timedelta(hours=5)).strftime(LOCAL)
    chief.post(path, {"do": "status", "status": "resting", "until": until})
    refused = chief.post(path, {"do": "status", "status": "ready", "reason": ""})
    assert refused.status_code == 422 and "须填写理由" in text(refused)
    chief.post(path, {"do": "status", "status": "ready", "reason": "火势扩大"})
    page = text(chief.get(path))
    assert "休整 → 备勤" in page and "火势扩大" in page
    chief.post(path, {"do": "vehicle", "plate": "粤A·9", "kind": "carrier", "capacity": "20"})
    assert chief.post(path, {"do": "vehicle", "plate": "粤A·9", "kind": "carrier"}).status_code == 422
    car = Vehicle.objects.get()
    chief.post(path, {"do": "vehicle_status", "vehicle": car.pk, "status": "maintenance"})
    assert "检修" in text(chief.get("/teams/vehicles/?q=粤A"))
    radio = Terminal.objects.get(subject=unit.subject)
    chief.post(path, {"do": "rank", "terminal": radio.pk, "rank": "5", "max_age_s": "45"})
    radio.refresh_from_db()
    assert (radio.rank, radio.max_age_s) == (5, 45)


def test_posts_and_missions_from_the_standby_page(as_user: Any, people: SimpleNamespace, unit: Unit) -> None:
    officer = as_user(people.wang)
    place = {"name": "良口镇前置驻防点", "kind": "fire", "area": "440117", "lon": "113.737", "lat": "23.711", "datum": "wgs84"}
    assert officer.post("/teams/standby/", {"do": "open", **place, "lat": "北纬"}).status_code == 422
    officer.post("/teams/standby/", {"do": "open", **place})
    post, now = StandbyPost.objects.get(), localtime(clock.now())
    period = {"from": now.strftime(LOCAL), "until": (now + timedelta(days=2)).strftime(LOCAL)}
    sent = {"do": "send", "unit": f"{unit.code} {unit.name}", "post": post.pk, **period}
    assert officer.post("/teams/standby/", sent | {"unit": "无此队"}).status_code == 422
    officer.post("/teams/standby/", sent)
    page = text(officer.get("/teams/standby/"))
    assert "驻防中" in page and "23.8 km" in page and "约 36 分钟" in page
    assert officer.post("/teams/standby/", {"do": "close", "post": post.pk}).status_code == 422
    officer.post("/teams/standby/", {"do": "end", "mission": StandbyMission.objects.get().pk})
    officer.post("/teams/standby/", {"do": "close", "post": post.pk})
    assert "还没有驻防点" in text(officer.get("/teams/standby/"))


def test_a_list_is_checked_shown_and_applied_once(as_user: Any, people: SimpleNamespace, city: None) -> None:
    chief = as_user(people.chen)
    data = "编号,名称,类别,专业,人数,所属区划,经度,纬度,备注\n".encode() + b"".join(
        f"N{n},新队{n},行业队伍,{'消防' if n == 2 else '森林消防'},20,440117,113.58,23.54,x\n".encode() for n in range(3)
    )

    def upload(**given: Any) -> Any:
        body = {"kind": "units", "area": "4401", "datum": "wgs84", "file": SimpleUploadedFile("队伍.csv", data)} | given
        return chief.post("/teams/import/", body)

    assert upload(datum="").status_code == 422
    assert "缺少列" in text(upload(file=SimpleUploadedFile("a.csv", "名称\n甲".encode())))
    path = upload().url
    page = text(chief.get(path))
    assert "确认导入 2 条" in page and "没有这种专业" in page and "备注" in page
    assert not Unit.objects.exists()
    chief.post(path)
    assert Unit.objects.count() == 2
    assert "新增 2 条" in text(chief.get(path)) or "已于" in text(chief.get(path))
    assert "已于" in text(chief.post(path, follow=True))
    assert Unit.objects.count() == 2
    assert as_user(people.wang).get(path).status_code == 404
    book = chief.get("/teams/import/template/members/")
    assert book.content[:2] == b"PK" and "attachment" in book["Content-Disposition"]
    assert chief.get("/teams/import/template/secrets/").status_code == 404


def test_source_ranks_from_their_page(as_user: Any, people: SimpleNamespace, city: None) -> None:
    chief = as_user(people.chen)
    row = {"area": "440117", "adapter": "radio", "kind": "", "rank": "2", "max_age_s": "60", "source": "从化区值班室"}
    assert "位次应在" in text(chief.post("/teams/sources/", row | {"rank": "0"}))
    assert chief.post("/teams/sources/", row).status_code == 302
    assert SourceRank.objects.get(area="440117").max_age_s == 60
    assert "从化区值班室" in text(as_user(people.wang).get("/teams/sources/"))
    assert as_user(people.wang).post("/teams/sources/", row | {"rank": "9"}).status_code == 200
    assert SourceRank.objects.get(area="440117").rank == 2


def test_a_locked_seat_reads_only(as_user: Any, people: SimpleNamespace, unit: Unit) -> None:
    chief = as_user(people.chen)
    chief.send("/api/session/lock")
    assert chief.get(f"/teams/{unit.pk}/").status_code == 200
    assert chief.post(f"/teams/{unit.pk}/", {"do": "status", "status": "off"}).status_code == 403
