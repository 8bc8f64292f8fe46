"""Which agreement covers a loan is reckoned from its terms; what is borrowed names it, and what is asked of others goes out signed and numbered."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from command.agreements.actions import answer_support, change_agreement, draft_support, enter_agreement, send_support, sign_support
from command.agreements.covering import Loan, Terms, best, covers, standing
from command.agreements.leaving import archive_support
from command.agreements.models import MutualAid, SupportRequest
from command.agreements.paper import support_sheet
from command.reports.paper.docx import docx
from command.reports.paper.pdf import pdf
from dispatch.incidents.actions import open_incident
from dispatch.orders.actions import dispatch_units
from dispatch.orders.crossings import Approval
from dispatch.orders.models import Crossing
from dispatch.orders.reinforcing import request_reinforcement
from dispatch.recommend.choose import recommend
from dispatch.supplies.actions import approve_supplies, request_supplies, reserve_supplies
from dispatch.supplies.balances import today
from dispatch.supplies.models import Depot, Item
from dispatch.supplies.sources import sources
from dispatch.supplies.stocking import take_in
from realtime import clock
from realtime.codes import Problem
from realtime.snapshots import table
from tests.conftest import FIRE

AREAS = ["4401", "440117", "440118", "440111", "4418"]
DAY = date(2026, 11, 22)
areas = st.sampled_from(AREAS)
days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
terms = st.builds(
    Terms, st.integers(1, 99), st.lists(areas, min_size=2, max_size=4, unique=True), st.lists(st.sampled_from(["11G", "11A", "12D"]), max_size=2),
    st.lists(st.sampled_from(["forest_fire", "flood", "stock"]), max_size=2), days, days,
)  # fmt: skip
loans = st.builds(
    Loan, areas, areas, st.sampled_from(["11G01", "11A02", "12D01"]), st.sampled_from(["forest_fire", "flood", "stock"]), days
)


@given(terms, loans)
def test_an_agreement_covers_a_loan_between_two_of_its_parties_within_its_hazards_things_and_days(one: Terms, loan: Loan):
    got = covers(one, loan)
    if got:
        assert one.valid_from <= loan.day <= one.valid_to
        assert any(loan.lender.startswith(code) for code in one.parties) and any(loan.borrower.startswith(code) for code in one.parties)
        assert not one.hazards or any(loan.hazard.startswith(code) for code in one.hazards)
        assert not one.what or loan.what in one.what
    assert not covers(one, loan._replace(borrower=loan.lender)), "nobody lends to themselves"
    assert got == covers(one, loan._replace(lender=loan.borrower, borrower=loan.lender)), "mutual"


@given(st.lists(terms, max_size=6, unique_by=lambda one: one.id), loans)
def test_of_several_the_most_particular_is_named_whatever_their_order(known: list[Terms], loan: Loan):
    found = best(known, loan)
    assert found == best(reversed(known), loan)
    assert (found is None) == (not any(covers(one, loan) for one in known))
    assert found is None or covers(found, loan)


@given(days, days, days, st.integers(0, 400))
def test_a_term_is_in_the_future_valid_expiring_or_expired(first: date, last: date, day: date, warn: int):
    got = standing(min(first, last), max(first, last), day, warn)
    assert (got in ("valid", "expiring")) == (min(first, last) <= day <= max(first, last))
    assert (got == "expiring") == (got in ("valid", "expiring") and (max(first, last) - day).days < warn)


def agreement(**given) -> MutualAid:
    body = {
        "area": "440117", "name": "从化—增城森林防灭火互助协议", "number": "穗森防〔2026〕3号", "how": "值班电话请求,1 小时内补函", "hazards": ["11G"],
        "parties": [{"code": "440117", "name": "从化区"}, {"code": "440118", "name": "增城区"}], "capabilities": ["forest_fire", "stock"],
        "valid_from": today() - timedelta(days=30), "valid_to": today() + timedelta(days=400),
    } | given  # fmt: skip
    return enter_agreement(actor="user:1", **body)


def fire(**given):
    return open_incident(actor="system", **FIRE, area="440117", **given)


@pytest.mark.django_db
def test_a_borrowed_team_and_stock_name_the_agreement_that_covers_them(city, make_unit, agrees):
    aid, incident = agreement(), fire()
    with agrees():
        asked = request_reinforcement(actor="user:1", name="王值班", incident_id=incident.pk, lender="440118", kind="forest_fire")
        bare = request_reinforcement(actor="user:1", name="王值班", incident_id=incident.pk, lender="440118", kind="medical")
    assert (asked.agreement, asked.row()["agreement_name"]) == (aid.pk, aid.name)
    assert bare.agreement is None, "nobody agreed to lend ambulances: it rests on the approval alone"
    team, _ = (
        make_unit(name, "440118", kind="forest_fire", lon=113.811, lat=23.261) for name in ("增城区森林消防大队", "增城区森林消防二队")
    )
    proposed = {one["unit"]["id"]: one["agreement"] for one in recommend(incident, scopes=["4401"])["proposals"]}
    assert aid.name in proposed.values()
    approvals = [Approval("area", "李局长", "verbal")]
    dispatch_units(actor="user:1", name="王值班", incident_id=incident.pk, unit_ids=[team.pk], task="增援", approvals=approvals)
    assert Crossing.objects.get(crossing="area").agreement == aid.name
    depot = Depot.objects.create(name="增城仓", level="district", area="440118", lon=113.811, lat=23.261)
    item = Item.objects.order_by("pk")[0]
    take_in(actor="system", depot_id=depot.pk, item_id=item.pk, lot="B1", quantity=100)
    row = next(one for one in sources(item, 5, area="440117", lon=113.7, lat=23.7, type="11G01") if one["depot"] == depot.pk)
    assert (row["borrowed"], row["agreement"]) == (True, aid.name)
    stock = request_supplies(actor="user:1", item_id=item.pk, quantity=5, incident=incident, depot_id=depot.pk)
    approve_supplies(actor="user:1", name="陈班长", request_id=stock.pk)
    assert reserve_supplies(actor="user:1", request_id=stock.pk)[0].agreement == aid.name


@pytest.mark.django_db
def test_an_agreement_needs_two_parties_and_is_gone_when_its_term_is(city):
    for wrong, words in (
        ({"parties": [{"code": "440117", "name": "从化"}, {"code": "440117", "name": "从化"}]}, "两个不同的协议方"),
        ({"valid_to": today() - timedelta(days=60)}, "止于生效之前"),
        ({"capabilities": ["tanks"]}, "没有这种能力代码"),
        ({"area": "440115"}, "协议方之一"),
    ):
        with pytest.raises(Problem, match=words):
            agreement(**wrong)
    one = agreement(valid_to=today() + timedelta(days=20))
    assert one.row()["standing"] == "expiring"
    with pytest.raises(Problem, match="同名"):
        agreement()
    change_agreement(actor="user:1", agreement_id=one.pk, valid_to=today() - timedelta(days=1))
    incident = fire()
    asked = request_reinforcement(actor="user:1", name="王", incident_id=incident.pk, lender="440118", kind="forest_fire")
    assert asked.agreement is None
    with pytest.raises(Problem, match="不能据此请求"):
        draft_support(
            actor="user:1",
            name="王",
            force="neighbour",
            to="增城区",
            what="2 队",
            place="良口",
            incident_id=incident.pk,
            agreement_id=one.pk,
        )


@pytest.mark.django_db
def test_a_request_for_support_is_drafted_signed_sent_and_answered_as_a_paper(city, agrees):
    aid, incident = agreement(hazards=[], capabilities=[]), fire()
    with agrees():
        one = draft_support(
            actor="user:1", name="王值班", force="military", to="驻地武警某部", what="扑火兵力", people=120, place="良口镇政府", incident_id=incident.pk,
            agreement_id=aid.pk, liaison="黄副区长 现场指挥部",
        )  # fmt: skip
    with pytest.raises(Problem, match="不能改为已发出"):
        send_support(actor="user:1", request_id=one.pk, way="fax")
    with agrees():
        sign_support(actor="user:2", name="李带班", request_id=one.pk)
        send_support(actor="user:1", request_id=one.pk, way="fax")
        answer_support(actor="user:1", request_id=one.pk, granted=True, name="张参谋", text="19:40 前到达")
    one = SupportRequest.objects.select_related("incident", "agreement").get(pk=one.pk)
    assert table("area:440117", "support_requests")[str(one.pk)]["state"] == "granted"
    sheet = support_sheet(one, "王值班")
    words = "\n".join(part.text for part in Document(BytesIO(docx(sheet))).paragraphs)
    for said in ("请求支援函", "驻地武警某部", "扑火兵力\uff08约 120 人\uff09", aid.name, "李带班", one.number):
        assert said in words, said
    assert pdf(sheet).startswith(b"%PDF")
    SupportRequest.objects.update(answered_at=clock.now() - timedelta(days=2))
    with agrees():
        assert archive_support() == 1


@pytest.mark.django_db
def test_a_drills_request_is_marked_as_one(city):
    from realtime.exercises.actions import start_exercise

    exercise = start_exercise(actor="user:1", name="演练", area="4401")
    one = draft_support(
        actor="user:1", name="王", force="militia", to="人武部", what="一个连", place="广场", area="440117", exercise=exercise.pk
    )
    assert (one.row()["x"], support_sheet(one, "王").drill) == (exercise.pk, True)
