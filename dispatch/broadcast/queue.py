"""legs → **queue** → handing: the broadcast's own queue in front of every channel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from dispatch.broadcast import legs
from dispatch.broadcast.models import Broadcast, Leg
from dispatch.callout.channels import CHANNELS, Channel, Handed, Message
from dispatch.callout.door import exercise_words
from dispatch.callout.handing import Outcome
from dispatch.contacts.models import Person
from dispatch.pacing.quiet import quiet_words

KILLED = "交给通道时进程中断,是否发出不明"


class Legs:
    def channels(self) -> Iterable[Channel]:
        return CHANNELS

    def waiting(self) -> set[str]:
        """One look into the partial index per channel, however many wait."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT name FROM unnest(%s::text[]) AS name WHERE EXISTS (SELECT 1 FROM {legs.TABLE} WHERE state = 'waiting' AND channel = name)",
                [[channel.name for channel in CHANNELS]],
            )
            return {row[0] for row in cursor.fetchall()}

    def lease(self, channel: Channel, count: int) -> list[Message]:
        taken = dict(legs.lease(channel.name, count))
        rows = list(Leg.objects.filter(pk__in=taken).order_by("pk"))
        broadcasts = Broadcast.objects.in_bulk(set(taken.values()))
        persons = Person.objects.select_related("user").in_bulk({leg.person_id for leg in rows if leg.person_id})
        going: list[Message] = []
        held: list[tuple[int, int, str, str, str]] = []
        quiet = {pk: quiet_words(channel.name, "broadcast", broadcast.urgency) for pk, broadcast in broadcasts.items()}
        for leg in rows:
            broadcast = broadcasts[leg.broadcast_id]
            if words := exercise_words(channel, broadcast.exercise_id, leg.person_id):
                held.append((leg.pk, leg.tries, Leg.SUPPRESSED, "", words))
            elif words := quiet[broadcast.pk]:
                held.append((leg.pk, leg.tries, Leg.FAILED, "", words))
            else:
                going.append(message_of(leg, broadcast, persons.get(leg.person_id or 0)))
        legs.settle(held)
        return going

    def settle(self, channel: Channel, results: Sequence[tuple[Message, Outcome]]) -> None:
        legs.settle([_result(message, outcome) for message, outcome in results])

    def turn_away(self, channel: Channel, words: str) -> int:
        return legs.turn_away(channel.name, words)

    def sweep(self, older_s: float) -> int:
        return legs.sweep(older_s, KILLED)


def message_of(leg: Leg, broadcast: Broadcast, person: Person | None) -> Message:
    return Message(
        id=leg.key, to=leg.to, person=person, text=broadcast.text, purpose=broadcast.purpose, exercise=broadcast.exercise_id is not None, exercise_id=broadcast.exercise_id,
        sender=broadcast.by_name, name=person.name if person else "",
    )  # fmt: skip


def _result(message: Message, outcome: Outcome) -> tuple[int, int, str, str, str]:
    number, _, tries = message.id[1:].partition(".")
    if isinstance(outcome, Handed):
        return int(number), int(tries), Leg.SENT, outcome.provider[:80], ""
    return int(number), int(tries), Leg.FAILED, "", outcome.words[:120]
