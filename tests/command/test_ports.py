"""Every listener of a run has a port of its own, or the start says which two have not."""

from __future__ import annotations

import pytest

from command.supervisor.complaint import Complaint
from command.supervisor.layout import Layout, from_environment
from command.supervisor.ports import free_port
from command.supervisor.run import with_voice_port


@pytest.fixture
def layout(monkeypatch: pytest.MonkeyPatch) -> Layout:
    monkeypatch.delenv("VOICE_PORT", raising=False)
    monkeypatch.delenv("MQTT_URL", raising=False)
    monkeypatch.setenv("TLS", "1")
    port = free_port()
    for name, number in (("PORT", port), ("HTTP_PORT", port + 1), ("MQTT_PORT", free_port())):
        monkeypatch.setenv(name, str(number))
    return from_environment()


def test_voice_moves_away_from_the_port_beside_when_another_setting_has_it(layout: Layout) -> None:
    assert layout.voice_port == layout.http_port
    assert with_voice_port(layout).voice_port not in layout.open_ports.values()


def test_two_settings_with_one_number_are_refused_by_their_names(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_PORT", str(layout.http_port))
    with pytest.raises(Complaint, match=f"HTTP_PORT 和 VOICE_PORT 都是 {layout.http_port}"):
        with_voice_port(from_environment())
    monkeypatch.setenv("HTTP_PORT", str(layout.port))
    with pytest.raises(Complaint, match="PORT 和 HTTP_PORT"):
        with_voice_port(from_environment())
