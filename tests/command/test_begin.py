"""开通向导: an empty centre on duty is led to its first answered call; each step is what is really there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from command.begin import steps
from command.people.actions import create_person, set_active
from dispatch.contacts.models import ContactRole, Person
from realtime.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def on_duty(settings: Any, tmp_path: Any) -> None:
    settings.MODE, settings.DATA_DIR, settings.BASEMAP_DIR = "duty", tmp_path, tmp_path
    call_command("seed")


def found() -> dict[str, steps.Found]:
    return {step.name: step.look() for step in steps.STEPS}


def done() -> set[str]:
    return {name for name, one in found().items() if one.done}


def person(username: str, role: str, area: str = "4401") -> User:
    user, _ = create_person(actor="system", username=username, name=username, phone="", role=role, area=area)
    return user


def test_an_empty_centre_has_its_area_and_nothing_else(on_duty: None) -> None:
    assert done() == {"area"}
    assert found()["area"].words == "广州市,11 个县区,178 个镇街"


def test_each_step_is_done_when_its_rows_are_there(on_duty: None, settings: Any) -> None:
    (settings.BASEMAP_DIR / "gz.pmtiles").write_bytes(b"x")
    assert done() == {"area", "map"}
    system = person("root1", "administrator")
    assert found()["administrators"].words == "还缺安全管理员、审计管理员"
    person("sec", "security_administrator")
    audit = person("audit", "audit_administrator")
    assert "administrators" in done()
    set_active(actor="system", user=audit, active=False)
    assert "administrators" not in done(), "who is gone does not count"
    set_active(actor="system", user=audit, active=True)
    person("far", "duty_officer", "440117")
    assert "officers" not in done(), "a district's officer is not the city's"
    officer = person("li", "duty_officer")
    Person.objects.create(name="李四", area="4401", role=ContactRole.objects.first())
    assert {"administrators", "officers", "persons"} <= done()
    assert not {"teams", "alarm", "call"} & done()
    assert system.is_active and officer.is_active


def test_one_person_with_two_of_the_three_duties_is_not_enough(on_duty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"duty_officer": [], "administrator": [1], "security_administrator": [1, 2], "audit_administrator": [3]}
    monkeypatch.setattr(steps, "_holders", held.__getitem__)
    assert found()["administrators"] == steps.Found(False, "三员不得由同一人兼任")
    held["security_administrator"] = [2]
    assert found()["administrators"].done


def test_the_first_sign_in_leads_to_it_and_the_next_step_stands_out(on_duty: None, settings: Any) -> None:
    user, password = create_person(actor="system", username="root1", name="赵局", phone="", role="security_administrator", area="4401")
    page = _signed_in("root1", password, user)
    text = page.content.decode()
    assert page.status_code == 200 and "还差 7 步" in text
    assert re.findall(r'aria-current="step">\s*<td class="tight">([^<]+)<', text) == ["2. 底图"]
    assert Client().get("/begin/")["Location"].startswith("/people/sign-in/")


def test_only_who_manages_people_of_the_whole_city_sees_it(on_duty: None) -> None:
    for username, role, area in (
        ("li", "duty_officer", "4401"),
        ("far", "administrator", "440117"),
        ("audit", "audit_administrator", "4401"),
    ):
        client = Client()
        client.force_login(person(username, role, area))
        assert client.get("/begin/").status_code == 403, username


def test_a_demo_centre_has_every_step_and_says_that_it_is_one(settings: Any, tmp_path: Any) -> None:
    settings.MODE, settings.DATA_DIR = "demo", tmp_path
    call_command("seed")
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    text = client.get("/begin/").content.decode()
    assert "演示模式" in text
    assert {"area", "administrators", "officers", "persons", "teams"} <= done()


def _signed_in(username: str, password: str, user: User) -> Any:
    client = Client()
    answer = client.post("/people/sign-in/", {"username": username, "password": password})
    onward = answer["Location"]
    assert "/begin/" in onward, "by way of a second factor where the post demands one"
    client.force_login(user)
    return client.get("/begin/?from=sign-in")
