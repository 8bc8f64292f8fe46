"""Plans: one press starts what the level asks for, twice does no harm, an empty role blocks, and a level leaves exactly its own tasks."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from command.plans import checking
from command.plans.coverage import Held, covers, gaps, matrix
from command.plans.diff import step
from command.plans.editing import file_of_plan, save_plan
from command.plans.library import DATA, load_library
from command.plans.models import Activation, Plan
from command.plans.sheet import Unreadable, read_file, write_file
from command.plans.showing import coverage
from command.plans.tasks.models import Task, TaskSet
from command.responses.actions import approve_change, propose_change
from command.responses.approving import Word
from command.responses.models import Response
from dispatch.callout.models import Call
from dispatch.contacts.models import Person
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.accounts.may import caller_of_user
from realtime.codes import Problem
from tests.conftest import FIRE, person

LEVELS = {4: ["a", "b"], 3: ["a", "b", "c"], 2: ["b", "c", "d"], 1: ["b", "c", "d", "e"]}


@given(st.lists(st.one_of(st.sampled_from([1, 2, 3, 4]), st.tuples(st.just("done"), st.sampled_from("abcde")))))
def test_any_sequence_of_levels_leaves_exactly_the_present_levels_tasks_and_what_was_done(moves: list[Any]):
    running: set[str] = set()
    done: set[str] = set()
    level = None
    for move in moves:
        if isinstance(move, tuple):
            if move[1] in running:
                running.remove(move[1])
                done.add(move[1])
        else:
            level = move
            planned = step(LEVELS[level], running, done)
            assert not set(planned.give) & (running | done), "nothing is given twice"
            running = (running | set(planned.give)) - set(planned.close)
        if level is not None:
            assert running == set(LEVELS[level]) - done


@given(st.lists(st.tuples(st.sampled_from(["12D01", "12D00", "11G01", "12"]), st.sampled_from([1, 2, 3, 4]))))
def test_a_cell_is_a_gap_exactly_when_no_plan_names_its_hazard_and_level(plans: Any):
    held = [Held(number, (code,), (level,), True, False) for number, (code, level) in enumerate(plans)]
    for row in matrix(["12D01", "11G01"], held):
        for cell in row:
            assert bool(cell.plans) == any(covers(code, cell.hazard) and level == cell.level for code, level in plans)
    assert gaps(matrix(["12D01"], [])) == 4 and not covers("12", "12D01")


@pytest.mark.parametrize("path", sorted(DATA.glob("worked/*.json")), ids=lambda path: path.stem)
def test_a_plan_travels_as_a_readable_file_and_comes_back_the_same(path: Any):
    text = path.read_text(encoding="utf-8")
    file = read_file(text)
    assert write_file(file) == text and read_file(write_file(file)) == file


def test_what_is_wrong_with_a_file_is_said_line_by_line():
    with pytest.raises(Unreadable, match="第 3 行"):
        read_file('{"code": "X",\n "kind": "special",\n oops}')
    body = json.loads((DATA / "worked" / "GZ-ZX-17.json").read_text(encoding="utf-8"))
    body["sheet"]["tasks"][0]["owner"] = "nobody"
    body["sheet"]["groups"][1]["lead"] = "ghost"
    with pytest.raises(Unreadable) as wrong:
        read_file(json.dumps(body))
    assert "nobody" in str(wrong.value) and "ghost" in str(wrong.value)


def test_the_chemical_plan_has_42_tasks_in_9_groups_at_level_three_and_the_forest_fires_24_at_four():
    chemical = read_file((DATA / "worked" / "GZ-ZX-17.json").read_text(encoding="utf-8")).sheet
    assert len(chemical.tasks_at(3)) == 42 and len({task.group for task in chemical.tasks_at(3)}) == 9
    fire = read_file((DATA / "worked" / "GZ-ZX-06.json").read_text(encoding="utf-8")).sheet
    assert len(fire.tasks_at(4)) == 24


@pytest.mark.django_db
def test_a_general_plan_and_68_special_ones_and_31_in_the_other_city(city: None):
    assert (Plan.objects.filter(area="4401", kind="general").count(), Plan.objects.filter(area="4401", kind="special").count()) == (1, 68)
    assert Plan.objects.filter(area="4401", tasks__gt=0).count() == 6
    load_library("4416")
    assert (Plan.objects.filter(area="4416", kind="general").count(), Plan.objects.filter(area="4416", kind="special").count()) == (1, 31)
    assert load_library("4416") == 0


def small(**more: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "code": "TEST-1", "kind": "special", "title": "试验预案", "area": "4401", "edition": "1", "owner": "市局", "family": "forest_fire",
        "hazards": ["11G01"], "levels": [4, 3, 2],
        "sheet": {
            "headquarters": "指挥部",
            "roles": [
                {"code": "office", "title": "办公室", "who": [{"post": "shift_chief"}]},
                {"code": "fire", "title": "消防联络员", "who": [{"contact": "liaison", "org": "消防"}], "deputy": "office"},
                {"code": "police", "title": "公安联络员", "who": [{"contact": "liaison", "org": "公安"}]},
            ],
            "groups": [
                {"code": "coord", "name": "综合协调组", "lead": "office", "members": ["office"]},
                {"code": "rescue", "name": "抢险救援组", "lead": "fire", "members": ["fire", "police"]},
            ],
            "tasks": [
                {"key": "a", "group": "coord", "title": "开设指挥部", "owner": "office", "levels": [4, 3]},
                {"key": "b", "group": "rescue", "title": "集结队伍", "owner": "fire", "levels": [4, 3, 2]},
                {"key": "c", "group": "rescue", "title": "封控道路", "owner": "police", "levels": [3, 2]},
            ],
        },
    }  # fmt: skip
    return body | more


@pytest.fixture
def plan(people: SimpleNamespace) -> Plan:
    return save_plan(actor="user:1", file=read_file(json.dumps(small())), version=None)


@pytest.fixture
def leader(people: SimpleNamespace) -> Any:
    return person("zhang", "张带班", "duty_leader", "4401")


@pytest.fixture
def police(people: SimpleNamespace) -> Person:
    return Person.objects.create(user=people.huang, name="公安联络", org="市公安局", role_id="liaison", area="4401")


@pytest.fixture
def fire(people: SimpleNamespace) -> Incident:
    return open_incident(actor="system", area="440117", **FIRE)


def look(client: Any, plan: Plan, fire: Incident, level: int) -> Any:
    answer = client.send("/api/plans/preview", {"plan": plan.pk, "incident": fire.pk, "area": "440117", "level": level})
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def start(client: Any, token: str, **more: Any) -> Any:
    return client.send("/api/plans/activate", {"token": token, "press": False} | more)


def open_keys() -> set[str]:
    return set(Task.objects.open().values_list("key", flat=True))


@pytest.mark.django_db
def test_the_preview_names_who_and_how_many_and_changes_nothing(as_user: Any, leader: Any, plan: Plan, fire: Incident):
    shown = look(as_user(leader), plan, fire, 4)
    assert (shown["give"], shown["stay"], shown["close"], shown["blocked"], shown["response_does"]) == (2, 0, 0, [], "start")
    assert [role["by_deputy"] for role in shown["roles"] if role["code"] == "fire"] == [True]  # the office stands in for it
    assert not Response.objects.exists() and not Task.objects.exists()


@pytest.mark.django_db
def test_a_role_with_nobody_in_it_blocks_with_its_name(as_user: Any, leader: Any, plan: Plan, fire: Incident):
    client = as_user(leader)
    shown = look(client, plan, fire, 3)
    assert shown["blocked"] == ["公安联络员"]
    refused = start(client, shown["token"])
    assert refused.status_code == 409 and refused.json()["code"] == "role_empty" and "公安联络员" in refused.json()["detail"]
    assert not Response.objects.exists() and not Activation.objects.exists()


@pytest.mark.django_db
def test_one_press_makes_response_groups_and_tasks_and_the_second_makes_nothing(
    as_user: Any, leader: Any, plan: Plan, fire: Incident, police: Person, agrees: Any
):
    client = as_user(leader)
    token = look(client, plan, fire, 3)["token"]
    with agrees():
        first = start(client, token).json()
    assert first["made"] and len(first["groups"]) == 2 and open_keys() == {"a", "b", "c"}
    response = Response.objects.get()
    assert (response.state, response.level, response.activation_id, response.incident_id) == ("active", 3, first["id"], fire.pk)
    again = start(client, token).json()
    assert (again["id"], again["made"]) == (first["id"], False)
    assert look(client, plan, fire, 3)["nothing"] and Task.objects.count() == 3 and Response.objects.count() == 1


@pytest.mark.django_db
def test_up_adds_what_is_missing_down_closes_the_surplus_and_the_end_ends_it(
    as_user: Any, people: Any, leader: Any, plan: Plan, fire: Incident, police: Person, agrees: Any
):
    client = as_user(leader)
    start(client, look(client, plan, fire, 4)["token"])
    done = Task.objects.get(key="a")
    Task.objects.filter(pk=done.pk).update(state="closed", ended="done")
    shown = look(client, plan, fire, 3)
    assert (shown["give"], shown["stay"], shown["response_does"]) == (1, 2, "upgrade")
    with agrees():
        start(client, shown["token"])
    assert open_keys() == {"b", "c"} and Task.objects.count() == 3
    response = Response.objects.get()
    propose_change(actor="user:1", name="王值班", response_id=response.pk, level=2, why="火势扩大")
    assert open_keys() == {"b", "c"}
    with agrees():
        approve_change(who=caller_of_user(leader), change_id=response.changes.latest("pk").pk, word=Word())
    assert Activation.objects.get().level == 2
    propose_change(actor="user:1", name="王值班", response_id=response.pk, level=4, why="火势得到控制")
    approve_change(who=caller_of_user(leader), change_id=response.changes.latest("pk").pk, word=Word())
    assert open_keys() == {"b"}
    propose_change(actor="user:1", name="王值班", response_id=response.pk, level=None, why="明火扑灭")
    with agrees():
        approve_change(who=caller_of_user(leader), change_id=response.changes.latest("pk").pk, word=Word())
    assert open_keys() == set() and TaskSet.objects.get().state == "over" and Activation.objects.get().ended_at is not None


@pytest.mark.django_db
def test_who_may_not_approve_enters_a_spoken_word(as_user: Any, people: Any, leader: Any, plan: Plan, fire: Incident):
    client = as_user(people.wang)
    token = look(client, plan, fire, 4)["token"]
    assert start(client, token).json()["code"] == "approval_needed"
    said = {"form": "verbal", "approver": "李主任", "title": "森防办主任", "said_on": "值班电话", "read_back": True}
    assert start(client, token, approval=said).json()["made"]
    assert Response.objects.get().row()["paper_due_at"] is not None


@pytest.mark.django_db
def test_the_one_press_calls_everybody_it_reaches(as_user: Any, people: Any, leader: Any, plan: Plan, fire: Incident, police: Person):
    client = as_user(leader)
    done = start(client, look(client, plan, fire, 3)["token"], press=True).json()
    assert done["press"], done["press_words"]
    assert Call.objects.filter(person=police).exists()


@pytest.mark.django_db
def test_nobodys_newer_version_is_overwritten(plan: Plan):
    file = file_of_plan(plan)
    assert save_plan(actor="user:1", file=file, version=1).version == 2
    with pytest.raises(Problem, match="第 2 版"):
        save_plan(actor="user:1", file=file, version=1)


@pytest.mark.django_db
def test_a_task_sheet_is_judged_row_by_row_and_taken_whole_or_not_at_all(as_user: Any, people: Any, plan: Plan, tmp_path: Any):
    client = as_user(people.admin)

    def send(path: str, *rows: list[str], query: str = "") -> Any:
        book = Workbook()
        book.active.append(["编号", "工作组", "任务", "承办岗位", "时限(分钟)", "级别"])  # type: ignore[union-attr]
        for row in rows:
            book.active.append(row)  # type: ignore[union-attr]
        book.save(tmp_path / "tasks.xlsx")
        with (tmp_path / "tasks.xlsx").open("rb") as file:
            return client.post(f"/api/plans/{plan.pk}/{path}{query}", {"file": file}, headers={"Idempotency-Key": f"{path}-{len(rows)}"})

    good, bad = ["d", "综合协调组", "汇总灾情", "办公室", "30", "Ⅳ、Ⅲ"], ["e", "没有这组", "x", "没有这岗", "30", "Ⅴ"]
    shown = send("tasks/preview", good, bad).json()
    assert [row["what"] for row in shown["rows"]] == ["new", "wrong"] and len(shown["rows"][1]["errors"]) == 3
    assert shown["gone"] == ["a", "b", "c"]
    assert send("tasks", good, bad, query="?version=1").status_code == 422
    assert send("tasks", good, query="?version=1").json()["tasks"] == 1


@pytest.mark.django_db
def test_an_event_elsewhere_gives_every_department_a_task_and_the_flow_shows_where_it_stands(people: SimpleNamespace, police: Person):
    today = clock.now()
    event = checking.open_check(
        actor="user:1", name="陈班长", title="外省化工园区爆炸", place="外省某市", happened_on=today.date(), lesson="排查储罐安全间距",
        area="4401", due_at=today + timedelta(days=3), persons=[police.pk], departments=["市生态环境局"],
    )  # fmt: skip
    assert Task.objects.count() == 2 and checking.check_row(event)["step"] == 2
    Task.objects.update(state="accepted")
    held = TaskSet.objects.get()
    held.counts = {**held.counts, "waiting": 0}
    held.save()
    assert checking.check_row(event)["step"] == 3
    Task.objects.update(state="fed_back")
    assert checking.check_row(event)["step"] == 4
    done = checking.report_check(actor="user:1", name="陈班长", event_id=event.pk, result="排查 2 家,无隐患")
    assert checking.check_row(done)["step"] == 5 and TaskSet.objects.get().state == "over"


@pytest.mark.django_db
def test_a_gap_is_one_of_its_area_what_a_district_has_is_not_the_citys_and_what_the_city_has_is_each_districts(city: None):
    Plan.objects.all().delete()
    file = small(code="TEST-D", area="440117", hazards=["11G01"], levels=[4])
    save_plan(actor="user:1", file=read_file(json.dumps(file)), version=None)

    def held(area: str, level: int) -> int:
        shown = coverage(area)
        (row,) = [one for one in shown["rows"] if one["hazard"] == "11G01"]
        return len(next(cell for cell in row["cells"] if cell["level"] == level)["plans"])

    assert (held("440117", 4), held("4401", 4), held("440118", 4)) == (1, 0, 0)
    save_plan(actor="user:1", file=read_file(json.dumps(small(code="TEST-C", levels=[3]))), version=None)
    assert (held("440117", 3), held("4401", 3), held("440118", 3), held("440118", 4)) == (1, 1, 1, 0)
