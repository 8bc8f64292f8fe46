"""What is owed for an incident and the papers that settle it, on real rows."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document

from command.reports.actions import change_report, draft_report, send_back, sign_report, submit_report
from command.reports.clocks import clock_due, remind_due
from command.reports.models import MOVES, Report
from command.reports.owing import ReportClock, Reporting
from command.reports.paper.docx import docx
from command.reports.paper.pdf import pdf
from command.reports.paper.sheet import sheet
from command.reports.phoning import post_seen, record_phone_report
from command.reports.sending import receive_report, return_report, send_report
from dispatch.alarms.models import Alarm
from dispatch.incidents.actions import close_incident, move_phase, note_incident, open_incident
from dispatch.incidents.grades import grade_incident, record_figure
from dispatch.orders.actions import assign_unit
from dispatch.plots.actions import draw_plot
from dispatch.plots.making import Circle, make
from realtime import clock
from realtime.codes import Problem
from realtime.rules.models import Rule
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db


@pytest.fixture
def fire(people):
    return open_incident(actor=people.wang.actor, **FIRE)


def written(incident, people, kind="first", **words):
    """Drafted, submitted, signed and sent."""
    report = draft_report(actor=people.wang.actor, name="王值班", incident_id=incident.pk, kind=kind)
    if words:
        change_report(actor=people.wang.actor, report_id=report.pk, version=report.version, values=words)
    submit_report(actor=people.wang.actor, name="王值班", report_id=report.pk)
    sign_report(actor=people.chen.actor, name="陈班长", report_id=report.pk)
    return send_report(actor=people.wang.actor, name="王值班", report_id=report.pk, way="system")


def clocks(incident) -> dict[str, ReportClock]:
    return {one.kind: one for one in Reporting.objects.get(pk=incident.pk).clocks.order_by("pk")}


def test_the_terms_start_with_the_incident_and_a_graver_grade_draws_them_nearer(people, agrees):
    Rule.objects.create(name="reports.scheme", area="440117", value="unit", source="试")
    with agrees():
        incident = open_incident(actor=people.wang.actor, **FIRE)
        grade_incident(actor=people.chen.actor, incident_id=incident.pk, grade=2, state="proposed")
    running = clocks(incident)
    since = Reporting.objects.get(pk=incident.pk).from_at
    assert {kind: one.due_at - since for kind, one in running.items()} == {"phone": timedelta(minutes=15), "written": timedelta(minutes=30)}
    assert "单位层级" in running["phone"].source


def test_a_term_that_runs_out_is_reminded_of_first_and_then_rings(fire, agrees):
    phone = clocks(fire)["phone"]
    with agrees():
        remind_due(phone.pk)
        clock_due(phone.pk)
    alarm = Alarm.objects.get(device=f"system:report-clock:{phone.pk}")
    assert "电话首报" in alarm.text and clocks(fire)["phone"].state == "overdue"


def test_a_telephone_report_counts_from_when_it_was_said_and_needs_a_read_back(fire, people, agrees):
    body = {"caller_name": "王值班", "org": "市总值班室", "receiver_name": "李科长", "text": "良口镇发生山火,伤亡正在核实。"}
    with pytest.raises(Problem, match="复述"):
        record_phone_report(actor=people.wang.actor, incident_id=fire.pk, **body, read_back_text="", read_back_ok=False)
    with agrees():
        record_phone_report(actor=people.wang.actor, incident_id=fire.pk, **body, read_back_text="良口镇山火", read_back_ok=True)
    reporting = Reporting.objects.get(pk=fire.pk)
    assert clocks(fire)["phone"].state == "met" and reporting.first_report_at is not None
    assert fire.notes.filter(text__contains="复述无误").exists()


def test_one_click_drafts_from_the_timeline_with_evidence_and_without_invention(fire, people, unit):
    record_figure(actor=people.wang.actor, incident_id=fire.pk, measure="area_ha", value=1.4, source="无人机测绘")
    note_incident(actor=people.wang.actor, incident_id=fire.pk, text="护林员电台报告有烟")
    assign_unit(actor=people.wang.actor, name="王值班", incident_id=fire.pk, unit_id=unit.pk, task="扑救")
    report = draft_report(actor=people.wang.actor, name="王值班", incident_id=fire.pk, kind="first")
    told = report.elements
    assert "面积1.4公顷" in told["scope"] and "死亡" in told["consequences"] and "正在核实" in told["consequences"]
    assert "护林员电台报告有烟" in told["course"] and f"{unit.name}30人" in told["actions"] and told["leaders"] == "正在核实"
    assert re.search(r"从化区良口镇.*面积1.4公顷,伤亡情况正在核实.*首报", report.title)
    assert {fact["kind"] for facts in report.facts.values() for fact in facts} >= {"incident", "figure", "note", "assignment"}
    known = {"1.4", "30"} | set(
        re.findall(r"\d+(?:\.\d+)?", " ".join(f"{fact['text']} {fact['at']}" for facts in report.facts.values() for fact in facts))
    )
    for number in re.findall(r"\d+(?:\.\d+)?", told["consequences"] + told["scope"]):
        assert number in known


def test_from_draft_to_receipt_and_on_to_the_follow_up_and_the_end(fire, people, agrees):
    with agrees():
        first = written(fire, people)
        receive_report(actor=people.chen.actor, report_id=first.pk, org=first.to, name="赵科长")
        record_figure(actor=people.wang.actor, incident_id=fire.pk, measure="deaths", value=1)
        follow = written(fire, people, "follow")
        receive_report(actor=people.chen.actor, report_id=follow.pk, org=follow.to, name="赵科长")
    first.refresh_from_db()
    follow.refresh_from_db()
    assert (first.state, follow.state, follow.seq) == ("superseded", "received", 1)
    assert clocks(fire)["written"].state == "met" and "死亡1人" in follow.title and follow.title.endswith("续报一")
    assert first.number_text.startswith("从化区应急信息专报〔") and "值班快报〔" in follow.number_text
    for phase in ("controlled", "out"):
        Rule.objects.get_or_create(name="incident.four_ones", area="440117", defaults={"value": "warn", "source": "试"})
        move_phase(actor=people.chen.actor, incident_id=fire.pk, phase=phase)
    assert clocks(fire)["final"].state == "running"
    last = written(fire, people, "final")
    receive_report(actor=people.chen.actor, report_id=last.pk, org=last.to, name="赵科长")
    last.refresh_from_db()
    assert last.state == "final" and clocks(fire)["final"].state == "met"


def test_only_legal_moves_and_a_returned_paper_keeps_its_number(fire, people):
    report = draft_report(actor=people.wang.actor, name="王值班", incident_id=fire.pk, kind="first")
    with pytest.raises(Problem):
        sign_report(actor=people.chen.actor, name="陈班长", report_id=report.pk)
    with pytest.raises(Problem, match="已有首报"):
        draft_report(actor=people.wang.actor, name="王值班", incident_id=fire.pk, kind="first")
    submit_report(actor=people.wang.actor, name="王值班", report_id=report.pk)
    send_back(actor=people.chen.actor, name="陈班长", report_id=report.pk, reason="地点写到村")
    submit_report(actor=people.wang.actor, name="王值班", report_id=report.pk)
    sign_report(actor=people.chen.actor, name="陈班长", report_id=report.pk)
    sent = send_report(actor=people.wang.actor, name="王值班", report_id=report.pk, way="fax")
    number = sent.number_text
    return_report(actor=people.chen.actor, report_id=report.pk, org="市总值班室", reason="请补伤亡")
    submit_report(actor=people.wang.actor, name="王值班", report_id=report.pk)
    again = sign_report(actor=people.chen.actor, name="陈班长", report_id=report.pk)
    assert again.number_text == number and set(MOVES) == {state for moves in MOVES.values() for state in moves}


def test_numbers_of_a_year_have_no_gap_even_where_a_signature_was_refused(people, fire):
    def daily() -> Report:
        report = draft_report(actor=people.wang.actor, name="王值班", incident_id=None, kind="daily", area="4401", text="一切正常。")
        submit_report(actor=people.wang.actor, name="王值班", report_id=report.pk)
        return report

    one, two = daily(), daily()
    one = sign_report(actor=people.chen.actor, name="陈班长", report_id=one.pk)
    with pytest.raises(Problem):
        sign_report(actor=people.chen.actor, name="陈班长", report_id=one.pk)
    with pytest.raises(Problem, match="重大以上"):
        sign_report(actor=people.chen.actor, name="陈班长", report_id=two.pk, skip=True)
    two = sign_report(actor=people.chen.actor, name="陈班长", report_id=two.pk)
    assert (one.number, two.number) == (1, 2) and two.number_text == f"广州市值班信息〔{clock.now().year}〕2号"


def test_a_grave_event_may_skip_a_level_which_is_then_owed_its_paper(people, fire):
    grade_incident(actor=people.chen.actor, incident_id=fire.pk, grade=2, state="confirmed")
    report = draft_report(actor=people.wang.actor, name="王值班", incident_id=fire.pk, kind="first")
    submit_report(actor=people.wang.actor, name="王值班", report_id=report.pk)
    signed = sign_report(actor=people.chen.actor, name="陈班长", report_id=report.pk, skip=True)
    assert signed.to == "广东省应急管理厅总值班室" and signed.skipped == "广州市应急管理局总值班室"
    send_report(actor=people.wang.actor, name="王值班", report_id=report.pk, way="system")
    assert clocks(fire)["backfill"].state == "running"
    receive_report(actor=people.wang.actor, report_id=report.pk, org=signed.skipped, name="钱科长")
    assert clocks(fire)["backfill"].state == "met"


def test_the_net_was_earlier_only_where_no_report_was(fire, people, agrees):
    with agrees():
        post_seen(actor=people.wang.actor, incident_id=fire.pk, at=clock.now() - timedelta(minutes=1), source="短视频")
    reporting = Reporting.objects.get(pk=fire.pk)
    assert reporting.net_earlier
    record_phone_report(actor=people.wang.actor, incident_id=fire.pk, caller_name="王", org="市", receiver_name="李", text="山火",
                        read_back_text="山火", read_back_ok=True, said_at=reporting.first_public_post_at - timedelta(seconds=5))  # fmt: skip
    reporting.refresh_from_db()
    assert not reporting.net_earlier


def test_an_event_that_ends_without_its_report_was_never_reported(fire, people):
    Rule.objects.get_or_create(name="incident.four_ones", area="440117", defaults={"value": "warn", "source": "试"})
    close_incident(actor=people.chen.actor, incident_id=fire.pk, note="误会一场")
    assert {one.state for one in clocks(fire).values()} == {"missed"}


def test_a_secrecy_above_working_secret_is_refused_here(fire, people):
    report = draft_report(actor=people.wang.actor, name="王值班", incident_id=fire.pk, kind="first")
    with pytest.raises(Problem, match="非涉密"):
        change_report(actor=people.wang.actor, report_id=report.pk, version=1, values={"secrecy": "secret"})


def test_the_paper_reads_as_it_was_signed_with_number_table_and_map(fire, people):
    made = make("circle", None, Circle(FIRE["lon"], FIRE["lat"], 1500))
    draw_plot(actor=people.wang.actor, name="王值班", kind="circle", made=made, title="火场", incident_id=fire.pk)
    report = written(fire, people, cc=["市委值班室", "市政府值班室"], secrecy="internal")
    paper = sheet(report, "王值班")
    document = Document(BytesIO(docx(paper)))
    text = "\n".join(line.text for line in document.paragraphs)
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert report.number_text in text and "陈班长" in text and "市委值班室" in text and "内部" in text and len(document.inline_shapes) == 1
    assert "事件编号" in cells and fire.number in cells and any("从化区" in cell for cell in cells)
    assert "火场" in report.picture and "良口镇" in report.picture
    content = pdf(paper)
    assert content.startswith(b"%PDF") and b"NotoSerifSC" in content


def test_the_paper_keeps_what_official_papers_have_in_both_kinds_of_file(fire, people):
    report = written(fire, people, cc=["市委值班室"])
    paper = sheet(report, "王值班")
    document = Document(BytesIO(docx(paper)))
    lines = [line.text for line in document.paragraphs]
    assert any(report.number_text in line and line.endswith("签发人\uff1a陈班长") for line in lines)
    assert lines[-2].startswith("从化区应急管理局") and lines[-2].endswith(f"{paper.date}印发")
    foot = document.sections[0].footer
    assert "PAGE" in foot._element.xml and "非涉密系统" in foot.paragraphs[1].text
    assert 'w:eastAsia="zh-CN"' in document.styles["Normal"].element.xml
    assert all(one["text"][-1] in "。\uff1b" for one in paper.paragraphs)


def test_a_heading_of_a_daily_paper_stands_as_one(people):
    text = "一、天气情况\n今天白天多云。\n二、突发事件\n无。"
    daily = draft_report(actor=people.wang.actor, name="王值班", incident_id=None, kind="daily", area="4401", text=text)
    assert [(one["heading"], one["text"]) for one in sheet(daily, "王值班").paragraphs] == [
        ("一、天气情况", ""), ("", "今天白天多云。"), ("二、突发事件", ""), ("", "无。"),
    ]  # fmt: skip
