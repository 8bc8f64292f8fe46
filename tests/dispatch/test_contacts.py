"""The directory: who answers for an area, what a reader may see of a number, and where nobody would be reached."""

from __future__ import annotations

import pytest

from command.people.actions import end_post
from dispatch.contacts.actions import add_person, change_person, retire_person, set_addresses
from dispatch.contacts.duty import above, on_duty, responsible
from dispatch.contacts.gaps import gaps
from dispatch.contacts.models import Person
from realtime.accounts.models import Post
from realtime.codes import Problem

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


def test_numbers_are_masked_for_those_who_may_not_see_them(as_user, people):
    town = contact("良口镇值班室", "440117104", phone="139 0000-1111")
    path = f"/api/contacts/{town.pk}"
    assert as_user(people.wang).get(path).json()["addresses"][0]["value"] == "13900001111"
    shown = as_user(people.liang).get(path).json()  # a team leader reads the district, sees no numbers
    assert (shown["addresses"][0]["value"], shown["masked"]) == ("139****1111", True)
    assert as_user(people.nansha).get(path).status_code == 404


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
    changed = chief.send(f"/api/contacts/{made.json()['id']}", {"title": "值班长"}).json()
    assert (changed["name"], changed["title"], changed["addresses"][0]["value"]) == ("赵镇值班", "值班长", "13900002222")
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
