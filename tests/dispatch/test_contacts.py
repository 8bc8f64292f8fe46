"""The directory: who answers for an area, what a reader may see of a number, and where nobody would be reached."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from command.people.actions import end_post
from dispatch.contacts.actions import add_person, change_person, retire_person, set_addresses
from dispatch.contacts.duty import above, on_duty, responsible
from dispatch.contacts.gaps import gaps
from dispatch.contacts.importing import columns, import_contacts
from dispatch.contacts.models import Person, Reveal
from realtime.accounts.models import Post
from realtime.codes import Problem
from realtime.idempotency.models import Answer
from realtime.log.models import Event
from realtime.sheets import Line, read_table

pytestmark = pytest.mark.django_db


def contact(name: str, area: str, role: str = "duty_desk", phone: str = "13900001111", **given: object) -> Person:
    addresses = [{"channel": "phone", "value": phone}] if phone else []
    return add_person(actor="system", name=name, area=area, role=role, addresses=addresses, **given)


def test_the_area_and_those_above_it_the_finest_first(city):
    assert above("440117104") == ["440117104", "440117", "4401"]
    assert above("4401") == ["4401"]


def test_on_duty_is_who_holds_the_post_now_in_the_next_area_that_has_one(people):
    assert [person.name for person in on_duty("440117104", "duty_officer")] == ["黄从化"]
    assert [person.name for person in on_duty("440118", "duty_officer")] == ["王值班"]  # 增城 has none of its own
    end_post(actor="system", post=Post.objects.get(user=people.huang))
    assert [person.name for person in on_duty("440117104", "duty_officer")] == ["王值班"]


def test_an_account_that_nobody_entered_becomes_a_contact_once(people):
    first, again = on_duty("440117", "duty_officer"), on_duty("440117", "duty_officer")
    assert first == again
    assert Person.objects.filter(user=people.huang).count() == 1
    assert [address.channel for address in first[0].addresses.all()] == ["app", "phone"]


def test_a_duty_mobile_is_found_among_the_contacts(city):
    mobile = contact("值班手机", "4401", role="duty_mobile")
    assert on_duty("440117", "duty_mobile") == [mobile]


def test_the_one_press_calls_the_posts_of_the_chain_for_this_kind_of_event(city):
    fire = contact("区森防办", "440117", role="forest_office")
    contact("区三防办", "440117", role="flood_office")
    town = contact("良口镇值班室", "440117104")
    contact("良口镇长", "440117104", role="town_leader")
    contact("温泉镇值班室", "440117103")
    assert responsible(["440117104", "440117"], "11G01") == [fire, town]


def test_a_deputy_is_called_only_when_the_principal_is_silent(city):
    deputy = contact("副班", "440117104")
    principal = contact("正班", "440117104", deputy=deputy.pk)
    assert responsible(["440117104"]) == [principal]


def test_a_retired_contact_is_called_by_nobody(city):
    gone = contact("旧值班室", "440117104")
    retire_person(actor="system", person=gone)
    assert responsible(["440117104"]) == []
    assert on_duty("440117104", "duty_desk") == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"role": "nothing"}, "role"),
        ({"area": "449999"}, "area"),
        ({"deputy": 0}, "deputy"),
        ({"user": 0}, "user"),
        ({"addresses": [{"channel": "phone", "value": "call me"}]}, "value"),
        ({"addresses": [{"channel": "mail", "value": "nobody"}]}, "value"),
        ({"addresses": [{"channel": "pigeon", "value": "1"}]}, "channel"),
    ],
)
def test_a_wrong_entry_names_its_field_and_leaves_nothing_behind(city, given, field):
    fields: dict[str, object] = {"name": "甲", "role": "duty_desk", "area": "440117"}
    with pytest.raises(Problem) as refused:
        add_person(actor="system", **fields | given)
    assert refused.value.where == [field]
    assert not Person.objects.exists()


def test_deputies_cannot_go_round_in_a_circle(city):
    first = contact("甲", "440117")
    second = contact("乙", "440117", deputy=first.pk)
    with pytest.raises(Problem) as refused:
        change_person(actor="system", person=first, deputy=second.pk)
    assert refused.value.where == ["deputy"]


def test_numbers_are_masked_for_everybody_until_somebody_says_why(as_user, people):
    town = contact("良口镇值班室", "440117104", phone="139 0000-1111")
    path = f"/api/contacts/{town.pk}"
    shown = as_user(people.wang).get(path).json()
    assert (shown["addresses"][0]["value"], shown["masked"]) == ("139****1111", True)
    assert as_user(people.nansha).get(path).status_code == 404
    told = as_user(people.wang).send(f"{path}/reveal", {"reason": "暴雨红色预警人工叫应"}).json()
    assert (told["addresses"][0]["value"], told["masked"]) == ("13900001111", False)
    row = Reveal.objects.get()
    assert (row.by_name, row.reason, row.person) == ("王值班", "暴雨红色预警人工叫应", town)
    kept = [json.dumps(answer.body) for answer in Answer.objects.all()]
    assert kept and not any("13900001111" in text for text in kept), "an answer that is kept for a repeated command holds no number"
    event = Event.objects.get(kind="contact.revealed")
    assert "1390000" not in event.body
    assert as_user(people.wang).send(f"{path}/reveal", {"reason": " "}).status_code == 422
    assert as_user(people.liang).send(f"{path}/reveal", {"reason": "想看"}).status_code == 403
    assert Reveal.objects.count() == 1


def test_who_sees_a_masked_number_may_put_it_first_and_cannot_spoil_it(as_user, people):
    town = contact("良口镇值班室", "440117104", phone="13900001111")
    chief, path = as_user(people.chen), f"/api/contacts/{town.pk}"
    row = chief.get(path).json()["addresses"][0]
    kept = {"id": row["id"], "channel": "phone", "value": row["value"], "rank": 0}
    new = {"channel": "satellite", "value": "17401234567", "rank": 1}
    assert chief.send(f"{path}/addresses", {"addresses": [kept, new]}).status_code == 200
    assert list(town.addresses.values_list("value", "rank")) == [("13900001111", 0), ("17401234567", 1)]
    assert chief.send(f"{path}/addresses", {"addresses": [{"channel": "sms", "value": "139****1111"}]}).status_code == 422


def test_contacts_of_another_district_are_not_listed(as_user, people):
    contact("良口镇值班室", "440117104")
    assert [row["name"] for row in as_user(people.huang).get("/api/contacts").json()] == ["良口镇值班室"]
    assert as_user(people.nansha).get("/api/contacts").json() == []
    assert as_user(people.wang).get("/api/contacts?q=良口").json()[0]["channels"] == ["phone"]


def test_the_shift_chief_enters_a_contact_and_changes_only_what_is_given(as_user, people):
    chief = as_user(people.chen)
    made = chief.send(
        "/api/contacts",
        {
            "name": "赵镇值班",
            "role": "duty_desk",
            "area": "440117104",
            "addresses": [{"channel": "phone", "value": "13900002222", "rank": 1}],
        },
    )
    assert made.status_code == 201
    untouched = chief.send(f"/api/contacts/{made.json()['id']}", {"name": None, "note": None, "area": None})
    assert (untouched.status_code, untouched.json()["name"]) == (200, made.json()["name"])  # null is "not given", not "no name"
    changed = chief.send(f"/api/contacts/{made.json()['id']}", {"title": "值班长"}).json()
    assert (changed["name"], changed["title"], changed["addresses"][0]["value"]) == ("赵镇值班", "值班长", "139****2222")
    assert as_user(people.wang).send("/api/contacts", {"name": "乙", "role": "duty_desk", "area": "440117"}).status_code == 403


def test_the_gap_report_names_areas_without_anybody_reachable_and_without_a_deputy(city):
    deputy = contact("副班", "440117103", phone="")
    set_addresses(actor="system", person=deputy, addresses=[{"channel": "radio", "value": "R0001"}])
    contact("正班", "440117103", deputy=deputy.pk)
    contact("无号", "440117104", phone="")
    contact("独班", "440117107")
    found = {gap["area"]: (gap["problem"], gap["person"]["name"] if gap["person"] else None) for gap in gaps("440117")}
    assert "440117103" not in found
    assert found["440117104"] == ("unreachable", "无号")
    assert found["440117107"] == ("no_deputy", "独班")
    assert found["440117111"] == ("nobody", None)
    set_addresses(actor="system", person=deputy, addresses=[])
    assert {gap["area"]: gap["problem"] for gap in gaps("440117")}["440117103"] == "deputy_unreachable"


# Lists from spreadsheets

SHEET = "姓名,单位,职责,区划,手机,登录名,副手,上级\n"


def lines(text: str) -> list[Line]:
    return read_table("a.csv", (SHEET + text).encode(), columns()).lines


def test_a_list_adds_people_and_who_stands_behind_them_wherever_the_row_is(city):
    rows = lines(
        "良口值班室,良口镇政府,值班室,良口镇,13900001111,,良口副班,区值班\n良口副班,良口镇政府,其他,440117104,13900002222,,,\n区值班,区应急局,值班室,从化区,13900003333,,,\n"
    )
    done = import_contacts(actor="user:1", city="4401", lines=rows, prefixes=["4401"])
    assert (done.created, done.changed, [row.outcome for row in done.judged]) == (3, 0, ["add"] * 3)
    desk = Person.objects.get(name="良口值班室")
    assert (desk.area, desk.deputy.name, desk.superior.name) == ("440117104", "良口副班", "区值班")
    assert Event.objects.filter(kind="contact.imported").count() == 1
    assert not Event.objects.filter(kind="contact.created").exists()
    again = import_contacts(actor="user:1", city="4401", lines=rows, prefixes=["4401"])
    assert [row.outcome for row in again.judged] == ["same"] * 3


def test_an_empty_cell_keeps_what_is_there(city):
    person = contact("良口值班室", "440117104", org="良口镇政府")
    import_contacts(actor="user:1", city="4401", lines=lines("良口值班室,,值班室,良口镇,13911112222,,,\n"), prefixes=["4401"])
    person.refresh_from_db()
    assert (person.org, [address.value for address in person.addresses.all()]) == ("良口镇政府", ["13911112222"])


def test_bad_rows_say_what_is_wrong_and_cost_no_good_row(people):
    contact("黄从化", "440117", user=people.huang.pk)
    rows = lines(
        ",,值班室,良口镇,,,,\n"  # nobody
        "甲,,站长,良口镇,,,,\n"  # no such role
        "乙,,值班室,火星镇,,,,\n"
        "丙,,值班室,440115001,,,,\n"  # another district
        "丁,,值班室,良口镇,电话,,,\n"
        "戊,,值班室,良口镇,,huang,,\n"  # the account is somebody else's
        "己,,值班室,良口镇,,,无此人,\n"
        "庚,,值班室,良口镇,13900004444,,,\n"
        "庚,,值班室,良口镇,,,,\n"
    )
    done = import_contacts(actor="user:1", city="4401", lines=rows, prefixes=["440117"])
    assert [row.errors[0]["column"] if row.errors else row.outcome for row in done.judged] == [
        "姓名", "职责", "区划", "区划", "手机", "登录名", "副手", "add", "姓名",
    ]  # fmt: skip
    assert set(Person.objects.values_list("name", flat=True)) == {"黄从化", "庚"}


def test_who_stands_behind_a_bad_row_is_said_and_the_person_is_kept(city):
    rows = lines("甲,,值班室,良口镇,13900001111,,乙,\n乙,,没有的职责,良口镇,,,,\n")
    done = import_contacts(actor="user:1", city="4401", lines=rows, prefixes=["4401"])
    assert done.judged[0].errors[0]["column"] == "副手"
    assert Person.objects.get().deputy is None


def test_the_pages_list_enter_import_and_report(as_user, people):
    chief, reader = as_user(people.chen), as_user(people.liang)
    form = {
        "name": "良口镇值班室",
        "role": "duty_desk",
        "area": "440117104",
        "channel": ["phone", ""],
        "value": ["139 0000 1111", ""],
        "rank": ["1", "1"],
    }
    refused = chief.post("/contacts/new/", form | {"value": ["不是号码", ""]})
    assert refused.status_code == 422
    assert "良口镇值班室" in refused.content.decode() and "不是号码" in refused.content.decode()  # what was typed is still there
    assert chief.post("/contacts/new/", form).status_code == 302
    person = Person.objects.get()
    assert "良口镇值班室" in reader.get("/contacts/?q=良口").content.decode()
    shown = reader.get(f"/contacts/{person.pk}/").content.decode()
    assert "139****1111" in shown and "13900001111" not in shown
    assert as_user(people.nansha).get(f"/contacts/{person.pk}/").status_code == 404
    assert reader.get("/contacts/import/").status_code == 403
    page = chief.post(f"/contacts/{person.pk}/", {"do": "reveal", "reason": "人工叫应"})
    assert "13900001111" in page.content.decode() and page["Cache-Control"] == "no-store"
    masked = form | {"village": "联群村", "value": ["139****1111", ""], "address": [str(person.addresses.get().pk), ""]}
    assert chief.post(f"/contacts/{person.pk}/", masked).status_code == 302
    person.refresh_from_db()
    assert (person.area[:9], len(person.area), person.addresses.get().value) == ("440117104", 12, "13900001111")
    assert "良口镇联群村" in chief.get("/contacts/?level=village").content.decode()
    assert chief.post(f"/contacts/{person.pk}/", masked | {"village": "没有这个村"}).status_code == 422
    chief.post(f"/contacts/{person.pk}/", masked | {"village": ""})
    assert "没有副手" in chief.get("/contacts/gaps/").content.decode()
    assert "良口镇联群村" in chief.get("/contacts/gaps/?level=village&area=440117104").content.decode()
    assert chief.get("/contacts/import/template/").content[:2] == b"PK"
    upload = SimpleUploadedFile("a.csv", (SHEET + "温泉值班室,,值班室,温泉镇,13900005555,,,\n坏,,没有,温泉镇,,,,\n").encode())
    preview = chief.post("/contacts/import/", {"file": upload})
    assert "有误 1 行" in preview.content.decode() and Person.objects.count() == 1
    assert "新增 1 人" in chief.post("/contacts/import/", {"lines": preview.context["lines"]}).content.decode()
    assert Person.objects.get(name="温泉值班室").area == "440117103"
    chief.post(f"/contacts/{person.pk}/", {"do": "retire"})
    assert responsible(["440117104"]) == []
