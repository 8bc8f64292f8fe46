"""How each operation is asked: its path about the things there are, and a body it accepts."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from command.api import api
from tests.command.matrix_alerts import ALERTS_OF_AREA, alert_bodies
from tests.command.matrix_consultation import consultation_bodies
from tests.command.matrix_dossiers import UPLOADS as DOSSIER_UPLOADS
from tests.command.matrix_dossiers import WITH_AREA as DOSSIERS_OF_AREA
from tests.command.matrix_dossiers import dossier_bodies, dossier_upload
from tests.command.matrix_drills import DRILL_UPLOADS, DRILLS_OF_AREA, drill_bodies, drill_path, drill_upload
from tests.command.matrix_evacuation import evacuation_bodies
from tests.command.matrix_figures import QUERIES as FIGURES
from tests.command.matrix_figures import UPLOADS as FIGURE_UPLOADS
from tests.command.matrix_figures import figure_bodies, figure_upload
from tests.command.matrix_forces import force_bodies
from tests.command.matrix_forest import forest_bodies
from tests.command.matrix_hazards import HAZARD_UPLOADS, HAZARDS_OF_AREA, hazard_bodies, hazard_upload
from tests.command.matrix_monitoring import monitoring_bodies
from tests.command.matrix_opinion import opinion_bodies
from tests.command.matrix_peering import peering_bodies
from tests.command.matrix_reports import report_bodies
from tests.command.matrix_responding import QUERIES, responding_bodies
from tests.command.matrix_response import UPLOADS, WITH_AREA, response_bodies, upload
from tests.command.matrix_things import PLACE

MAPPING = {"name": "新映射", "topic_filter": "vendor/+/up", "identity": "2", "fields": [{"field": "measure.water_level", "path": "$.wl"}]}


def bodies(thing: SimpleNamespace) -> dict[str, Any]:
    lon, lat = PLACE[thing.area]
    return {
        **alert_bodies(thing),
        **report_bodies(thing),
        **response_bodies(thing),
        **evacuation_bodies(thing),
        **forest_bodies(thing),
        **drill_bodies(thing),
        **dossier_bodies(thing, lon, lat),
        **hazard_bodies(thing, lon, lat),
        **force_bodies(thing, thing.area, lon, lat),
        **monitoring_bodies(thing),
        **consultation_bodies(thing),
        **responding_bodies(thing),
        **opinion_bodies(thing),
        **peering_bodies(thing),
        **figure_bodies(thing),
        "generate_roster": {"area": thing.area, "first": "2027-03-01", "last": "2027-03-02", "pattern": "normal", "people": {}},
        "import_roster": {"area": thing.area, "name": "值班表.csv", "data": b64encode("日期,角色,姓名,上班,下班\n".encode()).decode()},
        "add_duty_shift": {
            "area": thing.area,
            "role": "duty_officer",
            "person": thing.duty_person_id,
            "starts_at": "2027-03-01T08:30:00+08:00",
            "ends_at": "2027-03-01T20:30:00+08:00",
        },
        "save_special_period": {"area": thing.area, "name": "清明", "first": "2027-04-03", "last": "2027-04-05", "source": "通告"},
        "ask_duty_swap": {"shift": thing.other_shift_id, "to": thing.duty_person_id, "reason": "请假"},
        "decide_duty_swap": {"agreed": False},
        "open_handover": {"area": thing.area, "outgoing": thing.leaves_id, "incoming": thing.comes_id},
        "sign_handover": {"username": "liang", "pin": "2468"},
        "write_duty_log": {"area": thing.area, "text": "记事"},
        "strike_duty_entry": {"why": "有误"},
        "start_duty_roll_call": {"area": thing.area},
        "answer_duty_roll_call": {"target": thing.duty_target_id},
        "report_nil": {"area": thing.area},
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
        "add_stream": {"name": "卡口", "area": thing.area, "provider": "direct", "address": {"hls": "https://video.example/1.m3u8"}},
        "change_stream": {"name": "卡口东"},
        "watch_stream": {"key": "tile-1"},
        "leave_stream": {"key": "tile-1"},
        "move_camera": {"move": "left"},
        "ask_records": {"start": "2026-11-21T00:00:00Z", "end": "2026-11-21T01:00:00Z"},
        "steer_playback": {"playing": "playback_1", "do": "pause"},
        "ask_catalogue": {"area": thing.area},
        "adopt_device": {"label": "电台", "kind": "radio", "area": thing.area},
        "acknowledge_order": {"kind": "delivered"},
        "unlock": {"pin": "0000"},
        "show_scene": {"scene": {"kind": "night"}},
        "save_mapping": MAPPING | {"source": "厂家文档"},
        "try_mapping": {"mapping": MAPPING, "topic": "vendor/7/up", "payload": "{}"},
        "add_feed": {"code": "neu", "name": "新数据源", "kind": "firms"},
        "change_feed": {"name": "改名数据源", "kind": "firms"},
        "choose_basemap": {"screen": "wall", "key": "packaged"},
        "add_feature": {"layer": "school", "name": "新建学校", "lon": lon, "lat": lat},
        "change_feature": {"name": "改名学校"},
        "choose_layers": {"layers": ["school"]},
        "set_wall_visit": {"area": thing.area, "on": True},
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
        "analyse_around": {"point": {"lon": lon, "lat": lat}},
        "export_tracks": {
            "subjects": [thing.subject_id],
            "since": "2026-11-01T00:00:00Z",
            "until": "2026-11-01T01:00:00Z",
            "format": "gpx",
            "reason": "复盘",
        },
        "export_around": {"point": {"lon": lon, "lat": lat}, "layers": ["school"]},
        "draw_fence": {"name": "管控区", "circle": {"lon": lon, "lat": lat, "radius_m": 300}},
        "change_fence": {"name": "核心管控区"},
        "draw_plot": {"kind": "cordon", "circle": {"lon": lon, "lat": lat, "radius_m": 300}},
        "hold_incident": {"reason": "纪检调取"},
        "release_incident_hold": {"reason": "调取完毕"},
        "change_plot": {"name": "外围警戒"},
        "undo_plot": {"revision": 2},
        "get_talk_ticket": {"groups": [thing.group_id]},
        "open_talk_group": {"name": "临时组", "area": thing.area},
        "change_talk_members": {"add": [{"kind": "unit", "id": thing.free}]},
        "lock_talk_group": {"locked": True},
        "add_radio_link": {"name": "同播频道", "area": thing.area, "port": 40000 + int(thing.area[-4:]), "host": "192.0.2.1"},
        "change_radio_link": {"priority": 4},
        "override_talk_group": {"act": "break_down", "reason": "占用信道"},
        "call_privately": {"unit": thing.free},
        "enter_roll_call_answer": {"assignment": thing.assignment_id},
        "start_callout": {"about": "alarm", "about_id": thing.alarm_id, "persons": [thing.person_id], "text": "请核查"},
        "answer_call": {"answer": "entered", "action_text": "派人核查", "said_by": "甲", "read_back": True},
        "answer_calls_together": {"calls": [10**9], "action_text": "收到"},
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
        "issue_command": {"kind": "return_home"},
        "refuse_command": {"reason": "不必"},
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
        "preview_area_broadcast": {"areas": [thing.area], "text": "转移"},
        "start_area_broadcast": {"areas": [thing.area], "text": "转移"},
        "correct_broadcast": {"text": "更正"},
        "start_drill": {"name": "演练", "kind": "live", "area": thing.area},
        "list_participants": {"add": [thing.person_id]},
        "open_conference": {"area": thing.area, "purpose": "会商"},
        "invite_to_conference": {"users": [thing.user_id]},
        "export_case": {
            "title": "山火",
            "area": thing.area,
            "since": "2026-11-01T00:00:00Z",
            "until": "2026-11-01T01:00:00Z",
            "reason": "复盘",
        },
        "remove_case": {"reason": "不再需要"},
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
        "record_stream": {"incident": thing.incident_id},
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


@cache
def operations() -> dict[str, tuple[str, str]]:
    found = {}
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            found[operation["operationId"]] = (method.upper(), path)
    return found


def ask(client: Client, name: str, thing: SimpleNamespace, token: str = "") -> int:
    method, path = operations()[name]
    path = drill_path(name, path, thing)
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
    if name == "get_wind":
        path += "?lon=113.5&lat=23.1"
    if name == "view_features":
        path += "?bbox=113,22,114,24&zoom=13&layers=school"
    if name == "list_features":
        path += "?layer=school"
    if name == "list_callouts":
        path += f"?about=alarm&about_id={thing.alarm_id}"
    if name in ("list_presses", "list_footages"):
        path += f"?incident={thing.incident_id}"
    if name in ("list_contact_gaps", "list_talk_acts", "get_duty", "list_roll_call_scores", "get_report_scheme", "get_opinion_figures"):
        path += f"?area={thing.area}"
    if name in FIGURES:
        path += f"?area={thing.area}{FIGURES[name]}"
    if name in DRILLS_OF_AREA:
        path += f"?area={thing.area}{DRILLS_OF_AREA[name]}"
    if name in QUERIES:
        path += f"?area={thing.area}{QUERIES[name]}"
    if name in ("list_expert_calls", "list_expert_opinions"):
        path += f"?incident={thing.incident_id}"
    if name == "dossiers_at":
        path += f"?alarm={thing.alarm_id}"
    if name in WITH_AREA or name in DOSSIERS_OF_AREA or name in HAZARDS_OF_AREA:
        path += f"?area={thing.area}"
    if name == "list_leader_notices":
        path += f"?incident={thing.notice_incident_id}"
    if name in ("list_alerts", "get_alert_facts", "list_alert_documents", *ALERTS_OF_AREA):
        path += f"?area={thing.area}"
    if name == "get_force_coverage":
        path += "?by=domain&key=mountain"
    if name == "get_alert_words":
        path += f"?area={thing.area}&hazard=rainstorm&colour=yellow"
    if name == "get_roster":
        path += f"?area={thing.area}&start=2027-03-01T00:00:00Z&end=2027-03-08T00:00:00Z"
    if name.startswith("get_replay_") or name == "get_trail":
        path += f"?areas={thing.area}&at=2026-11-01T00:00:00Z&from=2026-11-01T00:00:00Z&to=2026-11-01T01:00:00Z&step=60&subject={thing.subject_id}"
    assert "{" not in path, path
    headers = {"Idempotency-Key": str(uuid4())} | ({"Authorization": f"Token {token}"} if token else {})
    if method == "GET":
        return client.get(path, headers=headers).status_code
    if name == "send_recording_part":
        return client.post(path, {"part": 1, "file": SimpleUploadedFile("1.webm", b"x")}, headers=headers).status_code
    if name == "import_case":
        form = {"area": thing.area, "reason": "学习", "file": SimpleUploadedFile("案例.zip", b"x")}
        return client.post(path, form, headers=headers).status_code
    if name in UPLOADS:
        query, form = upload(name)
        return client.post(path + query, form, headers=headers).status_code
    if name in DRILL_UPLOADS:
        return client.post(path, drill_upload(name), headers=headers).status_code
    if name in DOSSIER_UPLOADS:
        return client.post(path, {"file": dossier_upload(name, thing, *PLACE[thing.area])}, headers=headers).status_code
    if name in HAZARD_UPLOADS:
        return client.post(path, hazard_upload(name, thing.area), headers=headers).status_code
    if name in FIGURE_UPLOADS:
        return client.post(path, {"file": figure_upload(name, thing)}, headers=headers).status_code
    if name == "import_force_sheet":
        return client.post(path, {"file": SimpleUploadedFile("装备.csv", "队伍,装备\n".encode())}, headers=headers).status_code
    if name in ("attach_file", "attach_consultation_file"):
        return client.post(path, {"file": SimpleUploadedFile("现场.pdf", b"%PDF-1.7 x")}, headers=headers).status_code
    body = bodies(thing).get(name, {})
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers).status_code
