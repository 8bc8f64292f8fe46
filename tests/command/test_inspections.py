"""检查轮次: who was sent where, what was seen there, what came of it – every target looked at or named, every answer kept."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from command.hazards.models import Hazard
from command.hazards.risks import save_risk
from command.inspections.measures import measures_of
from command.inspections.models import Checklist, Inspection
from command.inspections.penalties import correct_penalty, penalise
from command.inspections.records import Answer, Penalty, Visit
from command.inspections.rounds import Aim, inspection_due, start_inspection, stop_inspection
from command.inspections.showing import found, whole
from command.inspections.visiting import Said, correct_answer, find_from_answer, visit
from dispatch.contacts.actions import add_person
from dispatch.teams.models import Unit
from realtime import clock
from realtime.codes import Problem
from realtime.log.models import Event

pytestmark = pytest.mark.django_db
CHIEF, CHECKER = {"actor": "user:9", "name": "陈班长"}, {"actor": "user:7", "name": "查安全"}
HERE = (113.529, 22.845)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080001000101011100ffd9")


@pytest.fixture
def checker(city: None) -> Any:
    return add_person(actor="system", name="查安全", role="other", area="440115", addresses=[])


@pytest.fixture
def tank(city: None) -> Any:
    return save_risk(
        actor="user:1", name="苯乙烯罐区", sector="chem", lon=HERE[0], lat=HERE[1], likely=3, exposed=6, severe=40, owner="虎岛精细化工"
    )


def started(checker: Any, tank: Any, **given: Any) -> Inspection:
    facts = {
        "title": "国庆前检查", "campaign": "六查一打", "sector": "chem", "area": "440115", "checklist_id": Checklist.objects.get(code="chem-storage").pk,
        "due_at": clock.now() + timedelta(days=3), "people": [checker.pk] if checker else [],
        "targets": [Aim("risk", tank.pk), Aim("place", name="装卸码头", lon=113.531, lat=22.846)],
    }  # fmt: skip
    return start_inspection(**CHIEF, **facts | given)


def said(one: Inspection, wrong: tuple[int, ...] = (), hazard: bool = False) -> list[Said]:
    """Everything in order but the items of these places."""
    return [
        Said(item.pk, "measured", 61.5) if item.kind == "number" else Said(item.pk, "no" if item.order in wrong else "yes", note="", hazard=hazard)
        for item in one.checklist.items.all()
    ]  # fmt: skip


def seen(one: Inspection, place: int = 0, key: str = "phone-7:0001", **given: Any) -> Visit:
    target = one.targets.all()[place]
    return visit(**CHECKER, **{"target_id": target.pk, "client_key": key, "answers": said(one)} | given)


def test_a_round_is_done_when_every_target_was_looked_at_and_names_what_was_missed(checker, tank, agrees):
    with agrees():
        one = started(checker, tank)
    with agrees():
        seen(one, lon=HERE[0], lat=HERE[1] + 0.01)
    shown = whole(found(one.pk))
    assert (shown["done"], shown["total"], shown["missed"], shown["state"]) == (1, 2, ["装卸码头"], "going")
    (first,) = shown["targets"][0]["visits"]
    assert first["far"] and first["metres"] == pytest.approx(1112, abs=3)
    with agrees():
        seen(one, 1, "phone-7:0002")
    shown = whole(found(one.pk))
    assert (shown["done"], shown["missed"], shown["state"]) == (2, [], "done")


def test_the_same_visit_sent_twice_is_one(checker, tank):
    one = started(checker, tank)
    assert seen(one).pk == seen(one).pk
    assert Visit.objects.count() == 1 and Answer.objects.count() == 6
    with pytest.raises(Problem, match="另一个检查对象"):
        seen(one, 1)


def test_what_is_wrong_becomes_a_hazard_at_once_or_by_one_press_and_never_twice(checker, tank, agrees):
    one = started(checker, tank)
    with agrees():
        made = seen(one, answers=said(one, (1,), hazard=True))
    hazard = Hazard.objects.get()
    assert (hazard.title, hazard.campaign, hazard.unit_id) == ("不符合:储罐围堰完好、无积水", "六查一打", tank.pk)
    later = seen(one, 1, "phone-7:0002", answers=said(one, (3,)))
    wrong = later.answers.get(value="no")
    with agrees():
        pressed = find_from_answer(**CHECKER, answer_id=wrong.pk)
    assert find_from_answer(**CHECKER, answer_id=wrong.pk).pk == pressed.pk
    assert Hazard.objects.count() == 2
    with pytest.raises(Problem, match="只有“不符合”"):
        find_from_answer(**CHECKER, answer_id=made.answers.filter(value="yes")[0].pk)
    one.refresh_from_db()
    assert one.hazards == 2


@pytest.mark.parametrize("first", ["picture", "words"])
def test_a_picture_finds_its_visit_whichever_arrives_first_and_is_the_hazards_evidence(
    checker, tank, agrees, people, as_user, settings, tmp_path, first
):
    settings.DATA_DIR = tmp_path
    one = started(checker, tank)
    target, item = one.targets.all()[0], one.checklist.items.all()[0]
    client = as_user(people.wang)

    def send() -> None:
        form = {"client_key": "phone-7:0001", "item": str(item.pk), "file": SimpleUploadedFile("1.jpg", JPEG)}
        answer = client.post(f"/api/inspections/targets/{target.pk}/pictures", form, headers={"Idempotency-Key": "one-picture"})
        assert answer.status_code == 201, answer.content

    def words() -> None:
        seen(one, answers=said(one, (1,), hazard=True))

    with agrees():
        for step in (send, words) if first == "picture" else (words, send):
            step()
        send()  # the answer was lost, the phone sends it again
    hazard = Hazard.objects.get()
    assert (hazard.pictures, hazard.evidence.get().kind) == (1, "before")
    assert [step.verb for step in hazard.steps.all()] == ["found", "shown"]
    assert Event.objects.filter(kind="hazard.shown").count() == 1
    (visited,) = whole(found(one.pk))["targets"][0]["visits"]
    assert [photo["item"] for photo in visited["photos"]] == [item.pk] and visited["lacks"] == []


def test_a_picture_that_was_asked_for_and_is_missing_is_named(checker, tank):
    one = started(checker, tank)
    seen(one)
    (visited,) = whole(found(one.pk))["targets"][0]["visits"]
    assert visited["lacks"] == [item.pk for item in one.checklist.items.all() if item.photo]


def test_a_correction_keeps_the_old_answer(checker, tank, agrees):
    one = started(checker, tank)
    old = seen(one).answers.filter(value="yes")[0]
    with agrees():
        correct_answer(**CHIEF, answer_id=old.pk, value="no", why="复核视频,围堰有积水")
    (visited,) = whole(found(one.pk))["targets"][0]["visits"]
    now = next(answer for answer in visited["answers"] if answer["item"] == old.item_id)
    assert (now["value"], now["why"], [line["value"] for line in now["before"]]) == ("no", "复核视频,围堰有积水", ["yes"])
    with pytest.raises(Problem, match="刚刚被更正"):
        correct_answer(**CHIEF, answer_id=old.pk, value="na", why="x")


def test_an_item_left_out_a_number_without_a_value_and_a_strange_item_are_refused_by_name(checker, tank):
    one = started(checker, tank)
    whole_list = said(one)
    level = next(answer for answer in whole_list if answer.value == "measured")
    for wrong, words in (
        (whole_list[1:], "还有 1 项没有填写:储罐围堰"),
        ([answer if answer is not level else Said(level.item, "yes") for answer in whole_list], "储罐液位.*数值"),
        ([*whole_list, Said(0, "yes")], "没有编号为 0"),
        ([*whole_list, whole_list[0]], "答了两次"),
    ):
        with pytest.raises(Problem, match=words):
            seen(one, answers=wrong)
    assert Visit.objects.count() == 0


def test_a_round_names_the_target_that_lies_elsewhere_and_wants_somebody_to_go(checker, tank):
    with pytest.raises(Problem, match="良口路口不在本次检查的区划内"):
        started(checker, tank, targets=[Aim("risk", tank.pk), Aim("place", name="良口路口", lon=113.77, lat=23.74)])
    with pytest.raises(Problem, match="检查人员或队伍"):
        started(checker, tank, people=[])
    with pytest.raises(Problem, match="第 1 个检查对象不存在"):
        started(checker, tank, targets=[Aim("dossier", 404)])
    assert Inspection.objects.count() == 0


def test_overdue_is_told_once_and_what_a_phone_saw_before_the_end_still_counts(checker, tank, agrees):
    one = started(checker, tank)
    with agrees():
        inspection_due(one.pk)
        inspection_due(one.pk)
    assert Event.objects.filter(kind="inspection.overdue").count() == 1
    before = clock.now()
    with agrees():
        stop_inspection(actor="user:9", inspection_id=one.pk, why="台风")
    seen(one, at=before)
    with pytest.raises(Problem, match="已终止"):
        seen(one, 1, "phone-7:0002", at=clock.now() + timedelta(hours=1))


def test_a_persons_rounds_and_their_teams_are_on_their_phone_with_the_whole_list(tank, people, unit: Unit, as_user):
    mine = add_person(actor="system", name="何队员", role="other", area="440117", addresses=[], user=people.ho.pk)
    started(mine, tank)
    started(mine, tank, title="队伍的", people=[], teams=[unit.pk])
    rows = as_user(people.ho).get("/api/inspections/mine").json()
    assert sorted(row["title"] for row in rows) == ["国庆前检查", "队伍的"]
    assert len(rows[0]["checklist"]["items"]) == 6 and len(rows[0]["targets"]) == 2
    assert as_user(people.nansha).get("/api/inspections/mine").json() == []


def test_a_penalty_is_entered_once_per_decision_and_corrected_by_another_entry(checker, tank, agrees):
    one = started(checker, tank)
    made = seen(one)
    facts = {
        "subject": "虎岛精细化工",
        "amount_yuan": 30_000,
        "ground": "安全生产法第九十九条",
        "decision": "穗应急罚〔2026〕12 号",
        "decided_on": localdate(),
    }
    with agrees():
        penalty = penalise(**CHECKER, **facts, visit_id=made.pk)
    with pytest.raises(Problem, match="已登记"):
        penalise(**CHECKER, **facts, visit_id=made.pk)
    with agrees():
        correct_penalty(
            **CHIEF,
            penalty_id=penalty.pk,
            amount_yuan=20_000,
            ground=facts["ground"],
            decision=facts["decision"],
            decided_on=localdate(),
            why="金额误录",
        )
    one.refresh_from_db()
    assert (one.penalties, one.amount_yuan, Penalty.objects.current().amount(), Penalty.objects.count()) == (1, 20_000, 20_000, 2)
    with pytest.raises(Problem, match="晚于今天"):
        penalise(**CHECKER, **facts | {"decision": "另一号", "decided_on": localdate() + timedelta(days=1)}, visit_id=made.pk)


def test_the_four_figures_count_rows_and_leave_out_exercises_and_corrections(checker, tank):
    now = clock.now()
    one = started(checker, tank)
    made = seen(one, answers=said(one, (1, 3), hazard=True))
    first = penalise(**CHECKER, subject="某厂", amount_yuan=100, ground="法", decision="1 号", decided_on=localdate(), visit_id=made.pk)
    correct_penalty(**CHIEF, penalty_id=first.pk, amount_yuan=70, ground="法", decision="1 号", decided_on=localdate(), why="误")
    span = (now - timedelta(days=1), clock.now() + timedelta(days=1))
    assert measures_of("4401", *span) == {"visits": 1, "hazards": 2, "penalties": 1, "amount_yuan": 70}
    assert measures_of("440117", *span) == {"visits": 0, "hazards": 0, "penalties": 0, "amount_yuan": 0}
    Inspection.objects.update(exercise_id=5)
    Hazard.objects.update(exercise_id=5)
    Penalty.objects.update(exercise_id=5)
    assert measures_of("4401", *span) == {"visits": 0, "hazards": 0, "penalties": 0, "amount_yuan": 0}


@pytest.mark.parametrize("ledger", ["hazards", "inspections", "penalties", "risks"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_ledger_as_a_file_says_who_took_it_and_so_does_the_log(checker, tank, people, as_user, ledger, form):
    one = started(checker, tank)
    made = seen(one, answers=[*said(one, (1,), hazard=True)], note="=1+1")
    penalise(**CHECKER, subject="某厂", amount_yuan=100, ground="法", decision="1 号", decided_on=localdate(), visit_id=made.pk)
    answer = as_user(people.wang).get(f"/api/inspections/ledgers/{ledger}.{form}?area=4401")
    assert answer.status_code == 200
    if form == "xlsx":
        page = load_workbook(io.BytesIO(answer.content)).active
        lines = [[str(cell.value or "") for cell in row] for row in page.iter_rows()]
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    else:
        text = answer.content.decode("utf-8-sig")
        lines = [line.split(",") for line in text.splitlines()]
        assert ",=1" not in text
    assert any("王值班" in cell and "1 条" in cell for line in lines for cell in line)
    assert Event.objects.filter(kind="ledger.noted", body__contains=f'"{ledger}"').count() == 1


@given(st.lists(st.sampled_from(["yes", "no", "na"]), min_size=1, max_size=6))
def test_whatever_is_answered_the_last_word_of_each_item_is_the_one_that_counts(values: list[str]):
    from command.inspections.showing import _answers

    rows = [
        Answer(pk=n, item_id=1, value=value, by_name="甲", at=clock_at(n), why="")
        for n, value in reversed(list(enumerate(values, 1)))
    ]  # fmt: skip
    (now,) = _answers(rows)
    assert now["value"] == values[-1] and [line["value"] for line in now["before"]] == values[-2::-1]


def clock_at(n: int) -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 11, 1, 8, n, tzinfo=UTC)


def test_who_was_sent_into_a_neighbours_area_may_answer_there_and_nobody_else_from_home(tank, people, unit: Unit, as_user):
    one = started(None, tank, people=[], teams=[unit.pk])
    body = {
        "client_key": "phone-7:0001",
        "answers": [{"item": item.item, "value": item.value, "number": item.number} for item in said(one)],
    }
    path = f"/api/inspections/targets/{one.targets.all()[0].pk}/visits"
    assert as_user(people.huang).send(path, body).status_code == 403
    assert as_user(people.ho).send(path, body).status_code == 201


def test_a_checklist_that_a_round_was_made_with_keeps_its_questions(checker, tank, admin_client):
    """The back office adds the next edition; what was answered must mean what was asked."""
    free = Checklist.objects.create(code="new-edition", name="储罐检查表(新)", source="本局")
    page = admin_client.get(f"/admin/inspections/checklist/{free.pk}/change/").content.decode()
    assert 'name="items-0-text"' in page
    held = started(checker, tank).checklist
    page = admin_client.get(f"/admin/inspections/checklist/{held.pk}/change/").content.decode()
    assert held.items.first().text in page and 'name="items-0-text"' not in page
    admin_client.post(f"/admin/inspections/checklist/{held.pk}/delete/", {"post": "yes"})
    assert Checklist.objects.filter(pk=held.pk).exists()
