"""The incident on A4: what a radio operator needs to go on when the screens are dark."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from command.consultation.actions import plan_consultation
from command.paper.watermark import on_document, on_workbook
from command.paper.words import SAYS, line
from dispatch.contacts.actions import add_person
from dispatch.contacts.models import Reveal
from dispatch.incidents.actions import note_incident, open_incident
from dispatch.orders.actions import assign_unit
from dispatch.teams.models import Unit
from realtime.log.kinds import declared
from realtime.rules.models import Rule

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇", "area": "440117"}


def test_the_page_names_place_teams_channels_and_every_entry(people: SimpleNamespace, unit: Unit, as_user: Callable[..., Any]):
    incident = open_incident(actor=people.wang.actor, **FIRE)
    unit.radio_channel = "应急17"
    unit.save()
    assign_unit(actor=people.wang.actor, name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="赶赴现场")
    note_incident(actor=people.wang.actor, incident_id=incident.pk, text="<b>风向转北</b>")
    page = as_user(people.wang).get(f"/paper/incident/{incident.pk}/").content.decode()
    for word in (incident.number, "良口镇", unit.name, "应急17", "赶赴现场", "王值班", "113.77120"):
        assert word in page
    assert "&lt;b&gt;风向转北" in page, "what people type is text"


def test_numbers_are_on_paper_for_a_reason_that_is_kept(people: SimpleNamespace, as_user: Callable[..., Any]):
    incident = open_incident(actor=people.wang.actor, **FIRE)
    ways = [{"channel": "phone", "value": "13912345678"}]
    add_person(actor="system", name="甲", role="duty_desk", area="440117", addresses=ways)
    wang, path = as_user(people.wang), f"/paper/incident/{incident.pk}/"
    assert "139****5678" in wang.get(path).content.decode()
    assert wang.post(path, {"reason": ""}).status_code == 422
    assert "13912345678" in wang.post(path, {"reason": "打印留存"}).content.decode()
    assert [(row.what, row.reason) for row in Reveal.objects.all()] == [(f"paper:incident:{incident.pk}", "打印留存")]
    assert "13912345678" not in as_user(people.liang).post(path, {"reason": "想看"}).content.decode()


def test_another_district_gets_no_paper_either(people: SimpleNamespace, as_user: Callable[..., Any]):
    incident = open_incident(actor="system", **FIRE)
    assert as_user(people.nansha).get(f"/paper/incident/{incident.pk}/").status_code == 404


def test_every_kind_that_is_put_into_words_exists():
    assert set(SAYS) <= set(declared())
    assert line("order.accepted", {"id": 7}, {("order", 7): "从化大队"}) == "从化大队签收"
    assert line("incident.changed", {"phase": "controlled", "grade": 3, "grade_state": "proposed"}, {}) == "阶段:已控制;等级:Ⅲ级 较大(拟定)"


def test_who_took_it_and_when_lies_across_a_paper_and_at_the_head_of_a_list(people: SimpleNamespace, as_user: Callable[..., Any]):
    incident = open_incident(actor="system", **FIRE)
    held = plan_consultation(actor="system", name="系统", subject="incident", incident_id=incident.pk)
    chen = as_user(people.chen)

    def header() -> str:
        pages = zipfile.ZipFile(io.BytesIO(chen.get(f"/api/consultations/{held.pk}/document.docx").content))
        return "".join(pages.read(name).decode() for name in pages.namelist() if "header" in name)

    def head() -> str:
        return str(load_workbook(io.BytesIO(chen.get("/api/instructions/list.xlsx").content)).worksheets[0].oddHeader.center.text)

    assert header().count(f'string="{people.chen.name} 20') == 3 and head().startswith(f"{people.chen.name} 20")
    Rule.objects.update_or_create(name="export.watermark", area="4401", defaults={"value": False, "source": "试验"})
    assert people.chen.name not in header() and head() == "None"


def test_a_name_is_a_name_in_a_watermark_too():
    document, book = Document(), Workbook()
    on_document(document, '"/><x a="&')
    on_workbook(book, "A&B")
    assert document.sections[0].header.paragraphs[0]._p.xml.count("&amp;") == 3 and book.worksheets[0].oddHeader.center.text == "A&&B"
