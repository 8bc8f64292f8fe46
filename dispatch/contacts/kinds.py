from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare


class ContactChanged(msgspec.Struct, forbid_unknown_fields=True):
    """Whose entry changed; names and numbers stay in the rows."""

    id: int
    fields: list[str] | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class ContactsImported(msgspec.Struct, forbid_unknown_fields=True):
    """One summary for a whole file."""

    created: int
    changed: int


class NumbersRevealed(msgspec.Struct, forbid_unknown_fields=True):
    """Whose numbers were shown, or how many went out in a list; the reason is the row's."""

    id: int
    person: int | None
    kind: str
    count: int


def declare_all() -> None:
    declare("contact.created", 1, ContactChanged)
    declare("contact.changed", 1, ContactChanged)
    declare("contact.imported", 1, ContactsImported)
    declare("contact.revealed", 1, NumbersRevealed)
