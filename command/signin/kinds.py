"""What the security log says. Bodies hold ids, addresses and codes; what was typed as a name or a code is never in them."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare


class Session(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    address: str | UnsetType = UNSET
    method: str | UnsetType = UNSET


class Tried(msgspec.Struct, forbid_unknown_fields=True):
    """A wrong password, code, PIN or passkey. `user` is null where no such account exists."""

    user: int | None
    address: str
    step: str


class Shut(msgspec.Struct, forbid_unknown_fields=True):
    user: int | None
    address: str
    kind: str
    minutes: int | UnsetType = UNSET


class Factor(msgspec.Struct, forbid_unknown_fields=True):
    user: int
    what: str
    id: int | UnsetType = UNSET


class Passwords(msgspec.Struct, forbid_unknown_fields=True):
    user: int
    sessions_ended: int


class LogRead(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    rows: int


def declare_all() -> None:
    for verb in ("opened", "closed", "taken_over", "ended"):
        declare(f"session.{verb}", 1, Session)
    declare("sign_in.failed", 1, Tried)
    declare("sign_in.locked_out", 1, Shut)
    declare("sign_in.lifted", 1, Shut)
    for verb in ("enrolled", "removed", "recovered"):
        declare(f"second_factor.{verb}", 1, Factor)
    declare("password.changed", 1, Passwords)
    declare("security_log.read", 1, LogRead)
