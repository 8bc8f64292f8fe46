"""The towns' page: what concerns this place and what is asked of it, a short form that reports up, an answer to the roll call, the evacuation's own part."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from command.duty.roll_calls import start_roll_call
from command.evacuation.actions import order_evacuation
from command.evacuation.books import record_departure
from command.plans.tasks.issuing import NewTask, issue_tasks
from dispatch.alarms.actions import acknowledge_alarm
from dispatch.alarms.models import Alarm
from dispatch.contacts.actions import add_person
from dispatch.incidents.actions import open_incident
from realtime.accounts.models import Post, Role, User
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db
TOWN, OTHER, CONGHUA = "440117104", "440117103", "440117"


@pytest.fixture
def town(city: None) -> User:
    user = User.objects.create_user("liangkou", name="周良口")
    Post.objects.create(user=user, role=Role.objects.get(code="town_desk"), area=TOWN)
    person = add_person(actor="system", name="周良口", role="duty_desk", area=TOWN, addresses=[{"channel": "app", "value": ""}])
    person.user = user
    person.save()
    return user


def seen(as_user: Any, town: User) -> dict[str, Any]:
    return dict(as_user(town).get("/api/town").json())


def test_it_reports_up_and_sees_what_became_of_it(town: User, people: SimpleNamespace, as_user):
    body = {"text": "河水漫过桥面", "place": "和丰村口", "figures": {"trapped": 3}}
    made = as_user(town).send("/api/town/reports", body)
    assert (made.status_code, made.json()["kind"]) == (201, "alarm")
    alarm = Alarm.objects.get()
    assert (alarm.area, alarm.source, alarm.text) == (TOWN, "agency", "河水漫过桥面(被困 3 人)")
    assert [one["state"] for one in seen(as_user, town)["said"]] == ["waiting"]
    acknowledge_alarm(actor=people.wang.actor, name="王值班", alarm_id=alarm.pk)
    assert [one["state"] for one in seen(as_user, town)["said"]] == ["acked"]
    incident = open_incident(actor=people.wang.actor, **FIRE | {"area": TOWN})
    again = as_user(town).send("/api/town/reports", {"text": "火已过山脊", "incident": incident.pk})
    assert again.json()["kind"] == "note"
    foreign = open_incident(actor=people.wang.actor, **FIRE | {"area": "440118"})
    refused = as_user(town).send("/api/town/reports", {"text": "火已过山脊", "incident": foreign.pk})
    assert (refused.status_code, refused.json()["where"]) == (404, ["incident"])


def test_it_shows_what_waits_and_answers(town: User, people: SimpleNamespace, as_user):
    start_roll_call(actor=people.wang.actor, name="王值班", area=CONGHUA, kind="spot", areas=[TOWN, OTHER])
    page = seen(as_user, town)
    (call,) = page["calls"]
    assert call["about"] == "duty" and call["conference"] is not None and call["due_at"]
    as_user(town).send(f"/api/calls/{call['id']}/answer", {"answer": "button", "action_text": "到,在岗"})
    assert seen(as_user, town)["calls"] == []
    assert page["nil"]["by_name"] is None
    as_user(town).send("/api/duty/nil", {"area": TOWN})
    assert seen(as_user, town)["nil"]["by_name"] == "周良口"


def test_its_tasks_and_its_part_of_an_evacuation(town: User, people: SimpleNamespace, as_user):
    from dispatch.contacts.duty import person_of

    issue_tasks(
        actor=people.wang.actor, name="王值班", origin="desk", origin_id=1, title="防御准备", area=CONGHUA,
        tasks=[NewTask(key="1", title="巡查山洪沟", owner=person_of(town), minutes=60)],
    )  # fmt: skip
    one = order_evacuation(
        actor=people.wang.actor, ordered_by="王区长", reason="山洪", area=CONGHUA, areas=[TOWN, OTHER], target=40
    )  # fmt: skip
    record_departure(actor="system", name="系统", evacuation_id=one.pk, area=TOWN, household="李四", people=4, elsewhere="投亲")
    record_departure(actor="system", name="系统", evacuation_id=one.pk, area=OTHER, household="王五", people=5, elsewhere="投亲")
    page = seen(as_user, town)
    assert [task["title"] for task in page["tasks"]] == ["巡查山洪沟"]
    assert [(row["moved"], row["own_moved"]) for row in page["evacuations"]] == [(9, 4)]
    assert set(page["verbs"]) == {"alarm.raise", "duty.report", "evacuation.report", "incident.note"}


def test_who_has_no_place_gets_no_page(city: None, people: SimpleNamespace, as_user):
    nobody = User.objects.create_user("nobody", name="无岗")
    assert as_user(nobody).get("/api/town").status_code == 403
