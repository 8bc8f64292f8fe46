"""A warning with its hands, its chain and its receipts; as CAP or national XML; and what its form chooses from."""

from __future__ import annotations

from typing import cast

from django.db.models import Q

from command.alerts.answering import answer_due
from command.alerts.calling import persons_of
from command.alerts.cap.message import ACTUAL, EXERCISE, Info, Message, Place, Reference
from command.alerts.heard import arrived_at, called_by_level, receipt_due, silent
from command.alerts.meaning import SEVERITY_OF_COLOUR
from command.alerts.models import Alert, Scheme
from command.alerts.receipts import receipts_of
from command.alerts.rows import AlertFacts, AlertHand, AlertTimes, AlertWhole
from command.alerts.states import CANCEL, PUBLISHED
from command.alerts.timing import road
from command.alerts.ways import kinds_of, ways_of
from dispatch.contacts.duty import area_name
from realtime.clock import iso
from realtime.rules.models import rule


def alert_whole(alert: Alert) -> AlertWhole:
    head = alert.first_id or alert.pk
    chain = Alert.objects.filter(Q(pk=head) | Q(first=head)).order_by("pk")
    handover = (alert.handed_over_at - alert.signed_at).total_seconds() if alert.handed_over_at and alert.signed_at else None
    most, arrived, receipts = float(rule("alerts.handover_s", alert.area)[alert.path]), arrived_at(alert), receipts_of(alert)
    steps = road(alert.drafted_at, alert.reviewed_at, alert.signed_at, alert.published_at, alert.handed_over_at, arrived)
    times = cast("AlertTimes", {**steps, "handover_most_s": most, "arrived_at": iso(arrived)})

    def hand(name: str, at: object) -> AlertHand:
        return {"name": name, "at": iso(at)}  # type: ignore[arg-type]

    return {
        **alert.row(), "headline": alert.headline, "text": alert.text, "instruction": alert.instruction, "polygon": alert.polygon,
        "drafted": hand(alert.drafted_name, alert.drafted_at), "reviewed": hand(alert.reviewed_name, alert.reviewed_at),
        "signed": hand(alert.signed_name, alert.signed_at), "published": hand(alert.published_name, alert.published_at),
        "returned_why": alert.returned_why,
        "chain": [
            {
                "id": one.pk, "identifier": one.identifier, "kind": one.kind, "state": one.state, "colour": one.colour,  # type: ignore[typeddict-item]
                "areas": list(one.areas), "published_at": iso(one.published_at),
            }
            for one in chain
        ],
        "broadcast": alert.broadcast_id, "callout": alert.callout_id, "receipts": receipts, "handover_s": handover,
        "handover_most_s": most, "times": times, "ways": ways_of(alert, receipts), "called": called_by_level(alert), "silent": silent(alert),
        "receipt_due_at": iso(receipt_due(alert)), "answered_name": alert.answered_name, "answer": alert.answer,
        "answer_due_at": iso(answer_due(alert)), "callable": len(persons_of(alert)) if alert.state == PUBLISHED and alert.callout_id is None else 0,
    }  # fmt: skip


def alert_facts(area: str) -> AlertFacts:
    return {
        "schemes": [scheme.row() for scheme in Scheme.objects.all()], "colours": rule("alerts.colours", area),
        "callouts": rule("alerts.callout", area), "green_from": rule("alerts.green_from", area),
        "ways": kinds_of(area),
    }  # fmt: skip


def message_of(alert: Alert) -> Message:
    """What goes out. The area is where it is to be heard, not where it happens."""
    before = alert.replaces
    ring = (tuple((point[0], point[1]) for point in alert.polygon),) if alert.polygon else ()
    level = (alert.hazard.level(alert.colour) or {}).get("level", "")
    places = tuple(
        Place(area_name(code), ring if number == 0 else (), (), (("GB/T 2260", code.ljust(6, "0")),))
        for number, code in enumerate(alert.areas)
    )
    info = Info(
        event=f"{alert.hazard.name}{alert.get_colour_display()}预警", categories=(alert.hazard.category,), language="zh-CN",
        responses=("AllClear",) if alert.kind == CANCEL else (), urgency="Past" if alert.kind == CANCEL else "Immediate",
        severity=SEVERITY_OF_COLOUR[alert.colour], certainty="Likely", codes=(("GB/T 35561", next(iter(alert.hazard.codes), "")),),
        effective=alert.effective_at, expires=alert.expires_at, sender_name=alert.issuer, headline=alert.headline, description=alert.text,
        instruction=alert.instruction, parameters=(("color", alert.colour.capitalize()), ("level", level)), places=places,
    )  # fmt: skip
    return Message(
        alert.identifier, alert.sender, alert.sent_at, status=ACTUAL if alert.exercise_id is None else EXERCISE, kind=alert.kind.capitalize(),
        references=(Reference(before.identifier, before.sender, before.sent_at),) if before else (), infos=(info,),
    )  # fmt: skip
