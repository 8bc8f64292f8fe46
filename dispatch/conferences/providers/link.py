"""conference → **link** → the bureau's own meeting system: a free room of its rows, shown as number, link, password and telephone access."""

from __future__ import annotations

from typing import Any

from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.providers.known import NothingToAsk, Way
from dispatch.conferences.states import OPEN
from dispatch.conferences.systems import MeetingRoom
from realtime.codes import Problem


class Link(NothingToAsk):
    name = "link"
    words = "本单位会议室"
    in_page = False
    outside = False  # whatever the bureau owns; nothing to probe that all of them answer
    most_video: int | None = None
    most_voice: int | None = None

    def configured(self, area: str) -> bool:
        return bool(rooms_for(area).exists())

    def reserve(self, conference: Conference) -> dict[str, Any]:
        """The first free room for this area; two officers at once get two rooms."""
        rooms = rooms_for(conference.area).exclude(conferences__in=Conference.objects.filter(state=OPEN).exclude(pk=conference.pk))
        room = rooms.select_for_update(skip_locked=True, of=("self",)).first()
        if room is None:
            raise Problem("room_full", "没有空闲的自有会议室。请结束不用的会商,或改用其他会商方式。", where=["provider"])
        conference.meeting_room = room
        return {}

    def way(self, conference: Conference, leg: Leg) -> Way:
        room = conference.meeting_room
        assert room is not None
        return Way(url=room.url, number=room.number, password=room.password, room=room.name)


def rooms_for(area: str) -> Any:
    """Rooms of this area and of those above it."""
    above = [area[:length] for length in range(2, len(area) + 1)]
    return MeetingRoom.objects.filter(active=True, area__in=above).order_by("order", "id")


provider = Link()
