"""A post comes in by any road, is judged, answered and closed; and the net is held against our report."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from command.inbox.providers import waiting_for
from command.opinion.actions import (
    assign_opinion,
    close_opinion,
    dismiss_opinion,
    enter_opinion,
    feed_back_opinion,
    flag_rumour,
    handle_opinion,
    judge_opinion,
    reopen_opinion,
)
from command.opinion.clocks import item_due
from command.opinion.feeding import add_source, remove_source
from command.opinion.feeds import Refused, Source
from command.opinion.leaving import archive_opinions, forget_opinions
from command.opinion.linking import link_opinion, near, tell_reporting, unlink_opinion
from command.opinion.models import Item
from command.opinion.polling import claim, poll
from command.opinion.reading import Post
from command.opinion.rising import see_spike
from command.opinion.showing import figures, whole
from command.opinion.taking import take_posts
from command.opinion.watches import Spike
from command.opinion.watching import remove_watch, save_watch
from command.reports.owing import Reporting
from command.reports.phoning import record_phone_report
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.accounts.may import caller_of_user
from realtime.codes import Problem
from realtime.exercises.actions import end_exercise, start_exercise
from realtime.snapshots import table
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db
ACTOR = {"actor": "user:1", "name": "王值班"}
URL = "https://news.example/"


def post(name: str = "1", text: str = "从化良口山上着火,浓烟很大,消防已经赶到", ago: float = 0, **given) -> Post:
    return Post(URL + name, given.pop("title", "良口山火"), text, clock.now() - timedelta(minutes=ago), **given)


def taken(*posts: Post, **given) -> list[Item]:
    return take_posts(list(posts) or [post()], source=None, **given).items


def fire(**given) -> Incident:
    return open_incident(actor="user:1", **(FIRE | given))


def test_a_post_that_a_rule_wants_is_an_item_of_its_town_and_others_pass(city, agrees):
    with agrees():
        found = take_posts([post(), post("2", "从化良口今天天气很好", title="天气"), post("3", "深圳着火", title="山火")], source=None)
    assert (len(found.items), found.mentions, found.passed, found.repeated) == (1, 1, 2, 0)
    row = table("area:440117", "opinions")[str(found.items[0].pk)]
    assert (row["area"], row["place"], row["hazard"], row["state"], row["mentions"]) == ("440117104", "良口镇", "11G01", "found", 1)
    assert row["score"] >= 50 and row["due_at"] is not None


def test_the_same_address_counts_once_and_a_copied_text_is_one_story(city, agrees):
    (item,) = taken()
    with agrees():
        again = take_posts(
            [post("1?utm_source=wx"), post("copy", "转发:从化良口山上着火,浓烟很大,消防已经赶到", ago=90, reach=20_000)], source=None
        )
    assert (again.repeated, again.mentions, [one.pk for one in again.items]) == (1, 1, [item.pk])
    fresh = Item.objects.get()
    assert (fresh.mentions, fresh.reach) == (2, 20_000) and fresh.score > item.score
    assert fresh.first_seen_at < item.first_seen_at  # the copy was posted first
    assert fresh.told.count() == 2


def test_from_found_to_closed_with_owner_and_clock(city, people, agrees):
    (item,) = taken()
    with pytest.raises(Problem, match="还没有研判"):
        assign_opinion(**ACTOR, item_id=item.pk, owner=people.huang.pk)
    with agrees():
        judge_opinion(**ACTOR, item_id=item.pk, verdict="partly", note="火已扑灭", area="440117", hazard="11G01")
    with agrees():
        assign_opinion(**ACTOR, item_id=item.pk, owner=people.huang.pk)
        handle_opinion(**ACTOR, item_id=item.pk, text="已与镇里核实")
    assert [one["kind"] for one in waiting_for(caller_of_user(people.huang)) if one["id"] == item.pk] == ["opinion"]
    assert [one for one in waiting_for(caller_of_user(people.wang)) if one["kind"] == "opinion"] == []
    with agrees():
        feed_back_opinion(**ACTOR, item_id=item.pk, text="已在官微说明")
    with pytest.raises(Problem, match="已反馈,不能改为“不予处置”"):
        dismiss_opinion(**ACTOR, item_id=item.pk, why="x")
    with agrees():
        close_opinion(**ACTOR, item_id=item.pk, text="办结")
    item.refresh_from_db()
    assert (item.state, item.due_at, item.area, item.owner_name) == ("closed", None, "440117", "黄从化")
    assert [step.verb for step in item.steps.all()] == ["judged", "assigned", "handled", "fed_back", "closed"]
    with agrees():
        reopen_opinion(**ACTOR, item_id=item.pk, why="又有人发")
    assert figures("4401", clock.now() - timedelta(days=1))["found"] == 1


def test_a_term_that_runs_out_is_said_once_and_stays_with_the_desk(city, people, agrees):
    (item,) = taken()
    with agrees():
        item_due(item.pk)
    item_due(item.pk)
    assert table("area:4401", "opinions")[str(item.pk)]["overdue"] is True
    assert any(one["kind"] == "opinion" and one["id"] == item.pk for one in waiting_for(caller_of_user(people.wang)))
    with agrees():
        dismiss_opinion(**ACTOR, item_id=item.pk, why="已核实为农户烧荒")
    Item.objects.update(over_at=clock.now() - timedelta(days=2))
    with agrees():
        assert archive_opinions() == 1
    Item.objects.update(over_at=clock.now() - timedelta(days=400))
    assert forget_opinions() > 0 and not Item.objects.exists()


def test_a_rumour_is_not_closed_without_its_answer(city, agrees):
    (item,) = taken()
    with agrees():
        flag_rumour(**ACTOR, item_id=item.pk, rumour=True)
    item.refresh_from_db()
    assert item.due_at == item.first_seen_at + timedelta(hours=5)
    judge_opinion(**ACTOR, item_id=item.pk, verdict="untrue")
    feed_back_opinion(**ACTOR, item_id=item.pk, text="已辟谣")
    with pytest.raises(Problem, match="须有澄清口径"):
        close_opinion(**ACTOR, item_id=item.pk, text="办结")
    flag_rumour(**ACTOR, item_id=item.pk, rumour=True, counter_text="良口没有山火,为演习烟雾。")
    assert close_opinion(**ACTOR, item_id=item.pk, text="办结").state == "closed"


def test_an_officer_enters_what_was_seen_and_the_same_address_is_named(city, agrees):
    with agrees():
        item = enter_opinion(**ACTOR, area="440117", title="抖音视频:良口浓烟 13812345678", url=URL + "v/1", outlet="抖音")
    assert item.title.endswith("138****5678")
    with pytest.raises(Problem, match=item.number) as refused:
        enter_opinion(**ACTOR, area="440117", title="又是它", url=URL + "v/1")
    assert refused.value.holder == {"opinion": item.pk}
    assert take_posts([post("v/1")], source=None).repeated == 1


def test_the_net_is_held_against_our_report(city, people, agrees):
    incident = fire()
    (item,) = taken(post(ago=20))
    assert [one["id"] for one in near(item)] == [incident.pk]
    with agrees():
        link_opinion(**ACTOR, item_id=item.pk, incident_id=incident.pk)
    item = Item.objects.get(pk=item.pk)
    assert whole(item, caller_of_user(people.wang))["before_report"] is True
    reporting = Reporting.objects.get(pk=incident.pk)
    assert (reporting.first_public_post_at, reporting.net_earlier) == (item.first_seen_at, True)
    # an older copy turns up: the record follows it
    with agrees():
        tell_reporting(take_posts([post("copy", ago=50)], source=None))
    assert Reporting.objects.get(pk=incident.pk).first_public_post_at == Item.objects.get().first_seen_at < item.first_seen_at
    with agrees():
        unlink_opinion(**ACTOR, item_id=item.pk, why="说的是去年的火")
    reporting = Reporting.objects.get(pk=incident.pk)
    assert (reporting.first_public_post_at, reporting.net_earlier) == (None, False)
    assert table(f"incident:{incident.pk}", "opinions") == {}


def test_a_post_after_the_report_is_not_before_it(city, people):
    incident = fire()
    record_phone_report(
        actor="user:1", incident_id=incident.pk, caller_name="王值班", org="市政府值班室", receiver_name="李某", said_at=None, text="良口山火", read_back_text="良口山火",
        read_back_ok=True,
    )  # fmt: skip
    (item,) = taken()
    link_opinion(**ACTOR, item_id=item.pk, incident_id=incident.pk)
    assert whole(Item.objects.get(), caller_of_user(people.wang))["before_report"] is False
    got = figures("4401", clock.now() - timedelta(days=1))
    assert (got["incidents"], got["linked_first"]) == (1, 0)


def test_a_drill_and_the_world_are_not_joined(city):
    drill = start_exercise(actor="user:1", name="演练", area="4401")
    real = fire()
    (item,) = taken(exercise=drill.pk)
    assert item.exercise_id == drill.pk
    with pytest.raises(Problem, match="不在同一演练"):
        link_opinion(**ACTOR, item_id=item.pk, incident_id=real.pk)
    assert taken()[0].pk != item.pk  # the same story in the world is another one
    end_exercise(actor="user:1", exercise_id=drill.pk)
    assert Item.objects.get(pk=item.pk).archived


def test_a_topic_that_rises_stands_in_the_inbox_until_it_is_seen(city, people, agrees):
    ways = ["良口石岭山上起火火光冲天", "从化良口达溪村后山浓烟滚滚着火了求关注", "良口温泉附近山火烧到路边车都不敢过", "听说良口流溪河林场着火风很大越烧越近", "良口镇政府后面山着火邻居都在拍视频"]  # fmt: skip
    with agrees():
        taken(*(post(str(number), text, title=text[:8]) for number, text in enumerate(ways)))
    spike = Spike.objects.get()
    assert (spike.area, spike.hazard, spike.now) == ("440117", "11G01", 5)
    assert "opinion_spike" in {one["kind"] for one in waiting_for(caller_of_user(people.huang))}
    assert "opinion_spike" not in {one["kind"] for one in waiting_for(caller_of_user(people.nansha))}
    with agrees():
        see_spike(**ACTOR, spike_id=spike.pk)
    taken(post("9", "良口又有人说山上着火了真的假的", title="又来"))
    assert Spike.objects.count() == 1  # seen a moment ago: quiet for an hour


def test_rules_are_rows(city):
    watch = save_watch(actor="user:1", name="烟花厂", area="4401", words=[" 烟花厂 "], hazard="", weight=60)
    assert taken(post("f", "从化良口烟花厂附近有味道", title="烟花厂"))[0].weight == 60
    with pytest.raises(Problem, match="太短"):
        save_watch(actor="user:1", name="短", area="4401", words=["火"])
    remove_watch(actor="user:1", watch_id=watch.pk)
    assert taken(post("g", "从化良口烟花厂还有味道吗大家闻到没有", title="烟花厂味道")) == []


class _News(BaseHTTPRequestHandler):
    """A small real site."""

    body: bytes = b""
    status = 200
    asked: list[dict[str, str]] = []

    def do_GET(self) -> None:
        type(self).asked.append(dict(self.headers))
        same = self.headers.get("If-None-Match") == '"v1"'
        self.send_response(304 if same and self.status == 200 else self.status)
        self.send_header("ETag", '"v1"')
        self.send_header("Content-Length", "0" if same else str(len(self.body)))
        self.end_headers()
        if not same:
            self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def news() -> Iterator[type[_News]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _News)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _News.asked, _News.status = [], 200
    _News.url = f"http://127.0.0.1:{server.server_port}/feed"  # type: ignore[attr-defined]
    yield _News
    server.shutdown()


def test_a_feed_is_asked_politely_and_a_bad_one_costs_no_other(city, news, agrees):
    news.body = "<rss><channel><item><title>良口山火</title><link>https://n.example/1</link><description>从化良口着火</description></item><item><title>坏</title></item></channel></rss>".encode()
    good, _ = add_source(actor="user:1", code="good", name="好", kind="rss", url=news.url)
    bad, _ = add_source(actor="user:1", code="bad", name="坏", kind="json", url=news.url)
    with agrees():
        for _ in range(2):
            source = claim()
            assert source is not None
            poll(source)
    assert claim() is None  # each once, then not before its time
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, good.taken, good.bad, good.etag) == ("ok", 1, 1, '"v1"')
    assert (bad.state, bad.error, bad.failures, bad.bad) == ("failing", "unreadable", 1, 1)
    assert {(one.source_id, one.row) for one in Refused.objects.all()} == {(good.pk, 2), (bad.pk, 0)}
    poll(good)  # 304: alive, nothing new
    good.refresh_from_db()
    assert (good.state, good.taken) == ("ok", 1) and news.asked[-1]["If-None-Match"] == '"v1"'
    before = bad.due_at - bad.tried_at
    poll(bad)
    bad.refresh_from_db()
    assert (bad.failures, bad.bad) == (2, 1) and bad.due_at - bad.tried_at > before  # waits longer, the same fault once
    assert Refused.objects.get(source=bad).times == 2
    news.status = 503
    poll(good)
    good.refresh_from_db()
    assert (good.state, good.error) == ("failing", "http")
    with agrees():
        remove_source(actor="user:1", source_id=bad.pk)


def test_files_are_carried_in_and_a_bad_one_is_put_aside(city, settings, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    source, _ = add_source(actor="user:1", code="vendor", name="投放", kind="drop")
    source.folder.mkdir(parents=True)
    (source.folder / "a.json").write_text(json.dumps([{"url": URL + "d", "title": "良口山火", "text": "从化良口着火"}]))
    (source.folder / "b.xml").write_text("<rss")
    for path in source.folder.iterdir():
        os.utime(path, (time.time() - 60, time.time() - 60))
    poll(source)
    source.refresh_from_db()
    assert (source.taken, Refused.objects.get(source=source).row) == (1, 0)
    assert len(list((source.folder / "done").iterdir())) == 1 and len(list((source.folder / "bad").iterdir())) == 2


def test_a_platform_pushes_with_its_token_and_is_told_what_became_of_it(client, people, as_user):
    chen = as_user(people.chen)
    made = chen.send("/api/opinion/sources", {"code": "yq", "name": "舆情平台", "kind": "hook", "options": {"fields": {"url": "link"}}})
    assert made.status_code == 201
    secret, source = made.json()["token"], made.json()["id"]
    body = {
        "posts": [
            {"link": URL + "h", "title": "良口山火", "text": "从化良口着火"},
            {"title": "没有网址"},
            {"link": URL + "x", "title": "无关"},
        ]
    }

    def push(token: str) -> object:
        return client.post(
            "/api/opinion/hook", json.dumps(body), content_type="application/json", headers={"Authorization": f"Token {token}"}
        )

    first = push(secret)
    assert first.status_code == 200
    assert {key: first.json()[key] for key in ("taken", "repeated", "passed")} == {"taken": 1, "repeated": 0, "passed": 1}
    assert first.json()["refused"][0]["row"] == 2
    assert push(secret).json()["repeated"] == 1
    assert push("x").status_code == 401
    assert chen.send("/api/opinion/hook", body).status_code == 403
    renewed = chen.send(f"/api/opinion/sources/{source}/token").json()["token"]
    assert push(secret).status_code == 401 and push(renewed).status_code == 200
    assert [one["row"] for one in chen.get(f"/api/opinion/sources/{source}/refused").json()] == [2]
    assert Source.objects.get().bad == 1


@pytest.mark.parametrize(
    ("given", "where"),
    [({"kind": "rss", "url": "ftp://x"}, "url"), ({"kind": "rss", "url": "http://x", "every_s": 20}, "every_s"), ({"kind": "hook", "url": "http://x"}, "url"),
     ({"kind": "drop", "options": {"fields": {"author": "a"}}}, "options.fields"), ({"kind": "drop", "options": {"zone": "x"}}, "options")],
)  # fmt: skip
def test_a_source_that_cannot_work_is_refused_by_field(city, given, where):
    with pytest.raises(Problem) as refused:
        add_source(actor="user:1", code="x", name="x", **given)
    assert refused.value.where == [where]
