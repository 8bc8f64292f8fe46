"""What a story brings with it: gateways of its own, well at its start whatever was before, and leaving nothing behind."""

from __future__ import annotations

import pytest

from command.scenarios.providers import SMS_CODE, Providers
from dispatch.gateways.models import Circuit, Provider
from dispatch.pacing import flow
from dispatch.pacing.models import DOWN, UP, ChannelState

pytestmark = pytest.mark.django_db


def test_a_story_begins_with_channels_that_nobody_has_given_up(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    flow.set_state("sms", DOWN, "昨晚中断")
    first = Providers("http://127.0.0.1:9")
    try:
        assert ChannelState.objects.get(pk="sms").state == UP
        provider = Provider.objects.get(pk=SMS_CODE)
        Circuit.objects.create(provider=provider, failures=3)
        flow.set_state("sms", DOWN, "短信网关拒绝")
    finally:
        first.close()
    assert (ChannelState.objects.get(pk="sms").state, Circuit.objects.count()) == (UP, 0)
    assert not Provider.objects.filter(active=True, pk=SMS_CODE).exists()
