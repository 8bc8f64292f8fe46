"""一企一档: opened by where something happens, written whole, imported enterprise by enterprise, numbers only with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.dossiers.actions import ContactFacts, StoreFacts, add_paper, remove_paper, retire_dossier, reveal_plant, save_dossier
from command.dossiers.bounds import BadFence, fence_of, holds
from command.dossiers.importing import COLUMNS, blank, judge, take_sheet
from command.dossiers.models import Dossier, Substance
from command.dossiers.showing import dossier_whole, found, here
from dispatch.alarms.actions import raise_alarm
from dispatch.contacts.models import Reveal
from dispatch.features.actions import add_feature, change_feature
from dispatch.features.models import Feature
from realtime.codes import Problem
from realtime.files.receiving import Kept
from realtime.files.sniff import sniff
from realtime.files.store import Incoming
from realtime.log.models import Event
from realtime.sheets import read_table

XIAOHU = (113.5330, 22.8450)
NANSHA = "440115"
WHO = {"actor": "user:1", "name": "陈班长"}
SQUARE = {"type": "Polygon", "coordinates": [[[113.52, 22.83], [113.56, 22.83], [113.56, 22.86], [113.52, 22.86], [113.52, 22.83]]]}


def plant(**given) -> Dossier:
    facts = {
        "code": "91440115X", "title": "某某石化", "lon": XIAOHU[0], "lat": XIAOHU[1], "grade": "1",
        "stores": [StoreFacts("T-201", "苯乙烯", un="2055", capacity=5000, held=3800), StoreFacts("T-101", "甲醇", un="1230", capacity=100, held=60)],
        "contacts": [ContactFacts("林某", "调度", "13800007001")],
    }  # fmt: skip
    return save_dossier(**WHO, **{**facts, **given})


# ---- arithmetic, no database


@given(st.floats(-179, 179), st.floats(-80, 80), st.integers(50, 5000))
def test_without_a_fence_the_radius_decides_and_the_middle_is_always_inside(lon: float, lat: float, radius: int):
    assert holds(lon, lat, middle=(lon, lat), radius_m=radius, fence=None) == (True, 0.0)
    inside, away = holds(lon, lat + 0.1, middle=(lon, lat), radius_m=radius, fence=None)
    assert inside is (away <= radius)


def test_a_fence_goes_before_the_radius():
    middle = (113.54, 22.845)
    assert holds(113.523, 22.831, middle=middle, radius_m=50, fence=SQUARE)[0]
    assert not holds(113.57, 22.845, middle=middle, radius_m=50_000, fence=SQUARE)[0]


@pytest.mark.parametrize(
    ("shape", "word"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "闭合的面"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "交叉"),
        ({"type": "Polygon"}, "无法读懂"),
    ],
)
def test_a_bad_fence_is_named(shape, word):
    with pytest.raises(BadFence, match=word):
        fence_of(shape)


# ---- dossiers


@pytest.mark.django_db
def test_an_alarm_on_the_ground_opens_the_plant_before_its_park_and_the_neighbours_after(city):
    own = plant()
    plant(code="PARK", title="园区", kind="park", fence=SQUARE, stores=[], contacts=[])
    plant(code="NEXT", title="邻厂", lon=XIAOHU[0] + 0.006, stores=[], contacts=[])
    plant(code="FAR", title="远厂", lon=XIAOHU[0] + 0.2, stores=[], contacts=[])
    seen = here(*XIAOHU, scopes=["4401"])
    assert [(one["dossier"]["name"], one["inside"]) for one in seen] == [("某某石化", True), ("园区", True), ("邻厂", False)]
    first = seen[0]["dossier"]
    assert first["tanks"][0]["code"] == "T-201" and first["msds"][0]["un"] in ("2055", "1230")
    assert first["fire_m"] == 800 and first["contacts"][0]["phone"] == "138****7001"
    assert set(first["lacks"]) == {"plot_plan", "plans"} and own.area.startswith(NANSHA)
    assert here(*XIAOHU, scopes=["440117"]) == []


@pytest.mark.django_db
def test_the_door_opens_it_by_alarm_for_whoever_sees_the_alarm(people, as_user):
    plant()
    alarm = raise_alarm(actor="system", source="call", urgency="urgent", lon=XIAOHU[0], lat=XIAOHU[1], type="12D01")
    answer = as_user(people.wang).get(f"/api/dossiers/at?alarm={alarm.pk}")
    assert [one["dossier"]["name"] for one in answer.json()] == ["某某石化"]
    assert as_user(people.huang).get(f"/api/dossiers/at?alarm={alarm.pk}").status_code == 404
    assert as_user(people.wang).get("/api/dossiers/at").status_code == 422


@pytest.mark.django_db
def test_it_stands_on_the_map_by_its_own_object_which_nobody_else_changes(city):
    one = plant()
    mark = Feature.objects.get(layer="chem_enterprise", code=f"dossier:{one.pk}")
    assert one.feature_id == mark.pk and mark.attributes["substances"] == "甲醇、苯乙烯" and mark.attributes["grade"] == "一级"
    with pytest.raises(Problem, match="一企一档"):
        change_feature(actor="user:1", feature_id=mark.pk, name="别名")
    save_dossier(**WHO, dossier_id=one.pk, title="改名石化")
    mark.refresh_from_db()
    assert mark.name == "改名石化"
    retire_dossier(actor="user:1", dossier_id=one.pk, why="已拆除")
    mark.refresh_from_db()
    assert not mark.active and here(*XIAOHU, scopes=["4401"]) == []


@pytest.mark.django_db
def test_what_people_drew_on_the_map_is_linked_and_stays_theirs(city):
    drawn = add_feature(actor="user:1", layer="chem_enterprise", name="老图标", lon=XIAOHU[0], lat=XIAOHU[1])
    one = plant(feature=drawn.pk)
    drawn.refresh_from_db()
    assert one.feature_id == drawn.pk and drawn.name == "老图标" and not Feature.objects.filter(code=f"dossier:{one.pk}").exists()


@pytest.mark.django_db
def test_two_officers_do_not_overwrite_each_other_and_what_is_not_named_stays(city):
    one = plant()
    changed = save_dossier(**WHO, dossier_id=one.pk, version=1, people=9, contacts=[ContactFacts("林某", "调度")])
    assert (changed.version, changed.people, changed.stores.count(), changed.contacts.get().phone) == (2, 9, 2, "13800007001")
    with pytest.raises(Problem) as refused:
        save_dossier(**WHO, dossier_id=one.pk, version=1, people=10)
    assert refused.value.code == "conflict"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"stores": [StoreFacts("T", "苯", un="9999")]}, "un"),
        ({"stores": [StoreFacts("T", "苯"), StoreFacts("T", "苯")]}, "stores"),
        ({"stores": [StoreFacts("T", "苯", capacity=1, held=2)]}, "stores"),
        ({"contacts": [ContactFacts("新人", "厂长")]}, "contacts"),
        ({"fence": {"type": "Point", "coordinates": [1, 2]}}, "fence"),
        ({"plans": [99999]}, "plans"),
        ({"feature": 99999}, "feature"),
    ],
)
def test_bad_input_names_the_field_and_nothing_is_kept(city, wrong, where):
    with pytest.raises(Problem) as refused:
        plant(**wrong)
    assert refused.value.where == [where] and not Dossier.objects.exists()


@pytest.mark.django_db
def test_unresolved_hazards_within_its_bounds_are_counted(city):
    one = plant()
    for state, lon in (("待整改", XIAOHU[0]), ("已整改", XIAOHU[0]), ("待整改", XIAOHU[0] + 0.05)):
        add_feature(actor="user:1", layer="hazard", name=state, lon=lon, lat=XIAOHU[1], attributes={"state": state})
    assert dossier_whole(found(one.pk))["hazards"] == 1


@pytest.mark.django_db
def test_whole_numbers_are_shown_with_a_reason_that_stays_on_record(people, as_user):
    one = plant()
    answer = as_user(people.wang).send(f"/api/dossiers/{one.pk}/numbers", {"reason": "回拨核实"})
    assert answer.json() == {"numbers": [{"id": one.contacts.get().pk, "name": "林某", "phone": "13800007001"}]}
    assert Reveal.objects.get().reason == "回拨核实"
    assert not Event.objects.filter(body__contains="13800007001").exists()
    with pytest.raises(Problem):
        reveal_plant(**WHO, dossier=one, reason=" ")


@pytest.mark.django_db
def test_papers_are_kept_and_taken_out(city, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    one = plant()
    path, data = tmp_path / "in", b"%PDF-1.4\n%%EOF"
    path.write_bytes(data)
    kind = sniff(data)
    assert kind is not None
    kept = Kept(Incoming(path, "ab" * 32, len(data), data), kind, "平面图.pdf")
    paper = add_paper(**WHO, dossier_id=one.pk, kept=kept, kind="plot_plan", title="总平面图")
    assert [row["title"] for row in dossier_whole(found(one.pk))["papers"]] == ["总平面图"]
    assert "plot_plan" not in dossier_whole(found(one.pk))["lacks"]
    remove_paper(actor="user:1", paper_id=paper.pk)
    assert dossier_whole(found(one.pk))["papers"] == []


# ---- spreadsheets


def sheet(*rows: dict[str, str]):
    titles = [column.title for column in COLUMNS]
    text = "\n".join([",".join(titles), *(",".join(row.get(title, "") for title in titles) for row in rows)])
    return read_table("一企一档.csv", text.encode(), COLUMNS).lines


def line(tank: str, **given: str) -> dict[str, str]:
    own = {
        "企业编号": "E1",
        "企业名称": "某某石化",
        "经度": "113.5330",
        "纬度": "22.8450",
        "储罐编号": tank,
        "物料": "苯乙烯",
        "UN编号": "2055",
        "容量": "50",
    }
    return own | given


@pytest.mark.django_db
def test_rows_of_one_enterprise_become_one_dossier(city):
    rows = sheet(line("T-1", 联系人="林某", 职务="调度", 电话="13800007001"), line("T-2", 企业名称="", 经度="", 纬度=""))
    taken = take_sheet(**WHO, area="4401", judged=judge(rows, area="4401"), ignored=[])
    one = Dossier.objects.get(code="E1")
    assert (taken["new"], taken["wrong"], one.stores.count(), one.contacts.get().name) == (1, 0, 2, "林某")
    again = judge(rows, area="4401")
    with pytest.raises(Problem, match="没有可以导入"):
        take_sheet(**WHO, area="4401", judged=again, ignored=[])  # nothing has changed


@pytest.mark.django_db
def test_a_wrong_row_costs_its_enterprise_and_no_other_and_is_named_by_line(city):
    rows = sheet(
        line("T-1"), line("T-2", 容量="很多"), line("T-1", 企业编号="E2", UN编号="UN1230"), line("T-1", 企业编号="E3", 经度="22.8450", 纬度="113.5330"),
        line("T-9", 企业编号="E4", UN编号="9999"),
    )  # fmt: skip
    taken = take_sheet(**WHO, area="4401", judged=judge(rows, area="4401"), ignored=[])
    assert {row["code"]: row["what"] for row in taken["rows"]} == {"E1": "wrong", "E2": "new", "E3": "wrong", "E4": "wrong"}
    errors = {row["code"]: row["errors"] for row in taken["rows"]}
    assert errors["E1"] == ["第 3 行:容量“很多”不是数"] and "第 5 行" in errors["E3"][0] and "UN9999" in errors["E4"][0]
    assert list(Dossier.objects.values_list("code", flat=True)) == ["E2"]


@pytest.mark.django_db
def test_an_enterprise_of_another_area_is_not_imported(city):
    (one,) = judge(sheet(line("T-1")), area="440117")
    assert "不在本次导入的区划" in one.errors[0]


def test_the_template_has_every_column():
    assert [column.title for column in COLUMNS] and read_table("t.xlsx", blank(), COLUMNS).lines == []


@pytest.mark.django_db
def test_every_substance_says_what_the_first_team_asks(city):
    assert Substance.objects.count() >= 20
    for one in Substance.objects.all():
        assert one.isolate_m and one.protect and one.fire and one.spill and one.health and "ERG" in one.source, one
