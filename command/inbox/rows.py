"""One thing that waits for a person, as the screens' list 待我处理 shows it. The words are the screens': a code and its values."""

from __future__ import annotations

from typing_extensions import TypedDict


class Waiting(TypedDict):
    """`kind` and `id` say what opens; `title_code` is a key of the screens' wording `inbox.title.…`, `values` fill it."""

    kind: str
    id: int
    title_code: str
    values: dict[str, str]
    area: str
    since: str | None
    due_at: str | None
    incident: int | None


class Inbox(TypedDict):
    at: str
    waiting: list[Waiting]
