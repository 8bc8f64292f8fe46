"""One conference whole, for who may read it: words of minutes and decisions, recordings, and how the providers are."""

from __future__ import annotations

from dispatch.conferences.models import Conference
from dispatch.conferences.providers import PROVIDERS
from dispatch.conferences.rows import ConferenceWhole, DecisionText, ProviderRow
from dispatch.conferences.systems import Health
from realtime.clock import iso


def conference_whole(conference: Conference, *, participant: bool) -> ConferenceWhole:
    """`participant`: may come in, so may know how."""
    decisions = conference.decisions.select_related("person", "conference")
    room = conference.meeting_room
    return {
        **conference.row(),
        "legs": [leg.row() for leg in conference.legs.select_related("conference").order_by("id")],
        "roll_calls": [one.row() for one in conference.roll_calls.select_related("conference").order_by("-id")[:10]],
        "minutes_text": [
            {"number": one.number, "text": one.text, "at": str(iso(one.at)), "by_name": one.by_name} for one in conference.minutes.all()
        ],
        "decisions_text": [DecisionText(**one.row(), text=one.text, ack_text=one.ack_text, done_text=one.done_text) for one in decisions],
        "recordings": [one.row() for one in conference.recordings.all()],
        "providers": provider_rows(conference.area),
        "dial": room.dial if room and participant else "",
        "password": room.password if room and participant else "",
    }


def provider_rows(area: str) -> list[ProviderRow]:
    health = {one.provider: one for one in Health.objects.all()}
    rows: list[ProviderRow] = []
    for provider in PROVIDERS:
        known = health.get(provider.name)
        state = None if not provider.outside or known is None or known.up is None else "up" if known.up else "down"
        rows.append({
            "name": provider.name, "words": provider.words, "configured": provider.configured(area), "state": state,  # type: ignore[typeddict-item]
            "why": known.why if known and provider.outside else "", "most_video": provider.most_video, "most_voice": provider.most_voice,
        })  # fmt: skip
    return rows
