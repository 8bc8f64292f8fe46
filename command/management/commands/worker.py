"""`manage.py worker`: chores without a deadline – partitions made ahead, old answers forgotten, the board cleared, stuck inbox rows tried again."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from command.agreements.leaving import archive_support
from command.alerts.leaving import archive_alerts
from command.alerts.publishing import follow_alerts
from command.alerts.pushing import run_pushing
from command.backup.making import make_due_backup
from command.basemap.tiles import sweep_tiles
from command.consultation.leaving import archive_consultations
from command.drills.leaving import archive_drill_plans
from command.duty.watching import look_everywhere
from command.evacuation.leaving import archive_evacuations
from command.evacuation.register.actions import purge_health
from command.experts.leaving import archive_expert_calls
from command.forest.patrols import archive_patrols, follow_rangers
from command.forest.watching import look_over as look_over_forest
from command.hazards.leaving import archive_hazards
from command.inspections.leaving import archive_inspections
from command.instructions.leaving import archive_instructions
from command.links.watching import watch_links
from command.monitoring.keeping import forget_values
from command.monitoring.rain_days import tell_rain_days
from command.monitoring.ringing import ring_late_feeds
from command.onekey.leaving import archive_presses
from command.opinion.leaving import archive_opinions, forget_opinions
from command.opinion.polling import run_opinion
from command.paper.pack import make_due_pack
from command.peering.forgetting import forget_letters
from command.peering.leaving import archive_peer_items
from command.peering.sending import run_exchange
from command.peering.taking import forget_nonces
from command.plans.tasks.leaving import archive_task_sets
from command.release.leaving import archive_releases
from command.replay.casing import run_casing
from command.replay.keyframes import forget_keyframes, take_due_keyframes
from command.reports.leaving import archive_reports
from command.responses.leaving import archive_responses
from command.responses.terms import watch_triggers
from command.review.leaving import archive_reviews
from command.signin.sessions import forget as forget_sessions
from command.signin.syslog import forward as forward_security_log
from devices.feeds.outages import forget_outages
from devices.feeds.polling import run_feeds
from devices.inbox.working import run_due_inbox
from devices.retention import forget_old as forget_messages
from devices.tracks.doubting import doubt
from devices.tracks.partitions import ensure_partitions
from devices.video.driving import run_video, sweep_video
from dispatch.archive import archive_over
from dispatch.authority.leaving import archive_approvals
from dispatch.broadcast.summary import archive_broadcasts, count_broadcasts
from dispatch.callout.archive import archive_callouts
from dispatch.callout.handing import run_handing
from dispatch.conferences.keeping import sweep_recordings
from dispatch.conferences.leaving import archive_conferences
from dispatch.conferences.recordings import cut_silent
from dispatch.conferences.working import ask_providers
from dispatch.contacts.mapping import show_loudspeakers
from dispatch.drills.archive import archive_drills
from dispatch.features.observing import clear_passed
from dispatch.features.past import forget_past
from dispatch.footage.tending import sweep_footage, tend_footage
from dispatch.gateways.inbound import run_inbound, work_inbound
from dispatch.intake.pushing import push_receipts
from dispatch.phones.archive import archive_phone_calls
from dispatch.supplies.leaving import archive_settled
from realtime.alone import alone
from realtime.files.store import sweep as sweep_files
from realtime.health.beat import start_beat
from realtime.idempotency.once import forget_old as forget_answers
from realtime.rooms.sweeping import forget_tickets, sweep_rooms
from realtime.talk.sweeping import archive_talk, sweep_talk

log = logging.getLogger(__name__)

# what, every how many seconds
CHORES: list[tuple[Callable[[], object], float]] = [
    (run_due_inbox, 1),
    (push_receipts, 1),
    (work_inbound, 10),
    (sweep_rooms, 1),
    (sweep_video, 30),
    (ask_providers, 1),
    (watch_triggers, 5),
    (cut_silent, 10),
    (tend_footage, 5),
    (count_broadcasts, 2),
    (follow_alerts, 2),
    (look_everywhere, 20),
    (forward_security_log, 2),
    (forget_sessions, 3600),
    (archive_over, 600),
    (archive_broadcasts, 600),
    (archive_drills, 600),
    (archive_callouts, 600),
    (archive_settled, 600),
    (archive_presses, 600),
    (archive_reports, 600),
    (archive_instructions, 600),
    (archive_responses, 600),
    (archive_alerts, 600),
    (archive_task_sets, 600),
    (archive_evacuations, 600),
    (archive_support, 600),
    (archive_expert_calls, 600),
    (archive_consultations, 600),
    (archive_reviews, 600),
    (archive_hazards, 600),
    (archive_inspections, 600),
    (archive_drill_plans, 600),
    (archive_opinions, 600),
    (archive_releases, 600),
    (archive_peer_items, 600),
    (forget_nonces, 600),
    (forget_letters, 86_400),
    (forget_opinions, 86_400),
    (purge_health, 3600),
    (look_over_forest, 20),
    (follow_rangers, 20),
    (archive_patrols, 600),
    (archive_approvals, 600),
    (archive_talk, 600),
    (archive_phone_calls, 600),
    (archive_conferences, 600),
    (make_due_backup, 300),
    (watch_links, 30),
    (ring_late_feeds, 20),
    (tell_rain_days, 600),
    (make_due_pack, 600),
    (take_due_keyframes, 60),
    (show_loudspeakers, 60),
    (doubt, 60),
    (ensure_partitions, 3600),
    (clear_passed, 600),
    (sweep_tiles, 3600),
    (forget_answers, 86_400),
    (forget_keyframes, 86_400),
    (forget_past, 86_400),
    (forget_values, 86_400),
    (forget_outages, 86_400),
    (forget_messages, 86_400),
    (sweep_files, 86_400),
    (sweep_talk, 86_400),
    (sweep_recordings, 86_400),
    (sweep_footage, 86_400),
    (forget_tickets, 86_400),
]


class Command(BaseCommand):
    help = "Run chores."
    requires_system_checks: Any = []  # they load every URL, two seconds of a core at each start; `make run` has migrated and with it checked

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        start_beat("worker")
        # Hand-over and feeds wait for foreign networks: in threads of their own, never in the chores' loop.
        threading.Thread(target=run_handing, args=[stop], name="handing", daemon=True).start()
        threading.Thread(target=run_inbound, args=[stop], name="inbound", daemon=True).start()
        threading.Thread(target=run_casing, args=[stop], name="casing", daemon=True).start()  # a day of a city takes minutes
        threading.Thread(target=run_video, args=[stop], name="video", daemon=True).start()
        threading.Thread(target=run_feeds, args=[stop], name="feeds", daemon=True).start()
        threading.Thread(target=run_opinion, args=[stop], name="opinion", daemon=True).start()
        threading.Thread(target=run_exchange, args=[stop], name="exchange", daemon=True).start()
        threading.Thread(target=run_pushing, args=[stop], name="pushing", daemon=True).start()
        due = dict.fromkeys(range(len(CHORES)), 0.0)
        while not stop.wait(0.2):
            for place, (chore, every) in enumerate(CHORES):
                if time.monotonic() >= due[place]:
                    due[place] = time.monotonic() + every
                    self._run(chore)

    def _run(self, chore: Callable[[], object]) -> None:
        """One chore that fails does not stop the others; it is tried again at its next turn. A second worker leaves out what the first is at."""
        try:
            with alone(f"chore {chore.__module__}.{chore.__name__}") as mine:
                if mine:
                    chore()
        except OperationalError as error:
            log.warning("worker: database away during %s: %s", chore.__name__, error)
        except Exception:
            log.exception("worker: %s failed", chore.__name__)
        finally:
            close_old_connections()
