"""事故台账, 上报数, 公布数: entered, corrected with what stood before, taken in from sheets row by row; goals, ranks, calm days; and what is taken along."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from command.figures.actions import enter_accident, enter_reported, save_city_figure
from command.figures.bulletin import bulletin, lines_paper
from command.figures.checking import agrees, checked
from command.figures.goals import board
from command.figures.models import Accident, CityFigure, ReportedFigure
from command.figures.ranking import calm, sectors
from command.figures.saying import changed, said
from command.figures.showing import figures
from command.figures.taking import PAGE, as_xlsx, page_rows
from realtime import clock
from realtime.codes import Problem
from realtime.log.models import Event

WANG = {"actor": "user:1", "name": "王值班"}
YEAR = "area=4401&first=2025-01-01&last=2025-12-31"


def an_accident(at: datetime = datetime(2025, 3, 4, 5, tzinfo=UTC), **given: Any) -> Accident:
    return enter_accident(**WANG, **({"happened_at": at, "area": "440117", "title": "高处坠落", "source": "月报"} | given))


@pytest.mark.django_db
def test_a_correction_keeps_what_stood_before_and_a_struck_line_counts_nowhere(people: SimpleNamespace, as_user):
    wang = as_user(people.wang)
    body = {
        "happened_at": "2025-03-04T13:00:00+08:00",
        "area": "440117",
        "sector": "construction",
        "title": "坠落",
        "deaths": 1,
        "source": "月报",
    }
    made = wang.send("/api/accidents", body).json()
    path = f"/api/accidents/{made['id']}"
    put_right = wang.send(path, {"why": "医院核实", "deaths": 2}).json()
    assert (put_right["deaths"], put_right["title"], put_right["corrections"]) == (2, "坠落", 1)
    assert [(one["before"]["deaths"], one["why"], one["by_name"]) for one in put_right["history"]] == [(1, "医院核实", "王值班")]
    counted = {one["key"]: one["value"] for one in wang.get(f"/api/figures?{YEAR}").json()["figures"]}
    assert (counted["accidents"], counted["accident_deaths"]) == (1, 2)
    (line,) = wang.get(f"/api/figures/accidents?{YEAR}&sector=construction").json()["lines"]
    assert (line["kind"], line["id"]) == ("accident", made["id"])
    assert wang.send(f"{path}/strike", {"why": "重复录入"}).json()["struck_at"]
    assert wang.send(path, {"why": "再改", "deaths": 3}).status_code == 409
    assert wang.get(f"/api/figures/accidents?{YEAR}").json()["figure"]["value"] == 0
    assert Accident.objects.count() == 1 and len(wang.get(f"/api/accidents?{YEAR}").json()) == 1
    kinds = list(Event.objects.filter(stream="figures:4401").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["accident.entered", "accident.corrected", "accident.struck"]
    assert wang.send("/api/accidents", body | {"happened_at": "2199-01-01T00:00:00Z"}).json()["where"] == ["happened_at"]
    assert wang.send("/api/accidents", body | {"sector": "nothing"}).json()["where"] == ["sector"]
    assert as_user(people.nansha).send("/api/accidents", body).status_code == 403
    assert as_user(people.nansha).get(path).status_code == 404


@pytest.mark.django_db
def test_a_wrong_row_of_a_sheet_says_why_and_costs_no_other(people: SimpleNamespace, as_user):
    wang = as_user(people.wang)
    text = "发生时间,区划,事故,行业领域,死亡,来源\n2025-05-06 07:08,从化区,坍塌,房屋建筑施工,1,月报\n昨天,火星,,飞船,-1,\n2025-05-06 07:08,从化区,坍塌,,0,月报"
    sheet = SimpleUploadedFile("台账.csv", text.encode(), "text/csv")
    seen = wang.post("/api/accidents/sheet/preview?area=4401", {"file": sheet}).json()
    assert (seen["right"], seen["wrong"], Accident.objects.count()) == (1, 2, 0)
    assert [row["line"] for row in seen["rows"]] == [2, 3, 4]
    assert len(seen["rows"][1]["errors"]) == 6 and seen["rows"][2]["errors"] == ["台账里已有这起事故"]
    sheet.seek(0)
    taken = wang.post("/api/accidents/sheet?area=4401", {"file": sheet}, headers={"Idempotency-Key": "k1"}).json()
    assert taken["right"] == 1 and Accident.objects.get().deaths == 1
    text = "区划,指标,起,止,数值,来源\n广州市,监督检查,2025-01-01,2025-12-31,437000,总结\n广州市,没有的,2025-01-01,2024-01-01,x,"
    sheet = SimpleUploadedFile("上报.csv", text.encode(), "text/csv")
    told = wang.post("/api/reported-figures/sheet?area=4401", {"file": sheet}, headers={"Idempotency-Key": "k2"}).json()
    assert (told["right"], told["wrong"]) == (1, 1)
    one = ReportedFigure.objects.get()
    again = {
        "area": "4401",
        "key": "inspections_made",
        "first": "2025-01-01",
        "last": "2025-12-31",
        "value": 436999,
        "source": "更正",
        "corrects": one.pk,
    }
    assert wang.send("/api/reported-figures", again).status_code == 201
    assert wang.send("/api/reported-figures", again).status_code == 409  # corrected already
    assert wang.get(f"/api/figures/inspections_made?{YEAR}").json()["figure"]["value"] == 436999
    newest = ReportedFigure.objects.standing().get()
    assert [row["value"] for row in wang.get(f"/api/reported-figures/{newest.pk}").json()] == [436999, 437000]
    template = load_workbook(io.BytesIO(wang.get("/api/accidents/template.xlsx").content))
    assert template.active["A1"].value == "发生时间*"


@pytest.mark.django_db
def test_a_published_number_agrees_differs_or_is_not_known_here(people: SimpleNamespace, as_user):
    days = {"area": "4401", "first": date(2025, 1, 1), "last": date(2025, 12, 31), "source": "工作总结"}
    for n in range(3):
        an_accident(datetime(2025, 2, 1 + n, tzinfo=UTC), sector="road" if n < 2 else "")
    for n in range(4):
        an_accident(datetime(2024, 2, 1 + n, tzinfo=UTC), sector="road" if n < 3 else "")
    for key, phrase, measure, expected, of in [
        ("a", "事故3起", "accidents", 3, "value"), ("b", "同比下降25%", "accidents", -25, "yoy"), ("c", "死亡5人", "accident_deaths", 5, "value"),
        ("d", "培训13000人次", "trained", 13000, "value"), ("e", "危化品无事故", "accidents:chem", 0, "value"), ("f", "同比下降33.33%", "accidents:road", -33.33, "yoy"),
    ]:  # fmt: skip
        save_city_figure(actor="user:1", key=key, phrase=phrase, measure=measure, expected=expected, of=of, **days)
    save_city_figure(
        actor="user:1", key="g", phrase="事故12起", measure="accidents", expected=12, of="value",
        **days | {"first": date(2019, 1, 1), "last": date(2019, 12, 31)},
    )  # fmt: skip
    for measure in ("nothing", "accidents:nothing", "alarms:road", "plans_special:road"):
        with pytest.raises(Problem):
            save_city_figure(actor="user:1", key="x", phrase="", measure=measure, expected=1, of="value", **days)
    assert [(one["key"], one["counted"], one["agrees"]) for one in checked("4401")] == [
        ("a", 3, True),
        ("b", -25, True),
        ("c", 0, False),
        ("d", None, None),
        ("e", 0, True),
        ("f", -33.3333, True),
        ("g", None, None),  # of a time before this centre
    ]
    assert agrees(3100, 3120, "over", 0.05) and not agrees(3100, 3099, "over", 0.05) and agrees(260000, 258000, "near", 0.05)
    assert agrees(-26.8, -26.81, "equal", 0) and not agrees(-26.8, -26.7, "equal", 0)
    assert [one["key"] for one in as_user(people.wang).get("/api/figures/checked?area=4401").json()] == list("abcdefg")
    assert as_user(people.wang).send("/api/city-figures", {}).status_code in (403, 422)
    assert CityFigure.objects.count() == 7


@pytest.mark.django_db
def test_the_years_goals_stand_as_the_rows_say_and_a_rise_breaks_them(city: None):
    def states(today: date) -> dict[str, str]:
        return {card["code"]: card["state"] for card in board("4401", today)["cards"]}

    assert states(date(2025, 11, 20)) == {
        "no_major": "held", "fewer_accidents": "open", "fewer_deaths": "open", "safe_flood_season": "held", "less_loss": "open", "no_mass_casualty": "held",
    }  # fmt: skip
    an_accident(datetime(2024, 3, 1, tzinfo=UTC), deaths=1)
    an_accident(datetime(2024, 12, 1, tzinfo=UTC), deaths=1)  # after the same day of last year: not compared with yet
    assert states(date(2025, 11, 20))["fewer_accidents"] == states(date(2025, 11, 20))["fewer_deaths"] == "held"
    an_accident(datetime(2025, 4, 1, tzinfo=UTC), deaths=10)
    now = states(date(2025, 11, 20))
    assert (now["no_major"], now["fewer_accidents"], now["fewer_deaths"]) == ("broken", "broken", "broken")
    double = figures("4401", date(2025, 1, 1), date(2025, 12, 31))["double_down"]
    assert double == {"events": 1, "events_before": 2, "deaths": 10, "deaths_before": 2, "both": False}
    assert {card["code"]: card["state"] for card in board("4401", date(2025, 3, 1))["cards"]}["safe_flood_season"] == "open"


@pytest.mark.django_db
def test_sectors_are_ranked_and_a_county_says_how_long_it_has_been_calm(city: None):
    an_accident(datetime(2025, 3, 1, tzinfo=UTC), sector="road", deaths=1)
    an_accident(datetime(2025, 3, 2, tzinfo=UTC), sector="road")
    an_accident(datetime(2025, 3, 3, tzinfo=UTC), sector="chem", area="440115", deaths=3)
    an_accident(datetime(2025, 3, 4, tzinfo=UTC), sector="dust", area="440115", deaths=3)
    an_accident(datetime(2024, 3, 3, tzinfo=UTC), sector="mine")
    ranked = [(one["rank"], one["sector"], one["accidents"], one["deaths"]) for one in sectors("4401", date(2025, 3, 1), date(2025, 3, 31))]
    assert ranked == [(1, "road", 2, 1), (2, "chem", 1, 3), (2, "dust", 1, 3), (4, "mine", 0, 0)]
    rows = {one["area"]: one for one in calm("4401", date(2025, 3, 14))}
    assert (rows["440117"]["days"], rows["440115"]["days"]) == (12, 10)
    assert rows["440118"]["days"] is None and rows["440118"]["since"] == "2024-03-03"


@pytest.mark.django_db
def test_what_is_taken_along_reads_back_says_who_took_it_and_is_written_down(people: SimpleNamespace, as_user):
    an_accident(title="=HYPERLINK(1)", deaths=2)
    an_accident(datetime(2024, 3, 4, tzinfo=UTC), deaths=4)
    wang = as_user(people.wang)
    sheet = load_workbook(io.BytesIO(wang.get(f"/api/figures/table.xlsx?{YEAR}").content)).active
    rows = {row[1]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert rows["事故死亡人数"][2:6] == (2, "人", 4, "下降 50%") and rows["生产安全事故起数"][5] == "持平"
    assert "王值班" in sheet["A2"].value and "不含演练" in sheet["A2"].value
    lines = list(
        load_workbook(io.BytesIO(wang.get(f"/api/figures/table.xlsx?{YEAR}&key=accidents").content)).active.iter_rows(
            min_row=4, values_only=True
        )
    )
    assert len(lines) == 1 and lines[0][3].startswith("'=")
    assert "王值班" in wang.get(f"/api/figures/table.csv?{YEAR}&key=accidents").content.decode("utf-8-sig").splitlines()[-1]
    for query in (YEAR, f"{YEAR}&key=accidents"):
        paper = wang.get(f"/api/figures/paper.pdf?{query}")
        assert paper.content.startswith(b"%PDF") and paper["Content-Disposition"].startswith("attachment")
    assert Event.objects.filter(kind="figures.taken", actor=people.wang.actor).count() == 5
    assert [changed("count", None), said("p90", "秒", 75), said("share", "%", None)] == ["—", "1 分 15 秒", "—"]


@pytest.mark.django_db
def test_the_paper_counts_only_the_paragraphs_it_has_and_leaves_out_columns_of_dashes(city: None):
    an_accident(title="检修坠落", deaths=2)
    enter_reported(**WANG, area="4401", key="trained", first=date(2025, 1, 1), last=date(2025, 1, 31), value=40, source="月报")
    year = bulletin("4401", date(2025, 1, 1), date(2025, 12, 31), "王值班")
    assert [one["heading"].split("、")[0] for one in year.paragraphs] == list("一二三四五六"[: len(year.paragraphs)])
    assert len(year.paragraphs) >= 3 and any("隐患" in one["heading"] for one in year.paragraphs)
    assert year.table[0] == ["指标", "本期", "上年同期", "同比"] and {len(row) for row in year.table} == {4}
    month = bulletin("4401", date(2025, 3, 1), date(2025, 3, 31), "王值班")
    assert len(month.table[0]) == len(month.widths) == 6
    lines = lines_paper("accidents", "4401", date(2025, 1, 1), date(2025, 12, 31), "王值班")
    assert lines.table[0] == ["编号", "时间", "区划", "内容"] and len(lines.widths) == 4, "a count has no amounts"
    sheet = load_workbook(io.BytesIO(as_xlsx("统计分析", PAGE, page_rows("4401", date(2025, 1, 1), date(2025, 12, 31)), "", ""))).active
    assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value == "'"], "an empty word is an empty cell"


@pytest.mark.django_db
def test_a_page_asks_as_often_for_a_thousand_rows_as_for_ten(city: None):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            figures("4401", date(2025, 1, 1), date(2025, 12, 31))
        return len(asked)

    def rows(first: int, n: int) -> None:
        Accident.objects.bulk_create(
            Accident(number=f"SG{place}", title="事故", source="月报", entered_by="system", area="440117", happened_at=datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=8 * (place % 1000)))
            for place in range(first, first + n)
        )  # fmt: skip

    rows(0, 10)
    few = queries()
    rows(10, 1000)
    assert queries() == few < 60


@pytest.mark.django_db
def test_reported_figures_outside_the_ground_or_of_no_key_are_refused(people: SimpleNamespace, as_user):
    today = clock.now().date().isoformat()
    body = {"area": "440115", "key": "trained", "first": today, "last": today, "value": 3, "source": "宣教处"}
    assert as_user(people.huang).send("/api/reported-figures", body).status_code == 403
    assert as_user(people.nansha).send("/api/reported-figures", body | {"key": "nothing"}).json()["where"] == ["key"]
    assert as_user(people.nansha).send("/api/reported-figures", body | {"last": "2020-01-01"}).json()["where"] == ["last"]
    enter_reported(**WANG, area="440115", key="trained", first=date(2025, 1, 1), last=date(2025, 1, 1), value=3, source="宣教处")
