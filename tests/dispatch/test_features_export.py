"""Layers as files: only what one sees, in the datum asked for, on record; and what went out comes in again unchanged."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook

from dispatch.features.actions import add_feature
from dispatch.features.exporting.actions import export_features
from dispatch.features.exporting.writing import FORMATS, About
from dispatch.features.importing.actions import preview_features
from dispatch.features.importing.models import FeatureExport
from dispatch.features.models import Feature
from realtime.accounts.may import Caller, caller_of_user
from realtime.codes import Problem
from realtime.datum import from_wgs84
from realtime.log.models import Event

ME = "user:1"
RING = [[113.6, 23.5], [113.7, 23.5], [113.7, 23.6], [113.6, 23.5]]
HOLE = [[113.66, 23.51], [113.68, 23.51], [113.68, 23.53], [113.66, 23.51]]


@pytest.fixture
def chief(people: SimpleNamespace) -> Caller:
    return caller_of_user(people.chen)


def school(code: str, name: str, lon: float = 113.6, lat: float = 23.55, **attributes: Any) -> Feature:
    return add_feature(actor=ME, layer="school", code=code, name=name, lon=lon, lat=lat, attributes=attributes)


def out(who: Caller, *layers: str, **given: Any) -> Any:
    fields = {"area": "4401", "q": "", "format": "csv", "datum": "wgs84", "phones": False, "reason": ""} | given
    return export_features(who=who, layers=layers, **fields)


@pytest.mark.parametrize("format", list(FORMATS))
@pytest.mark.parametrize("datum", ["wgs84", "bd09"])
def test_what_went_out_comes_in_again_unchanged(chief: Caller, format: str, datum: str) -> None:
    add_feature(
        actor=ME,
        layer="chem_park",
        code="P-1",
        name='园区 <甲> & "乙"',
        lon=0,
        lat=0,
        shape={"type": "Polygon", "coordinates": [RING, HOLE]},
        attributes={"enterprises": 7, "address": "=1+1", "people": 1200},
    )
    add_feature(actor=ME, layer="chem_park", code="P-2", name="园区二", lon=113.65, lat=23.55, attributes={"contact": "张三"})
    taken = out(chief, "chem_park", format=format, datum=datum)
    again = preview_features(actor=ME, layer="chem_park", name=taken.name, data=taken.file, datum=datum, area="4401")
    assert [(row["code"], row["outcome"], row["changes"], row["errors"]) for row in again["rows"]] == [
        ("P-1", "same", [], []),
        ("P-2", "same", [], []),
    ]


def test_coordinates_leave_in_the_datum_asked_for(chief: Caller) -> None:
    school("S-1", "甲校")
    whole = json.loads(out(chief, "school", format="geojson", datum="gcj02").file)
    assert whole["features"][0]["geometry"]["coordinates"] == pytest.approx(from_wgs84(113.6, 23.55, "gcj02"), abs=1e-6)
    assert any("GCJ-02" in note for note in whole["notes"]) and any("陈班长" in note for note in whole["notes"])


def test_a_foreign_district_is_not_in_it_and_the_question_narrows_it(people: SimpleNamespace) -> None:
    school("S-1", "甲校")
    school("S-2", "荔城中学", 113.811, 23.261)
    ours = caller_of_user(people.huang)
    assert "荔城" not in out(ours, "school", area="440117").file.decode()
    with pytest.raises(Problem, match="辖区"):
        out(ours, "school", area="4401")
    city = caller_of_user(people.chen)
    assert out(city, "school", q="lczx").record.count == 1
    assert out(city, "school", filters=["school.name~甲"]).record.count == 1


def test_telephone_numbers_are_masked_unless_somebody_says_why(chief: Caller) -> None:
    school("S-1", "甲校", phone="13812345678")
    assert "138****5678" in out(chief, "school").file.decode()
    with pytest.raises(Problem, match="事由"):
        out(chief, "school", phones=True)
    assert "13812345678" in out(chief, "school", phones=True, reason="防汛叫应核对").file.decode()


def test_protected_layers_need_their_right_and_a_reason_and_stay_on_record(people: SimpleNamespace, chief: Caller) -> None:
    add_feature(actor=ME, layer="party_gov", name="某机关", lon=113.6, lat=23.55)
    with pytest.raises(Problem, match="不能查看重点防护目标"):
        out(caller_of_user(people.liang), "party_gov", area="440117", reason="核查一下")
    with pytest.raises(Problem, match="事由"):
        out(chief, "party_gov", "school", reason=" ")
    assert not FeatureExport.objects.exists()
    taken = out(chief, "party_gov", "school", reason="节前检查")
    record = FeatureExport.objects.get()
    assert (record.by, record.by_name, record.reason, record.count) == (chief.actor, "陈班长", "节前检查", 1)
    assert taken.file.decode("utf-8-sig").startswith("图层,编号,名称")
    told = Event.objects.get(kind="feature_export.made")
    assert json.loads(told.body) == {"id": record.pk, "layers": ["party_gov", "school"], "area": "4401", "count": 1, "phones": False}


def test_a_spreadsheet_runs_nothing_that_somebody_wrote_into_a_name(chief: Caller) -> None:
    school("S-1", "=cmd|' /C calc'!A0")
    assert ",'=cmd" in out(chief, "school").file.decode()


def test_an_officers_name_with_a_sign_no_workbook_has_costs_nobody_the_list():
    about = About("周边分析", ["导出人 王\x0b值班", "坐标系 WGS-84"])
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].write([], ["编号"], about)))
    assert [row[0] for row in book["导出说明"].values] == ["导出人 王 值班", "坐标系 WGS-84"]
