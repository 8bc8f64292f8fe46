"""Layers from the bureau's files: every bad row is named, the rest goes in together, the datum is asked for, the same file again changes nothing."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from dispatch.features.importing.actions import apply_features, preview_features, remap_features
from dispatch.features.importing.reading import read
from dispatch.features.models import Feature, LayerState
from realtime.codes import Problem
from realtime.datum import from_wgs84
from realtime.log.models import Event
from realtime.sheets import Unreadable

ME = "user:1"
SCHOOLS = """编号,名称,经度,纬度,区划,学生,电话,备注栏
S-1,良口镇中心小学,113.7370,23.7110,从化区,"1,204人",13800001111,新校区
S-2,从化第三中学,113°35′12″,23°32′54″,,890,,
S-3,,113.60,23.55,,10,,
S-4,荔城中学,113.811,23.261,从化区,600,,
S-5,北京小学,116.39,39.90,,600,,
S-6,写反小学,23.55,113.60,,600,,
S-7,人数小学,113.60,23.55,,很多,,
S-1,重复小学,113.60,23.55,,600,,
"""


def given(text: str | bytes, *, name: str = "清单.csv", layer: str = "school", datum: str = "wgs84", area: str = "4401") -> Any:
    data = text.encode() if isinstance(text, str) else text
    return preview_features(actor=ME, layer=layer, name=name, data=data, datum=datum, area=area)


def why(preview: Any, line: int) -> str:
    return ";".join(f"{error['column']}:{error['why']}" for row in preview["rows"] if row["line"] == line for error in row["errors"])


def drawing(*features: tuple[dict[str, Any], dict[str, Any] | None]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]})


def test_every_bad_row_is_named_with_its_reason(city: None) -> None:
    preview = given(SCHOOLS)
    assert (preview["add"], preview["bad"]) == (2, 6)
    assert [row["line"] for row in preview["rows"]] == list(range(2, 10))
    assert why(preview, 4) == "名称:必填"
    assert "位置在增城区,与所填区划从化区不符" in why(preview, 5)
    assert "不在本市范围内" in why(preview, 6)
    assert "经度和纬度可能填反了" in why(preview, 7)
    assert why(preview, 8) == "学生:应为数字,单位 人"
    assert why(preview, 9) == "编号:与第 2 行重复"
    assert not Feature.objects.exists()


def test_what_is_good_goes_in_and_its_boards_are_told_once_each(agrees: Callable[..., Any]) -> None:
    preview = given(SCHOOLS)
    with agrees():
        done = apply_features(actor=ME, sheet_id=preview["id"])
    assert (done["add"], done["bad"]) == (2, 6) and done["applied_at"]
    school = Feature.objects.get(layer="school", code="S-1")
    assert (school.name, school.area, school.attributes) == ("良口镇中心小学", "440117", {"students": 1204, "phone": "13800001111"})
    assert school.initials.startswith("lkzzxxx ")
    assert Feature.objects.get(code="S-2").lon == pytest.approx(113.58667, abs=1e-5)
    assert LayerState.objects.get(area="440117", layer="school").count == 2
    assert list(Event.objects.filter(kind__in=["layer.changed", "feature_sheet.imported"]).values_list("kind", flat=True).order_by("kind")) == [
        "feature_sheet.imported", "layer.changed",
    ]  # fmt: skip
    with pytest.raises(Problem, match="已于"):
        apply_features(actor=ME, sheet_id=preview["id"])


def test_the_same_file_again_changes_nothing_and_a_corrected_one_only_what_is_new(city: None) -> None:
    apply_features(actor=ME, sheet_id=given(SCHOOLS)["id"])
    again = given(SCHOOLS)
    assert (again["add"], again["change"], again["same"]) == (0, 0, 2)
    moved = given("编号,经度,纬度,学生\nS-1,113.7371,23.7110,1300\nS-2,,,890\n")
    assert [(row["code"], row["outcome"], row["changes"]) for row in moved["rows"]] == [
        ("S-1", "change", ["位置", "学生"]),
        ("S-2", "same", []),
    ]
    apply_features(actor=ME, sheet_id=moved["id"])
    school = Feature.objects.get(code="S-1")
    assert (school.lon, school.attributes["students"], school.attributes["phone"]) == (113.7371, 1300, "13800001111")


def test_without_a_number_the_same_name_at_the_same_place_is_the_same_object(city: None) -> None:
    text = "名称,坐标\n良口水厂取水点,东经113度44分13秒北纬23度42分40秒\n"
    apply_features(actor=ME, sheet_id=given(text, layer="water_source")["id"])
    assert given(text, layer="water_source")["same"] == 1
    assert Feature.objects.filter(layer="water_source").count() == 1


@pytest.mark.parametrize("datum", ["wgs84", "cgcs2000", "gcj02", "bd09"])
def test_whatever_the_datum_of_the_file_the_object_stands_where_it_stands(city: None, datum: str) -> None:
    lon, lat = from_wgs84(113.737, 23.711, datum)
    apply_features(actor=ME, sheet_id=given(f"名称,经度,纬度\n甲校,{lon},{lat}\n", datum=datum)["id"])
    shape = {
        "type": "Polygon",
        "coordinates": [[[*from_wgs84(x, y, datum), 12.0] for x, y in ((113.7, 23.7), (113.71, 23.7), (113.7, 23.71), (113.7, 23.7))]],
    }
    apply_features(actor=ME, sheet_id=given(drawing(({"name": "园区"}, shape)), name="园区.geojson", layer="chem_park", datum=datum)["id"])
    school, park = Feature.objects.get(layer="school"), Feature.objects.get(layer="chem_park")
    assert (school.lon, school.lat) == pytest.approx((113.737, 23.711), abs=1e-6)
    assert (school.datum_in, park.datum_in) == (datum, datum)
    assert park.shape is not None
    assert park.shape["coordinates"][0][1] == pytest.approx([113.71, 23.7], abs=1e-6)


def test_a_wrong_datum_is_suspected_before_anybody_says_yes(city: None) -> None:
    rows = [(f"S-{n}", f"第{n}小学", 113.5 + n / 100, 23.55) for n in range(1, 6)]
    table = "编号,名称,经度,纬度\n" + "\n".join(f"{code},{name},{lon},{lat}" for code, name, lon, lat in rows)
    apply_features(actor=ME, sheet_id=given(table)["id"])
    shifted = "编号,名称,经度,纬度\n" + "\n".join(
        "{},{},{:.6f},{:.6f}".format(code, name, *from_wgs84(lon, lat, "gcj02")) for code, name, lon, lat in rows
    )
    preview = given(shifted)
    assert preview["change"] == 5 and "GCJ-02" in preview["warning"]
    right = remap_features(actor=ME, sheet_id=preview["id"], datum="gcj02", mapping=preview["mapping"])
    assert (right["same"], right["warning"]) == (5, "")
    assert "BD-09" in given("名称,百度经度,百度纬度\n乙校,113.6,23.55\n", datum="gcj02")["warning"]


def test_columns_are_guessed_and_may_be_named_by_hand(city: None) -> None:
    preview = given("学校,lng,lat,STUDENTS,校长\n甲校,113.6,23.55,300,张三\n")
    assert preview["mapping"] == {"lng": "lon", "lat": "lat", "STUDENTS": "attr:students"}
    assert why(preview, 2) == "名称:必填"
    named = preview["mapping"] | {"学校": "name", "校长": "extra", "没有": "code"}
    again = remap_features(actor=ME, sheet_id=preview["id"], datum="wgs84", mapping=named)
    assert (again["add"], again["samples"]["校长"]) == (1, "张三")
    apply_features(actor=ME, sheet_id=preview["id"])
    assert Feature.objects.get().attributes == {"students": 300, "校长": "张三"}


def test_shapes_must_fit_their_layer(city: None) -> None:
    line = {"type": "LineString", "coordinates": [[113.6, 23.5], [113.7, 23.6]]}
    bow = {"type": "Polygon", "coordinates": [[[113.6, 23.5], [113.7, 23.6], [113.7, 23.5], [113.6, 23.6], [113.6, 23.5]]]}
    text = drawing(
        ({"name": "甲"}, line), ({"name": "乙"}, bow), ({"name": "丙"}, None), ({"name": "丁"}, {"type": "Point", "coordinates": ["a", 2]})
    )
    preview = given(text, name="a.json", layer="chem_park")
    assert preview["bad"] == 4
    assert "不能是线" in why(preview, 1) and "交叉" in why(preview, 2) and "没有位置" in why(preview, 3) and "看不懂" in why(preview, 4)


def test_a_surveyors_list_in_metres_is_read(city: None) -> None:
    preview = given("名称,X坐标,Y坐标\n界桩,2605543.35,38457820.14\n", layer="grid")
    assert preview["rows"][0]["lon"] == pytest.approx(113.5866, abs=1e-2)


def test_rows_outside_the_range_of_the_import_are_refused(city: None) -> None:
    apply_features(actor=ME, sheet_id=given("编号,名称,经度,纬度\nS-9,荔城中学,113.811,23.261\n")["id"])
    preview = given("编号,名称,经度,纬度,学生\nS-9,,,,7\n,新校,113.811,23.261,\n", area="440117")
    assert "属于增城区的荔城中学" in why(preview, 2) and "不在本次导入的范围(从化区)内" in why(preview, 3)


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
<Placemark id="p1"><name>流溪河水库</name><description><![CDATA[<b>大型</b> 水库]]></description>
  <ExtendedData><Data name="水位"><value>232.1</value></Data></ExtendedData><Point><coordinates> 113.76,23.75,10 </coordinates></Point></Placemark>
<Placemark><name>两片</name><MultiGeometry>
  <Polygon><outerBoundaryIs><LinearRing><coordinates>113.6,23.5 113.7,23.5 113.7,23.6 113.6,23.5</coordinates></LinearRing></outerBoundaryIs></Polygon>
  <Polygon><outerBoundaryIs><LinearRing><coordinates>113.8,23.5 113.9,23.5 113.9,23.6 113.8,23.5</coordinates></LinearRing></outerBoundaryIs></Polygon>
</MultiGeometry></Placemark></Folder></Document></kml>"""


