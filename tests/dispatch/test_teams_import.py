"""Lists from the bureau's spreadsheets: every bad cell is named, no bad row costs a good one, the same list again changes nothing."""

from __future__ import annotations

import base64
import csv
import io
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from dispatch.contacts.models import Person
from dispatch.teams.importing import members, units, vehicles
from dispatch.teams.importing.actions import apply_sheet, preview_sheet, sheet_template
from dispatch.teams.models import Base, Member, Sheet, Unit, Vehicle
from realtime.codes import Problem
from realtime.datum import to_gcj02, to_wgs84
from realtime.sheets import MAX_ROWS, Unreadable, read_table

# WGS-84, GCJ-02, BD-09 of the same places, computed with gcoord 1.0.7
PLACES = [
    ((113.3245, 23.1066), (113.32992121689368, 23.10399820620719), (113.3364770263633, 23.10970363984651)),
    ((113.2971, 23.1837), (113.30247349976709, 23.18108000990625), (113.30896429311036, 23.187214101965463)),
    ((113.5866, 23.5484), (113.59171074909216, 23.545630062912796), (113.59828759074088, 23.5513553216149)),
    ((116.3912757, 39.906217), (116.39751670534572, 39.907618208506655), (116.40389064460345, 39.91396193389383)),
    ((91.1322, 29.6604), (91.1337433248789, 29.657679589949623), (91.14034276218612, 29.66342567402816)),
    ((114.1694, 22.3193), (114.17436706626148, 22.316550799399344), (114.18092759885914, 22.322222377349046)),
]
CENTIMETRE = 1e-7  # degrees

TITLES = [column.title for column in units.COLUMNS]
SQUAD = dict(
    zip(
        TITLES,
        [
            "CH-01",
            "从化试验中队",
            "行业队伍",
            "",
            "森林消防",
            30,
            440117,
            113.5866,
            23.5484,
            "山上、陆上",
            "风力灭火机 12、消防水带×20盘",
            "火线扑打",
            "",
            "应急17",
        ],
        strict=True,
    )
)


def xlsx(rows: list[dict[str, Any]], titles: list[str] = TITLES) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(titles)
    for row in rows:
        sheet.append([row.get(title) for title in titles])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def given(kind: str, data: bytes, *, name: str = "清单.xlsx", datum: str = "wgs84", area: str = "4401") -> Any:
    return preview_sheet(actor="user:1", kind=kind, name=name, data=data, datum=datum, area=area)


@pytest.mark.parametrize(("wgs", "gcj", "bd"), PLACES)
def test_chinese_maps_are_brought_back_to_wgs84(wgs: tuple[float, float], gcj: tuple[float, float], bd: tuple[float, float]) -> None:
    assert to_gcj02(*wgs) == pytest.approx(gcj, abs=CENTIMETRE)
    assert to_wgs84(*gcj, "gcj02") == pytest.approx(wgs, abs=CENTIMETRE)
    assert to_wgs84(*bd, "bd09") == pytest.approx(wgs, abs=CENTIMETRE)
    assert to_wgs84(*wgs, "cgcs2000") == wgs
    with pytest.raises(ValueError):
        to_wgs84(*wgs, "beijing54")


