"""Responses: said with a clock time by somebody who may, never two words for one thing, and proposed by rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from command.responses import terms, warnings_in_force
from command.responses.actions import EFFECT, HINT, PAPER, approve_change, file_paper, propose_change, propose_response, refuse_change
from command.responses.announcing import announcement
from command.responses.approving import Word
from command.responses.defaults import RULES
from command.responses.models import Response
from command.responses.triggers import COLOURS, Facts, Trigger, Warned, by_incident, by_warnings, highest
from dispatch.alarms.models import Alarm
from dispatch.incidents.actions import open_incident
from dispatch.incidents.grades import record_figure
from realtime import clock
from realtime.accounts.may import Caller, caller_of_user
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from tests.conftest import FIRE, person

DISTRICTS = [f"4401{number:02d}" for number in range(3, 14)]
SPOKEN = Word(form="verbal", approver="李主任", title="森防办主任", said_on="值班电话", read_back=True)
TEXTS = next(value for name, value, _, _ in RULES if name == "responses.texts")


def row(level: int, colour: str, districts: int) -> Trigger:
    return Trigger(f"{level}", "rainstorm", level, "warnings", {"hazard": "rainstorm", "colour": colour, "districts": districts}, "依据")


@given(
    st.lists(st.tuples(st.sampled_from(DISTRICTS), st.sampled_from(COLOURS)), max_size=14),
    st.integers(1, 11),
    st.sampled_from(COLOURS),
)
def test_a_row_holds_exactly_when_so_many_districts_are_at_its_colour_or_above(warned: Any, districts: int, colour: str):
    warnings = [Warned(str(number), "rainstorm", shade, (code,)) for number, (code, shade) in enumerate(warned)]
    reached = {code for code, shade in warned if COLOURS.index(shade) >= COLOURS.index(colour)}
    assert bool(by_warnings([row(4, colour, districts)], warnings, DISTRICTS)) == (len(reached) >= districts)


@given(st.lists(st.integers(1, 4), min_size=1))
def test_the_highest_level_that_holds_is_the_one_proposed(levels: list[int]):
    city = [Warned("w", "rainstorm", "red", ("4401",))]
    found = by_warnings([row(level, "yellow", 6) for level in levels], city, DISTRICTS)
    assert highest(found)["rainstorm"].trigger.level == min(levels)


def test_a_warning_of_another_hazard_or_a_town_is_no_district():
    town = [Warned("1", "rainstorm", "red", ("440118116",)), Warned("2", "typhoon", "red", ("4401",))]
    assert not by_warnings([row(2, "red", 1)], town, DISTRICTS)
    towns = Trigger("t", "rainstorm", 2, "warnings", {"hazard": "rainstorm", "colour": "red", "towns": 1}, "")
    assert by_warnings([towns], town, DISTRICTS)


@given(st.floats(0, 200), st.booleans())
def test_a_fire_calls_for_a_level_from_the_figure_on_and_only_while_it_burns(hectares: float, burning: bool):
    trigger = Trigger("f", "forest_fire", 4, "incident", {"types": ["11G"], "at_least": {"burned_ha": 10}, "burning": True}, "")
    found = by_incident([trigger], Facts("11G01", {"burned_ha": hectares}, 5, burning))
    assert bool(found) == (hectares >= 10 and burning)


def test_the_sentence_is_the_one_the_headquarters_used():
    said = announcement(
        TEXTS, "start", headquarters="市三防总指挥部", family="防暴雨内涝", level=4, before=None, at=datetime(2022, 6, 7, 11, 40), why="",
        places="",
    )  # fmt: skip
    assert said == "市三防总指挥部决定从2022年6月7日11时40分起启动防暴雨内涝四级应急响应。"


@pytest.fixture
def chief(people: SimpleNamespace) -> Caller:
    return caller_of_user(people.chen)


@pytest.fixture
def officer(people: SimpleNamespace) -> Caller:
    return caller_of_user(people.wang)


def proposed(level: int = 4, **more: Any) -> Response:
    given = {"family": "rainstorm", "area": "4401", "why": "6 个区发布暴雨黄色预警"} | more
    return propose_response(actor="user:1", name="王值班", level=level, **given)  # type: ignore[arg-type]


def change_of(response: Response) -> int:
    return int(Response.objects.get(pk=response.pk).row()["pending"]["id"])  # type: ignore[index]


@pytest.mark.django_db
def test_from_proposal_to_end_every_step_agrees_with_the_board(agrees: Any, chief: Caller, officer: Caller):
    with agrees():
        response = proposed()
    assert list(Response.objects.active("440117")) == []
    with agrees():
        approve_change(who=chief, change_id=change_of(response), word=Word())
    assert list(Response.objects.active("440117104")) == [response]  # the city's holds in every town
    with agrees("area:440117"):
        propose_change(actor="user:1", name="王值班", response_id=response.pk, level=3, why="雨势加强")
    with pytest.raises(Problem, match="副总指挥"):
        approve_change(who=chief, change_id=change_of(response), word=Word())
    said = Word(form="verbal", approver="李常务", title="常务副总指挥", said_on="值班电话", read_back=True)
    with agrees():
        approve_change(who=officer, change_id=change_of(response), word=said)
    response.refresh_from_db()
    assert response.level == 3 and "由四级提升至三级" in response.changes.get(kind="upgrade").text
    propose_change(actor="user:1", name="王值班", response_id=response.pk, level=None, why="降雨结束")
    with agrees():
        approve_change(who=officer, change_id=change_of(response), word=said)
    assert Response.objects.get().state == "ended" and not Response.objects.active("4401").exists()


@pytest.mark.django_db
def test_a_spoken_word_needs_a_name_how_and_a_read_back_and_owes_paper(agrees: Any, officer: Caller):
    response = proposed(family="forest_fire")
    for missing in ({"approver": ""}, {"said_on": ""}, {"read_back": False}, {"title": "处长"}):
        with pytest.raises(Problem):
            approve_change(who=officer, change_id=change_of(response), word=Word(**{**SPOKEN.__dict__, **missing}))
    change = change_of(response)
    approve_change(who=officer, change_id=change, word=SPOKEN)
    assert Deadline.objects.filter(kind=PAPER, object_id=change).exists()
    with agrees():
        terms.paper_due(change)
    assert Alarm.objects.filter(device=f"responses:{change}").exists() and response.row()["paper_overdue"]
    with agrees():
        file_paper(actor="user:1", change_id=change, paper_number="穗森指〔2026〕3号")
    assert response.row()["paper_due_at"] is None


@pytest.mark.django_db
def test_it_takes_effect_at_its_clock_time_and_not_before(agrees: Any, chief: Caller):
    response = proposed()
    change = change_of(response)
    approve_change(who=chief, change_id=change, word=Word(effective_at=clock.now() + timedelta(minutes=20)))
    assert not Response.objects.active("4401").exists() and Deadline.objects.filter(kind=EFFECT, object_id=change).exists()
    with agrees():
        terms.effect_due(change)
    assert Response.objects.active("4401").count() == 1


@pytest.mark.django_db
def test_the_highest_level_needs_the_consent_above(people: SimpleNamespace):
    mayor = caller_of_user(person("mayor", "孙市长", "leadership", "4401"))
    response = proposed(1)
    with pytest.raises(Problem, match="市委"):
        approve_change(who=mayor, change_id=change_of(response), word=Word())
    approve_change(who=mayor, change_id=change_of(response), word=Word(consent="市委主要领导电话同意"))
    assert Response.objects.get().level == 1


@pytest.mark.django_db
def test_rows_propose_once_and_what_was_refused_is_not_proposed_again(people: SimpleNamespace, agrees: Any, monkeypatch: Any):
    held = [Warned(str(number), "rainstorm", "yellow", (code,)) for number, code in enumerate(DISTRICTS[:6])]
    monkeypatch.setattr(warnings_in_force, "_providers", [lambda: held])
    with agrees():
        assert terms.watch_triggers() == 1
    response = Response.objects.get()
    assert (response.level, response.areas) == (4, DISTRICTS[:6])
    assert terms.watch_triggers() == 0
    refuse_change(actor="user:1", name="陈班长", change_id=change_of(response), why="雨带即将移出")
    assert terms.watch_triggers() == 0


@pytest.mark.django_db
def test_an_hour_after_its_trigger_is_gone_the_desk_is_told(people: SimpleNamespace, chief: Caller, agrees: Any, monkeypatch: Any):
    held = [Warned("1", "rainstorm", "yellow", (settings.CITY,))]
    monkeypatch.setattr(warnings_in_force, "_providers", [lambda: held])
    terms.watch_triggers()
    response = Response.objects.get()
    approve_change(who=chief, change_id=change_of(response), word=Word())
    terms.watch_triggers()
    assert not Deadline.objects.filter(kind=HINT).exists()
    held.clear()
    terms.watch_triggers()
    assert Deadline.objects.filter(kind=HINT, object_id=response.pk).exists()
    with agrees():
        terms.hint_due(response.pk)
    assert Response.objects.get().end_hint_at is not None


@pytest.mark.django_db
def test_a_fire_of_one_hectare_proposes_level_four_for_its_district(people: SimpleNamespace):
    fire = open_incident(actor="system", area="440117", **FIRE)
    record_figure(actor="user:1", incident_id=fire.pk, measure="burned_ha", value=1.4)
    assert terms.watch_triggers() == 1
    response = Response.objects.get()
    assert (response.family_id, response.level, response.area, response.incident_id) == ("forest_fire", 4, "440117", fire.pk)
