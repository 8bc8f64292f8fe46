"""Verbs beside the papers: the telephone report with its read-back, the first post on the net, a person's finding of 谎报 or 瞒报."""

from __future__ import annotations

from datetime import datetime

from command.reports.clocks import first_reported, lock_reporting, meet
from command.reports.elements import unknown_where_empty
from command.reports.owing import FLAGS, PHONE, PhoneReport, Reporting
from dispatch.incidents.actions import lock_for_record, lock_incident, write
from dispatch.incidents.records import Note
from dispatch.phones.models import PhoneCall
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.log import act


def record_phone_report(
    *, actor: str, incident_id: int, caller_name: str, org: str, receiver_name: str, text: str, read_back_text: str, read_back_ok: bool,
    said_at: datetime | None = None, call_id: int | None = None, elements: dict[str, str] | None = None,
) -> PhoneReport:  # fmt: skip
    """What was said counts from when it was said, whenever it is entered."""
    with act(actor):
        incident = lock_for_record(incident_id, said_at)
        with act(actor, incident.exercise_id):
            reporting = lock_reporting(incident)
            now = clock.now()
            at = said_at or now
            if at > now:
                raise Problem("invalid", "报告时间不能晚于现在。", where=["said_at"])
            if not read_back_ok and not read_back_text.strip():
                raise Problem("invalid", "请记下对方的复述;没有复述的电话不算报告。", where=["read_back_text"])
            call = PhoneCall.objects.filter(pk=call_id).first() if call_id is not None else None
            if call_id is not None and call is None:
                raise Problem("not_found", "没有这次通话。", where=["call"])
            made = PhoneReport.objects.create(
                incident=incident, caller_name=caller_name, org=org, receiver_name=receiver_name, said_at=at, text=text.strip(),
                read_back_text=read_back_text.strip(), read_back_ok=read_back_ok, call=call,
                elements=unknown_where_empty(elements) if elements else {}, by=actor, exercise_id=incident.exercise_id,
            )  # fmt: skip
            said = f"电话报告{org} {receiver_name}:{text.strip()}" + ("(已复述无误)" if read_back_ok else "(复述有误,已更正)")
            write(actor=actor, incident=incident, kind=Note.SYSTEM, text=said, occurred_at=at)
            first_reported(actor, reporting, at)
            meet(actor, reporting, PHONE, at)
    return made


def post_seen(*, actor: str, incident_id: int, at: datetime, source: str) -> Reporting:
    """The earliest public post about the event, by hand or by whoever watches the net."""
    with act(actor):
        incident = lock_incident(incident_id)
        with act(actor, incident.exercise_id) as log:
            reporting = lock_reporting(incident)
            if at > clock.now():
                raise Problem("invalid", "时间不能晚于现在。", where=["at"])
            if reporting.first_public_post_at is not None and reporting.first_public_post_at <= at:
                return reporting
            before = reporting.row()
            reporting.first_public_post_at, reporting.public_source = at, source.strip()[:200]
            reporting.save(update_fields=["first_public_post_at", "public_source"])
            tell(log, [reporting.stream], "reporting.posted", before, reporting.row(), area=reporting.area)
    return reporting


def flag_reporting(*, actor: str, name: str, incident_id: int, flag: str, reason: str) -> Reporting:
    """谎报、瞒报: never reckoned, said by a person with a reason."""
    if flag and flag not in dict(FLAGS):
        raise Problem("invalid", "请选择谎报或瞒报。", where=["flag"])
    with act(actor):
        incident = lock_incident(incident_id)
        with act(actor, incident.exercise_id) as log:
            reporting = lock_reporting(incident)
            before = reporting.row()
            reporting.flag, reporting.flag_why, reporting.flag_name = flag, reason.strip()[:300], name
            reporting.save(update_fields=["flag", "flag_why", "flag_name"])
            tell(log, [reporting.stream], "reporting.flagged", before, reporting.row(), area=reporting.area)
    return reporting
