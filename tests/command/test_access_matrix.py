"""Every endpoint × every role × own and foreign area: who may, who may not. Generated from the API itself, so a new endpoint must be entered here."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from command.api import api
from command.onekey.models import Press
from command.onekey.token import Seen, sign
from command.onekey.wish import Wish
from command.people.actions import create_person
from command.seeding.reference import ROLES
from command.wall.actions import add_wall
from command.wall.models import SavedScene
from command.wall.scene import DAILY
from devices.terminals.models import Subject, Terminal, UnknownDevice
from devices.video.actions import add_link
from dispatch.alarms.actions import raise_alarm
from dispatch.authority.models import Approval
from dispatch.broadcast.actions import start_broadcast
from dispatch.broadcast.audience import Audience
from dispatch.conferences.actions import open_conference
from dispatch.conferences.minutes import decide
from dispatch.conferences.recordings import start_recording
from dispatch.conferences.roll_calls import start_roll_call as call_roll
from dispatch.drills.actions import start_drill
from dispatch.features.actions import add_feature
from dispatch.geofences.actions import draw_fence
from dispatch.incidents.actions import open_incident
from dispatch.orders.actions import assign_unit
from dispatch.orders.lending import Reinforcement
from dispatch.phones.models import PhoneCall
from dispatch.plots.actions import draw_plot as draw
from dispatch.plots.making import Circle, make
from dispatch.safety.dangers import circle, mark_danger
from dispatch.safety.models import RollCall, RollCallLeg
from dispatch.supplies.actions import request_supplies
from dispatch.supplies.models import Depot, Item
from dispatch.supplies.stocking import take_in
from dispatch.talkgroups.actions import open_group
from dispatch.teams.fleet import add_vehicle
from dispatch.teams.models import Sheet, Unit
from dispatch.teams.standby import open_post, order_standby
from realtime import clock
from realtime.accounts.models import Token, User
from realtime.accounts.tokens import issue_token
from realtime.files.models import File
from realtime.files.store import path_of
from realtime.talk import burstlog
from realtime.talk.frame import write as write_frame
from realtime.talk.models import Burst

pytestmark = pytest.mark.django_db

VERBS = {code: set(verbs) for code, _, verbs in ROLES}
PLACE = {"440117": (113.586, 23.548), "440115": (113.525, 22.802)}  # ours, another's
OURS, OTHERS = "440117", "440115"


class Endpoint(SimpleNamespace):
    """method + path with names, the verb it needs (None: any caller; "read": who sees the area; "self": acts on oneself), and a body."""


def bodies(thing: SimpleNamespace) -> dict[str, Any]:
    lon, lat = PLACE[thing.area]
    return {
        "raise_alarm": {"urgency": "normal", "lon": lon, "lat": lat},
        "reopen_alarm": {"reason": "复核有误"},
        "shelve_alarm": {"minutes": 10},
        "place_alarm": {"lon": lon, "lat": lat},
        "mark_step": {"kind": "view"},
        "feed_back": {"to": "省森防办"},
        "take_hotspots": {"hotspots": [{"lon": lon, "lat": lat, "satellite": "FY-4B"}]},
        "take_transfer": {"number": "119-1", "lon": lon, "lat": lat, "text": "火警转报"},
        "test_mode": {"minutes": 10},
        "open_incident": {"type": "11G01", "lon": lon, "lat": lat},
        "give_verdict": {"verdict": "false_positive"},
        "note_incident": {"text": "记录"},
        "move_phase": {"phase": "controlled"},
        "grade_incident": {"grade": 4, "state": "proposed"},
        "close_incident": {"note": "结束"},
        "plan_units": {"incidents": [thing.incident_id]},
        "request_supplies": {"item": thing.item_id, "quantity": 5, "incident": thing.incident_id},
        "file_supply_paper": {"paper_number": "〔2026〕1号"},
        "receive_supplies": {"quantity": 5, "signed_name": "甲"},
        "return_supplies": {"quantity": 5},
        "cancel_supplies": {"reason": "不再需要"},
        "take_in_stock": {"depot": thing.depot_id, "item": thing.item_id, "lot": "B2", "quantity": 5},
        "scrap_lot": {"quantity": 1, "note": "破损"},
        "reopen_incident": {"reason": "复燃"},
        "change_incident": {"changes": {"place": {"from": "", "to": "良口"}}},
        "hand_over_command": {"name": "李区长", "reason": "到场"},
        "set_parent": {"parent": None},
        "merge_incident": {"into": thing.second_id},
        "record_figure": {"measure": "area_ha", "value": 1.4},
        "fill_four_ones": {"lead": "王区长"},
        "strike_entry": {"reason": "写错"},
        "assign_unit": {"unit": thing.free, "task": "出动"},
        "dispatch_units": {"units": [thing.free], "task": "出动"},
        "order_task": {"task": "开设隔离带"},
        "move_leg": {"leg": "en_route", "by_voice": {"spoken_to": "队长", "channel": "应急01", "read_back": True}},
        "acknowledge_by_voice": {"kind": "read", "said_by": "队长", "channel": "应急01", "read_back": True},
        "request_reinforcement": {"lender": "440118", "kind": "forest_fire"},
        "refuse_reinforcement": {"reason": "本区亦有火情"},
        "order_reinforcement": {"units": [thing.free], "task": "增援"},
        "open_link": {"kind": "video", "label": "镜头", "url": "https://video.example/1", "area": thing.area},
        "adopt_device": {"label": "电台", "kind": "radio", "area": thing.area},
        "acknowledge_order": {"kind": "delivered"},
        "unlock": {"pin": "0000"},
        "show_scene": {"scene": {"kind": "night"}},
        "add_feature": {"layer": "school", "name": "新建学校", "lon": lon, "lat": lat},
        "change_feature": {"name": "改名学校"},
        "choose_layers": {"layers": ["school"]},
        "show_scene_everywhere": {"scene": {"kind": "night"}, "area": thing.area},
        "rotate_wall": {"turns": [{"scene": {"kind": kind}, "seconds": 20} for kind in ("daily", "night")]},
        "configure_wall": {"name": "主屏"},
        "save_scene": {"name": "夜班", "area": thing.area, "scene": {"kind": "night"}},
        "report_shown": {"version": 1},
        "report_sound": {"seat": "00000000-0000-4000-8000-000000000001", "state": "on"},
        "send_fixes": {"fixes": [{"at": "2026-11-21T00:00:00Z", "lat": lat, "lon": lon}]},
        "send_report": {"text": "到达", "incident": thing.incident_id},
        "send_sos": {"active": True, "message_id": "1", "lat": lat, "lon": lon},
        "mark_danger": {"name": "火头", "kind": "fire_front", "circle": {"lon": lon, "lat": lat, "radius_m": 300}},
        "change_danger": {"name": "东侧火头"},
        "draw_fence": {"name": "管控区", "circle": {"lon": lon, "lat": lat, "radius_m": 300}},
        "change_fence": {"name": "核心管控区"},
        "draw_plot": {"kind": "cordon", "circle": {"lon": lon, "lat": lat, "radius_m": 300}},
        "change_plot": {"name": "外围警戒"},
        "undo_plot": {"revision": 2},
        "get_talk_ticket": {"groups": [thing.group_id]},
        "open_talk_group": {"name": "临时组", "area": thing.area},
        "change_talk_members": {"add": [{"kind": "unit", "id": thing.free}]},
        "lock_talk_group": {"locked": True},
        "override_talk_group": {"act": "break_down", "reason": "占用信道"},
        "call_privately": {"unit": thing.free},
        "enter_roll_call_answer": {"assignment": thing.assignment_id},
        "start_callout": {"about": "alarm", "about_id": thing.alarm_id, "persons": [thing.person_id], "text": "请核查"},
        "answer_call": {"answer": "entered", "action_text": "派人核查", "said_by": "甲", "read_back": True},
        "add_contact": {"name": "乙", "role": "duty_desk", "area": thing.area},
        "set_contact_addresses": {"addresses": []},
        "reveal_contact": {"reason": "人工叫应"},
        "preview_callout": {"areas": [thing.area]},
        **{key: {"items": []} for key in ["take_gateway_reports", "take_gateway_replies", "take_gateway_results"]},
        "preview_gateway_text": {"text": "请核查"},
        # of another contact: this pass takes the first one's numbers away
        "dial_phone": {"address": thing.phone_address_id, "extension": f"8{thing.person_id}"},
        "set_own_phone": {"extension": "801"},
        "link_phone_call": {"incident": thing.incident_id},
        "alarm_from_phone_call": {"area": thing.area},
        "start_live": {},
        "stop_live": {},
        "set_unit_status": {"status": "training"},
        "add_unit": {
            "code": f"N{thing.area}",
            "name": f"新队{thing.area}",
            "category": "industry",
            "headcount": 9,
            "area": thing.area,
            "lon": lon,
            "lat": lat,
        },
        "change_unit": {"headcount": 12},
        "open_post": {"name": "新驻防点", "area": thing.area, "lon": lon, "lat": lat},
        "order_standby": {"unit": thing.free, "post": thing.post_id, "from": "2099-01-01T00:00:00Z", "until": "2099-01-02T00:00:00Z"},
        "add_vehicle": {"plate": f"N{thing.area}", "kind": "carrier", "unit": thing.free},
        "change_vehicle": {"status": "maintenance"},
        "set_channel_limit": {"per_minute": 60, "burst": 10, "concurrent": 2, "source": "合同"},
        "subscribe_push": {"endpoint": "https://push.example/1", "keys": {"p256dh": "x" * 87, "auth": "y" * 22}},
        "unsubscribe_push": {"endpoint": "https://push.example/1"},
        "preview_broadcast": {"areas": [thing.area], "channels": ["record"], "text": "通知"},
        "start_broadcast": {"areas": [thing.area], "channels": ["record"], "text": "通知"},
        "start_area_broadcast": {"areas": [thing.area], "text": "转移"},
        "correct_broadcast": {"text": "更正"},
        "start_drill": {"name": "演练", "kind": "live", "area": thing.area},
        "list_participants": {"add": [thing.person_id]},
        "open_conference": {"area": thing.area, "purpose": "会商"},
        "invite_to_conference": {"users": [thing.user_id]},
        "set_conference_leg": {"state": "failed"},
        "switch_conference_provider": {"provider": "mesh"},
        "write_conference_minute": {"text": "纪要"},
        "decide_in_conference": {"text": "巡查", "to": {"department": "水务局"}},
        "acknowledge_decision": {"said_by": "甲"},
        "answer_conference_roll": {"leg": thing.leg_id},
        "preview_press": {"incident": thing.incident_id},
        "confirm_press": {"token": thing.token},
        "correct_press": {"text": "集合地点改为镇政府"},
        "ask_approval": {"ask": "x"},
        "give_approval": {"pin": "0000"},
        "record_approval_word": {"said_by": "甲", "said_on": "电话", "read_back": True},
        "refuse_approval": {"reason": "不宜"},
        "rank_source": {"adapter": "radio", "area": thing.area, "rank": 2, "max_age_s": 30, "source": "值班室"},
        "rank_terminal": {"rank": 1},
        "preview_import": {
            "kind": "units",
            "name": "a.csv",
            "content": b64encode("编号\nT1".encode()).decode(),
            "datum": "wgs84",
            "area": thing.area,
        },
    }


# operation → the verb it needs. "read" = sees the area; "any" = every signed-in caller; "open" = before signing in; "own" = only one's own things, "signed" = a gateway's signature.
NEEDS = {
    "raise_alarm": "alarm.raise", "get_alarm": "read", "acknowledge_alarm": "alarm.acknowledge", "give_verdict": "alarm.verify",
    "likely_duplicates": "any", "reopen_alarm": "alarm.verify", "shelve_alarm": "alarm.acknowledge", "unshelve_alarm": "alarm.acknowledge",
    "place_alarm": "alarm.verify", "clear_alarm": "alarm.verify", "mark_step": "alarm.verify", "feed_back": "alarm.verify",
    "take_hotspots": "alarm.raise", "take_transfer": "alarm.intake", "get_transfer": "alarm.intake", "test_mode": "device.adopt",
    "open_incident": "incident.open", "get_incident": "read", "note_incident": "incident.note", "move_phase": "incident.manage",
    "grade_incident": "incident.manage", "close_incident": "incident.close", "recommend_units": "read", "plan_units": "read", "assign_unit": "unit.assign",
    "release_unit": "unit.assign", "open_link": "link.manage", "close_link": "link.manage", "adopt_device": "device.adopt",
    "take_target": "alarm.raise", "start_live": "device.live", "stop_live": "device.live", "get_snapshot": "scope",
    "unknown_devices": "any", "quarantine": "device.adopt city", "terminals": "any", "downlink": "read",
    "list_event_types": "any", "list_areas": "any", "locate": "any", "issue_ticket": "any", "get_session": "any", "sign_out": "any",
    "report_sound": "person", "lock": "person", "unlock": "person", "sign_in": "open", "get_field": "any", "send_fixes": "own", "send_sos": "any", "acknowledge_order": "own",
    "change_incident": "incident.manage", "hand_over_command": "incident.manage", "set_parent": "incident.manage",
    "record_figure": "incident.manage", "fill_four_ones": "incident.manage", "strike_entry": "incident.manage",
    "attach_file": "incident.note", "get_file": "read", "reopen_incident": "incident.manage",
    "dispatch_units": "unit.assign", "activate_assignment": "unit.assign", "order_task": "unit.assign",
    "move_leg": "unit.assign", "get_order": "read", "acknowledge_by_voice": "unit.assign", "cancel_order": "unit.assign",
    "request_reinforcement": "unit.assign", "get_reinforcement": "read", "approve_reinforcement": "unit.assign city",
    "consent_reinforcement": "unit.assign", "refuse_reinforcement": "unit.assign", "order_reinforcement": "unit.assign",
    "return_reinforcement": "unit.assign",
    "send_report": "own", "log_contact": "unit.assign", "start_roll_call": "unit.assign", "enter_roll_call_answer": "unit.assign",
    "answer_roll_call": "own", "mark_danger": "incident.manage", "end_danger": "incident.manage",
    "change_danger": "incident.manage", "list_danger_edits": "read",
    "draw_fence": "fence.manage", "change_fence": "fence.manage", "end_fence": "fence.manage", "list_fence_visits": "read", "list_fence_crossings": None,
    "get_plot_catalogue": "any", "get_plot_wind": "any", "draw_plot": "plot.draw", "get_plot": "read", "list_plot_revisions": "read",
    "lock_plot": "plot.draw", "change_plot": "plot.draw", "undo_plot": "plot.draw", "release_plot": "plot.draw", "take_over_plot": "plot.override",
    "remove_plot": "plot.draw",
    "notify_alarm": "callout.start", "start_callout": "callout.start", "list_callouts": "read", "get_callout": "read", "get_call": "read",
    "deliver_call": "own", "take_over_call": "callout.start", "answer_call": "callout.start", "stop_callout": "callout.start",
    "list_contacts": "any", "list_contact_roles": "any", "list_contact_gaps": "read", "get_contact": "read", "add_contact": "contact.manage",
    "preview_callout": "read", "get_callout_head": "read", "retry_call": "callout.start", "visit_call": "callout.start", "list_visitors": "read",
    "change_contact": "contact.manage", "set_contact_addresses": "contact.manage", "reveal_contact": "phone.reveal",
    "team_codes": "any", "list_units": "any", "get_unit": "read", "set_unit_status": "unit.status", "add_unit": "unit.manage",
    "change_unit": "unit.manage", "list_posts": "any", "open_post": "unit.assign", "list_missions": "any",
    "order_standby": "unit.assign", "end_standby": "unit.assign", "close_post": "unit.assign", "list_vehicles": "any", "add_vehicle": "unit.manage",
    "change_vehicle": "unit.manage", "list_source_ranks": "any", "rank_source": "unit.manage", "rank_terminal": "unit.manage",
    "preview_import": "unit.manage", "get_import": "unit.manage", "apply_import": "unit.manage",
    "release_all": "unit.assign",
    "list_depots": "any", "list_items": "any", "list_stock": "any", "list_ledger": "read", "list_agreements": "any", "list_stock_alerts": "any",
    "list_supply_sources": "read", "get_supply_request": "read", "request_supplies": "supply.request", "approve_supplies": "supply.approve",
    "file_supply_paper": "supply.request", "reserve_supplies": "supply.manage", "pick_supplies": "supply.manage",
    "ship_supplies": "supply.manage", "receive_supplies": "supply.receive", "settle_supplies": "supply.receive",
    "return_supplies": "supply.manage", "cancel_supplies": "supply.request", "take_in_stock": "supply.manage",
    "count_stock": "supply.manage", "scrap_lot": "supply.manage",
    "show_scene": "wall.control", "show_scene_everywhere": "wall.control", "rotate_wall": "wall.control", "configure_wall": "wall.control",
    "save_scene": "wall.control", "forget_scene": "wall.control", "report_shown": "own", "get_duty_names": "any",
    "take_gateway_reports": "signed", "take_gateway_replies": "signed", "take_gateway_results": "signed", "preview_gateway_text": "any",
    "dial_phone": "phone.dial", "get_own_phone": "any", "set_own_phone": "person", "list_phone_calls": "read",
    "hang_up_phone_call": "phone.dial", "link_phone_call": "phone.dial", "take_phone_call": "phone.dial",
    "alarm_from_phone_call": "alarm.raise",
    "list_conference_providers": "any", "open_conference": "conference.host", "get_conference": "read", "invite_to_conference": "conference.host",
    "join_conference": "own", "set_conference_leg": "conference.host", "share_in_conference": "conference.host",
    "switch_conference_provider": "conference.host", "use_talk_group": "conference.host", "call_conference_roll": "conference.host",
    "answer_conference_roll": "conference.host", "write_conference_minute": "conference.host", "decide_in_conference": "conference.host",
    "acknowledge_decision": "conference.host", "finish_decision": "conference.host", "record_conference": "conference.host",
    "send_recording_part": "own", "stop_recording": "conference.host", "end_conference": "conference.host",
    "preview_press": "onekey.press", "confirm_press": "onekey.press", "list_presses": "read", "get_press": "read", "undo_press": "onekey.press",
    "preview_correction": "read", "correct_press": "onekey.press",
    "get_talk_ticket": "read", "list_talk_groups": "any", "open_talk_group": "talk.manage", "change_talk_members": "talk.manage",
    "lock_talk_group": "talk.manage", "override_talk_group": "talk.override", "close_talk_group": "talk.manage",
    "call_privately": "own", "accept_private_call": "own", "decline_private_call": "own", "list_bursts": "any", "get_burst_audio": "read", "list_talk_acts": "audit.read",
    "list_rulings": "any", "get_approval": "read",
    "list_layers": "any", "view_features": "any", "list_features": "any", "get_layer_choice": "any", "choose_layers": "person", "get_feature": "read",
    "add_feature": "feature.manage", "change_feature": "feature.manage", "remove_feature": "feature.manage",
    "ask_approval": "own", "record_approval_word": "own", "refuse_approval": "own",  # one's own request
    "give_approval": "own",  # with one's own PIN
    "list_channels": "any", "try_channel": "broadcast.send city", "set_channel_limit": "authority.manage city",
    "get_push_key": "person", "subscribe_push": "person", "unsubscribe_push": "person",
    "preview_broadcast": "broadcast.send", "start_broadcast": "broadcast.send", "start_area_broadcast": "broadcast.send", "list_broadcasts": "any",
    "get_broadcast": "read", "list_broadcast_legs": "read", "stop_broadcast": "broadcast.send", "correct_broadcast": "broadcast.send",
    "list_drills": "any", "start_drill": "callout.start", "get_drill": "read", "list_participants": "callout.start",
    "approve_drill": "drill.approve", "end_drill": "callout.start", "abort_drill": "callout.start",
    "merge_incident": "incident.manage",  # takes the assignment along
    "revoke_terminal": "device.revoke",  # last: after it the terminal is gone
}  # fmt: skip


@cache
def operations() -> dict[str, tuple[str, str]]:
    found = {}
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            found[operation["operationId"]] = (method.upper(), path)
    return found


def test_every_endpoint_is_in_the_matrix():
    assert set(operations()) == set(NEEDS)


@pytest.fixture
def things(city: None, people: SimpleNamespace, settings: Any, tmp_path: Path) -> Callable[[str], SimpleNamespace]:
    """One of everything in an area."""
    settings.DATA_DIR = tmp_path
    settings.SIP_URL = "sip:8000@127.0.0.1"  # an exchange to dial through; nobody takes the wishes here

    def make(area: str) -> SimpleNamespace:
        lon, lat = PLACE[area]
        incident, second = (open_incident(actor="system", type="11G01", lon=lon, lat=lat, area=area) for _ in range(2))
        file = File.objects.create(sha256="0" * 64, name="现场.jpg", mime="image/jpeg", size=4, area=area, by="system")
        path_of(file.sha256).parent.mkdir(parents=True, exist_ok=True)
        path_of(file.sha256).write_bytes(b"jpeg")
        units = []
        for number in range(2):
            subject = Subject.objects.create(kind="team", area=area, label=f"{area}-{number}")
            units.append(
                Unit.objects.create(
                    subject=subject,
                    code=f"{area}-{number}",
                    name=f"{area}-{number}",
                    category="industry",
                    headcount=9,
                    area=area,
                    lon=lon,
                    lat=lat,
                )
            )
        assignment, order = assign_unit(actor="system", name="系统", incident_id=incident.pk, unit_id=units[0].pk, task="出动")
        # lent by this very district, so that asking, lending and ordering are all matters of this area
        lending = Reinforcement.objects.create(
            incident=incident, lender=area, kind="forest_fire", requested_by="system", requested_name="系统"
        )
        roll_call = RollCall.objects.create(incident=incident, area=area, started_by="system", due_at=clock.now())
        RollCallLeg.objects.create(roll_call=roll_call, assignment=assignment, unit=units[0])
        danger = mark_danger(actor="system", name="火头", kind="other", shape=circle(lon, lat, 300))
        fence = draw_fence(actor="system", name="管控区", made={"kind": "circle", "lon": lon, "lat": lat, "radius_m": 300.0})
        plot = draw(actor="system", name="系统", kind="cordon", made=make("cordon", None, Circle(lon, lat, 300)))
        terminal = Terminal.objects.create(adapter="dji", external_id=f"SN{area}", subject=units[0].subject, area=area, kind="uav")
        unknown = UnknownDevice.objects.create(adapter="radio", external_id=f"U{area}", topic="t", hint={"area": area})
        alarm = raise_alarm(actor="system", source="call", urgency="normal", lon=lon, lat=lat, area=area)
        link = add_link(actor="system", kind="video", label="镜头", url="https://video.example/1", area=area)
        from devices.terminals.actions import send_downlink
        from dispatch.callout.actions import start_callout
        from dispatch.contacts.actions import add_person

        downlink = send_downlink(terminal=terminal, kind="text", payload={})
        contact = add_person(
            actor="system", name="甲", role="duty_desk", area=area, addresses=[{"channel": "phone", "value": "13900000001"}]
        )
        wall = add_wall(
            actor="system", token=Token.objects.create(kind=Token.WALL, name="屏", area=area, digest=f"{area:0>64}", created_by="system")
        )
        saved = SavedScene.objects.create(name="旧场景", area=area, scene=DAILY, saved_by="system")
        dialled = add_person(actor="system", name="丙", role="other", area=area, addresses=[{"channel": "phone", "value": "13900000003"}])
        phone_call = PhoneCall.objects.create(direction="in", number="13900000002", area=area)
        callout = start_callout(
            actor="system", about="alarm", about_id=alarm.pk, purpose="call", persons=[contact], text="请核查", area=area
        )  # fmt: skip
        post, spare = (open_post(actor="system", name=name, kind="fire", area=area, lon=lon, lat=lat) for name in ("驻防点", "备用点"))
        depot = Depot.objects.create(name=f"{area}仓", level="district", area=area, lon=lon, lat=lat)
        item = Item.objects.order_by("pk")[0]
        stock = take_in(actor="system", depot_id=depot.pk, item_id=item.pk, lot="B1", quantity=100)
        supplies = request_supplies(actor="system", item_id=item.pk, quantity=5, incident=incident, depot_id=depot.pk)
        guest = (
            User.objects.filter(username="liang").first()
            or create_person(actor="system", username="liang", name="梁队长", phone="", role="team_leader", area=OURS)[0]
        )
        broadcast = start_broadcast(
            actor="system", name="系统", area=area, audience=Audience(persons=[contact.pk]), channels=["record"], text="通知"
        )  # fmt: skip
        drill = start_drill(actor="system", name="系统", title="演练", area=area, kind="live")
        conference = open_conference(actor="system", name="系统", area=area, purpose="会商", users=[guest])
        leg = conference.legs.get()
        call_roll(actor="system", conference_id=conference.pk)
        decision = decide(actor="system", name="系统", conference_id=conference.pk, text="巡查", department="水务局")
        recording = start_recording(actor="system", name="系统", conference_id=conference.pk)
        group = open_group(actor="system", kind="adhoc", name="临时", area=area)
        spoken = tmp_path / "talk" / area / "1.kept"
        spoken.parent.mkdir(parents=True)
        meta = {"group_name": "临时"}
        spoken.write_bytes(burstlog.head(meta) + burstlog.record(0, write_frame(1, 0, [b"x"])))
        burst = Burst.objects.create(
            pk=int(area), group=group, area=area, actor="system", name="系统", started_at=clock.now(), why="released", file=f"{area}/1.kept"
        )  # fmt: skip
        start = clock.now() + timedelta(days=1)
        mission = order_standby(actor="system", unit_id=units[1].pk, post_id=post.pk, from_at=start, until_at=start + timedelta(days=1))
        sheet = Sheet.objects.create(kind="units", name="a.csv", area=area, rows={"ignored": [], "lines": []}, by="system")
        vehicle = add_vehicle(actor="system", plate=f"粤{area}", kind="carrier", unit_id=units[1].pk)
        press = Press.objects.create(
            key=f"area:{area}", kind="area", area=area, title=area, wish={}, token=area, by="system", by_name="系统"
        )  # fmt: skip
        token = sign(Seen("system", Wish(f"area:{area}", "area", area, area, "请到岗", "", []), {}, None))
        approval = Approval.objects.create(
            what="callout", area=area, digest="0" * 64, words="叫应", audience="officials", number=90, need="second", asked_by="system",
            asked_name="系统",
        )  # fmt: skip
        return SimpleNamespace(
            press_id=press.pk, token=token, approval_id=approval.pk,
            conference_id=conference.pk, leg_id=leg.pk, user_id=guest.pk, decision_id=decision.pk, recording_id=recording.pk,
            item_id=item.pk, depot_id=depot.pk, stock_id=stock.pk, lot_id=stock.lots.get().pk, request_id=supplies.pk,
            sheet_id=sheet.pk, unit_id=units[1].pk, post_id=spare.pk, mission_id=mission.pk, vehicle_id=vehicle.pk,
            group_id=group.pk, burst_id=burst.pk, broadcast_id=broadcast.pk, exercise_id=drill.pk, channel="sms",
            phone_call_id=phone_call.pk, phone_address_id=dialled.addresses.get().pk, provider="sms1", wall_id=wall.pk, scene_id=saved.pk,
            number="119-1", area=area, free=units[1].pk, alarm_id=alarm.pk, incident_id=incident.pk, assignment_id=assignment.pk, order_id=order.pk,
            terminal_id=terminal.pk, unknown_id=unknown.pk, link_id=link.pk, downlink_id=downlink.pk,
            person_id=contact.pk, callout_id=callout.pk, call_id=callout.calls.order_by("id")[0].pk,
            second_id=second.pk, reinforcement_id=lending.pk, seq=1, file_id=file.pk, roll_call_id=roll_call.pk, danger_id=danger.pk, fence_id=fence.pk, plot_id=plot.pk, feature_id=add_feature(actor="system", layer="school", name="学校", lon=lon, lat=lat).pk,
        )  # fmt: skip

    return make


def ask(client: Client, name: str, thing: SimpleNamespace, token: str = "") -> int:
    method, path = operations()[name]
    for key, value in vars(thing).items():
        path = path.replace(f"{{{key}}}", str(value))
    if name == "get_snapshot":
        path += f"?scope=area:{thing.area}"
    if name == "likely_duplicates":
        path += "?lon=113.5&lat=23.1"
    if name == "list_supply_sources":
        path += f"?item={thing.item_id}&incident={thing.incident_id}"
    if name == "locate":
        path += "?lon=113.5&lat=23.1"
    if name == "list_phone_calls":
        path += f"?incident={thing.incident_id}"
    if name == "view_features":
        path += "?bbox=113,22,114,24&zoom=13&layers=school"
    if name == "list_features":
        path += "?layer=school"
    if name == "list_callouts":
        path += f"?about=alarm&about_id={thing.alarm_id}"
    if name == "list_presses":
        path += f"?incident={thing.incident_id}"
    if name in ("list_contact_gaps", "list_talk_acts"):
        path += f"?area={thing.area}"
    assert "{" not in path, path
    headers = {"Idempotency-Key": str(uuid4())} | ({"Authorization": f"Token {token}"} if token else {})
    if method == "GET":
        return client.get(path, headers=headers).status_code
    if name == "send_recording_part":
        return client.post(path, {"part": 1, "file": SimpleUploadedFile("1.webm", b"x")}, headers=headers).status_code
    if name == "attach_file":
        return client.post(path, {"file": SimpleUploadedFile("现场.pdf", b"%PDF-1.7 x")}, headers=headers).status_code
    body = bodies(thing).get(name, {})
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers).status_code


def expected(name: str, verbs: set[str], own: bool) -> bool | None:
    """May the holder of these verbs in OURS do it to a thing that is (not) in OURS? None = not a matter of area."""
    match NEEDS[name]:
        case "any" | "person" | "open" | "own":
            return None
        case "read" | "scope":
            return own
        case "signed":
            return False  # by a gateway's signature, not by any post (tests/dispatch/test_gateways_sms.py)
        case "device.adopt city" | "unit.assign city" | "broadcast.send city" | "authority.manage city":
            return False  # a district's post is not the city's
        case verb:
            return own and verb in verbs


# Roles with the same verbs may do the same; one of each set is asked.
DISTINCT = {frozenset(verbs): role for role, verbs in sorted(VERBS.items())}
# Elsewhere nobody may anything, so there the roles are asked whose verbs no other role has all of.
STRONGEST = {role for verbs, role in DISTINCT.items() if not any(verbs < other for other in DISTINCT)}
ENDS_THE_SESSION = {"sign_out", "lock"}


@pytest.mark.parametrize("role", sorted(DISTINCT.values()))
def test_a_role_may_do_what_its_row_says_in_its_own_area_and_nothing_elsewhere(role: str, things: Callable[[str], SimpleNamespace]):
    user, _ = create_person(actor="system", username=f"x-{role}", name=role, phone="", role=role, area=OURS)
    own = things(OURS)
    asked = [own, things(OTHERS)] if role in STRONGEST else [own]
    wrong = []
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    for name in NEEDS:
        for thing in asked:
            want = expected(name, VERBS[role], thing is own)
            if want is None:
                continue
            got = ask(client, name, thing)
            allowed = got not in (401, 403, 404)
            if got >= 500 or allowed != want:
                wrong.append(f"{role} {name} {'own' if thing is own else 'foreign'}: {got}, may={want}")
    assert wrong == []
    assert not ENDS_THE_SESSION & {name for name in NEEDS if expected(name, VERBS[role], True) is not None}, (
        "asked with the session of the others"
    )


def test_nobody_unsigned_gets_anything(things: Callable[[str], SimpleNamespace]):
    thing = things(OURS)
    let_in = {name: code for name in NEEDS if NEEDS[name] != "open" and (code := ask(Client(), name, thing)) != 401}
    assert let_in == {}


def test_a_wall_reads_its_area_and_does_nothing(things: Callable[[str], SimpleNamespace]):
    own, foreign = things(OURS), things(OTHERS)
    _, secret = issue_token(actor="system", kind=Token.WALL, name="大屏", area=OURS)
    for name, need in NEEDS.items():
        if need in ("read", "scope"):
            assert ask(Client(), name, own, secret) in (200, 201), name
            assert ask(Client(), name, foreign, secret) in (403, 404), name
        elif need not in ("any", "open", "signed"):
            assert ask(Client(), name, own, secret) in (403, 404), name


def test_a_revoked_wall_is_nobody(things: Callable[[str], SimpleNamespace]):
    from realtime.accounts.tokens import revoke_token

    token, secret = issue_token(actor="system", kind=Token.WALL, name="大屏", area=OURS)
    revoke_token(actor="system", token=token)
    assert ask(Client(), "get_session", SimpleNamespace(area=OURS), secret) == 401


def test_a_post_without_the_csrf_token_is_refused(people: SimpleNamespace):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.wang)
    answer = client.post("/api/alarms", "{}", content_type="application/json", headers={"Idempotency-Key": "k"})
    assert answer.status_code == 403


def test_a_locked_seat_reads_but_commands_nothing(as_user, people: SimpleNamespace, things: Callable[[str], SimpleNamespace]):
    own = things(OURS)
    client = as_user(people.wang)
    assert client.send("/api/session/lock").status_code == 204
    assert client.get(f"/api/incidents/{own.incident_id}").status_code == 200
    answer = client.send(f"/api/incidents/{own.incident_id}/notes", {"text": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "locked")
