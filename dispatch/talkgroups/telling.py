"""action → **telling** → log: a group's row on the boards, and on the pages of its members."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dispatch.telling import tell
from realtime.log import Log, act
from realtime.talk.bell import ring
from realtime.talk.models import TalkGroup
from realtime.talk.rows import TalkGroupRow


@dataclass
class View:
    """As screens hold it now. A member's page gets the row that boards have: a desk that follows both must not see one overwrite the other."""

    row: TalkGroupRow
    users: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, group: TalkGroup) -> View:
        members = list(group.members.all())
        return cls(group.row([member.row() for member in members]), {user for member in members for user in member.accounts})


@contextmanager
def changing(actor: str, group: TalkGroup, kind: str) -> Iterator[Log]:
    """What is done inside to this locked group and its members is saved and told as one event per stream."""
    before = View.of(group)
    with act(actor, group.exercise_id) as log:
        yield log
        group.version += 1
        group.save()
        tell_group(log, group, kind, before)
        ring(group.pk)


def tell_group(log: Log, group: TalkGroup, kind: str, before: View | None) -> None:
    after = View.of(group)
    if not group.private:
        tell(log, group.streams([]), kind, before.row if before else None, after.row, area=group.area)
    was = before.users if before else set()
    for user in sorted(was | after.users):
        stream = f"user:{user}"
        if user not in after.users:
            log.append(stream, "talk_group.left", {"id": group.pk, "area": group.area})
        else:
            tell(
                log,
                [stream],
                kind if user in was else "talk_group.joined",
                before.row if before and user in was else None,
                after.row,
                area=group.area,
            )


def move_group(actor: str, group: TalkGroup, area: str) -> None:
    """To another district's board; for its members nothing changes but whose it is."""
    before = View.of(group)
    came_from, group.area = group.area, area
    group.version += 1
    group.save(update_fields=["area", "version"])
    after = View.of(group)
    with act(actor, group.exercise_id) as log:
        log.append(f"area:{came_from}", "talk_group.left", {"id": group.pk, "area": came_from})
        tell(log, [f"area:{area}"], "talk_group.opened", None, after.row, area=area)
        others = [stream for stream in group.streams(sorted(after.users)) if not stream.startswith("area:")]
        tell(log, others, "talk_group.changed", before.row, after.row, area=area)
    ring(group.pk)
