"""call-out attempts → **waiting** → handing: the queue of slow channels. What nobody needs any more is not handed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models.functions import Now

from dispatch.callout import attempts
from dispatch.callout.channels import CHANNELS, Channel, Handed, Message
from dispatch.callout.climbing import exercise_of, lock_call
from dispatch.callout.door import exercise_words
from dispatch.callout.handing import Outcome
from dispatch.callout.message import message_of
from dispatch.callout.models import UNSETTLED, Attempt
from realtime import clock
from realtime.log import act

CLERK = "clerk"
OVER = "叫应已结束,未发出"
KILLED = "交给通道时进程中断,是否发出不明"


class Attempts:
    def channels(self) -> Iterable[Channel]:
        return CHANNELS

    def waiting(self) -> set[str]:
        return set(Attempt.objects.filter(due_at__lte=Now()).values_list("channel", flat=True).distinct())

    def lease(self, channel: Channel, count: int) -> list[Message]:
        due = list(
            Attempt.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(due_at__lte=Now(), channel=channel.name)
            .select_related("call__callout", "call__person__user", "address")
            .order_by("due_at", "id")[:count]
        )
        now = clock.now()
        going: list[Message] = []
        for attempt in due:
            attempt.due_at = None
            if attempt.call.state not in UNSETTLED or attempt.call.callout.stopped_at is not None:
                attempt.result, attempt.error, attempt.settled_at = Attempt.ERROR, OVER, now
            elif words := exercise_words(channel, attempt.call.exercise_id, attempt.call.person_id):
                attempt.result, attempt.error, attempt.settled_at = Attempt.SUPPRESSED, words, now
            else:
                attempt.handing_at = now
                going.append(message_of(attempt))
        Attempt.objects.bulk_update(due, ["due_at", "handing_at", "result", "error", "settled_at"], batch_size=500)
        return going

    def settle(self, channel: Channel, results: Sequence[tuple[Message, Outcome]]) -> None:
        for message, outcome in results:
            number = int(message.id[1:])
            if isinstance(outcome, Handed):
                # The receipt may be quicker than this line; then it has said more.
                attempts.settle_one(number, Attempt.SENT, provider=outcome.provider)
            else:
                _failed(number, Attempt.ERROR, outcome.words)

    def turn_away(self, channel: Channel, words: str) -> int:
        due = Attempt.objects.filter(due_at__lte=Now(), channel=channel.name).values_list("pk", flat=True)
        numbers = list(due[:200])
        for number in numbers:
            _failed(number, Attempt.ERROR, words)
        return len(numbers)

    def sweep(self, older_s: float) -> int:
        lost = Attempt.objects.filter(handing_at__lt=clock.now() - timedelta(seconds=older_s), result=Attempt.SENDING)
        numbers = list(lost.values_list("pk", flat=True)[:500])
        for number in numbers:
            _failed(number, Attempt.UNKNOWN, KILLED)
        return len(numbers)


def _failed(number: int, result: str, words: str) -> None:
    """Not delivered this way: the clerk takes the next one at once."""
    call_id = Attempt.objects.values_list("call_id", flat=True).get(pk=number)
    with act(CLERK, exercise_of(call_id)):
        call = lock_call(call_id)
        if call is not None and attempts.settle_one(number, result, error=words):
            attempts.give_up(call)
