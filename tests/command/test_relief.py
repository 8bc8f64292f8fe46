"""What a household is given is decided by somebody else than who asked, and its name and account are shown to few. And: a register comes in from a sheet."""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.timezone import localdate

from command.evacuation.actions import approve_return, complete_evacuation, order_evacuation
from command.evacuation.register.actions import HEALTH
from command.evacuation.register.importing import COLUMNS, register_template
from command.evacuation.register.models import Vulnerable
from command.relief.actions import ask_relief, decide_relief, open_case, pay_relief, return_relief
from command.relief.models import ReliefCase
from dispatch.contacts.models import Person, Reveal
from dispatch.features.actions import add_feature
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import CLOSED, Incident
from realtime import clock
from realtime.codes import Problem
from realtime.log.models import Event
from realtime.rules.models import Rule
from realtime.sealing import unseal
from realtime.sheets import read_table
from tests.conftest import FIRE, person

pytestmark = pytest.mark.django_db
TOWN = "440117104"


@pytest.fixture
def over(city: None) -> Incident:
    fire = open_incident(actor="user:1", **FIRE)
    Incident.objects.filter(pk=fire.pk).update(phase=CLOSED, closed_at=clock.now())
    return Incident.objects.get(pk=fire.pk)


def case(over: Incident, **given: Any) -> ReliefCase:
    facts: dict[str, Any] = {
        "area": TOWN,
        "household": "陈大文",
        "address": "石明村 3 号",
        "people": 4,
        "amount": 8000.0,
        "account": "6222020000001234",
    }
    return open_case(actor="user:1", name="王值班", kind="transition", incident_id=over.pk, **(facts | given))


def test_who_asked_does_not_decide_and_what_was_paid_has_a_voucher(over: Incident):
    one = case(over)
    ask_relief(actor="user:1", case_id=one.pk)
    with pytest.raises(Problem, match="不能审批自己申报"):
        decide_relief(actor="user:1", name="王值班", case_id=one.pk, agreed=True)
    with pytest.raises(Problem, match="请写明理由"):
        decide_relief(actor="user:2", name="陈班长", case_id=one.pk, agreed=False)
    with pytest.raises(Problem, match="目前待审批,不能改为已发放"):
        pay_relief(actor="user:2", name="陈班长", case_id=one.pk, voucher="1")
    return_relief(actor="user:1", case_id=one.pk)
    ask_relief(actor="user:1", case_id=one.pk)
    decide_relief(actor="user:2", name="陈班长", case_id=one.pk, agreed=True)
    paid = pay_relief(actor="user:2", name="陈班长", case_id=one.pk, voucher="JZ-0001")
    assert (paid.state, float(paid.amount), paid.paid_name) == ("paid", 8000.0, "陈班长")
    told = [event.body for event in Event.objects.filter(kind="relief_case.noted")]
    assert len(told) == 6 and not any("陈" in body or "6222" in body for body in told)


def test_a_household_gets_one_case_of_a_kind_and_bad_input_names_the_field(over: Incident):
    case(over)
    for wrong, words in (
        (lambda: case(over), "已有本次事件的同类救助"),
        (lambda: case(over, household="李四", amount=900_000.0), "不超过 100000 元"),
        (lambda: open_case(actor="user:1", name="王", kind="transition", area=TOWN, household="甲", people=1), "须选已结束的事件"),
        (lambda: ask_relief(actor="user:1", case_id=case(over, household="王五", amount=0.0).pk), "请填写救助金额或实物"),
    ):
        with pytest.raises(Problem, match=words):
            wrong()
    Incident.objects.update(phase="opened", closed_at=None)
    with pytest.raises(Problem, match="事件结束后登记"):
        case(over, household="赵六")


def test_names_are_for_who_keeps_the_cases_and_the_account_is_told_for_a_reason(over: Incident, as_user: Any, people: SimpleNamespace):
    one = case(over)
    ask_relief(actor="user:1", case_id=one.pk)
    keeper = as_user(people.huang).get(f"/api/relief?incident={over.pk}").json()
    assert (keeper["cases"][0]["household"], keeper["sums"]["asked"]) == ("陈大文", 8000.0)
    stranger = as_user(people.ho).get(f"/api/relief?incident={over.pk}").json()["cases"][0]
    assert (stranger["household"], stranger["address"], stranger["account"]) == ("陈**", "", True)
    assert as_user(people.nansha).get("/api/relief").json()["cases"] == []
    path = f"/api/relief/{one.pk}/account"
    assert as_user(people.huang).send(path, {"reason": "核对"}).status_code == 403
    answer = as_user(people.chen).send(path, {"reason": "核对账号"})
    assert answer.json() == {"text": "6222020000001234"} and "6222" not in ReliefCase.objects.get().account
    assert one.number in Reveal.objects.get().what


