"""Two installations of the demo are joined by one command; the secret goes from one to the other by standard input and stands nowhere."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from command.peering.keys import valid
from command.peering.models import Key, Peer, Share
from command.supervisor.second import OURS, SECONDS
from realtime.log.models import Event

pytestmark = pytest.mark.django_db
THEIRS = {"code": "hy", "name": "河源市应急指挥平台", "level": "beside", "area": "4416", "known_as": "gz", "url": "http://127.0.0.1:8100"}


def join(**given: Any) -> dict[str, str]:
    said = io.StringIO()
    call_command("join_platform", stdout=said, **(THEIRS | given))
    made: dict[str, str] = json.loads(said.getvalue())
    return made


def test_a_platform_is_entered_with_what_its_level_gets_and_a_key_once(city):
    made = join()
    peer = Peer.objects.get(code="hy")
    assert (peer.level, peer.known_as, peer.url) == ("beside", "gz", THEIRS["url"])
    assert set(Share.objects.filter(peer=peer).values_list("kind", flat=True)) == {"incident", "support", "warning", "resource"}
    assert len(made["secret"]) >= 32
    assert join(url="http://127.0.0.1:8200") == {}, "joined again they go on with what they have"
    assert Peer.objects.get(code="hy").url == "http://127.0.0.1:8200"
    assert Key.objects.filter(peer=peer).count() == 1
    assert not any(made["secret"] in event.body for event in Event.objects.all())


def test_the_other_side_enters_what_came_by_standard_input(city, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"name": "k1-ab", "secret": "s" * 40})))
    assert join(enter=True) == {"link": "failing"}, "it is asked at once, and here nobody answers"
    assert Key.objects.get().name == "k1-ab"


def test_one_that_was_emptied_gets_a_new_key_and_the_lost_one_is_worth_nothing(city, monkeypatch):
    lost = join()
    assert join() == {}
    made = join(renew=True)
    assert made["name"] != lost["name"]
    assert list(valid(Peer.objects.get()).values_list("name", flat=True)) == [made["name"]]
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"name": "k1-cd", "secret": "s" * 40})))
    join(enter=True)
    assert list(valid(Peer.objects.get()).values_list("name", flat=True)) == ["k1-cd"]


def test_on_duty_it_is_refused(city, settings):
    settings.MODE = "duty"
    with pytest.raises(CommandError, match="双方当面"):
        join()
    assert not Peer.objects.exists()


@pytest.mark.parametrize("level", SECONDS)
def test_each_level_is_one_that_the_other_side_may_enter_in_return(city, settings, level):
    """What the first enters, and what the second does, both pass the check of areas."""
    there = SECONDS[level]
    join(code=there.code, level=level, area=there.area)
    settings.CITY = there.city
    join(code=OURS[0], level=there.back, area=OURS[2], known_as=there.code)
    assert Peer.objects.count() == 2
