"""Two officers, one incident: each sees the other's edits at once, nothing typed is lost, and the same field asks who is right."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture
from tests.e2e.sight import Sight, pressed
from tests.system.centre import Centre, Officer


def story_of(desk: Page, incident: int) -> None:
    desk.click(f"[data-incident='{incident}']")
    desk.keyboard.press("Alt+Shift+1")
    expect(desk.locator(".fields [data-field=text] .value")).to_contain_text("山脚明火")


def edit(desk: Page, field: str, text: str) -> None:
    desk.click(f".fields [data-field={field}] .value")
    desk.fill(f".fields [name={field}]", text)


def test_edits_of_two_officers_are_merged_field_by_field(screens: Screens, centre: Centre):
    incident = (
        Officer(centre.url("web"), "zhiban")
        .post("/api/incidents", {"type": "11G01", "lon": 113.77, "lat": 23.74, "place": "良口镇", "text": "山脚明火"})
        .json()["id"]
    )
    wang = screens.desk("zhiban", width=1366, height=860)
    chen = screens.desk("zhibanzhang", width=1366, height=860)
    for desk in (wang, chen):
        story_of(desk, incident)

    # Wang is writing; Chen corrects the place and saves. Wang sees it at once and keeps every word.
    edit(wang, "text", "山脚明火,一人被困")
    edit(chen, "place", "良口镇石明村")
    sight = Sight(wang, ".fields [data-field=place] .value", "良口镇石明村")
    sight.after(pressed(chen, ".fields [data-test=save]"), "Chen's place → Wang's form")
    expect(wang.locator(".fields [name=text]")).to_have_value("山脚明火,一人被困")
    expect(wang.locator(".fields [data-field=place] .fresh")).to_contain_text("陈班长")
    assert wang.locator(".clash").count() == 0
    sight = Sight(chen, ".fields [data-field=text] .value", "山脚明火,一人被困")
    sight.after(pressed(wang, ".fields [data-test=save]"), "Wang's words → Chen's form")

    # Both change the place: nothing is applied until a person has chosen, and the choice names the other.
    edit(wang, "place", "石明村委会")
    edit(chen, "place", "石明村东侧山脚")
    chen.click(".fields [data-test=save]")
    clash = wang.locator("[data-clash=place]")
    expect(clash).to_contain_text("陈班长")
    expect(clash.locator(".theirs")).to_have_text("石明村东侧山脚")
    expect(clash.locator(".mine")).to_have_text("石明村委会")
    expect(wang.locator(".fields [data-test=save]")).to_be_disabled()
    picture(wang, "desk-two-officers")
    wang.click("[data-test=keep-mine]")
    expect(chen.locator(".fields [data-field=place] .value")).to_have_text("石明村委会")
    expect(clash).to_have_count(0)
    saved = Officer(centre.url("web"), "zhiban").get(f"/api/incidents/{incident}")
    assert (saved["incident"]["place"], saved["text"]) == ("石明村委会", "山脚明火,一人被困")
    assert [(row["field"], row["by_name"]) for row in saved["edits"]] == [
        ("place", "陈班长"), ("text", "王值班"), ("place", "陈班长"), ("place", "王值班"),
    ]  # fmt: skip
