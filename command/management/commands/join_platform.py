"""`manage.py join_platform`: one side of a link of the demo, from a shell. Two of them, one in each installation, join two centres (`make peer`)."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from command.peering import words
from command.peering.actions import add_peer, change_peer, share_with
from command.peering.keys import end_key, enter_key, make_key, valid
from command.peering.models import Peer
from command.peering.sending import say_hello
from realtime.codes import Problem

ACTOR = "system"


class Command(BaseCommand):
    help = "Demo only: enter a platform and make a key for it (printed as JSON), or with --enter take the key that the other side made from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        for word in ("code", "name", "area", "known-as", "url"):
            parser.add_argument(f"--{word}", required=True)
        parser.add_argument("--level", required=True, choices=list(words.SHARED_WITH))
        parser.add_argument("--enter", action="store_true", help="the other side has made the key; answers how the link stands then")
        parser.add_argument("--renew", action="store_true", help="a new key although there is one: the other side has lost it")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE != "demo":
            raise CommandError("MODE=duty:平台对接请在桌面由双方当面登记密钥。 On duty, links are set up at the desk by both sides.")
        try:
            peer = self._peer(options)
            made = self._enter(peer, json.load(sys.stdin)) if options["enter"] else self._make(peer, renew=options["renew"])
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(json.dumps(made))

    @staticmethod
    def _peer(given: dict[str, Any]) -> Peer:
        where = {"name": given["name"], "area": given["area"], "known_as": given["known_as"], "url": given["url"]}
        known = Peer.objects.filter(code=given["code"]).first()
        if known is not None:
            return change_peer(actor=ACTOR, peer_id=known.pk, active=True, **where)
        peer = add_peer(actor=ACTOR, code=given["code"], level=given["level"], **where)
        shares = [{"kind": kind, "area": "", "from_grade": None, "phones": False, "why": ""} for kind in words.SHARED_WITH[peer.level]]
        return share_with(actor=ACTOR, peer_id=peer.pk, shares=shares)

    @staticmethod
    def _make(peer: Peer, *, renew: bool) -> dict[str, str]:
        """Nothing where there is one already: joined again, the two go on with what they have."""
        if valid(peer).exists() and not renew:
            return {}
        _end_all(peer)
        key, secret = make_key(actor=ACTOR, peer_id=peer.pk)
        return {"name": key.name, "secret": secret}

    @staticmethod
    def _enter(peer: Peer, given: dict[str, str]) -> dict[str, str]:
        if given:
            _end_all(peer)  # it has just been made: whatever we hold is from a link that is no more
            enter_key(actor=ACTOR, peer_id=peer.pk, name=given["name"], secret=given["secret"])
        say_hello(peer)
        peer.refresh_from_db(fields=["link"])
        return {"link": peer.link}


def _end_all(peer: Peer) -> None:
    for key in valid(peer):
        end_key(actor=ACTOR, key_id=key.pk)
