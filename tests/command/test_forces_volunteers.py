"""社会力量孵化: a team that registered is no team until two people have said so; then it can be called, and no longer when it is suspended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from command.volunteers import actions
from command.volunteers.actions import Member
from command.volunteers.models import Application, Core, Paper
from command.volunteers.states import CALLABLE, MOVES, OVER, SUBMITTED, VETTED
from dispatch.contacts.models import Person
from dispatch.incidents.actions import open_incident
from dispatch.orders.actions import assign_unit
from dispatch.recommend.choose import recommend
from dispatch.supplies.balances import today
from dispatch.teams.actions import change_status
from dispatch.teams.models import Unit
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.files.models import File
from realtime.log.models import Event
from realtime.rules.models import Rule
from tests.command.matrix_drills import PNG
from tests.conftest import FIRE

db = pytest.mark.django_db
CHEN, LI = ({"actor": f"user:{n}", "name": name} for n, name in ((3, "陈班长"), (4, "李带班")))
LEADER = Member("林山", "13900000001", True)
GIVEN: dict[str, Any] = {
    "name": "绿谷山地救援队", "licence": "粤社证字 01", "kind": "mountain_rescue", "domains": ["mountain"], "area": "440117104", "place": "良口镇救援驿站",
    "lon": 113.73, "lat": 23.72, "headcount": 26, "equipment": {"rope_kit": 4}, "skills": ["rope_rescue"], "statement": "",
}  # fmt: skip
FORM = {
    "name": "绿谷山地救援队", "kind": "mountain_rescue", "domains": ["mountain"], "headcount": "26", "area": "440117104", "place": "良口镇救援驿站", "skills": ["rope_rescue"],
    "gear1": "rope_kit", "gear1_count": "4", "leader_name": "林山", "leader_phone": "13900000001", "leader_consents": "on", "core1_name": "叶青",
    "core1_phone": "13900000002", "agreed": "on",
}  # fmt: skip


def applied(**given: Any) -> Application:
    return actions.apply(sender=given.pop("sender", "a"), leader=LEADER, core=[Member("叶青", "13900000002", False)], **(GIVEN | given))


def approved(**given: Any) -> Application:
    one = applied(**given)
    actions.vet(**CHEN, application_id=one.pk, words="证照齐全")
    return actions.approve(**LI, application_id=one.pk, interview="队员稳定", trial="绳索作业合格")


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=6))
def test_no_way_leads_to_being_called_but_through_both_looks(way: list[str]):
    state = SUBMITTED
    seen = [state]
    for wanted in way:
        if wanted in MOVES[state]:
            state = wanted
            seen.append(state)
    if state in CALLABLE:
        assert VETTED in seen
    assert all(not MOVES[over] for over in OVER)


@db
def test_what_waits_is_never_proposed_ordered_or_called_and_what_is_approved_is(people, unit, agrees):
    one = applied()
    incident = open_incident(actor="user:1", **FIRE | {"type": "19Z01"})
    assert not Unit.objects.filter(name=one.name).exists() and not Person.objects.filter(org=one.name).exists()
    actions.vet(**CHEN, application_id=one.pk, words="证照齐全")
    assert not Unit.objects.filter(name=one.name).exists()
    with agrees():
        actions.approve(**LI, application_id=one.pk, interview="队员稳定", trial="绳索作业合格")
    team = Unit.objects.get(name=one.name)
    assert team.category == "volunteer" and team.pk in {
        row["unit"]["id"] for row in recommend(incident, scopes=["4401"], limit=50)["proposals"]
    }
    assert [person.name for person in Person.objects.current().filter(unit=team)] == ["林山"], "who did not agree is not called"
    assignment, _ = assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=team.pk, task="搜救")
    assert assignment.unit_id == team.pk


@db
def test_who_looked_at_the_papers_does_not_take_it_in(city):
    one = applied()
    with pytest.raises(Problem, match="不能办理入库"):
        actions.approve(**LI, application_id=one.pk, interview="好", trial="好")
    actions.vet(**CHEN, application_id=one.pk, words="齐")
    with pytest.raises(Problem) as own:
        actions.approve(**CHEN, application_id=one.pk, interview="好", trial="好")
    assert own.value.code == "own_work"
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=one.pk).update(approved_by=CHEN["actor"])


@db
def test_a_suspended_team_goes_nowhere_until_it_is_resumed_here(people, agrees):
    one = approved()
    with agrees():
        actions.suspend(**CHEN, application_id=one.pk, why="装备不足")
    incident = open_incident(actor="user:1", **FIRE)
    with pytest.raises(Problem) as refused:
        assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=one.unit_id or 0, task="搜救")
    assert refused.value.code == "unit_unavailable"
    with pytest.raises(Problem, match="办理恢复"):
        change_status(actor="user:1", unit_id=one.unit_id or 0, status="ready")
    with agrees():
        actions.resume(**CHEN, application_id=one.pk, words="装备已补齐")
    assert Unit.objects.get(pk=one.unit_id).status_id == "ready"


@db
def test_a_year_without_a_review_is_told_and_after_the_days_of_grace_suspends(city):
    one = approved()
    assert one.review_on == today() + timedelta(days=365) and Deadline.objects.filter(kind=actions.REVIEW, object_id=one.pk).exists()
    Application.objects.filter(pk=one.pk).update(review_on=today() - timedelta(days=1))
    actions.review_due(one.pk)
    actions.review_due(one.pk)
    one.refresh_from_db()
    assert one.state == "approved" and Event.objects.filter(kind="volunteer.review_due").count() == 1
    Application.objects.filter(pk=one.pk).update(review_on=today() - timedelta(days=31))
    actions.review_due(one.pk)
    one.refresh_from_db()
    assert (one.state, one.why) == ("suspended", "年度审核逾期") and Unit.objects.get(pk=one.unit_id).status_id == "off"
    one = actions.resume(**LI, application_id=one.pk, words="补审合格")
    assert one.review_on and one.review_on > today()
    one = actions.review(**LI, application_id=one.pk, words="年审合格", headcount=30)
    assert Unit.objects.get(pk=one.unit_id).headcount == 30


@db
def test_who_leaves_is_called_no_more_and_is_forgotten_in_time(city):
    one = approved()
    actions.depart(**CHEN, application_id=one.pk, why="队伍解散")
    assert not Person.objects.current().filter(unit=one.unit_id).exists() and Unit.objects.get(pk=one.unit_id).status_id == "off"
    assert Deadline.objects.filter(kind=actions.PURGE, object_id=one.pk).exists()
    actions.purge(one.pk)
    one.refresh_from_db()
    assert one.purged_at and not Core.objects.filter(application=one).exists()
    again = applied()
    actions.refuse(**CHEN, application_id=again.pk, why="材料不实")
    actions.purge(again.pk)
    assert not Core.objects.exists()


@db
def test_numbers_are_masked_and_a_whole_one_is_on_the_record(people, as_user):
    one = applied()
    chief = as_user(people.chen)
    core = chief.get(f"/api/volunteers/{one.pk}").json()["core"]
    assert core[0]["phone"] == "139****0001"
    assert (
        as_user(people.wang).get(f"/api/volunteers/{one.pk}").status_code == 403
        and as_user(people.wang).get("/api/volunteers").json() == []
    )
    whole = chief.send(f"/api/volunteers/{one.pk}/reveal", {"core": core[0]["id"], "why": "通知面谈"}).json()
    assert whole["phone"] == "13900000001"
    assert one.steps.filter(verb="revealed", words="通知面谈").exists()
    told = " ".join(Event.objects.filter(kind__startswith="volunteer.").values_list("body", flat=True))
    assert "13900" not in told and "林山" not in told


@db
def test_the_public_page_takes_a_registration_and_shows_its_way_by_the_code(city, people, as_user):
    public = Client(enforce_csrf_checks=True)
    page = public.get("/volunteers/")
    assert "script-src" not in page.headers["Content-Security-Policy"] and page.headers["Content-Security-Policy"].startswith(
        "default-src 'none'"
    )
    token = page.cookies["csrftoken"].value
    assert public.post("/volunteers/", FORM).status_code == 403, "without the token of the page"
    answer = public.post("/volunteers/", FORM | {"csrfmiddlewaretoken": token, "papers": [SimpleUploadedFile("证.png", PNG, "image/png")]})
    one = Application.objects.get()
    assert answer.status_code == 200 and one.code in answer.content.decode() and Paper.objects.get().file.mime == "image/png"
    assert [core.consents for core in one.core.all()] == [True, False]
    shown = public.post("/volunteers/state/", {"code": one.code.lower(), "csrfmiddlewaretoken": token}).content.decode()
    assert "正在审核材料" in shown and "13900000001" not in shown and "林山" not in shown
    assert public.post("/volunteers/state/", {"code": "AAAAAAAAAA", "csrfmiddlewaretoken": token}).status_code == 404
    chief = as_user(people.chen)
    assert chief.send(f"/api/volunteers/{one.pk}/vet", {"words": "齐全"}).json()["own_work"] is True


@db
def test_every_fault_is_named_at_its_field_and_nothing_is_kept_of_it(city):
    public = Client()
    bad = FORM | {
        "name": "",
        "headcount": "两",
        "area": "440117",
        "leader_phone": "123",
        "gear1_count": "0",
        "domains": ["moon"],
        "kind": "aviation",
    }
    bad.pop("agreed")
    answer = public.post("/volunteers/", bad)
    text = answer.content.decode()
    assert answer.status_code == 422 and text.count('class="fault"') == 8 and "良口镇救援驿站" in text
    for content, name in ((b"MZ\x90\x00 not a picture", "证.png"), (b"<svg onload=alert(1)>", "证.svg")):
        refused = public.post("/volunteers/", FORM | {"papers": [SimpleUploadedFile(name, content, "image/png")]})
        assert refused.status_code == 422 and "不接受这种文件" in refused.content.decode()
    assert not Application.objects.exists() and not File.objects.exists()


@db
def test_so_many_in_an_hour_from_one_address_and_then_no_more(city):
    Rule.objects.filter(name="volunteers.per_hour").update(value={"address": 2, "city": 3})
    applied(name="一队"), applied(name="二队")
    with pytest.raises(Problem) as over:
        applied(name="三队")
    assert over.value.code == "too_many"
    applied(name="四队", sender="b")
    with pytest.raises(Problem):
        applied(name="五队", sender="c")
    assert Client().post("/volunteers/", FORM).status_code == 422
    Rule.objects.filter(name="volunteers.open").update(value=False)
    assert "没有开放" in Client().get("/volunteers/").content.decode()
    assert "127.0.0.1" not in actions.sender_of("127.0.0.1")


@db
def test_nobody_registers_twice_or_under_the_name_of_a_team(unit):
    applied()
    with pytest.raises(Problem, match="登记过"):
        applied()
    with pytest.raises(Problem, match="同名队伍"):
        applied(name=unit.name)
    with pytest.raises(Problem, match="至少 8 人"):
        applied(name="小队", headcount=3)
    with pytest.raises(Problem, match="同意被调用"):
        actions.apply(sender="a", leader=LEADER._replace(consents=False), **(GIVEN | {"name": "无人"}))
