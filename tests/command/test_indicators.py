"""指标清单: standards and sub-items, how far each is, in whose words – and the counts that follow from them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from command.indicators.actions import Wanted, add_list, judge
from command.indicators.models import STATUSES, IndicatorList, SubItem
from command.indicators.showing import whole
from command.seeding.indicators import make_indicators
from realtime.codes import Problem

pytestmark = pytest.mark.django_db
WHO = {"actor": "user:1", "name": "王值班"}


def made() -> IndicatorList:
    wanted = [Wanted("源头治理", "规划布局", ["一图", "一库"]), Wanted("风险防控", "风险辨识", ["清单"])]
    return add_list(actor="user:1", code="t", name="示范城市", area="4401", source="评价细则", standards=wanted)


def test_judging_moves_the_counts_and_keeps_every_word(city, agrees):
    with agrees():
        one = made()
    item = SubItem.objects.all()[0]
    with agrees():
        judge(**WHO, item_id=item.pk, status="not_reached", progress="正在修编", owner="规资局", due_on=localdate() - timedelta(days=1))
    with agrees():
        judge(**WHO, item_id=item.pk, status="reached", progress="已批复")
    shown = whole(one)
    first = shown["tree"][0]["items"][0]
    assert (shown["standards"], shown["total"], shown["reached"], shown["unrated"]) == (2, 3, 1, 2)
    assert (first["owner"], first["late"], [line["status"] for line in first["judgements"]]) == (
        "规资局",
        False,
        ["reached", "not_reached"],
    )


def test_what_is_not_reached_after_its_day_is_late(city):
    one = made()
    item = SubItem.objects.all()[0]
    judge(**WHO, item_id=item.pk, status="not_reached", progress="", due_on=localdate() - timedelta(days=1))
    assert whole(one)["tree"][0]["items"][0]["late"]


def test_reached_needs_words_or_a_proof(city, agrees, people, as_user, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    made()
    item = SubItem.objects.all()[0]
    with pytest.raises(Problem, match="达标须写明依据"):
        judge(**WHO, item_id=item.pk, status="reached", progress=" ")
    with agrees():
        form = {"file": SimpleUploadedFile("批复.pdf", b"%PDF-1.7 x")}
        answer = as_user(people.wang).post(f"/api/indicators/items/{item.pk}/proofs", form, headers={"Idempotency-Key": "proof"})
    assert answer.status_code == 201 and answer.json()["tree"][0]["items"][0]["proofs"][0]["file"]["name"] == "批复.pdf"
    assert judge(**WHO, item_id=item.pk, status="reached", progress="").status == "reached"


def test_the_demo_has_the_citys_figures_and_is_seeded_once(city):
    make_indicators()
    make_indicators()
    rows = {one.code: one.row() for one in IndicatorList.objects.all()}
    safe = rows["safe-city"]
    assert (safe["standards"], safe["total"], safe["reached"], safe["not_reached"]) == (69, 157, 152, 5)
    assert rows["nine-projects"]["standards"] == 9 and rows["model-community"]["total"] > 10


class Counting(TestCase):
    @settings(max_examples=15)
    @given(st.lists(st.sampled_from([status for status, _ in STATUSES]), min_size=1, max_size=6))
    def test_the_counts_always_sum_to_the_whole(self, statuses: list[str]) -> None:
        one = add_list(
            actor="user:1", code="c", name="清单", area="4401", source="x", standards=[Wanted("", "标准", [str(n) for n in range(6)])]
        )
        for item, status in zip(SubItem.objects.filter(standard__list=one), statuses, strict=False):
            judge(**WHO, item_id=item.pk, status=status, progress="依据")
        row = one.row()
        assert row["reached"] + row["not_reached"] + row["na"] + row["unrated"] == row["total"] == 6
