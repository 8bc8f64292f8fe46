"""接入映射: rows of a form, tried on a frame before they are saved; what is wrong is named by its line and path."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from devices.inbox.models import Quarantine
from devices.mapping.models import MappingRow

pytestmark = pytest.mark.django_db

PAGE = "/teams/terminals/mapping/"
FORM: dict[str, Any] = {
    "name": "某厂水位计", "topic_filter": "vendor/+/up", "identity": "2", "kind": "sensor", "each": "", "time_path": "$.t", "time_format": "s",
    "utc_offset_h": "8", "datum": "gcj02", "source": "厂家文档 2.1", "active": "1",
    "field": ["measure.water_level", "sos.active", ""], "path": ["$.wl", "$.alarm", ""], "factor": ["0.01", "", ""], "offset": ["", "", ""],
    "unit": ["m", "", ""], "equals": ["", "FIRE,1", ""], "topic": "vendor/D1/up", "payload": '{"t": 1793664930, "wl": 342, "alarm": "FIRE"}',
}  # fmt: skip


def press(client: Any, do: str, **changed: Any) -> Any:
    return client.post(PAGE, FORM | {"do": do} | changed)


def test_a_sample_shows_at_once_what_would_be_read_and_saves_nothing(people: SimpleNamespace, as_user: Any) -> None:
    page = press(as_user(people.chen), "try").content.decode()
    assert "测量值" in page and "值 3.42" in page and "紧急求救" in page and "D1" in page
    assert not MappingRow.objects.exists()


def test_what_is_not_found_is_named_by_its_line_and_path(people: SimpleNamespace, as_user: Any) -> None:
    page = press(as_user(people.chen), "try", payload='{"t": 1793664930, "wl": "hoch"}').content.decode()
    assert "第 1 行(measure.water_level,路径 $.wl):$.wl 的值 hoch 不是数" in page
    assert "第 2 行(sos.active,路径 $.alarm):$.alarm 没有找到" in page
    page = press(as_user(people.chen), "try", path=["$.[", "$.alarm", ""]).content.decode()
    assert "第 1 行(measure.water_level,路径 $.[):路径 $.[ 不是有效的 JSONPath" in page


def test_what_is_wrong_is_not_saved_and_stays_in_the_form(people: SimpleNamespace, as_user: Any) -> None:
    client = as_user(people.chen)
    for wrong, why in (
        ({"topic_filter": "owntracks/+/+"}, "主题过滤器:“owntracks/” 已由内置适配器使用"),
        ({"factor": ["a", "", ""]}, "第 1 行的系数“a”不是数"),
        ({"source": " "}, "请填写出处"),
        ({"commands": "[{]"}, "指令不是有效的 JSON"),
        ({"commands": '[{"name": "x", "topic": "other/{device}", "payload": {}}]'}, "第 1 条指令:主题须在 vendor/ 之下"),
    ):
        answer = press(client, "save", **wrong)
        assert answer.status_code == 422 and why in answer.content.decode()
        assert 'value="$.alarm"' in answer.content.decode()
    assert not MappingRow.objects.exists()


def test_a_saved_row_comes_back_as_it_was_typed_is_changed_and_removed(people: SimpleNamespace, as_user: Any) -> None:
    client = as_user(people.chen)
    assert press(client, "save").status_code == 302
    row = MappingRow.objects.get()
    assert row.fields[0] == {"field": "measure.water_level", "path": "$.wl", "unit": "m", "factor": 0.01, "offset": 0.0}
    assert row.fields[1]["equals"] == ["FIRE", 1] and row.datum == "gcj02" and row.changed_by == people.chen.actor
    page = client.get(f"{PAGE}?edit={row.pk}").content.decode()
    assert 'value="FIRE,1"' in page and 'value="0.01"' in page
    press(client, "save", id=str(row.pk), name="某厂水位计 改", active="")
    row.refresh_from_db()
    assert row.name == "某厂水位计 改" and not row.active
    press(client, "remove", id=str(row.pk))
    assert not MappingRow.objects.exists()


def test_a_refused_frame_is_taken_as_the_sample(people: SimpleNamespace, as_user: Any) -> None:
    frame = Quarantine.objects.create(topic="vendor/D9/up", reason="一个值也没有读到", first_bytes=b'{"wl": 1}')
    page = as_user(people.chen).get(f"{PAGE}?sample=q{frame.pk}").content.decode()
    assert 'value="vendor/D9/up"' in page and "{&quot;wl&quot;: 1}</textarea>" in page


def test_only_who_manages_feeds_of_the_city_sees_it(people: SimpleNamespace, as_user: Any) -> None:
    for user in (people.liang, people.nansha):
        client = as_user(user)
        assert client.get(PAGE).status_code == 403 and press(client, "save").status_code == 403
    assert not MappingRow.objects.exists()
