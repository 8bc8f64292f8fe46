"""Verbs on terminals: register, adopt, revoke, send; each told to the screens of the area."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from devices import freshness
from devices.registry import RegistryReader
from devices.terminals.actions import AlreadyRegistered, UnknownKind, adopt_device, register_terminal, revoke_terminal, send_downlink
from devices.terminals.models import Binding, Downlink, FreshnessRule, Subject, Terminal, UnknownDevice

pytestmark = pytest.mark.django_db(transaction=True)
Agrees = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def stranger(db: None) -> UnknownDevice:
    hint = {"kind": "vehicle", "area": "440118", "label": "V9", "lat": 23.3, "lon": 113.8, "model": "车台"}
    return UnknownDevice.objects.create(adapter="radio", external_id="V9", topic="ecc/v1/440118/vehicle/V9/pos", frames=3, hint=hint)


def adopt(stranger: UnknownDevice) -> Terminal:
    return adopt_device(actor="user:1", unknown_id=stranger.id, label="消防车 9", kind="vehicle", area="440118")


def test_adopting_makes_subject_terminal_and_binding_and_tells_the_area(stranger: UnknownDevice, agrees: Agrees) -> None:
    with agrees():
        terminal = adopt(stranger)
    assert (terminal.subject.label, terminal.subject.kind, terminal.area) == ("消防车 9", "vehicle", "440118")
    assert Binding.objects.get().until is None
    assert terminal.meta == {"model": "车台"}
    stranger.refresh_from_db()
    assert stranger.adopted_terminal == terminal


def test_the_second_officer_to_adopt_is_told_who_it_is_already(stranger: UnknownDevice) -> None:
    first = adopt(stranger)
    with pytest.raises(AlreadyRegistered) as twin:
        adopt(stranger)
    assert twin.value.terminal == first
    assert Subject.objects.count() == 1


def test_a_kind_nobody_knows_is_refused(stranger: UnknownDevice) -> None:
    with pytest.raises(UnknownKind):
        adopt_device(actor="user:1", unknown_id=stranger.id, label="x", kind="spaceship", area="440118")
    assert not Subject.objects.exists()


def test_a_terminal_may_speak_for_a_subject_that_exists(radio: Terminal, agrees: Agrees) -> None:
    with agrees():
        phone = register_terminal(
            actor="user:1", adapter="owntracks", external_id="f/p", kind="phone", area="440117", label="", subject=radio.subject
        )
    assert phone.subject == radio.subject
    assert Subject.objects.count() == 1


def test_revoking_ends_the_binding_and_drops_what_is_queued(radio: Terminal, agrees: Agrees) -> None:
    downlink = send_downlink(terminal=radio, kind="text", payload={})
    with agrees():
        revoke_terminal(actor="user:1", terminal=radio)
    downlink.refresh_from_db()
    assert (downlink.state, Binding.objects.get().until is not None) == (Downlink.State.FAILED, True)
    again = register_terminal(actor="user:1", adapter="radio", external_id="R1", kind="radio", area="440117", label="电台 R1")
    assert again.pk != radio.pk


def test_the_registry_is_read_again_only_when_something_changed(radio: Terminal) -> None:
    reader = RegistryReader()
    first = reader.read()
    assert first.entries is not None
    assert [(entry.source.external_id, entry.district) for entry in first.entries] == [("R1", 440117)]
    assert reader.read().entries is None
    Subject.objects.update(area="440111005")
    changed = reader.read().entries
    assert changed is not None
    assert changed[0].district == 440111
    revoke_terminal(actor="user:1", terminal=radio)
    assert reader.read().entries == []


def test_the_registry_knows_which_aircraft_hang_on_which_gateway(db: None) -> None:
    register_terminal(actor="system", adapter="dji", external_id="SN1", kind="uav", area="440117", label="无人机", meta={"gateway": "RC1"})
    facts = RegistryReader().read().facts
    assert facts is not None
    assert facts.children == {"RC1": frozenset({"SN1"})}


def test_freshness_has_limits_for_every_kind_and_the_newest_row_holds(db: None) -> None:
    freshness.load_defaults()
    limits = freshness.limits()
    assert limits["uav"] == {"stale_s": 15, "lost_s": 30}
    assert limits["radio"] == {"stale_s": 30, "lost_s": 120}
    assert all(limit["lost_s"] > limit["stale_s"] for limit in limits.values())
    FreshnessRule.objects.create(kind="radio", stale_s=60, lost_s=300, source="本市规定")
    assert freshness.limits()["radio"] == {"stale_s": 60, "lost_s": 300}


def test_subjects_carry_the_interval_of_their_terminal(radio: Terminal) -> None:
    from devices.snapshot import subjects

    Terminal.objects.update(expected_interval_s=5)
    row: dict[str, Any] = subjects("4401")[str(radio.subject_id)]
    assert (row["every"], row["adapter"], row["area"]) == (5, "radio", "440117")
    assert subjects("440111") == {}
