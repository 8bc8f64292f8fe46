"""rights → **files** → Mosquitto without the plugin: its password and ACL files, read again at SIGHUP. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from devices.wire.dynsec import ITERATIONS, hashed
from devices.wire.rights import Right


def _fits(user: str) -> bool:
    """A colon ends the name in the one file, a line break everything in both."""
    return not any(sign in user for sign in ":\n\r") and user == user.strip()


def passwords(rights: Mapping[str, Right], password_of: Callable[[Right], str]) -> str:
    lines = []
    for user, right in sorted(rights.items()):
        if _fits(user) and (password := password_of(right)):
            salt, made = hashed(right, password)
            lines.append(f"{user}:$7${ITERATIONS}${salt}${made}\n")
    return "".join(lines)


def acl(rights: Mapping[str, Right]) -> str:
    """A user that is not in it may do nothing."""
    parts = []
    for user, right in sorted(rights.items()):
        if _fits(user):
            topics = [f"topic write {topic}\n" for topic in right.up] + [f"topic read {topic}\n" for topic in right.down]
            parts.append(f"user {user}\n{''.join(topics)}\n")
    return "".join(parts)
