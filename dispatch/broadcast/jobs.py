"""area job → **jobs** → carrier: handed over as one message of the channel `area`, asked after until the figures are final."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from dispatch.broadcast import legs
from dispatch.broadcast.carriers import BY_NAME, CarrierFailed, Counts, Job
from dispatch.broadcast.models import GOING, AreaJob
from dispatch.callout.channels import Channel, ChannelFailed, EachAlone, Handed, Message
from dispatch.callout.handing import Outcome
from realtime import clock
from realtime.rules.models import rule

SUBMIT, REPORT, CANCEL = "submit", "report", "cancel"
KILLED = "交给承办方时进程中断,是否发出不明;请向承办方核实"


class AreaChannel(EachAlone):
    """A channel nobody has an address on."""

    name = "area"
    outside = True
    receipts = True
    slow = True
    public = True

    def send(self, message: Message) -> Handed:
        job = AreaJob.objects.select_related("broadcast__corrects__job").get(pk=int(message.id[1:]))
        carrier = BY_NAME[job.carrier]
        try:
            if message.purpose == SUBMIT:
                return Handed(carrier.submit(_job(job)))
            if message.purpose == CANCEL:
                carrier.cancel(job.provider)
            else:
                counts, final = carrier.report(job.provider)
                take_report(job.pk, counts, final=final)
        except CarrierFailed as reason:
            raise ChannelFailed(reason.words, reason.retry) from None
        return Handed(job.provider)


AREA_CHANNEL = AreaChannel()


def _job(job: AreaJob) -> Job:
    broadcast = job.broadcast
    first = getattr(broadcast.corrects, "job", None) if broadcast.corrects else None
    return Job(job.key, broadcast.text, job.areas, job.polygon, broadcast.valid_until, broadcast.urgency, first.provider if first else "")


class AreaJobs:
    def channels(self) -> Iterable[Channel]:
        return [AREA_CHANNEL]

    def waiting(self) -> set[str]:
        return {AREA_CHANNEL.name} if _due().exists() else set()

    def lease(self, channel: Channel, count: int) -> list[Message]:
        going: list[Message] = []
        for job in _due().select_for_update(skip_locked=True, of=("self",)).select_related("broadcast").order_by("id")[:count]:
            purpose = SUBMIT if job.state == AreaJob.QUEUED else CANCEL if job.tell_stop else REPORT
            if purpose == SUBMIT:
                job.state, job.handing_at = AreaJob.HANDING, clock.now()
            job.poll_at, job.tell_stop = clock.now() + timedelta(seconds=float(rule("broadcast.poll_s"))), False
            job.save(update_fields=["state", "handing_at", "poll_at", "tell_stop"])
            going.append(Message(id=job.key, to="", person=None, text=job.broadcast.text, purpose=purpose))
        return going

    def settle(self, channel: Channel, results: Sequence[tuple[Message, Outcome]]) -> None:
        for message, outcome in results:
            job = AreaJob.objects.filter(pk=int(message.id[1:]))
            if message.purpose == SUBMIT:
                _submitted(job, outcome)
            elif isinstance(outcome, ChannelFailed):
                again = message.purpose == CANCEL and outcome.retry  # the carrier must hear of the stop, whenever it comes back
                job.update(error=outcome.words[:120], **({"tell_stop": True} if again else {}))
            legs.recount(job.values_list("broadcast_id", flat=True))

    def turn_away(self, channel: Channel, words: str) -> int:
        """A job waits until the carrier is back or the message is out of date."""
        return 0

    def sweep(self, older_s: float) -> int:
        lost = AreaJob.objects.filter(state=AreaJob.HANDING, handing_at__lt=clock.now() - timedelta(seconds=older_s))
        found = list(lost.values_list("broadcast_id", flat=True))
        lost.update(state=AreaJob.UNKNOWN, error=KILLED, handing_at=None)
        legs.recount(found)
        return len(found)


def _due() -> models.QuerySet[AreaJob]:
    return AreaJob.objects.filter(Q(state=AreaJob.QUEUED, broadcast__state=GOING) | Q(state=AreaJob.TAKEN, poll_at__lte=Now()))


def _submitted(job: models.QuerySet[AreaJob], outcome: Outcome) -> None:
    poll = clock.now() + timedelta(seconds=float(rule("broadcast.poll_s")))
    if isinstance(outcome, Handed):
        job.filter(state__in=[AreaJob.HANDING, AreaJob.UNKNOWN]).update(
            state=AreaJob.TAKEN, provider=outcome.provider[:80], error="", handing_at=None, poll_at=poll
        )
    else:
        # A carrier that was not there never saw it, and it would know the key again: such a job waits for it. A refusal is final.
        state = AreaJob.QUEUED if outcome.retry else AreaJob.FAILED
        job.filter(state=AreaJob.HANDING).update(state=state, error=outcome.words[:120], handing_at=None)


def take_report(job_id: int, counts: Counts, *, final: bool) -> None:
    """Polled or pushed. Figures of a carrier replace each other: it counts, we do not add."""
    job = AreaJob.objects.filter(pk=job_id)
    job.update(counts=counts, reported_at=clock.now())
    if final:
        job.filter(state=AreaJob.TAKEN).update(state=AreaJob.DONE, poll_at=None, tell_stop=F("tell_stop"))
    legs.recount(job.values_list("broadcast_id", flat=True))
