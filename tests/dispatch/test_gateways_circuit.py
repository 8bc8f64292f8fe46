"""Each gateway has a circuit of its own: one that is dead is left alone, and the channel lives on the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dispatch.alarms.models import Alarm
from dispatch.callout.channels import BY_NAME, Message
from dispatch.callout.channels.known import Handed
from dispatch.callout.handing import hand_over
from dispatch.gateways import carrying
from dispatch.gateways.models import Circuit, Handover, Provider
from dispatch.gateways.secrets import keep_secret
from dispatch.pacing.models import ChannelState
from realtime import clock
from tests.dispatch.example_gateway import ExampleGateway

pytestmark = pytest.mark.django_db
SECRET = "gemeinsames-geheimnis-2026"


@pytest.fixture(autouse=True)
def _fresh(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    carrying.forget()
    yield
    carrying.forget()


@pytest.fixture
def gateway() -> Iterator[ExampleGateway]:
    found = ExampleGateway(SECRET)
    yield found
    found.close()


@pytest.fixture
def sms(city: None, gateway: ExampleGateway) -> Provider:
    keep_secret("sms1", SECRET)
    return Provider.objects.create(code="sms1", kind="sms", name="移动短信", url=gateway.url)


def message(id: str) -> Message:
    return Message(id=id, to="13812345678", person=None, text="请立即组织转移。", purpose="call")


@pytest.fixture
def second(sms: Provider) -> Iterator[ExampleGateway]:
    found = ExampleGateway(SECRET)
    keep_secret("sms2", SECRET)
    Provider.objects.create(code="sms2", kind="sms", name="电信短信", url=found.url, order=1)
    yield found
    found.close()


def fed(*ids: str) -> list[Any]:
    """As the worker does it: the channel's circuit hears the outcome."""
    return [result for one in ids for result in hand_over(SimpleNamespace(settle=lambda *_: None), BY_NAME["sms"], [message(one)])]  # type: ignore[arg-type]


def test_one_dead_gateway_is_left_alone_and_does_not_close_the_channel(sms: Provider, gateway: ExampleGateway, second: ExampleGateway):
    gateway.status = 500  # nobody knows whether it took them
    assert [type(one).__name__ for one in fed("a1", "a2", "a3", "a4", "a5")] == ["ChannelFailed"] * 3 + ["Handed"] * 2
    assert Circuit.objects.get(provider=sms).down_since is not None
    assert not ChannelState.objects.filter(pk="sms", state="down").exists()
    (alarm,) = Alarm.objects.filter(device="gateway:sms1")
    assert "电信短信" in alarm.text
    gateway.status = 200
    Circuit.objects.update(probe_at=clock.now())
    assert all(isinstance(one, Handed) for one in fed("a6", "a7")) and Circuit.objects.get(provider=sms).down_since is None


def test_a_probe_costs_one_message_of_a_batch(sms: Provider, gateway: ExampleGateway, second: ExampleGateway):
    Circuit.objects.create(provider=sms, failures=3, down_since=clock.now(), probe_at=clock.now())
    gateway.status = 503
    assert all(isinstance(one, Handed) for one in BY_NAME["sms"].send_many([message(f"a{n}") for n in range(9)]))
    assert Handover.objects.filter(provider=sms).count() == 1 and len(second.taken) == 9


def test_when_no_gateway_is_left_the_channel_is_down(sms: Provider, gateway: ExampleGateway, second: ExampleGateway):
    gateway.status = second.status = 503
    fed(*(f"a{n}" for n in range(8)))
    assert ChannelState.objects.get(pk="sms").state == "down"


def test_the_page_says_which_gateway_is_down(sms: Provider, people: Any, as_user: Any):
    Circuit.objects.create(provider=sms, failures=3, error="网关连接不上", down_since=clock.now())
    assert "网关连接不上" in as_user(people.admin).get("/gateways/").content.decode()
