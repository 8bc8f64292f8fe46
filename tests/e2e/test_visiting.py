"""参观模式 in a real browser: on every scene of a wall nobody is named, no number stands, and no protected target is drawn or told."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

import pytest
import requests
from playwright.sync_api import expect

from command.wall.rows import Kind
from dispatch.features.catalogue import PROTECTED_KEYS
from realtime.covering import NUMBER
from tests.e2e.conftest import Screens, picture, wall_token
from tests.system.centre import Centre, Officer, wait_until

NUMBER_IN_WORDS = "区民王小明电话 13800138000,请找李大同"
# Whatever a screen could say: its text, every attribute, what its map draws, what its board holds.
TOLD = """() => {
  const words = [document.body.innerText]
  for (const one of document.querySelectorAll('*')) for (const { name, value } of one.attributes) if (name !== 'style' && name !== 'd') words.push(value)
  const engine = document.querySelector('.command-map-canvas')?.engine
  if (engine) {
    const style = engine.map.getStyle()
    for (const id in style.sources) {
      if (style.sources[id].type !== 'geojson') continue
      for (const found of engine.map.querySourceFeatures(id)) words.push(JSON.stringify(found.properties))
    }
    for (const table of ['alarms', 'incidents', 'subjects', 'units', 'calls', 'conference_legs', 'video_links', 'features', 'talk_groups']) words.push(JSON.stringify([...engine.options.live.board.table(table).value.values()]))
  }
  return words.join('\\n')
}"""


def names_of(centre: Centre) -> set[str]:
    """Everybody and every protected target that the demo city knows by name."""
    posts = {name for (name,) in centre.query("SELECT name FROM accounts_role")}
    asked = (
        "SELECT name FROM accounts_user", "SELECT name FROM contacts_person", "SELECT name FROM vulnerable_vulnerable", "SELECT household FROM vulnerable_vulnerable",
        "SELECT name FROM dossiers_plantcontact",
    )  # fmt: skip
    found = {name for sql in asked for (name,) in centre.query(sql) if len(name) > 1} - posts
    return found | {name for (name,) in centre.query("SELECT name FROM features_feature WHERE layer = ANY(%s)", list(PROTECTED_KEYS))}


def betrayed(told: str, names: set[str]) -> list[str]:
    runs = set(re.findall(r"[\u3400-\u9fff]{2,}", told))
    text = "\n".join(runs)
    return sorted(name for name in names if (name in text if re.fullmatch(r"[\u3400-\u9fff]+", name) else name in told)) + NUMBER.findall(
        told
    )


@pytest.fixture
def stage(centre: Centre, tidying: tuple[Officer, Officer]) -> dict[str, Any]:
    """Something for every scene to show, with a name and a number in its words."""
    chief, _ = tidying
    alarm = chief.post(
        "/api/alarms", {"urgency": "critical", "lon": 113.52, "lat": 22.80, "place": "小虎化工区", "text": NUMBER_IN_WORDS}
    ).json()
    fire = chief.post("/api/incidents", {"type": "11G01", "lon": 113.77, "lat": 23.74, "place": f"良口镇,{NUMBER_IN_WORDS}"}).json()
    chief.post(f"/api/incidents/{fire['id']}/notes", {"text": NUMBER_IN_WORDS})
    conference = chief.post("/api/conferences", {"purpose": NUMBER_IN_WORDS, "incident": fire["id"], "invite": {"users": []}}).json()
    persons = [row[0] for row in centre.query("SELECT id FROM contacts_person WHERE active ORDER BY id LIMIT 3")]
    callout = chief.post("/api/callouts", {"about": "incident", "about_id": fire["id"], "persons": persons, "text": NUMBER_IN_WORDS}).json()
    group = chief.post("/api/monitoring/groups", {"area": "4401", "name": "参观路线"}).json()
    return {"group": group, "alarm": alarm, "incident": fire, "conference": conference, "callout": callout}


def scenes(centre: Centre, stage: dict[str, Any]) -> list[dict[str, Any]]:
    """One of every kind that a wall can show."""
    link = centre.query("SELECT id FROM video_videolink WHERE area LIKE '4401%%' ORDER BY id LIMIT 1")
    given: dict[str, dict[str, Any]] = {
        "incident": {"incident": stage["incident"]["id"]}, "consult": {"conference": stage["conference"].get("id"), "incident": stage["incident"]["id"]},
        "callout": {"callout": stage["callout"].get("id")}, "feed": {"link": link[0][0] if link else None}, "cameras": {"group": stage["group"]["id"]},
        "map": {"lon": 113.77, "lat": 23.74, "zoom": 12},
        "replay": {"replay": {"at": stage["incident"]["opened_at"], "speed": 1.0, "shown_as": "known"}},
    }  # fmt: skip
    return [{"kind": kind} | given.get(kind, {}) for kind in get_args(Kind)]


def test_on_no_scene_of_a_wall_a_visitor_reads_a_name_a_number_or_a_protected_target(
    screens: Screens, centre: Centre, tidying: tuple[Officer, Officer], stage: dict[str, Any]
):
    chief, _ = tidying
    names = names_of(centre)
    (row,) = [one for one in chief.get("/api/snapshot?scope=area:4401")["state"]["walls"].values() if one["state"] != "silent"][:1]
    wall = screens.wall()
    wait_until(lambda: "13800138000" in wall.evaluate(TOLD), 30, "without 参观模式 the words stand there")
    chief.post("/api/walls/visit", {"area": "4401", "on": True})
    try:
        expect(wall.locator(".wall-visiting")).to_be_visible(timeout=30_000)
        for scene in scenes(centre, stage):
            shown = chief.post(f"/api/walls/{row['id']}/scene", {"scene": scene})
            assert shown.status_code == 200, (scene, shown.text)
            expect(wall.locator(f".wall[data-scene={scene['kind']}][data-connection=live]")).to_be_visible(timeout=30_000)
            wall.wait_for_timeout(1500)  # what the page asks for itself comes a moment later
            assert betrayed(wall.evaluate(TOLD), names) == [], scene["kind"]
            if scene["kind"] in ("incident", "duty", "daily"):
                picture(wall, f"visiting-{scene['kind']}")
        assert answers_betray(centre, names) == {}
    finally:
        chief.post(f"/api/walls/{row['id']}/scene", {"scene": {"kind": "daily"}})
        chief.post("/api/walls/visit", {"area": "4401", "on": False})
    wait_until(lambda: "13800138000" in wall.evaluate(TOLD), 30, "one press, and the words are back")


def answers_betray(centre: Centre, names: set[str]) -> dict[str, list[str]]:
    """Every operation that reads without naming a thing, asked as the wall."""
    asking = requests.Session()
    asking.headers["Authorization"] = f"Token {wall_token(centre)}"
    paths = asking.get(centre.url("web") + "/api/openapi.json", timeout=60).json()["paths"]
    found = {}
    for path, verbs in paths.items():
        needs = [one for one in verbs.get("get", {}).get("parameters", ()) if one.get("required") and one["in"] != "header"]
        if "get" not in verbs or "{" in path or any(one["name"] != "area" for one in needs):
            continue
        answer = asking.get(centre.url("web") + path, params={"area": "4401"} if needs else {}, timeout=60)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("application/json"):
            continue
        if bad := betrayed(json.dumps(answer.json(), ensure_ascii=False), names):
            found[path] = bad[:5]
    return found
