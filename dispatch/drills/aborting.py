"""One press 演练中止,转入实战: what the exercise set going stops, whoever it reached is told the same way, the screens take off the frame."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from dispatch.broadcast.actions import announce, stop_broadcast
from dispatch.broadcast.audience import Recipient, Way, recipients
from dispatch.broadcast.models import GOING, Broadcast, Leg
from dispatch.callout.actions import stop_callout
from dispatch.callout.channels import BY_NAME
from dispatch.callout.models import Attempt, Callout
from dispatch.drills.actions import close, held
from dispatch.drills.lists import is_approved
from dispatch.drills.models import ABORTED, Drill, Participant
from dispatch.pacing.flow import wake
from realtime.exercises.models import Exercise
from realtime.log import act

WORDS = "演练中止,转入实战。"
GONE = (Attempt.SENT, Attempt.DONE, Attempt.UNKNOWN, Attempt.SENDING)
Note = Callable[[int, str], None]
_notes: list[Note] = []


def on_abort(note: Note) -> None:
    """`note(exercise, text)` writes down what is going on before any of it is stopped, in the same action; registered in `AppConfig.ready`."""
    if note not in _notes:
        _notes.append(note)


def abort_drill(*, actor: str, name: str, exercise_id: int, text: str = "") -> Drill:
    """Nothing is undone that was done: calls, orders and messages of the exercise stay as they were, to be read."""
    with act(actor, exercise_id):
        drill = held(exercise_id)
        exercise = drill.exercise
        for note in _notes:
            note(exercise_id, text)
        told = _told(exercise) if exercise.kind == Exercise.LIVE else []
        _stop_all(actor, name, exercise_id)
        users = Participant.objects.filter(exercise=exercise, person__user__is_active=True).values_list("person__user_id", flat=True)
        drill = close(actor=actor, name=name, exercise_id=exercise_id, state=ABORTED, kind="drill.aborted", users=list(users))
    if told:
        with act(actor):  # real: it carries no exercise's number, and does not open with 演练,演练
            announce(
                actor=actor, name=name, area=exercise.area, people=told, text=f"{WORDS}{text.strip() or '以下通知均为实战,请按实际情况行动。'}",
                purpose="correct", urgency="critical", audience={"drill": exercise_id}, valid=timedelta(hours=1),
            )  # fmt: skip
    return drill


def _stop_all(actor: str, name: str, exercise_id: int) -> None:
    for callout in Callout.objects.filter(exercise_id=exercise_id, stopped_at=None).order_by("id"):
        stop_callout(actor=actor, about=callout.about, about_id=callout.about_id, callout_id=callout.pk)
    for number in Broadcast.objects.filter(exercise_id=exercise_id, state=GOING).order_by("id").values_list("pk", flat=True):
        stop_broadcast(actor=actor, name=name, broadcast_id=number)
    Attempt.objects.filter(call__exercise_id=exercise_id, due_at__isnull=False).update(
        due_at=None, result=Attempt.SUPPRESSED, error="演练中止,未发出"
    )
    wake()


def _told(exercise: Exercise) -> list[Recipient]:
    """Participants, each by every way the drill used to reach them; who was not reached yet by their own first way. Nobody else."""
    persons = dict(Participant.objects.filter(exercise=exercise).order_by("id").values_list("person_id", "person__name"))
    ways: dict[int, dict[Way, None]] = {}
    attempts = Attempt.objects.filter(call__exercise_id=exercise.pk, result__in=GONE, due_at=None, address__isnull=False)
    for person, channel, value in attempts.order_by("id").values_list("call__person_id", "channel", "address__value"):
        ways.setdefault(person, {})[Way(channel, value)] = None
    gone = Leg.objects.filter(broadcast__exercise_id=exercise.pk, state__in=[Leg.SENT, Leg.DELIVERED, Leg.UNKNOWN, Leg.HANDING])
    for person, channel, to in gone.order_by("id").values_list("person_id", "channel", "to"):
        ways.setdefault(person, {})[Way(channel, to)] = None
    found = [
        Recipient(person, persons[person], [way])
        for person, used in ways.items()
        if person in persons
        for way in used
        if way.channel in BY_NAME
    ]
    if is_approved(exercise.pk):  # a list nobody approved has reached nobody, and is not reached now
        rest = {person: who for person, who in persons.items() if person not in ways}
        found += [one for one in recipients(rest, [name for name, channel in BY_NAME.items() if not channel.public]) if one.ways]
    return found
