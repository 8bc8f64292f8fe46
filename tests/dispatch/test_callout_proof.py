"""What came of a callout, on paper and as a list; numbers only for a reason; and where a call would reach nobody."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from dispatch.callout.actions import answer_call, start_callout
from dispatch.contacts.actions import add_person
from dispatch.contacts.chain import chain_of
from dispatch.contacts.gaps import counts, gaps
from dispatch.contacts.models import Person, Reveal
from realtime.areas.models import Area
from realtime.snapshots import snapshot
from tests.dispatch.tree_parts import DISTRICT, EMPTY, GAOCUN, GAOTAN, TOWN, call, one, plant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _records(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def tree(city: None) -> dict[str, Person]:
    return plant()


# Proof


def test_the_proof_names_who_when_by_what_and_with_which_words(as_user, people, tree):
    callout = call([GAOTAN, EMPTY])
    answer_call(
        actor="user:1",
        call_id=one(callout, tree["gaotan"]).pk,
        answer="entered",
        action_text="已转移 12 户 27 人",
        said_by="高志明",
        read_back=True,
    )
    wang = as_user(people.wang)
    page = wang.get(f"/paper/callout/{callout.pk}/").content.decode()
    for word in ("高滩村", "gaotan正", "已转移 12 户 27 人", "高志明", "已复诵", "留存(演示)", "黄沙氹村", "红色预警"):
        assert word in page, word
    sheet = load_workbook(io.BytesIO(wang.get(f"/paper/callout/{callout.pk}/list.xlsx").content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[3] for row in rows] == ["镇副班", "gaotan正"]
    assert rows[1][12] == "已转移 12 户 27 人"
    assert as_user(people.nansha).get(f"/paper/callout/{callout.pk}/").status_code == 404


def test_numbers_leave_the_house_for_a_reason_that_is_kept(as_user, people, city):
    person = add_person(
        actor="system",
        name="甲",
        area=GAOTAN,
        role="village_contact",
        addresses=[{"channel": "record", "value": "fail"}, {"channel": "sms", "value": "13912345678"}],
    )
    callout = start_callout(actor="system", about="duty", about_id=5, purpose="call", persons=[person], text="=cmd", area=DISTRICT)
    call_row = callout.calls.get()
    call_row.attempts.create(step=1, channel="sms", address=person.addresses.get(channel="sms"), result="sent")
    wang, path = as_user(people.wang), f"/paper/callout/{callout.pk}/"
    assert "13912345678" not in wang.get(path).content.decode()
    assert wang.post(path, {"reason": " "}).status_code == 422 and not Reveal.objects.exists()
    assert "13912345678" in wang.post(path, {"reason": "上报省厅"}).content.decode()
    kept = Reveal.objects.get()
    assert (kept.kind, kept.what, kept.count, kept.reason) == ("export", f"callout:{callout.pk}", 1, "上报省厅")
    sheet = load_workbook(io.BytesIO(wang.post(f"{path}list.xlsx", {"reason": "上报省厅"}).content)).active
    assert sheet["A2"].value != "=cmd" and "13912345678" in str(sheet["Q4"].value)


# Gaps


def test_a_village_without_a_reachable_primary_and_deputy_is_a_gap(tree):
    assert {gap["area"] for gap in gaps(TOWN, ["village"])} == set(
        Area.objects.under(TOWN).filter(code__regex=r"^\d{12}$").values_list("code", flat=True)
    ) - {GAOTAN, GAOCUN}
    tree["gaotan2"].addresses.all().delete()
    assert {gap["area"]: gap["problem"] for gap in gaps(TOWN, ["village"])}[GAOTAN] == "deputy_unreachable"
    missing, of = counts(TOWN)["village"]
    assert (of - missing, chain_of([GAOTAN]).gaps) == (1, [])


def test_what_the_board_holds_is_what_the_snapshot_says(tree):
    callout = call([TOWN])
    rows = snapshot(f"area:{TOWN}")["state"]["calls"].values()
    assert {row["callout"] for row in rows} == {callout.pk}
