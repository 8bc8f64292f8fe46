"""conference → **mesh** → pages: every page sends to every other one over our own signalling; no server carries pictures."""

from __future__ import annotations

from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.providers.known import NothingToAsk, Way


class Mesh(NothingToAsk):
    name = "mesh"
    words = "本平台直连"
    in_page = True
    outside = False
    # Each page encodes once per neighbour: with more the field telephone is the first to give up.
    most_video: int | None = 4
    most_voice: int | None = 8

    def configured(self, area: str) -> bool:
        return True

    def way(self, conference: Conference, leg: Leg) -> Way:
        return Way(room=conference.room_name)


provider = Mesh()
