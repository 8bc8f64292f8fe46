"""database → **reading** → rights: the rows that say who may be on the broker, and the secrets it needs in clear."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connection

from devices.mapping.models import MappingRow
from devices.terminals.models import BrokerUser, Terminal
from devices.wire.rights import CENTRE, SEALED_FOR, Found, Right, Row, Server, centre, rights_from
from realtime.sealing import unseal

# Changes when any row does that a right follows from; cheap enough every few seconds with 22,000 terminals.
_FINGERPRINT = """
SELECT count(*), coalesce(sum(hashtextextended(concat_ws('|', t.id, t.adapter, t.external_id, t.credential, t.sealed, t.certificate, t.meta->>'gateway'), 0)), 0)::text,
    (SELECT coalesce(sum(hashtextextended(b::text, 0)), 0)::text FROM terminals_brokeruser b),
    (SELECT coalesce(sum(hashtextextended(m::text, 0)), 0)::text FROM mapping_mappingrow m)
FROM terminals_terminal t WHERE t.revoked_at IS NULL AND (t.credential <> '' OR t.certificate <> '')
"""


def fingerprint() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT)
        return tuple(cursor.fetchone())


def read_rights() -> Found:
    rows = Terminal.objects.live().exclude(credential="", certificate="").order_by("id")
    fields = ("adapter", "external_id", "area", "credential", "sealed", "certificate", "meta__gateway")
    terminals = [
        Row(adapter, ident, area, credential, sealed, certificate, gateway if isinstance(gateway, str) else "")
        for adapter, ident, area, credential, sealed, certificate, gateway in rows.values_list(*fields).iterator()
    ]
    servers = [
        Server(user.name, tuple(user.up), tuple(user.down), user.credential, user.sealed)
        for user in BrokerUser.objects.filter(revoked_at=None).order_by("id")
    ]
    mapped = list(MappingRow.objects.filter(active=True).order_by("name").values_list("topic_filter", "identity"))
    return rights_from(terminals, servers, mapped, _ours())


def _ours() -> dict[str, Right]:
    """The centre itself, and the name that looks after the broker: no device is called so."""
    found: dict[str, Right] = {}
    user, password = own_account()
    if user:
        found[user] = centre(user, password)
    return found


def own_account() -> tuple[str, str]:
    given = urlsplit(settings.MQTT_URL)
    return unquote(given.username or ""), unquote(given.password or "")


def password_of(right: Right) -> str:
    return own_account()[1] if right.adapter == CENTRE else unseal(right.sealed, SEALED_FOR)
