"""队伍建设 at the desk: a social team from the public page to a call, a gap that a stationed team closes, an agreement made by hand, a team's profile."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import MAP_MS, Screens, picture
from tests.system.centre import Centre, Officer

NAME = "云岭山地救援队"


def forces(page: Page, key: str) -> Page:
    page.keyboard.press("Alt+Shift+t")
    page.locator(f"[data-test=forces-{key}]").click()
    return page


def register(phone: Page) -> str:
    phone.fill("[name=name]", NAME)
    phone.select_option("[name=kind]", "mountain_rescue")
    phone.check("[name=domains][value=mountain]")
    phone.fill("[name=headcount]", "24")
    phone.select_option("[name=area]", "440117104")
    phone.fill("[name=place]", "良口镇救援驿站")
    phone.fill("[name=leader_name]", "云山")
    phone.fill("[name=leader_phone]", "123")
    phone.check("[name=leader_consents]")
    phone.select_option("[name=gear1]", "rope_kit")
    phone.fill("[name=gear1_count]", "6")
    phone.click("button[type=submit]")
    expect(phone.locator(".fault")).to_have_count(2)
    picture(phone, "phone-volunteer-faults")
    phone.fill("[name=leader_phone]", "13900000011")
    phone.check("[name=agreed]")
    phone.click("button[type=submit]")
    code = phone.locator("#code").inner_text().strip()
    picture(phone, "phone-volunteer-done")
    return code


def state(phone: Page, code: str) -> None:
    phone.goto("/volunteers/state/")
    phone.fill("[name=code]", code)
    phone.click("button[type=submit]")


def step(page: Page, verb: str, fields: dict[str, str]) -> None:
    page.locator(f"[data-test=do-{verb}]").click()
    for name, words in fields.items():
        page.locator(f"[data-test={name}]").fill(words)
    page.locator("form.duty-form .primary").click()


def test_a_social_team_registers_is_looked_at_by_two_and_is_then_proposed(
    screens: Screens, centre: Centre, tidying: tuple[Officer, Officer]
):
    chief, _ = tidying
    phone = screens.open("/volunteers/", width=390, height=844, is_mobile=True, has_touch=True)
    picture(phone, "phone-volunteer")
    code = register(phone)
    state(phone, code)
    expect(phone.locator("#state")).to_contain_text("正在审核材料")
    incident = chief.post("/api/incidents", {"type": "19Z01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇云台山"}).json()

    def proposed() -> list[str]:
        return [one["unit"]["name"] for one in chief.get(f"/api/incidents/{incident['id']}/recommendation?limit=60")["proposals"]]

    assert NAME not in proposed()
    desk = forces(screens.desk("zhibanzhang"), "volunteers")
    desk.locator("[data-test=volunteers] .link", has_text=NAME).click()
    step(desk, "vet", {"step-words": "证照齐全"})
    expect(desk.locator("[data-test=volunteer-state]")).to_have_text("待面谈试训")
    expect(desk.locator("[data-test=do-approve]")).to_have_count(0)  # own work
    picture(desk, "desk-volunteer")
    assert NAME not in proposed()
    leader = forces(screens.desk("daiban"), "volunteers")
    picture(leader, "desk-volunteers")
    leader.locator("[data-test=volunteers] .link", has_text=NAME).click()
    step(leader, "approve", {"interview": "队员稳定", "trial": "绳索作业合格"})
    expect(leader.locator("[data-test=volunteer-state]")).to_have_text("已入库可调用")
    assert NAME in proposed()
    state(phone, code)
    expect(phone.locator("#state")).to_contain_text("已通过")
    picture(phone, "phone-volunteer-state")
    step(leader, "suspend", {"step-words": "测试暂停"})
    expect(leader.locator("[data-test=volunteer-state]")).to_have_text("暂停")
    assert NAME not in proposed()


def test_a_gap_stands_out_on_the_map_and_a_team_at_home_nearer_closes_it(screens: Screens, tidying: tuple[Officer, Officer]):
    chief, _ = tidying
    desk = forces(screens.desk("zhibanzhang"), "reach")
    table = desk.locator("[data-test=reach-table]")
    expect(table).to_contain_text("六域")
    picture(desk, "desk-reach")
    desk.locator("[data-test=cover-mountain]").click()
    expect(desk.locator("[data-test=reach-legend] li")).to_have_count(4)
    desk.locator(".command-map-canvas[data-ready]").wait_for(timeout=MAP_MS)
    desk.wait_for_timeout(2500)
    picture(desk, "desk-reach-map")

    def gaps() -> dict[str, str]:
        return {one["district"]: one["state"] for one in chief.get("/api/forces/coverage?by=domain&key=mountain&minutes=30")["districts"]}

    open_ones = [code for code, found in gaps().items() if found != "covered"]
    assert open_ones, "the demo city has a gap to close"
    gap = open_ones[0]
    towns = [one for one in chief.get("/api/forces/coverage?by=domain&key=mountain&minutes=30")["places"] if one["area"].startswith(gap)]
    lon, lat = (sum(one[key] for one in towns) / len(towns) for key in ("lon", "lat"))
    made = chief.post(
        "/api/forces/bases",
        {"code": "B-NEAR", "name": "就近备勤基地", "kind": "standby", "area": gap, "lon": lon, "lat": lat, "capacity": 200},
    )  # fmt: skip
    assert made.status_code == 201
    unit = next(one for one in chief.get("/api/teams/units?limit=1000") if one["name"] == "黄埔区森林消防大队")
    assert chief.post(f"/api/forces/bases/{made.json()['id']}/teams", {"unit": unit["id"]}).status_code == 200
    assert gaps()[gap] == "covered"  # the same question as before
    desk.locator("[data-test=forces-bases]").click()
    desk.locator("[data-test=base-B-NEAR]").click()
    expect(desk.locator("[data-test=stationed]")).to_contain_text("黄埔区森林消防大队")
    picture(desk, "desk-base")
    desk.locator("[data-test=forces-bases]").click()
    expect(desk.locator("[data-test=bases]")).to_contain_text("孵化基地")
    picture(desk, "desk-bases")
    home = {"lon": unit["lon"], "lat": unit["lat"], "base": ""}
    assert chief.post(f"/api/teams/units/{unit['id']}/profile", home).status_code == 200  # others find it where it lives


def test_an_agreement_is_made_corrected_and_ended_by_its_form(screens: Screens):
    desk = forces(screens.desk("zhibanzhang"), "agreements")
    desk.locator("[data-test=new-agreement]").click()
    form = desk.locator("[data-test=agreement-form]")
    form.locator("[data-test=agreement-name]").fill("广州—惠州水上互助协议")
    form.locator("[data-test=party-1]").fill("4413")
    form.locator("[data-test=party-name-1]").fill("惠州市")
    form.locator("[data-test=agreement-how]").fill("指挥中心值班电话请求")
    form.locator("[data-test=agreement-from]").fill("2026-01-01")
    form.locator("[data-test=agreement-to]").fill("2029-01-01")
    picture(desk, "desk-agreement-form")
    form.locator(".primary").click()
    line = desk.locator(".consult-line", has_text="广州—惠州水上互助协议")
    expect(line).to_contain_text("惠州市")
    line.locator("[data-test^=change-agreement]").click()
    line.locator("[data-test=agreement-how]").fill("先动后补,一小时内补函")
    line.locator(".primary").click()
    expect(line).to_contain_text("先动后补")
    line.locator("[data-test^=change-agreement]").click()
    line.locator("[data-test=end-agreement]").click()
    expect(line).to_have_count(0)
    desk.locator("[data-test=forces-experts]").click()
    expect(desk.locator(".consult-line").first).to_be_visible()
    picture(desk, "desk-experts")


def test_a_team_s_page_says_why_its_level_is_what_it_is_and_its_register_is_kept_there(screens: Screens):
    desk = forces(screens.desk("zhibanzhang"), "directory")
    desk.locator("[data-test=find-team]").fill("从化区森林消防大队")
    picture(desk, "desk-directory")
    desk.get_by_role("button", name="从化区森林消防大队", exact=True).first.click()
    expect(desk.locator("[data-test=readiness-level]")).to_have_text(re.compile("备勤|未达标"))
    picture(desk, "desk-team")
    desk.locator("[data-test=add-gear]").click()
    desk.locator("[data-test=gear-item]").select_option("drone")
    desk.locator("[data-test=gear-number]").fill("UAV-9")
    desk.locator("[data-test=gear-register] form .primary").click()
    expect(desk.locator("[data-test=gear-register]")).to_contain_text("UAV-9")
    desk.locator("[data-test=training-register]").scroll_into_view_if_needed()
    picture(desk, "desk-team-registers")
    desk.locator("[data-test=forces-registers]").click()
    expect(desk.locator("[data-test=training-counts]")).to_contain_text("人次")
    picture(desk, "desk-registers")
