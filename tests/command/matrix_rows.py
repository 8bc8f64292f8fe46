"""Which verb each operation of the API needs: a new operation is entered here, and in `matrix_asking` if it wants a body."""

from __future__ import annotations

from command.seeding.reference import ROLES
from tests.command import (
    matrix_alerts,
    matrix_consultation,
    matrix_dossiers,
    matrix_drills,
    matrix_evacuation,
    matrix_figures,
    matrix_forces,
    matrix_forest,
    matrix_hazards,
    matrix_monitoring,
    matrix_opinion,
    matrix_peering,
    matrix_reports,
    matrix_responding,
)

VERBS = {code: set(verbs) for code, _, verbs in ROLES}
NEEDS = {
    "raise_alarm": "alarm.raise", "get_alarm": "read", "acknowledge_alarm": "alarm.acknowledge", "give_verdict": "alarm.verify",
    "likely_duplicates": "any", "reopen_alarm": "alarm.verify", "shelve_alarm": "alarm.acknowledge", "unshelve_alarm": "alarm.acknowledge",
    "place_alarm": "alarm.verify", "clear_alarm": "alarm.verify", "mark_step": "alarm.verify", "feed_back": "alarm.verify",
    "take_hotspots": "alarm.raise", "take_transfer": "alarm.intake", "get_transfer": "alarm.intake", "test_mode": "device.adopt",
    "open_incident": "incident.open", "get_incident": "read", "note_incident": "incident.note", "move_phase": "incident.manage",
    "grade_incident": "incident.manage", "close_incident": "incident.close", "recommend_units": "read", "plan_units": "read", "assign_unit": "unit.assign",
    "release_unit": "unit.assign", "open_link": "link.manage", "close_link": "link.manage",
    "list_streams": "any", "add_stream": "link.manage", "change_stream": "link.manage",
    "list_footages": "read", "record_stream": "incident.note", "stop_footage": "incident.note",
    "watch_stream": "read", "leave_stream": "read", "move_camera": "camera.control", "release_camera": "camera.control",
    "ask_records": "camera.control", "steer_playback": "camera.control", "ask_catalogue": "link.manage", "get_video_job": "camera.control",
    "adopt_device": "device.adopt",
    "take_target": "alarm.raise", "start_live": "device.live", "stop_live": "device.live", "get_snapshot": "scope",
    "list_commands": "read", "issue_command": "device.fly", "approve_command": "device.approve", "refuse_command": "device.approve",
    "unknown_devices": "any", "quarantine": "device.adopt city", "terminals": "any",
    "list_mappings": "feed.manage city", "save_mapping": "feed.manage city", "remove_mapping": "feed.manage city", "try_mapping": "feed.manage city",
    "terminal": "read", "downlink": "read",
    "list_event_types": "any", "list_areas": "any", "locate": "any", "search_map": "any", "issue_ticket": "any", "get_session": "any", "sign_out": "any",
    "report_sound": "person", "lock": "person", "unlock": "person", "sign_in": "open", "take_second_step": "open", "get_passkey_options": "open", "sign_in_with_passkey": "open", "get_field": "any", "send_fixes": "own", "send_sos": "any", "acknowledge_order": "own",
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
    "draw_fence": "fence.manage", "change_fence": "fence.manage", "end_fence": "fence.manage", "list_fence_visits": "read", "list_fence_crossings": "any",
    "analyse_around": "any", "export_around": "any",
    "get_plot_catalogue": "any", "get_plot_wind": "any", "find_plot_route": "any", "draw_plot": "plot.draw", "get_plot": "read", "list_plot_revisions": "read", "list_plot_inside": "read",
    "lock_plot": "plot.draw", "change_plot": "plot.draw", "undo_plot": "plot.draw", "release_plot": "plot.draw", "take_over_plot": "plot.override",
    "remove_plot": "plot.draw", "export_plots": "any", "get_plot_sign": "any",
    "notify_alarm": "callout.start", "start_callout": "callout.start", "list_callouts": "read", "get_callout": "read", "get_call": "read",
    "deliver_call": "own", "take_over_call": "callout.start", "answer_call": "callout.start", "answer_calls_together": "own", "stop_callout": "callout.start",
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
    "show_scene": "wall.control", "show_scene_everywhere": "wall.control", "set_wall_visit": "wall.control", "rotate_wall": "wall.control", "configure_wall": "wall.control",
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
    "get_response_facts": "read", "list_responses": "read", "get_response": "read", "propose_response": "response.propose",
    "propose_response_change": "response.propose", "approve_response_change": "response.approve", "refuse_response_change": "response.approve",
    "withdraw_response_change": "response.propose", "file_response_paper": "response.propose", "receive_response_change": "response.propose",
    "sum_up_response": "response.propose", "list_plans": "read", "get_plan_coverage": "read", "get_task_sheet_template": "any", "get_plan": "read",
    "export_plan": "read", "save_plan": "plan.manage", "preview_task_sheet": "any", "import_task_sheet": "plan.manage",
    "preview_activation": "plan.start", "activate_plan": "plan.start", "list_activations": "read", "get_activation": "read",
    "list_outside_checks": "read", "open_outside_check": "task.manage", "report_outside_check": "task.manage", "list_my_tasks": "any",
    "list_task_sets": "read", "get_task_set": "read", "get_task": "read", "issue_desk_tasks": "task.manage", "step_task": "own", "feed_back_task": "own",
    "reject_task": "own", "show_task_evidence": "task.manage", "verify_task": "task.manage", "close_task": "task.manage", "reassign_task": "task.manage",
    "urge_task": "task.manage",
    "preview_press": "onekey.press", "confirm_press": "onekey.press", "list_presses": "read", "get_press": "read", "undo_press": "onekey.press",
    "preview_correction": "read", "correct_press": "onekey.press",
    "get_talk_ticket": "read", "list_talk_groups": "any", "open_talk_group": "talk.manage", "change_talk_members": "talk.manage",
    "list_radio_links": "any", "add_radio_link": "talk.manage", "change_radio_link": "talk.manage",
    "lock_talk_group": "talk.manage", "override_talk_group": "talk.override", "close_talk_group": "talk.manage",
    "call_privately": "own", "list_private_calls": "any", "preview_area_broadcast": "broadcast.send", "get_incident_hold": "read", "hold_incident": "incident.close", "release_incident_hold": "incident.close", "accept_private_call": "own", "decline_private_call": "own", "list_bursts": "any", "get_burst_audio": "read", "list_talk_acts": "audit.read",
    "list_rulings": "any", "get_approval": "read",
    "list_feeds": "any", "list_feeds_above": "any", "add_feed": "feed.manage city", "change_feed": "feed.manage", "ask_feed": "feed.manage",
    "list_basemaps": "any", "choose_basemap": "feed.manage city", "get_weather": "any", "get_wind": "any",
    "list_layers": "any", "view_features": "any", "list_features": "any", "get_layer_choice": "any", "choose_layers": "person", "get_feature": "read",
    "add_feature": "feature.manage", "change_feature": "feature.manage", "remove_feature": "feature.manage",
    "ask_approval": "own", "record_approval_word": "own", "refuse_approval": "own",  # one's own request
    "give_approval": "own",  # with one's own PIN
    "list_channels": "any", "try_channel": "broadcast.send city", "set_channel_limit": "authority.manage city",
    "get_push_key": "person", "subscribe_push": "person", "unsubscribe_push": "person",
    "preview_broadcast": "broadcast.send", "start_broadcast": "broadcast.send", "start_area_broadcast": "broadcast.send", "list_broadcasts": "any",
    "get_broadcast": "read", "list_broadcast_legs": "read", "stop_broadcast": "broadcast.send", "correct_broadcast": "broadcast.send",
    "get_replay_span": "read", "get_replay_state": "read", "get_replay_positions": "read", "get_replay_track": "read", "get_replay_events": "read",
    "get_replay_axis": "read", "get_trail": "read", "export_tracks": "replay.export", "list_cases": "any", "export_case": "replay.export", "import_case": "replay.export",
    "take_case": "replay.export", "get_case_burst": "read", "list_case_files": "read", "get_case_file": "read",
    "list_drills": "any", "start_drill": "callout.start", "get_drill": "read", "list_participants": "callout.start",
    "approve_drill": "drill.approve", "end_drill": "callout.start", "abort_drill": "callout.start",
    **matrix_alerts.NEEDS,
    **matrix_opinion.NEEDS,
    **matrix_reports.NEEDS,
    **matrix_evacuation.NEEDS,
    **matrix_forest.NEEDS,
    **matrix_drills.NEEDS,
    **matrix_figures.NEEDS,
    **matrix_dossiers.NEEDS,
    **matrix_hazards.NEEDS,
    **matrix_forces.NEEDS,
    **matrix_monitoring.NEEDS,
    **matrix_consultation.NEEDS,
    **matrix_peering.NEEDS,
    **matrix_responding.NEEDS,
    "remove_feed": "feed.manage",  # after its outages were asked for
    "remove_case": "replay.export",  # after all that is asked of a case
    "remove_stream": "link.manage",  # after all that is asked of a stream
    "get_inbox": "any", "get_duty": "read", "get_roster": "read", "get_roster_template": "any", "generate_roster": "duty.manage",
    "import_roster": "duty.manage", "add_duty_shift": "duty.manage", "get_duty_shift": "read", "save_special_period": "duty.manage",
    "ask_duty_swap": "duty.write", "decide_duty_swap": "duty.manage", "open_handover": "duty.write", "sign_handover": "duty.write",
    "drop_handover": "duty.write", "write_duty_log": "duty.write", "strike_duty_entry": "duty.write", "start_duty_roll_call": "duty.write",
    "get_duty_roll_call": "read", "answer_duty_roll_call": "duty.write", "end_duty_roll_call": "duty.write", "list_roll_call_scores": "read",
    "report_nil": "duty.report", "remove_duty_shift": "duty.manage",  # after all that is asked of a shift
    "merge_incident": "incident.manage",  # takes the assignment along
    "revoke_terminal": "device.revoke",  # last: after it the terminal is gone
}  # fmt: skip
# A wall commands nothing; these it does for itself, and something new comes of it
A_WALL_MAKES = {"get_talk_ticket"}  # of its own, to listen


def expected(name: str, verbs: set[str], own: bool) -> bool | None:
    """May the holder of these verbs in OURS do it to a thing that is (not) in OURS? None = not a matter of area."""
    match NEEDS[name]:
        case "any" | "person" | "open" | "own":
            return None
        case "read" | "scope":
            return own and "read.called" not in verbs  # an expert reads what they were called to
        case "signed":
            return False  # by a gateway's signature, not by any post (tests/dispatch/test_gateways_sms.py, test_peering.py)
        case (
            "device.adopt city"
            | "unit.assign city"
            | "broadcast.send city"
            | "authority.manage city"
            | "feed.manage city"
            | "alert.draft city"
            | "forest.rule city"
            | "peer.manage city"
            | "instruction.record city"
            | "read city"
        ):
            return False  # a district's post is not the city's
        case verb:
            return own and verb in verbs
