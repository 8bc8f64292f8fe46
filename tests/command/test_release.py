"""One outlet, the numbers of the signed report, a chain of corrections; and a page for everybody that gives nothing away."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from docx import Document

from command.inbox.providers import waiting_for
from command.opinion.actions import flag_rumour, judge_opinion
from command.opinion.taking import take_posts
from command.release import pages
from command.release.actions import (
    change_release,
    correct_release,
    draft_release,
    drop_release,
    return_release,
    sign_release,
    submit_release,
    withdraw_release,
)
from command.release.checking import check
from command.release.leaving import archive_releases
from command.release.models import Release
from command.reports.actions import change_report, draft_report, sign_report, submit_report
from dispatch.features.actions import add_feature
from dispatch.incidents.actions import open_incident
from dispatch.incidents.four_ones import fill_four_ones
from dispatch.incidents.grades import record_figure
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.accounts.may import caller_of_user
from realtime.codes import Problem
from realtime.exercises.actions import start_exercise
from realtime.rules.models import Rule
from realtime.snapshots import table
from tests.command.test_opinion import post
from tests.conftest import FIRE, person

pytestmark = pytest.mark.django_db
ACTOR = {"actor": "user:1", "name": "王值班"}
PUBLIC = ("/public/", "/public/releases.json", "/public/releases.atom")


@pytest.fixture(autouse=True)
def _fresh_pages() -> None:
    pages.forget()


def reported(incident: Incident, kind: str = "first", **figures: float) -> None:
    for measure, value in figures.items():
        record_figure(actor="user:1", incident_id=incident.pk, measure=measure, value=value)
    report = draft_report(**ACTOR, incident_id=incident.pk, kind=kind)
    submit_report(**ACTOR, report_id=report.pk)
    sign_report(actor="user:1", name="李带班", report_id=report.pk)


def fire(outlet: str = "值班长 陈班长", **given) -> Incident:
    incident = open_incident(actor="user:1", **(FIRE | given))
    if outlet:
        fill_four_ones(actor="user:1", incident_id=incident.pk, texts={"outlet": outlet})
    return incident


def draft(incident: Incident, **given) -> Release:
    return draft_release(**ACTOR, incident_id=incident.pk, **({"kind": "bulletin"} | given))


def change(one: Release, **values: object) -> Release:
    return change_release(actor="user:1", release_id=one.pk, version=Release.objects.get(pk=one.pk).version, values=values)


def signed(one: Release, who) -> Release:
    submit_release(**ACTOR, release_id=one.pk)
    return sign_release(actor=who.actor, who=caller_of_user(who), release_id=one.pk)


def test_a_draft_says_what_the_signed_report_says_and_is_signed_by_the_outlet(people, agrees):
    incident = fire()
    reported(incident, deaths=1, injuries=3, burned_ha=1.4)
    record_figure(actor="user:1", incident_id=incident.pk, measure="injuries", value=9)  # known, and in no signed report yet
    with agrees():
        one = draft(incident)
    assert one.figures == {"deaths": 1, "injuries": 3, "burned_ha": 1.4}
    assert "因灾死亡1人、受伤3人、过火面积1.4公顷" in one.text and "东经" not in one.text
    with agrees():
        one = signed(one, people.chen)
    assert (one.state, one.number_text, one.outlet) == ("signed", f"灾情通报〔{one.number_year}〕{one.number}号", "值班长 陈班长")
    assert table("area:440117", "releases")[str(one.pk)]["state"] == "signed"


def test_a_number_that_differs_blocks_and_is_named_field_by_field(people, agrees):
    incident = fire()
    reported(incident, deaths=1, injuries=3)
    one = draft(incident)
    change(one, figures={"deaths": 2, "injuries": 3, "houses_collapsed": 4}, text="火灾造成2人死亡、3人受伤。")
    submit_release(**ACTOR, release_id=one.pk)
    with pytest.raises(Problem) as refused:
        sign_release(actor=people.chen.actor, who=caller_of_user(people.chen), release_id=one.pk)
    assert refused.value.code == "numbers_differ"
    assert refused.value.where == ["figures.deaths", "figures.houses_collapsed", "text.deaths"]
    assert "因灾死亡:发布 2人,报告 1人" in refused.value.detail and "倒塌房屋:发布 4间,报告没有此数" in refused.value.detail
    assert not Release.objects.public().exists()
    with agrees():
        change(one, figures={"deaths": 1, "injuries": 3}, text="火灾造成1人死亡、3人受伤。")
    assert Release.objects.get(pk=one.pk).state == "draft"  # who signs what was changed under their hand?
    assert signed(one, people.chen).state == "signed"


def test_a_newer_report_blocks_the_old_numbers_and_asks_for_a_correction(people, agrees):
    incident = fire()
    reported(incident, deaths=1)
    first = signed(draft(incident), people.chen)
    waiting = draft(incident, kind="progress")
    submit_release(**ACTOR, release_id=waiting.pk)
    reported(incident, "follow", deaths=2)
    with pytest.raises(Problem, match="发布 1人,报告 2人"):
        sign_release(actor=people.chen.actor, who=caller_of_user(people.chen), release_id=waiting.pk)
    told = {(one["title_code"], one["id"]) for one in waiting_for(caller_of_user(people.wang)) if one["kind"] == "release"}
    assert ("release_overtaken", first.pk) in told
    with agrees():
        fresh = correct_release(**ACTOR, release_id=first.pk)
    assert fresh.figures == {"deaths": 2}
    with pytest.raises(Problem, match="已有一份更正稿"):
        correct_release(**ACTOR, release_id=first.pk)
    with agrees():
        signed(fresh, people.chen)
    assert Release.objects.get(pk=first.pk).state == "corrected"
    assert not [one for one in waiting_for(caller_of_user(people.wang)) if one["title_code"] == "release_overtaken"]
    with agrees():
        drop_release(actor="user:1", release_id=waiting.pk)


def test_a_number_put_into_the_report_s_words_is_the_one_that_was_signed(people, agrees):
    incident = fire()
    record_figure(actor="user:1", incident_id=incident.pk, measure="deaths", value=2)
    record_figure(actor="user:1", incident_id=incident.pk, measure="evacuated", value=36)
    report = draft_report(**ACTOR, incident_id=incident.pk, kind="first")
    words = {"consequences": "死亡3人、转移36人;受伤情况正在核实。", "scope": "过火面积15亩。"}
    change_report(actor="user:1", report_id=report.pk, version=report.version, values={"elements": report.elements | words})
    submit_report(**ACTOR, report_id=report.pk)
    sign_report(actor="user:1", name="李带班", report_id=report.pk)
    one = draft(incident)
    assert one.figures == {"deaths": 3, "evacuated": 36, "burned_ha": 1}
    with agrees():
        change(one, figures={"deaths": 2, "evacuated": 36}, text="火灾造成2人死亡。")
    submit_release(**ACTOR, release_id=one.pk)
    with pytest.raises(Problem, match="发布 2人,报告 3人") as refused:
        sign_release(actor=people.chen.actor, who=caller_of_user(people.chen), release_id=one.pk)
    assert refused.value.where == ["figures.deaths", "text.deaths"]


def test_only_the_named_outlet_signs(people):
    incident = fire("新闻发言人 赵发言")
    reported(incident, deaths=0)
    one = draft(incident)
    with pytest.raises(Problem, match="信息出口是“新闻发言人 赵发言”") as refused:
        signed(one, people.chen)
    assert refused.value.code == "not_outlet"
    spoken = person("zhao", "赵发言", "spokesperson", "4401")
    assert sign_release(actor=spoken.actor, who=caller_of_user(spoken), release_id=one.pk).signed_name == "赵发言"
    nobody = fire("", lon=113.7, lat=23.7)
    reported(nobody, deaths=0)
    with pytest.raises(Problem, match="还没有写明信息出口"):
        signed(draft(nobody), people.chen)
    Rule.objects.create(name="release.outlet", area="440117", value="role", source="本区")
    assert signed(draft(incident), people.chen).state == "signed"


def test_without_a_signed_report_nothing_goes_out(people):
    one = draft(fire())
    with pytest.raises(Problem, match="还没有已签发的信息报告"):
        signed(one, people.chen)
    assert check(one, None)["ok"] is False


def test_what_must_not_be_public_does_not_pass(people):
    incident = fire()
    reported(incident, deaths=0)
    add_feature(actor="system", layer="party_gov", name="流溪河一号变电站", lon=113.7, lat=23.7)
    one = draft(incident)
    for words, what in (
        ("请联系13812345678", "电话号码"),
        ("陈班长在现场指挥", "人名"),
        ("火场靠近流溪河一号变电站", "防护目标"),
        ("东经113.77", "坐标"),
    ):
        change(one, text=words)
        with pytest.raises(Problem, match=what) as refused:
            submit_release(**ACTOR, release_id=one.pk)
        assert refused.value.code == "not_public"
        assert "13812345678" not in refused.value.detail


def test_losses_are_counted_by_town(people):
    incident = fire()
    reported(incident, houses_collapsed=5)
    one = draft(incident)
    change(
        one,
        lines=[
            {"area": "440117104", "measure": "houses_collapsed", "value": 3},
            {"area": "440117107", "measure": "houses_collapsed", "value": 1},
        ],
    )
    with pytest.raises(Problem, match="分乡镇合计倒塌房屋:发布 4间,报告 5间"):
        signed(one, people.chen)
    for lines, where in (
        ([{"area": "440118101", "measure": "deaths", "value": 1}], "lines.0.area"),
        ([{"area": "440117104", "measure": "deaths", "value": 1.5}], "lines.0.deaths"),
        ([{"area": "440117104", "measure": "deaths", "value": 1}] * 2, "lines.1"),
    ):
        with pytest.raises(Problem) as refused:
            change(one, lines=lines)
        assert refused.value.where == [where]


def test_a_rumour_is_countered_by_a_release(people, agrees):
    item = take_posts([post(title="水库溃坝", text="网传从化流溪河水库溃坝,大家快跑")], source=None).items[0]
    judge_opinion(**ACTOR, item_id=item.pk, verdict="untrue")
    flag_rumour(**ACTOR, item_id=item.pk, rumour=True, counter_text="经核实,流溪河水库运行正常,网传溃坝为谣言。")
    with agrees():
        one = draft_release(**ACTOR, kind="counter", opinion_id=item.pk)
    assert one.text.startswith("经核实") and one.figures == {}
    with pytest.raises(Problem, match="由新闻发言人或带班领导签发"):
        signed(one, people.chen)
    leader = person("li", "李带班", "duty_leader", "4401")
    with agrees():
        sign_release(actor=leader.actor, who=caller_of_user(leader), release_id=one.pk)
    assert item.steps.last().verb == "released"
    with pytest.raises(Problem, match="须指明事件"):
        draft_release(**ACTOR, kind="bulletin")


def test_the_public_reads_page_json_and_feed_without_a_cookie(people, client: Client):
    incident = fire()
    reported(incident, deaths=1, burned_ha=1.4)
    one = signed(draft(incident), people.chen)
    draft(incident)  # a draft is nobody's business
    for path in (*PUBLIC, f"/public/{one.slug}/"):
        answer = client.get(path)
        assert answer.status_code == 200 and not answer.cookies and "Cookie" not in answer.headers.get("Vary", "")
        assert answer["Cache-Control"].startswith("public, max-age=") and answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304
        said = answer.content.decode()
        for secret in (incident.number, "陈班长", "王值班", "113.77", "23.74", "138000"):
            assert secret not in said, (path, secret)
        assert one.title in said
    row = client.get("/public/releases.json").json()["releases"][0]
    assert not {"id", "incident", "area_code", "signed_name"} & set(row)
    assert row["figures"] == [{"item": "因灾死亡", "value": 1.0, "unit": "人"}, {"item": "过火面积", "value": 1.4, "unit": "公顷"}]
    feed = ElementTree.fromstring(client.get("/public/releases.atom").content)
    assert [entry.findtext("{http://www.w3.org/2005/Atom}title") for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")] == [
        one.title
    ]
    assert client.get("/public/2020-99/").status_code == 404 and client.post("/public/").status_code == 405


def test_however_many_ask_the_database_is_read_once(people, client: Client, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(pages, "FRESH_S", 3600.0)
    incident = fire()
    reported(incident, deaths=0)
    one = signed(draft(incident), people.chen)
    client.get("/public/")
    with django_assert_num_queries(0):
        for path in (*PUBLIC, f"/public/{one.slug}/", "/public/1-1/") * 5:
            client.get(path)


def test_a_correction_and_a_withdrawal_are_said_in_public(people, client: Client, agrees):
    incident = fire()
    reported(incident, deaths=1)
    first = signed(draft(incident), people.chen)
    second = signed(correct_release(**ACTOR, release_id=first.pk), people.chen)
    pages.forget()
    assert f"/public/{second.slug}/" in client.get(f"/public/{first.slug}/").content.decode()
    with agrees():
        withdraw_release(actor=people.chen.actor, who=caller_of_user(people.chen), release_id=second.pk, why="数字需再核")
    pages.forget()
    gone = client.get(f"/public/{second.slug}/").content.decode()
    assert "数字需再核" in gone and "因灾死亡" not in gone
    assert [row["state"] for row in client.get("/public/releases.json").json()["releases"]] == ["withdrawn", "corrected"]
    with pytest.raises(Problem, match="已撤回"):
        withdraw_release(actor=people.chen.actor, who=caller_of_user(people.chen), release_id=second.pk, why="再来")
    Release.objects.update(over_at=clock.now() - timedelta(days=2))
    with agrees():
        assert archive_releases() == 2
    pages.forget()
    assert len(client.get("/public/releases.json").json()["releases"]) == 2  # the board forgets, the public does not


def test_a_drill_is_never_public(people, client: Client):
    drill = start_exercise(actor="user:1", name="演练", area="4401")
    incident = fire(exercise=drill.pk)
    reported(incident, deaths=1)
    one = signed(draft(incident), people.chen)
    assert (one.state, one.slug) == ("signed", "") and "演练" in one.number_text
    pages.forget()
    for path in PUBLIC:
        assert one.title not in client.get(path).content.decode()
    assert client.get(f"/public/{one.number_year}-{one.number}/").status_code == 404


def test_over_http_with_pin_paper_and_return(people, as_user):
    incident = fire()
    reported(incident, deaths=1)
    wang, chen = as_user(people.wang), as_user(people.chen)
    made = wang.send("/api/releases", {"incident": incident.pk})
    assert made.status_code == 201 and made.json()["check"]["ok"]
    path = f"/api/releases/{made.json()['id']}"
    assert wang.send(f"{path}/submit").json()["state"] == "submitted"
    assert wang.send(f"{path}/sign", {"pin": "1357"}).status_code == 403
    assert chen.send(f"{path}/sign", {"pin": "0000"}).json()["code"] == "bad_pin"
    assert chen.send(f"{path}/return", {"why": "标题再改"}).json()["returned_why"] == "标题再改"
    assert {one["title_code"] for one in waiting_for(caller_of_user(people.wang)) if one["kind"] == "release"} == {"release_returned"}
    assert wang.send(path, {"version": 99, "title": "x"}).status_code == 409
    assert as_user(people.nansha).get(path).status_code == 404
    document = Document(io.BytesIO(chen.get(f"{path}/document.docx").content))
    told = "\n".join(line.text for line in document.paragraphs)
    assert made.json()["title"].replace("(", "(") in told and "灾情通报" in told
    assert chen.get(f"{path}/document.pdf").content.startswith(b"%PDF")
    assert json.loads(wang.get("/api/releases").content)[0]["state"] == "draft"


def test_a_returned_draft_goes_back_to_who_wrote_it(people, agrees):
    incident = fire()
    reported(incident, deaths=0)
    one = draft(incident)
    submit_release(**ACTOR, release_id=one.pk)
    with agrees():
        return_release(actor="user:2", release_id=one.pk, why="再核")
    assert Release.objects.get(pk=one.pk).state == "draft"