def test_placemarks_come_in_with_their_data(city: None) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("doc.kml", KML)
    assert read("a.kml", KML.encode(), 10) == read("a.kmz", packed.getvalue(), 10)
    raw = read("a.kml", KML.encode(), 10)
    assert raw.rows[0].cells == {"名称": "流溪河水库", "水位": "232.1", "备注": "大型 水库", "id": "p1"}
    assert raw.rows[1].shape is not None and raw.rows[1].shape["type"] == "MultiPolygon"
    apply_features(actor=ME, sheet_id=given(KML, name="a.kml", layer="reservoir")["id"])
    lake = Feature.objects.get(layer="reservoir")
    assert (lake.code, lake.attributes) == ("p1", {"level_m": 232.1})


def test_a_table_may_carry_shapes_as_well_known_text(city: None) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["名称*", "形状", "电压"])
    sheet.append(["从化甲线", "LINESTRING (113.6 23.5, 113.7 23.6)", 110])
    sheet.append(["从化乙线", "LINESTRING 没有", 220])
    out = io.BytesIO()
    book.save(out)
    preview = given(out.getvalue(), name="线路.xlsx", layer="power_line")
    assert (preview["add"], preview["bad"]) == (1, 1)
    assert "没有位置" in why(preview, 3)


BOMB = '<!DOCTYPE a [<!ENTITY x "y">]><kml><Placemark><name>&x;</name></Placemark></kml>'


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.shp", b"x", "只能导入"), ("a.csv", b"", "没有内容"), ("a.csv", "名称,名称\n甲,乙".encode(), "列名重复"), ("a.xlsx", b"PK", "xlsx"),
        ("a.geojson", b"{", "GeoJSON"), ("a.geojson", b"[1]", "最外层"), ("a.json", b'{"type":"FeatureCollection","features":[]}', "没有可导入"),
        ("a.kml", BOMB.encode(), "KML"), ("a.kml", b"<kml/>", "Placemark"), ("a.kmz", b"PK\x03\x04", "KMZ"),
        ("a.csv", ("名称\n" + "甲\n" * 11).encode(), "最多导入 10"), ("a.csv", b"\xff\xfe\x00\xd8\x81", "编码"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_sentence(name: str, data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(name, data, 10)


def test_layers_that_live_elsewhere_are_not_imported(city: None) -> None:
    for layer, says in (("team", "业务数据"), ("nowhere", "没有图层")):
        with pytest.raises(Problem, match=says):
            given("名称\n甲", layer=layer)
    with pytest.raises(Problem, match="坐标系"):
        given("名称\n甲", datum="")
