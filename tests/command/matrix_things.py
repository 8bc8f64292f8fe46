"""One of everything the API has an address for, in an area."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from command.onekey.models import Press
from command.onekey.token import Seen, sign
from command.onekey.wish import Wish
from command.people.actions import create_person
from command.wall.actions import add_wall
from command.wall.models import SavedScene
from command.wall.scene import DAILY
from devices.feeds.actions import add_feed
from devices.mapping.models import MappingRow
from devices.terminals.models import Subject, Terminal, UnknownDevice
from devices.video.actions import add_link
from devices.video.models import Job
from devices.video.registry import add_stream
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
from dispatch.footage.models import Footage
from dispatch.geofences.actions import draw_fence
from dispatch.incidents.actions import open_incident
from dispatch.orders.actions import assign_unit
from dispatch.orders.lending import Reinforcement
from dispatch.phones.models import PhoneCall
from dispatch.plots.actions import draw_plot as draw
from dispatch.plots.making import Circle, make
from dispatch.plots.models import PlotSign
from dispatch.radiolinks.actions import add_link as add_radio_link
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
from realtime.files.models import File
from realtime.files.store import path_of
from realtime.talk import burstlog
from realtime.talk.frame import write as write_frame
from realtime.talk.models import Burst
from tests.command.matrix_alerts import alert_things
from tests.command.matrix_consultation import consultation_things
from tests.command.matrix_dossiers import dossier_things
from tests.command.matrix_drills import drill_things
from tests.command.matrix_duty import duty_things
from tests.command.matrix_evacuation import evacuation_things
from tests.command.matrix_figures import THINGS as FIGURES
from tests.command.matrix_figures import figure_things
from tests.command.matrix_forces import force_things
from tests.command.matrix_forest import forest_things
from tests.command.matrix_hazards import hazard_things
from tests.command.matrix_monitoring import monitoring_things
from tests.command.matrix_opinion import opinion_things
from tests.command.matrix_peering import peering_things
from tests.command.matrix_reports import report_things
from tests.command.matrix_responding import responding_things
from tests.command.matrix_response import response_things
from tests.command.small_case import small_case

OURS, OTHERS = "440117", "440115"
PLACE = {"440117": (113.586, 23.548), "440115": (113.525, 22.802)}  # ours, another's


def maker(people: SimpleNamespace, settings: Any, tmp_path: Path) -> Callable[[str], SimpleNamespace]:
    """One of everything in an area."""
    settings.DATA_DIR = tmp_path
    settings.SIP_URL = "sip:8000@127.0.0.1"  # an exchange to dial through; nobody takes the wishes here

    def one_of_everything(area: str) -> SimpleNamespace:
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
        official = PlotSign.objects.get_or_create(
            code="T-1", defaults={"name": "符号", "category": "event", "media": "image/png", "picture": b"-"}
        )[0]
        plot = draw(actor="system", name="系统", kind="cordon", made=make("cordon", None, Circle(lon, lat, 300)))
        terminal = Terminal.objects.create(adapter="dji", external_id=f"SN{area}", subject=units[0].subject, area=area, kind="uav")
        unknown = UnknownDevice.objects.create(adapter="radio", external_id=f"U{area}", topic="t", hint={"area": area})
        alarm = raise_alarm(actor="system", source="call", urgency="normal", lon=lon, lat=lat, area=area)
        link = add_link(actor="system", kind="video", label="镜头", url="https://video.example/1", area=area)
        national = {"device": f"{area}00002000000001".ljust(20, "0"), "channel": f"{area}00001310000001".ljust(20, "0")}
        stream = add_stream(actor="system", name="瞭望塔", area=area, provider="gb28181", address=national, ptz=True)
        job = Job.objects.create(kind=Job.RECORDS, stream=stream, provider="gb28181", actor="system")
        from devices.commands.actions import issue
        from devices.terminals.actions import send_downlink
        from dispatch.callout.actions import start_callout
        from dispatch.contacts.actions import add_person

        downlink = send_downlink(terminal=terminal, kind="text", payload={})
        radio = Terminal.objects.create(adapter="radio", external_id=f"R{area}", subject=units[0].subject, area=area, kind="radio")
        told = issue(actor="system", name="系统", terminal=radio, kind="disable", params={}, reason="失联")
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
        radio_link = add_radio_link(actor="system", name="同播", area=area, port=30000 + int(area[-4:]), host="192.0.2.1")
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
        feed = add_feed(actor="system", code=f"f{area}", name="数据源", kind="firms", area=area)
        token = sign(Seen("system", Wish(f"area:{area}", "area", area, area, "请到岗", "", []), {}, None))
        approval = Approval.objects.create(
            what="callout", area=area, digest="0" * 64, words="叫应", audience="officials", number=90, need="second", asked_by="system",
            asked_name="系统",
        )  # fmt: skip
        return SimpleNamespace(
            press_id=press.pk, token=token, approval_id=approval.pk,
            **alert_things(area),
            **report_things(area),
            **response_things(area),
            **evacuation_things(area, lon, lat),
            **forest_things(area, lon, lat),
            **drill_things(area, guest),
            **FIGURES,
            **figure_things(area),
            **dossier_things(area, lon, lat, file),
            **hazard_things(area, lon, lat),
            **force_things(area, units[1].pk, lon, lat),
            **monitoring_things(area, lon, lat),
            **responding_things(area),
            **consultation_things(area, incident),
            **opinion_things(area, incident.pk),
            **peering_things(area),
            **duty_things(area, contact, guest, people.ho),
            conference_id=conference.pk, leg_id=leg.pk, user_id=guest.pk, decision_id=decision.pk, recording_id=recording.pk,
            item_id=item.pk, depot_id=depot.pk, stock_id=stock.pk, lot_id=stock.lots.get().pk, request_id=supplies.pk,
            sheet_id=sheet.pk, unit_id=units[1].pk, post_id=spare.pk, mission_id=mission.pk, vehicle_id=vehicle.pk,
            radio_link_id=radio_link.pk, group_id=group.pk, burst_id=burst.pk, broadcast_id=broadcast.pk, exercise_id=drill.pk, channel="sms",
            phone_call_id=phone_call.pk, phone_address_id=dialled.addresses.get().pk, provider="sms1", wall_id=wall.pk, scene_id=saved.pk,
            number="119-1", area=area, free=units[1].pk, alarm_id=alarm.pk, incident_id=incident.pk, assignment_id=assignment.pk, order_id=order.pk,
            terminal_id=terminal.pk, unknown_id=unknown.pk, link_id=link.pk, downlink_id=downlink.pk, command_id=told.pk,
            person_id=contact.pk, callout_id=callout.pk, call_id=callout.calls.order_by("id")[0].pk,
            second_id=second.pk, reinforcement_id=lending.pk, seq=1, file_id=file.pk, roll_call_id=roll_call.pk, danger_id=danger.pk, case_id=small_case(area, burst=burst.pk, file=file.pk).pk, subject_id=units[1].subject_id, fence_id=fence.pk, plot_id=plot.pk, sign_code=official.code, stream_id=stream.pk, footage_id=Footage.objects.create(stream=stream, incident=incident, by="system", by_name="系统").pk, feed_id=feed.pk, mapping_id=MappingRow.objects.get_or_create(name="映射", topic_filter="vendor/+/up", identity="2", source="厂家")[0].pk, job_id=job.pk, feature_id=add_feature(actor="system", layer="school", name="学校", lon=lon, lat=lat).pk,
        )  # fmt: skip

    return one_of_everything