def sheet(*rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, [column.title for column in COLUMNS])
    writer.writeheader()
    writer.writerows(rows)
    return b64encode(out.getvalue().encode()).decode()


def test_a_sheet_is_judged_row_by_row_and_a_bad_row_costs_no_good_one(as_user: Any, people: SimpleNamespace):
    place = add_feature(actor="system", layer="shelter", name="良口中学", lon=113.72, lat=23.72, attributes={"capacity": 100})
    escort = Person.objects.create(name="李村长", org="石明村", area=TOWN, role_id="village_contact")
    good = {
        "姓名": "陈婆婆", "类别": "独居老人", "区划": "良口镇", "住址": "石明村 3 号", "行动能力": "轮椅", "护送责任人": "李村长", "转移路线": "村道",
        "安置点": "良口中学", "经度": "113.72", "纬度": "23.72", "健康信息": "每日吸氧",
    }  # fmt: skip
    bad = {"姓名": "王伯", "类别": "老人", "区划": "不存在镇", "护送责任人": "张三", "经度": "abc"}
    foreign = {"姓名": "南婶", "类别": "残疾人", "区划": "440115"}
    huang = as_user(people.huang)
    body = {"name": "册.csv", "content": sheet(good, bad, foreign)}
    looked = huang.send("/api/vulnerable/import", body).json()
    assert (looked["add"], looked["bad"], looked["applied"], Vulnerable.objects.count()) == (1, 2, False, 0)
    assert [line["line"] for line in looked["lines"]] == [2, 3, 4]
    words = ";".join(looked["lines"][1]["errors"])
    assert all(said in words for said in ("类别:只能是", "区划:没有", "护送责任人", "经度"))
    assert "不在您的辖区" in looked["lines"][2]["errors"][0]
    huang.send("/api/vulnerable/import", body | {"apply": True})
    one = Vulnerable.objects.get()
    assert (one.area, one.escort_id, one.shelter_id, one.carried) == (TOWN, escort.pk, place.pk, "wheelchair")
    assert "吸氧" not in one.health and unseal(one.health, HEALTH) == "每日吸氧"
    again = huang.send(
        "/api/vulnerable/import",
        {"name": "册.csv", "content": sheet({k: good[k] for k in ("姓名", "类别", "区划", "住址")}), "apply": True},
    )
    assert (again.json()["change"], Vulnerable.objects.get().carried) == (1, "wheelchair"), "an empty cell changes nothing"
    assert huang.send("/api/vulnerable/import", {"name": "册.xlsx", "content": b64encode(b"x").decode()}).json()["code"] == "invalid"
    assert read_table("册.xlsx", register_template(), COLUMNS).lines == [], "its columns are the ones that are read"


def test_people_go_home_with_the_readings_of_that_moment_and_not_over_the_mark(city: None, as_user: Any):
    low = add_feature(
        actor="system", layer="river_gauge", name="良口站", lon=113.72, lat=23.71, attributes={"level_m": 61.0, "warn_m": 64.0}
    )
    high = add_feature(
        actor="system", layer="river_gauge", name="太平站", lon=113.48, lat=23.45, attributes={"level_m": 22.0, "warn_m": 21.0}
    )
    one = order_evacuation(actor="user:1", ordered_by="黄副区长", reason="山洪", area="440117", areas=[TOWN], target=4)
    complete_evacuation(actor="user:1", evacuation_id=one.pk)
    word: dict[str, Any] = {"actor": "user:1", "evacuation_id": one.pk, "name": "黄副区长", "facts": "水位已退"}
    with pytest.raises(Problem, match=r"太平站\(22/21 m\)"):
        approve_return(**word, stations=[low.pk, high.pk])
    with pytest.raises(Problem, match="不是测站"):
        approve_return(**word, stations=[999_999])
    approve_return(**word, stations=[low.pk])
    chief = as_user(person("chief2", "陈班", "shift_chief", "4401"))
    shown = chief.get(f"/api/evacuations/{one.pk}").json()["return_readings"]
    assert [(row["name"], row["text"], row["abnormal"]) for row in shown] == [("良口站", "61/64 m", False)]


def test_the_months_of_winter_relief_are_those_of_the_household_s_district(city: None):
    month = localdate().month
    for area, months in (("4401", [month]), ("440117", [month % 12 + 1])):
        Rule.objects.create(name="relief.winter_months", area=area, value=months, source="试", valid_from=clock.now())
    facts: dict[str, Any] = {"household": "陈大文", "address": "石明村 3 号", "people": 4, "amount": 800.0}
    with pytest.raises(Problem, match="不在冬春救助的办理月份"):
        open_case(actor="user:1", name="王值班", kind="winter", area=TOWN, **facts)
    assert open_case(actor="user:1", name="王值班", kind="winter", area="440118", **facts).kind == "winter"
