"""A report by hand: said by telephone and read back, drafted from the timeline, reviewed, signed, sent, received; the paper is opened and read."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer

PIN = "2468"


def opened(desk: Page) -> None:
    desk.locator("[data-test=fn-duty]").click()
    desk.locator("[data-test=duty-reports]").click()


def test_a_report_goes_from_the_telephone_to_its_receipt(screens: Screens, centre: Centre, tmp_path: Path):
    zhiban = Officer(centre.url("web"), "zhiban")
    fire = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "从化区良口镇塘料村", "text": "山脚明火,约一公顷"}
    incident = zhiban.post("/api/incidents", fire).json()
    desk = screens.desk("zhiban", path="/desk/?flat")
    opened(desk)
    desk.locator(f"[data-test=phone-{incident['id']}]").click()
    for name, text in {"org": "市政府总值班室", "receiver": "何秘书", "text": "良口镇塘料村山脚明火,无人员伤亡,正在核实"}.items():
        desk.locator(f"[data-test=phone-{name}]").fill(text)
    expect(desk.locator("[data-test=record-phone]")).to_be_disabled()  # nobody has read it back yet
    desk.locator("[data-test=phone-ok]").check()
    desk.locator("[data-test=record-phone]").click()
    expect(desk.locator("[data-test=phone-said]")).to_contain_text("何秘书")
    expect(desk.locator("[data-test=owed] [data-state=met]").first).to_be_visible()
    picture(desk, "reports-phone")
    desk.locator(f"[data-test=draft-first-{incident['id']}]").click()
    state = desk.locator("[data-test=report-state]")
    expect(state).to_have_text("草稿")
    expect(desk.locator("[data-test=element-place]")).to_have_value("广州市从化区良口镇塘料村(东经113.7712°,北纬23.7423°)")
    desk.locator("[data-test=report-title]").fill("良口镇塘料村森林火灾首报")
    picture(desk, "reports-draft")
    desk.locator("[data-test=submit]").click()
    expect(state).to_have_text("送审")
    leader = screens.desk("daiban", path="/desk/?flat")
    opened(leader)
    leader.locator("[data-test=reports-table] tr", has_text="良口镇塘料村森林火灾首报").locator(".link").click()
    leader.locator("[data-test=report-pin]").fill(PIN)
    leader.locator("[data-test=sign]").click()
    expect(leader.locator("[data-test=report-state]")).to_have_text("已签发")
    expect(state).to_have_text("已签发")  # the officer's desk hears it
    desk.locator("[data-test=send]").click()
    expect(state).to_have_text("已报送")
    desk.locator("[data-test=receipt-name]").fill("何秘书")
    desk.locator("[data-test=receive]").click()
    expect(state).to_have_text("已签收")
    picture(desk, "reports-received")
    with desk.expect_download() as coming:
        desk.get_by_text("下载 Word").click()
    paper = tmp_path / "paper.docx"
    coming.value.save_as(paper)
    with ZipFile(paper) as packed:
        words = packed.read("word/document.xml").decode()
    assert "塘料村" in words and "何秘书" not in words  # the receipt is the register's, not the paper's
    pdf = desk.request.get(desk.locator("[data-test=report-pdf]").get_attribute("href") or "")
    assert pdf.status == 200 and BytesIO(pdf.body()).read(5) == b"%PDF-"
    desk.locator("[data-test=duty-terms]").click()
    expect(desk.locator(".scheme.chosen")).to_have_count(1)
    picture(desk, "reports-terms")
    desk.locator("[data-test=duty-reports]").click()
    desk.locator("[data-test=draft-daily-]").click()
    expect(desk.locator("[data-test=report-text]")).to_have_value(re.compile(rf"二、突发事件\n(?s:.*){incident['number']}(?s:.*)值班员:"))
    picture(desk, "reports-daily")
