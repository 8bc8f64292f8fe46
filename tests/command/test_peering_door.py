"""The door of the exchange: who is heard, in which version, and each message once, whatever the road does with it."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command.peering import keys
from command.peering.envelope import major_of
from command.peering.messages import Incoming, Item
from command.peering.models import Key, Nonce
from command.peering.taking import forget_nonces
from command.peering.words import TAKEN_FROM
from realtime import clock
from realtime.codes import Problem
from realtime.log.models import Event
from realtime.rules.models import Rule
from tests.command.peering_side import PATH, THEIR_FIRE, Side, side

pytestmark = pytest.mark.django_db


@pytest.fixture
def above(city) -> Side:
    return side("above", "44")


@pytest.fixture
def below(city) -> Side:
    return side("below", "440117")


def test_a_message_is_handled_once_and_the_same_id_with_other_words_is_refused(below, agrees):
    with agrees():
        letter = below.letter("incident", "7", 1, THEIR_FIRE, area="440117104")
        first, again = below.post(PATH, letter), below.post(PATH, letter)
    assert (first.status_code, first.json()["state"], first.json()["repeated"]) == (200, "accepted", False), first.json()
    assert again.json() == first.json() | {"repeated": True}
    item = Item.objects.get()
    assert (item.number, item.title, item.area, item.revision) == ("CH-7", "良口镇 森林火灾", "440117104", 1)
    other = below.post(PATH, letter | {"revision": 2})
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    asked = below.client.get(f"{PATH}/{letter['id']}", headers=below.signed("GET", f"{PATH}/{letter['id']}", b""))
    assert asked.json()["state"] == "accepted"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_with_any_repeats_leads_to_the_same(below, data):
    subject = uuid4().hex[:8]
    words = {
        (name, number): below.letter("incident", f"{subject}-{name}", number, THEIR_FIRE | {"place": f"{name}{number}", "phase": phase})
        for name in "ab"
        for number, phase in enumerate(("opened", "on_scene", "controlled", "closed"), 1)
    }
    order = data.draw(st.permutations(list(words)))
    repeats = data.draw(st.lists(st.sampled_from(order), max_size=6))
    for name in [*order, *repeats]:
        answer = below.post(PATH, words[name])
        assert answer.status_code == 200 and answer.json()["state"] in ("accepted", "older")
    found = Item.objects.filter(subject__startswith=subject).order_by("subject")
    assert [(one.revision, one.body["place"], one.state, one.over) for one in found] == [
        (4, "a4", "closed", True),
        (4, "b4", "closed", True),
    ]
    assert Incoming.objects.filter(subject__startswith=subject).count() == 8


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"secret": "x" * 40}, "签名不正确"),
        ({"now": 1_700_000_000}, "时间与本系统相差超过 5 分钟"),
        ({"key": "k9"}, "没有这个平台或这个密钥"),
        ({"X-ECC-Peer": "nobody"}, "没有这个平台或这个密钥"),
        ({"X-ECC-Nonce": "short"}, "随机数"),
    ],
)
def test_who_does_not_hold_the_key_now_is_not_heard(below, what, why):
    answer = below.post(PATH, below.letter("incident", "7", 1, THEIR_FIRE), **what)
    assert answer.status_code == 401 and why in answer.json()["detail"], answer.json()
    assert Incoming.objects.count() == 0


def test_a_copy_of_a_request_or_another_path_is_refused(below):
    content = json.dumps(below.letter("incident", "7", 1, THEIR_FIRE)).encode()
    signed = below.signed("POST", PATH, content)
    assert below.client.post(PATH, content, content_type="application/json", headers=signed).status_code == 200
    copy = below.client.post(PATH, content, content_type="application/json", headers=signed)
    assert copy.status_code == 401 and "随机数已经用过" in copy.json()["detail"]
    elsewhere = below.client.post(
        "/api/exchange/v1/hello", content, content_type="application/json", headers=below.signed("POST", PATH, content)
    )
    assert elsewhere.status_code == 401
    Nonce.objects.update(at=clock.now() - timedelta(hours=1))
    assert forget_nonces() == 1


def test_how_far_a_clock_may_be_off_is_a_rule(below):
    late = {"now": clock.now().timestamp() - 100}
    assert below.say("incident", "7", 1, THEIR_FIRE).status_code == 200
    assert below.post(PATH, below.letter("incident", "7", 2, THEIR_FIRE), **late).status_code == 200
    Rule.objects.filter(name="peering.clock_s").update(value=60)
    assert below.post(PATH, below.letter("incident", "7", 3, THEIR_FIRE), **late).status_code == 401


def test_a_newer_minor_is_understood_and_another_major_is_named_in_the_refusal(below):
    newer = below.letter("incident", "7", 1, THEIR_FIRE | {"wind": {"kmh": 30}}, version="ecc-exchange/1.9", priority="high")
    assert below.post(PATH, newer).json()["state"] == "accepted"
    assert Item.objects.get().body["wind"] == {"kmh": 30} and Incoming.objects.get().envelope["priority"] == "high"
    unknown = below.say("flood_gate", "1", 1, {"open": True}, version="ecc-exchange/1.9").json()
    assert unknown["state"] == "refused" and "flood_gate" in unknown["reason"]
    for path, version in ((PATH, "ecc-exchange/2.0"), ("/api/exchange/v2/messages", "ecc-exchange/2.0"), (PATH, "nonsense")):
        answer = below.post(path, below.letter("incident", "8", 1, THEIR_FIRE, version=version))
        assert (answer.status_code, answer.json()["code"], answer.json()["where"]) == (400, "exchange_version", ["ecc-exchange/1.0"])
    assert [major_of(one) for one in ("ecc-exchange/1.9", "ecc-exchange/12", "other/1.0", "ecc-exchange/x", "")] == [
        1,
        12,
        None,
        None,
        None,
    ]


def test_two_keys_are_valid_while_one_takes_the_others_place(below):
    old = below.key
    below.say("incident", "7", 1, THEIR_FIRE)
    assert keys.signing_key(below.peer).name == old
    key, secret = keys.make_key(actor="system", peer_id=below.peer.pk)
    assert keys.signing_key(below.peer).name == old, "the peer is not known to have the new one"
    with pytest.raises(Problem, match="两个有效密钥"):
        keys.make_key(actor="system", peer_id=below.peer.pk)
    assert below.say("incident", "7", 2, THEIR_FIRE).status_code == 200
    assert below.post(PATH, below.letter("incident", "7", 3, THEIR_FIRE), key=key.name, secret=secret).status_code == 200
    assert keys.signing_key(below.peer).name == key.name, "it has signed with it"
    keys.end_key(actor="system", key_id=Key.objects.get(peer=below.peer, name=old).pk)
    assert below.say("incident", "7", 4, THEIR_FIRE).status_code == 401
    assert Key.objects.get(peer=below.peer, name=old).sealed == ""


def test_no_secret_stands_in_a_row_an_event_an_answer_or_the_log(below, people, as_user, caplog):
    chief = as_user(people.admin)
    made = chief.send(f"/api/peers/{below.peer.pk}/keys").json()
    below.post(PATH, below.letter("incident", "7", 1, THEIR_FIRE), secret="x" * 40)
    shown = chief.get(f"/api/peers/{below.peer.pk}").content.decode() + chief.get("/api/peers").content.decode()
    told = "".join(Event.objects.values_list("body", flat=True)) + "".join(Key.objects.values_list("sealed", flat=True))
    assert chief.get(f"/api/peers/{below.peer.pk}").status_code == 200
    for secret in (below.secret, made["secret"]):
        assert secret not in shown + told + caplog.text


def test_a_peer_speaks_only_of_its_area_and_only_what_its_level_may_say(below, above):
    far = below.say("incident", "7", 1, THEIR_FIRE, area="440115").json()
    order = below.say("instruction", "1", 1, {"text": "立即撤离", "leader_name": "张三"}).json()
    wrong = below.say("incident", "8", 1, THEIR_FIRE | {"grade": 9, "lon": "东"}).json()
    assert [one["state"] for one in (far, order, wrong)] == ["refused"] * 3
    assert "440115" in far["reason"] and "下级平台不能" in order["reason"] and "grade" in wrong["reason"] and "lon" in wrong["reason"]
    assert Item.objects.count() == 0 and Incoming.objects.filter(state="refused").count() == 3
    signed_by_another = below.post(PATH, below.letter("incident", "9", 1, THEIR_FIRE, **{"from": above.peer.code}))
    assert signed_by_another.status_code == 422
    assert "instruction" in TAKEN_FROM["above"] and "instruction" not in TAKEN_FROM["beside"]
