"""What every installation needs before its first day: areas, event types, roles, rules. Safe to run again; never overwrites the bureau's rows."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from django.conf import settings

from command.agreements import defaults as agreements
from command.alerts import defaults as alerts
from command.backup import defaults as backup
from command.consultation import defaults as consultation
from command.dossiers import defaults as dossiers
from command.drills import defaults as drill_plans
from command.duty import defaults as duty
from command.evacuation import defaults as evacuation
from command.experts import defaults as experts
from command.figures import defaults as figures
from command.forces import defaults as forces
from command.forest import defaults as forest
from command.hazards import defaults as hazards
from command.incharge import defaults as incharge
from command.inspections import defaults as inspections
from command.instructions import defaults as instructions
from command.links import defaults as links
from command.monitoring import defaults as monitoring
from command.onekey import defaults as onekey
from command.opinion import defaults as opinion
from command.paper import defaults as paper
from command.peering import defaults as peering
from command.plans import defaults as plans
from command.plans.tasks import defaults as tasks
from command.release import defaults as release
from command.relief import defaults as relief
from command.replay import defaults as replay
from command.reports import defaults as reports
from command.responses import defaults as responses
from command.review import defaults as review
from command.seats import defaults as seats
from command.signin import defaults as signin
from command.volunteers import defaults as volunteers
from command.wall import defaults as wall
from devices.commands import defaults as commands
from devices.feeds import defaults as feeds
from devices.freshness import load_defaults as load_freshness
from devices.ranking import load_defaults as load_ranks
from devices.terminals import defaults as terminals
from devices.tracks import defaults as tracks
from devices.video import defaults as video
from dispatch.alarms import defaults as alarms
from dispatch.authority import defaults as authority
from dispatch.broadcast import defaults as broadcast
from dispatch.callout import defaults as callout
from dispatch.conferences import defaults as conferences
from dispatch.contacts import defaults as contacts
from dispatch.drills import defaults as drills
from dispatch.features import defaults as features
from dispatch.footage import defaults as footage
from dispatch.geofences import defaults as geofences
from dispatch.incidents import defaults as incidents
from dispatch.incidents.models import EventType
from dispatch.intake import defaults as intake
from dispatch.orders import defaults as orders
from dispatch.pacing import defaults as pacing
from dispatch.phones import defaults as phones
from dispatch.plots import defaults as plots
from dispatch.recommend import defaults as recommend
from dispatch.safety import defaults as safety
from dispatch.supplies import defaults as supplies
from dispatch.talkgroups import defaults as talkgroups
from dispatch.teams import defaults as teams
from realtime.accounts.models import Role
from realtime.areas.locate import forget_boundaries
from realtime.areas.models import TOWN, Area
from realtime.files import defaults as files
from realtime.rooms import defaults as rooms
from realtime.rules.models import Rule
from realtime.talk import defaults as talk

DATA = Path(__file__).parent / "data"

OFFICER = [
    "alarm.raise", "alarm.acknowledge", "alarm.verify", "incident.open", "incident.note", "incident.manage", "unit.assign", "link.manage",
    "device.adopt", "device.live", "phone.reveal", "callout.start", "unit.status",
    "supply.request", "supply.receive", "supply.manage",
    "talk.speak", "talk.manage", "conference.host", "wall.control", "onekey.press", "broadcast.send", "phone.dial",
    "feature.manage", "fence.manage", "plot.draw", "feed.manage", "camera.control", "replay.export", "layer.protected",
    "device.command", "device.fly", "device.disable", "duty.write", "duty.report",
    "report.write", "instruction.record", "alert.draft", "response.propose", "plan.start", "task.manage",
    "evacuation.order", "evacuation.report", "vulnerable.manage",
    "forest.manage", "forest.check", "relief.write",
    "opinion.handle", "release.draft",
    "hazard.find", "hazard.manage", "hazard.fix", "hazard.verify", "hazard.inspect", "indicator.report",
    "figure.enter",
]  # fmt: skip
CHIEF = [
    *OFFICER,
    "report.review",
    "peer.manage",
    "alert.review",
    "duty.manage",
    "supply.approve",
    "incident.close",
    "incident.confirm_grade",
    "contact.manage",
    "device.revoke",
    "unit.manage",
    "talk.override",
    "authority.approve",
    "drill.approve",
    "feature.import",
    "plot.override",
    "camera.override",
    "device.approve",
    "response.approve",
    "plan.manage",
    "vulnerable.health",
    "forest.rule",
    "relief.approve",
    "dossier.manage",
    "opinion.manage",
    "release.sign",
    "hazard.supervise",
    "hazard.penalise",
    "charge.manage",
    "figure.manage",
]
# Everybody has a screen. A bureau edits these rows; new ones need no code.
ROLES: list[tuple[str, str, list[str]]] = [
    ("duty_leader", "带班领导", [*CHIEF, "alert.sign", "report.sign", "instruction.give", "response.approve", "plan.start"]),
    ("shift_chief", "值班长", CHIEF),
    ("duty_officer", "值班员", OFFICER),
    (
        "command_officer",
        "应急指挥专员",
        [
            "incident.note",
            "phone.reveal",
            "callout.start",
            "talk.speak",
            "conference.host",
            "onekey.press",
            "plot.draw",
            "camera.control",
            "device.command",
        ],
    ),
    ("liaison", "部门联络员", ["incident.note", "talk.speak", "hazard.find", "hazard.verify", "hazard.inspect", "indicator.report"]),
    ("depot_keeper", "仓库管理员", ["supply.manage", "phone.reveal"]),
    (
        "town_desk",
        "镇街值守",
        [
            "report.write",
            "evacuation.report",
            "opinion.handle",
            "hazard.find",
            "hazard.fix",
            "hazard.inspect",
            "indicator.report",
            "vulnerable.manage",
            "vulnerable.health",
            "forest.check",
            "relief.write",
            "instruction.record",
            "alarm.raise",
            "duty.report",
            "duty.write",
            "incident.note",
            "supply.request",
            "supply.receive",
            "contact.manage",
            "phone.reveal",
            "talk.speak",
            "plot.draw",
            "device.command",
        ],
    ),
    ("village_contact", "村居联系人", ["alarm.raise", "forest.check", "hazard.find"]),
    ("team_leader", "队长", ["incident.note", "supply.receive", "talk.speak", "forest.check", "hazard.find", "hazard.inspect"]),
    ("field_member", "队员", ["talk.speak", "forest.check", "hazard.find", "hazard.inspect"]),
    ("inspector", "执法检查人员", ["hazard.find", "hazard.verify", "hazard.inspect", "hazard.penalise", "talk.speak"]),
    ("expert", "专家", ["read.called", "talk.speak"]),
    ("spokesperson", "新闻发言人", ["incident.note", "opinion.handle", "release.draft", "release.sign"]),
    ("auditor", "审计员", ["audit.read", "replay.export"]),
    (
        "leadership",
        "党委政府领导",
        ["talk.speak", "authority.approve", "alert.sign", "report.sign", "instruction.give", "response.approve", "plan.start"],
    ),
    (
        "administrator",
        "系统管理员",
        [
            "account.manage",
            "contact.manage",
            "phone.reveal",
            "device.adopt",
            "device.revoke",
            "unit.manage",
            "wall.control",
            "drill.approve",
            "feature.manage",
            "feature.import",
            "fence.manage",
            "feed.manage",
            "opinion.manage",
            "peer.manage",
            "layer.protected",
            "plan.manage",
            "alert.manage",
            "dossier.manage",
        ],
    ),
    ("security_administrator", "安全管理员", ["role.grant", "authority.manage"]),
    ("audit_administrator", "审计管理员", ["audit.read", "security.read"]),
]

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [
    ("board.keep_h", 24, "小时", "一班加交接班;" + DEFAULT),
    ("hotspot.celsius", 80, "℃", "高于地表暴晒(约 70 ℃),低于阴燃;" + DEFAULT),
    ("devices.keep_days", 180, "天", "网络安全法第二十一条:日志留存不少于六个月"),
    ("tracks.keep_days", 180, "天", "网络安全法第二十一条:日志留存不少于六个月"),
]

# Each app keeps its own rules and reference rows in its defaults.py.
APPS = [
    alarms, intake, incidents, teams, orders, contacts, callout, recommend, safety, supplies, seats, files,
    talk, rooms, talkgroups, conferences, footage, pacing, drills, broadcast, authority, phones, wall, onekey, paper,
    features, geofences, plots, feeds, replay, video,
    backup, links, signin, commands, terminals, tracks, reports, instructions, duty, alerts,
    responses, tasks, plans, evacuation, forest, monitoring, relief, dossiers, hazards, figures, forces, volunteers, inspections, incharge,
    opinion, release,
    agreements, experts, consultation, review, drill_plans, peering,
]  # fmt: skip


def load_reference() -> None:
    load_areas()
    load_freshness()
    load_ranks()
    with (DATA / "event_types.csv").open(encoding="utf-8") as file:
        EventType.objects.bulk_create([EventType(**row) for row in csv.DictReader(file)], ignore_conflicts=True)
    Role.objects.bulk_create(
        [Role(code=code, name=name, verbs=verbs, order=order) for order, (code, name, verbs) in enumerate(ROLES)], ignore_conflicts=True
    )
    for defaults in APPS:
        defaults.load()
    known = set(Rule.objects.filter(area=settings.CITY).values_list("name", flat=True))
    wanted = {
        name: Rule(name=name, area=settings.CITY, value=value, unit=unit, source=source)
        for name, value, unit, source in [*RULES, *(rule for defaults in APPS for rule in defaults.RULES)]
    }
    Rule.objects.bulk_create(rule for name, rule in wanted.items() if name not in known)


def load_areas() -> None:
    """Codes and names from the files of this city; boundaries from the basemap, which the operator may replace."""
    known = set(Area.objects.values_list("code", flat=True))
    with (DATA / f"areas-{settings.CITY}.csv").open(encoding="utf-8") as file:
        rows = [
            Area(
                code=row["code"],
                name=row["name"],
                parent_id=row["parent"] or None,
                lon=float(row["lon"] or 0) or None,
                lat=float(row["lat"] or 0) or None,
            )
            for row in csv.DictReader(file)
            if row["code"] not in known
        ]
    villages = DATA / f"villages-{settings.CITY}.csv"
    if villages.exists():
        with villages.open(encoding="utf-8") as file:
            rows += [
                Area(code=row["code"], name=row["name"], parent_id=row["code"][:TOWN])
                for row in csv.DictReader(file)
                if row["code"] not in known
            ]
    Area.objects.bulk_create(rows, ignore_conflicts=True)
    shapes = settings.BASEMAP_DIR / "districts.geojson"
    if shapes.exists():
        for feature in json.loads(shapes.read_text(encoding="utf-8"))["features"]:
            Area.objects.filter(pk=feature["properties"]["code"]).update(boundary=json.dumps(feature["geometry"]))
    forget_boundaries()
