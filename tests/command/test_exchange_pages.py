"""地图数据: what the pages show, refuse and hand on. The rules behind them are tested with the actions."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dispatch.features.importing.models import FeatureSheet
from dispatch.features.models import Feature

pytestmark = pytest.mark.django_db
LIST = "编号,名称,经度,纬度,校长\nS-1,甲校,113.60,23.55,张三\nS-2,乙校,23.55,113.60,李四\nS-3,丙校,116.39,39.9,\n"


def text(answer: Any) -> str:
    return answer.content.decode()


def upload(client: Any, **given: Any) -> Any:
    fields = {"layer": "school", "area": "4401", "datum": "wgs84", "file": SimpleUploadedFile("学校.csv", LIST.encode())} | given
    return client.post("/exchange/", fields)


def test_a_file_is_checked_seen_corrected_and_taken_in(as_user: Any, people: SimpleNamespace) -> None:
    chief = as_user(people.chen)
    assert "学校" in text(chief.get("/exchange/"))
    where = upload(chief).url
    shown = text(chief.get(where))
    assert '有错 <b class="wrong">2</b> 行' in shown
    assert "经度和纬度可能填反了" in shown and "不在本市范围内" in shown
    assert "确认导入 1 条" in shown and "<circle" in shown and "1 行落在图外" in shown
    sheet = FeatureSheet.objects.get()
    fields = {
        f"field-{n}": {"编号": "code", "名称": "name", "经度": "lon", "纬度": "lat", "校长": "extra"}[title]
        for n, title in enumerate(sheet.titles)
    }
    assert chief.post(where, {"do": "remap", "datum": "gcj02"} | fields).status_code == 302
    assert chief.post(where, {"do": "apply"}).status_code == 302
    assert "已于" in text(chief.get(where))
    done = Feature.objects.get()
    assert (done.name, done.datum_in, done.attributes) == ("甲校", "gcj02", {"校长": "张三"})
    assert "已导入" in text(chief.get("/exchange/"))


def test_who_may_not_import_is_told_so_and_nothing_is_kept(as_user: Any, people: SimpleNamespace) -> None:
    officer, chief = as_user(people.wang), as_user(people.chen)
    assert "没有图层导入权限" in text(officer.get("/exchange/"))
    assert upload(officer).status_code == 422
    assert upload(chief, layer="nowhere").status_code == 422
    assert upload(chief, datum="").status_code == 422
    assert upload(chief, file=SimpleUploadedFile("a.dwg", b"x")).status_code == 422
    assert not FeatureSheet.objects.exists()
    where = upload(chief).url
    assert as_user(people.nansha).get(where).status_code == 404
    assert chief.get("/exchange/0/").status_code == 404


def test_a_layer_is_taken_out_again(as_user: Any, people: SimpleNamespace) -> None:
    chief = as_user(people.chen)
    chief.post(upload(chief).url, {"do": "apply"})
    assert chief.get("/exchange/template/school/").content.startswith(b"PK")
    assert chief.get("/exchange/template/team/").status_code == 404
    page = chief.get("/exchange/export/?layer=school")
    assert 'value="school" checked' in text(page)
    given = {"layer": "school", "area": "4401", "format": "kml", "datum": "wgs84"}
    file = chief.post("/exchange/export/", given)
    assert file["Content-Type"].startswith("application/vnd.google-earth.kml") and "甲校" in text(file)
    assert file["Cache-Control"] == "no-store"
    assert chief.post("/exchange/export/", given | {"layer": "party_gov"}).status_code == 422
    assert "陈班长" in text(chief.get("/exchange/export/"))
