"""rights → **dynsec** → Mosquitto: what the dynamic security plugin has to be told so that it knows exactly the registry. Pure.

Roles are one a user with literal topics: `%u` in them is only understood from Mosquitto 2.1 on. A client of ours carries its mark as description;
whoever else was put there by hand stays as it is.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from hashlib import pbkdf2_hmac, sha256
from typing import Any, NamedTuple

from devices.wire.rights import Right

COMMANDS, RESPONSES = "$CONTROL/dynamic-security/v1", "$CONTROL/dynamic-security/v1/response"
OURS = "ecc:"
ADMIN_MAY = ("publishClientSend", "publishClientReceive", "subscribePattern")  # below $CONTROL the default is no, for receiving too
ITERATIONS = 101  # what the plugin and mosquitto_passwd use

Command = dict[str, Any]


class Held(NamedTuple):
    """What the broker has: mark of every client (empty: not ours) and the names of our roles."""

    clients: dict[str, str]
    roles: frozenset[str]


def role_of(user: str) -> str:
    return f"{OURS}{user}"


def changes(rights: Mapping[str, Right], held: Held, password_of: Callable[[Right], str]) -> list[list[Command]]:
    """Groups of commands, each whole in itself; those that shut somebody out come first."""
    gone = [_close(user) for user, mark in held.clients.items() if mark and user not in rights]
    orphans = [
        [{"command": "deleteRole", "rolename": role}]
        for role in sorted(held.roles)
        if (user := role.removeprefix(OURS)) not in rights and not held.clients.get(user)
    ]
    opened: list[list[Command]] = []
    for user, right in rights.items():
        mark = held.clients.get(user)
        if mark == right.mark or mark == "":  # as it should be, or somebody's own
            continue
        password = password_of(right)
        if not (password or right.certified):  # sealed under another key: it has to be enrolled anew
            if mark:
                gone.append(_close(user))
            continue
        opened.append([*_again(user, mark, held.roles), _role(right), _client(right, password)])
    return gone + orphans + opened


def _close(user: str) -> list[Command]:
    """Disabling ends the connection at once; deleting alone does so only in some versions."""
    return [
        {"command": "disableClient", "username": user},
        {"command": "deleteClient", "username": user},
        {"command": "deleteRole", "rolename": role_of(user)},
    ]


def _again(user: str, mark: str | None, roles: frozenset[str]) -> list[Command]:
    if mark:
        return _close(user)
    return [{"command": "deleteRole", "rolename": role_of(user)}] if role_of(user) in roles else []


def _acls(right: Right) -> list[Command]:
    up = [{"acltype": "publishClientSend", "topic": topic, "priority": 0, "allow": True} for topic in right.up]
    return up + [{"acltype": "subscribePattern", "topic": topic, "priority": 0, "allow": True} for topic in right.down]


def _role(right: Right) -> Command:
    return {"command": "createRole", "rolename": role_of(right.user), "acls": _acls(right)}


def _client(right: Right, password: str) -> Command:
    made: Command = {
        "command": "createClient", "username": right.user, "textdescription": right.mark, "roles": [{"rolename": role_of(right.user)}],
    }  # fmt: skip
    return made | ({"password": password} if password else {})


def held_from(clients: Iterable[Mapping[str, Any]], roles: Iterable[str]) -> Held:
    """From the answers to listClients (verbose) and listRoles."""
    marks = {str(client["username"]): str(client.get("textdescription") or "") for client in clients}
    ours = {user: mark if mark.startswith(OURS) else "" for user, mark in marks.items()}
    return Held(ours, frozenset(role for role in roles if role.startswith(OURS)))


def hashed(right: Right, password: str) -> tuple[str, str]:
    """Salt and hash as Mosquitto keeps them, in Base64. The salt follows from the user and its secret: the same file each time."""
    salt = sha256(f"{right.user}\x00{right.credential}".encode("utf-8", "surrogatepass")).digest()[:12]
    made = pbkdf2_hmac("sha512", password.encode("utf-8", "surrogatepass"), salt, ITERATIONS)
    return base64.b64encode(salt).decode(), base64.b64encode(made).decode()


def whole_file(rights: Mapping[str, Right], password_of: Callable[[Right], str], admin: tuple[str, str]) -> dict[str, Any]:
    """The plugin's own file, for the first start: thousands of commands one after the other would take it minutes."""
    known = {user: right for user, right in rights.items() if password_of(right) or right.certified}
    name, password = admin
    keeper = Right(name, "admin", (), (), sha256(password.encode()).hexdigest())
    control = ["$CONTROL/dynamic-security/#", "$SYS/#"]
    admin_acls = [{"acltype": kind, "topic": topic, "allow": True} for topic in control for kind in ADMIN_MAY]
    return {
        "defaultACLAccess": {"publishClientSend": False, "publishClientReceive": True, "subscribe": False, "unsubscribe": True},
        "clients": [
            {"username": name, "textName": "registry", "roles": [{"rolename": "admin"}]} | _kept(keeper, password),
            *(
                {"username": user, "textDescription": right.mark, "roles": [{"rolename": role_of(user)}]} | _kept(right, password_of(right))
                for user, right in known.items()
            ),
        ],
        "roles": [
            {"rolename": "admin", "acls": admin_acls},
            *({"rolename": role_of(user), "acls": _acls(right)} for user, right in known.items()),
        ],
    }


def _kept(right: Right, password: str) -> dict[str, Any]:
    if not password:
        return {}
    salt, made = hashed(right, password)
    return {"password": made, "salt": salt, "iterations": ITERATIONS}
