"""Many calls of one kind and one place stand in one line of the strip with their number and the oldest's clock, and one press answers them all."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer

FLAT = "/desk/?flat"


def test_twelve_calls_of_one_kind_are_one_line_and_one_press(screens: Screens, centre: Centre, tidying: tuple[Officer, Officer]):
    chief, _ = tidying
    persons = chief.get("/api/contacts?area=440117")
    person = next(row for row in persons if row["user"] is not None and "黄" in row["name"])
    conghua = screens.desk("conghua", path=FLAT)

    def ring(lon: float, text: str, incident: bool = False) -> None:
        body = {"urgency": "normal", "lon": lon, "lat": 23.62, "place": "良口镇", "text": text}
        about = (
            chief.post("/api/incidents", {"type": "11G01", "lon": lon, "lat": 23.62, "place": text})
            if incident
            else chief.post("/api/alarms", body)
        )
        started = {
            "about": "incident" if incident else "alarm",
            "about_id": about.json()["id"],
            "purpose": "call",
            "persons": [person["id"]],
            "text": text,
        }
        assert chief.post("/api/callouts", started).status_code == 201

    for number in range(12):
        ring(113.60 + number / 400, f"水位超警 {number} 号站,请核查")
    ring(113.62, "石岭村后山火情,请派人", incident=True)
    strip = conghua.locator("[data-test=incoming-call]")
    groups = strip.locator("[data-test=incoming-group]")
    expect(groups).to_have_count(2, timeout=20_000)
    alike = groups.filter(has_text="12")
    expect(alike).to_contain_text("从化区")
    expect(alike).to_contain_text("最早")
    alike.click()
    expect(strip.locator("[data-test=answer-all]")).to_contain_text("12")
    picture(conghua, "desk-calls-together")
    strip.locator("[data-test=answer-all]").click()
    expect(groups).to_have_count(1, timeout=30_000)
    expect(strip).to_contain_text("石岭村后山火情")  # of another incident: answered by itself
    expect(strip.locator("[data-test=answer-all]")).to_have_count(0)
    told = centre.query("SELECT action_text, count(*) FROM callout_call WHERE state = 'answered' AND text = '' AND person_id = %s AND answered_at > clock_timestamp() - interval '1 minute' GROUP BY 1", person["id"])  # fmt: skip
    assert told == [("收到,正逐条处置", 12)]
    strip.locator("[data-test=answer-going]").click()
    expect(strip).to_have_count(0)