def test_places_abroad_are_left_alone() -> None:
    assert to_wgs84(-122.4194, 37.7749, "gcj02") == (-122.4194, 37.7749)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_however_excel_wrote_it(encoding: str, separator: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([["号牌*", "载员", "备注"], ["粤A·1", "6", "x"], ["", "", ""], ["粤A·2", "7", ""]])
    table = read_table("车.csv", out.getvalue().encode(encoding), vehicles.COLUMNS)
    assert [(line.number, line.cells) for line in table.lines] == [(2, {"号牌": "粤A·1", "载员": "6"}), (4, {"号牌": "粤A·2", "载员": "7"})]
    assert table.ignored == ["备注"]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.xlsx", b"PK\x03\x04rubbish", "不是可以读取"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "另存为"),
        ("a.csv", b"\xff\xfe\x00\x81", "编码"),
        ("a.csv", b"", "没有内容"),
        ("a.csv", "名称,人数\n队,3".encode(), "缺少列:编号"),
        ("a.csv", "编号,名称,名称\nA,b,c".encode(), "列重复:名称"),
        ("a.csv", b"x" * 5_000_001, "超过 5 MB"),
        ("a.csv", ("编号\n" + "A\n" * (MAX_ROWS + 1)).encode(), "一次最多"),
    ],
)
def test_a_file_nothing_can_be_made_of_says_why(name: str, data: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_table(name, data, units.COLUMNS)


@pytest.mark.parametrize("kind", ["units", "vehicles", "members"])
def test_the_template_is_read_by_its_own_reader(kind: str) -> None:
    columns = {"units": units, "vehicles": vehicles, "members": members}[kind].COLUMNS
    data = sheet_template(kind)
    assert read_table("模板.xlsx", data, columns).lines == []
    help_sheet = load_workbook(io.BytesIO(data))["填写说明"]
    assert [row[0].value for row in help_sheet.iter_rows(min_row=2, max_row=len(columns) + 1)] == [column.title for column in columns]


@pytest.mark.django_db
def test_good_rows_are_applied_bad_ones_named_and_the_second_time_nothing_changes(agrees, city: None) -> None:
    Base.objects.create(code="B-CH", name="从化基地", kind="standby", area="440117", lon=113.586, lat=23.548)
    bad = SQUAD | {
        "编号": "CH-02",
        "专业": "消防",
        "人数": "三十",
        "所属区划": "火星区",
        "经度": 23.5,
        "纬度": 113.5,
        "装备": "激光炮 3、油锯",
    }
    rows = [
        SQUAD,
        bad,
        SQUAD,
        SQUAD | {"编号": "CH-03", "名称": None},
        SQUAD | {"编号": "CH-04", "名称": "四队", "所属区划": "良口镇", "基地": "从化基地"},
    ]
    preview = given("units", xlsx(rows))
    assert [row["outcome"] for row in preview["rows"]] == ["add", "bad", "bad", "bad", "add"]
    assert [error["column"] for error in preview["rows"][1]["errors"]] == ["专业", "人数", "所属区划", "纬度", "装备"]
    assert {error["line"] for error in preview["rows"][1]["errors"]} == {3}
    assert "填反" in next(error["why"] for error in preview["rows"][1]["errors"] if error["column"] == "纬度")
    assert preview["rows"][2]["errors"] == [{"line": 4, "column": "编号", "value": "CH-01", "why": "与第 2 行重复"}]
    assert preview["rows"][3]["errors"] == [{"line": 5, "column": "名称", "value": "", "why": "必填"}]
    assert not Unit.objects.exists()
    with agrees():
        done = apply_sheet(actor="user:1", sheet_id=preview["id"])
    assert (done["add"], done["bad"]) == (2, 3)
    squad, fourth = Unit.objects.order_by("code")
    assert (squad.area, squad.headcount, squad.kind, squad.equipment) == ("440117", 30, "forest_fire", {"blower": 12, "fire_hose": 20})
    assert (squad.skills, squad.domains, squad.radio_channel) == (["fire_line"], ["mountain", "land"], "应急17")
    assert (fourth.area, fourth.base.code) == ("440117104", "B-CH")
    with pytest.raises(Problem) as twice:
        apply_sheet(actor="user:1", sheet_id=preview["id"])
    assert twice.value.code == "wrong_state"
    again = given("units", xlsx([SQUAD]))
    assert (again["same"], again["rows"][0]["changes"]) == (1, [])


@pytest.mark.django_db
def test_an_update_touches_only_what_is_filled_in(agrees, city: None) -> None:
    apply_sheet(actor="user:1", sheet_id=given("units", xlsx([SQUAD]))["id"])
    titles = ["编号", "人数", "经度", "纬度"]
    lon, lat = PLACES[2][2]
    change = given("units", xlsx([{"编号": "CH-01", "人数": 33, "经度": lon, "纬度": lat}], titles), datum="bd09")
    assert change["rows"][0]["changes"] == ["人数"]  # the same place, said in Baidu's coordinates
    with agrees():
        apply_sheet(actor="user:1", sheet_id=change["id"])
    unit = Unit.objects.get()
    assert (unit.headcount, unit.name, unit.equipment["blower"]) == (33, "从化试验中队", 12)
    half = given("units", xlsx([{"编号": "CH-01", "经度": 113.5}], titles))
    assert half["rows"][0]["errors"][0]["why"] == "经度和纬度须同时填写"


@pytest.mark.django_db
def test_a_district_imports_only_its_own(city: None) -> None:
    rows = given("units", xlsx([SQUAD | {"所属区划": "440118"}]), area="440117")["rows"]
    assert [error["column"] for error in rows[0]["errors"]] == ["所属区划"]
    apply_sheet(actor="user:1", sheet_id=given("units", xlsx([SQUAD]))["id"])
    rows = given("units", xlsx([{"编号": "CH-01", "人数": 5}], ["编号", "人数"]), area="440118")["rows"]
    assert rows[0]["outcome"] == "bad"


@pytest.mark.django_db
def test_vehicles_and_people_follow_their_team(agrees, people: SimpleNamespace, unit: Unit) -> None:
    Member.objects.all().delete()
    trucks = f"号牌,车型,所属队伍,载员,状态\n粤A·1,水罐泵浦车,{unit.code},6,\n粤A·2,运兵车,{unit.code},20,检修\n粤A·3,坦克,{unit.code},4,\n粤A·4,运兵车,无此队,4,\n"
    preview = given("vehicles", trucks.encode("gb18030"), name="车辆.csv")
    assert [row["outcome"] for row in preview["rows"]] == ["add", "add", "bad", "bad"]
    with agrees():
        apply_sheet(actor="user:1", sheet_id=preview["id"])
    assert list(Vehicle.objects.values_list("plate", "status", "unit")) == [("粤A·1", "ready", unit.pk), ("粤A·2", "maintenance", unit.pk)]

    crew = f"队伍编号,姓名,职务,手机,登录名\n{unit.code},梁队长,队长,13800000005,liang\n{unit.code},何队员,,138 0000 0006,\n{unit.code},错号,队员,12ab,\n{unit.code},无账号,队员,,nobody\n"
    preview = given("members", crew.encode(), name="人员.csv")
    assert [row["outcome"] for row in preview["rows"]] == ["add", "add", "bad", "bad"]
    apply_sheet(actor="user:1", sheet_id=preview["id"])
    leader = Person.objects.get(name="梁队长")
    assert (leader.unit, leader.user, leader.title, leader.role_id) == (unit, people.liang, "队长", "team_leader")
    assert Member.objects.get(user=people.liang).role == "commander"
    assert Person.objects.get(name="何队员").addresses.get(channel="phone").value == "13800000006"
    assert given("members", crew.encode(), name="人员.csv")["same"] == 2
    moved = given("members", f"队伍编号,姓名,手机\n{unit.code},何队员,13900000006\n".encode(), name="人员.csv")
    assert moved["rows"][0]["changes"] == ["手机"]
    apply_sheet(actor="user:1", sheet_id=moved["id"])
    assert [address.value for address in Person.objects.get(name="何队员").addresses.filter(channel="phone")] == ["13900000006"]


@pytest.mark.django_db
def test_over_http_with_the_right_to_do_so(as_user, people: SimpleNamespace) -> None:
    body = {"kind": "units", "name": "队伍.xlsx", "content": base64.b64encode(xlsx([SQUAD])).decode(), "datum": "gcj02", "area": "440117"}
    chief = as_user(people.chen)
    assert as_user(people.wang).send("/api/teams/imports", body).status_code == 403
    assert chief.send("/api/teams/imports", body | {"content": "不是"}).json()["where"] == ["content"]
    assert chief.send("/api/teams/imports", body | {"datum": "beijing54"}).status_code == 422
    preview = chief.send("/api/teams/imports", body)
    assert (preview.status_code, preview.json()["add"]) == (201, 1)
    path = f"/api/teams/imports/{preview.json()['id']}"
    assert chief.get(path).json() == preview.json()
    assert chief.send(f"{path}/apply").json()["applied_at"] is not None
    assert Unit.objects.get().lon != SQUAD["经度"]
    assert chief.send(f"{path}/apply").status_code == 409
    assert Sheet.objects.get().result["add"] == 1
