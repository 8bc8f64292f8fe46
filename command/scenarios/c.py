"""Scenario C: a tank explodes at 小虎岛 at twenty past three in the morning. Places are approximate, the event and everybody in it are invented."""

from __future__ import annotations

from math import hypot

from command.scenarios import c_faults as faults
from command.scenarios import c_first as first
from command.scenarios import c_later as later
from command.scenarios import c_public as public
from command.scenarios.c_place import AIRCRAFT, NANSHA, PARTS, SITE, prepare, tidy
from command.scenarios.reporting import clock_of, paper, phone_report, reported
from command.scenarios.responding import approve, in_force
from command.scenarios.script import Step, Story
from command.scenarios.stage import Stage
from devices.simulator.motion import between
from realtime.exercises.models import Exercise

__all__ = ["AIRCRAFT", "KIND", "LONGEST_S", "PARTS", "STORY", "WATCHED", "move", "prepare", "tidy"]
KIND = Exercise.TABLETOP
LONGEST_S = 90  # of a check, on a machine that does much else; its faults take their time
WATCHED = NANSHA  # its screen is looked at beside the city's

STEPS: tuple[Step, ...] = (
    Step("00:00", "压力、气体传感器,119,摄像机", "四个来源并为一条警情", first.signals, first.one_alarm, 2.0),
    Step("00:05", "系统", "一企一档随警情打开:储罐、物性、联系人", first.open_dossier, first.dossier_open, 10.0),
    Step("01:00", "值班员", "回拨企业,死伤失联和燃烧物料记入警情", first.call_back, first.called_back, 5.0),
    Step("02:00", "值班长", "立案 12D01,提示一般", first.verdict, first.opened, 5.0),
    Step("02:10", "值班长", "警戒区 1 公里、下风向 3 公里,防护目标清单", first.draw, first.listed, 5.0),
    Step("03:00", "值班长", "派五支队伍,写明防护等级和上风向集结点,全部签收", first.order, first.accepted, 60.0),
    Step("04:00", "园区消防站", "先到场,自动为现场指挥", first.park_arrives, first.park_commands, 2.0),
    Step("05:00", "值班长", "一键会商七方,带现场画面", first.confer, first.conferring, 10.0),
    Step("06:00", "会商服务", "中断,席位上自动提示改用通话组", faults.meeting_dies, faults.said_down, 30.0),
    Step("06:30", "值班长", "改用通话组,原班人员在组", faults.by_radio, faults.on_the_radio, 5.0),
    Step("07:00", "值班员", "无权强插,被拒绝并留痕", faults.break_in, faults.denied_and_on_record, 3.0),
    Step("08:00", "区长", "预案启动预览:42 项任务、9 个工作组、无空岗", first.preview_plan, first.no_post_is_empty, 5.0),
    Step("08:10", "区长", "一键启动Ⅲ级,任务下发到人", first.start_plan, first.plan_runs, 5.0),
    Step("10:00", "两个指挥部", "同一秒要同一辆泡沫车,一家得到,另一家看到原因", faults.second_fire, faults.one_has_it, 5.0),
    Step("13:00", "消息服务器", "重启,其间有人求救、有新指令", faults.broker_restarts, faults.back, 30.0),
    Step("13:10", "电台", "位置恢复上报", faults.everybody_moves, faults.positions_resume, 5.0),
    Step("13:15", "系统", "求救和签收一条不少", lambda s: None, faults.nothing_lost, 20.0, faults.what_is_lost),
    Step("13:30", "值班长", "求救核实,署名了结", faults.sos_settled, lambda s: bool(s.rows("alarms", source="sos")[0]["acked_name"]), 3.0),
    Step("14:00", "公众", "网上出现视频,舆情关联事件,提示网上早于报告", public.video_on_the_net, public.net_was_earlier, 10.0),
    Step("15:00", "区", "转移居民 236 人、职工 410 人,区域短信留痕,分安置点清点相符", later.leave_home, later.all_out, 15.0),
    Step("20:00", "值班员", "电话报告,复述并记录,时限停表", lambda s: phone_report(s, "南沙区小虎岛储罐爆炸"), lambda s: clock_of(s, "phone") == "met", 3.0),
    Step("25:00", "市", "跨区增援:番禺、黄埔不低于底线出借,护送路线避开影响区,签收", later.reinforce, later.reinforced, 30.0),
    Step("30:00", "无人机", "气体浓度超限并入警情,绘出浓度范围", later.gas_map, later.gas_shown, 10.0),
    Step("30:20", "值班员", "转东风,影响区重算,多出两个村,只叫应这两个村", later.wind_veers, later.only_the_new_ones, 10.0),
    Step("36:00", "值班长", "“四个一”落实,信息出口只有一个", public.four_ones, lambda s: len(s.the_incident()["four_ones"]) == 4, 2.0),
    Step("38:00", "区领导", "接替园区站长指挥,有交接记录", later.district_takes_command, later.handed_over, 2.0),
    Step("60:00", "值班员", "书面首报签发编号,要素齐全", lambda s: paper(s, "first"), lambda s: reported(s, "first", "written"), 20.0),
    Step("60:20", "值班员", "首报成文为 PDF", lambda s: None, later.signed_pdf, 10.0),
    Step("70:00", "信息出口", "发布稿数字与签发报告不一致,不能签发", public.release_with_a_wrong_number, public.held_back, 5.0),
    Step("71:00", "信息出口", "改为一致,签发发布", public.release_as_reported, public.released, 10.0),
    Step("80:00", "医院", "3 死 8 伤,提示较大", later.hospital, later.graver, 5.0),
    Step("80:05", "系统", "按规则建议升为Ⅱ级", lambda s: None, later.second_level, 15.0),
    Step("81:00", "值班长", "等级核定为较大", later.confirm_grade, lambda s: s.the_incident()["grade_state"] == "confirmed", 2.0),
    Step(
        "84:00", "常务副总指挥", "口头批准Ⅱ级,预案补发任务", lambda s: approve(s, "hazmat", "孙常务", "常务副总指挥"), lambda s: in_force(s, "hazmat", 2), 5.0
    ),
    Step("90:00", "值班员", "续报一报出,抄送上一级以上", lambda s: paper(s, "follow", later.COPIES), later.copied, 20.0),
    Step("200:00", "现场指挥", "明火扑灭,洗消,空气监测 24 小时", later.fire_out, later.guarded, 5.0),
    Step("200:10", "区", "居民返回须批准,附测站读数", public.may_go_home, public.going_home, 5.0),
    Step("200:30", "值班员", "终报:一小时内签发报出", lambda s: paper(s, "final"), lambda s: reported(s, "final", "final"), 20.0),
)  # fmt: skip
STORY = Story("C", "情景 C:南沙小虎岛储罐爆炸", "4401", STEPS)


def move(stage: Stage, second: float) -> None:
    """Each team on its way from the moment its order was accepted; the aircraft stands ready until it is sent."""
    uav = stage.cast.aircraft
    if uav is not None and second < 30 * 60:
        stage.wire.fly(uav.external_id, f"X{stage.exercise}DOCK", AIRCRAFT.lon, AIRCRAFT.lat)
    gone = stage.notes.setdefault("gone", {})
    for key, part in stage.parts.items():
        if key not in gone and any(row["state"] == "accepted" for row in stage.rows("orders", unit=stage.cast.units[key].pk)):
            gone[key] = second
        metres = part.metres_per_s * (second - gone[key]) if key in gone else 0.0
        share = min(1.0, metres / max(1.0, hypot(*between(part.lon, part.lat, *SITE))))
        lon, lat = part.lon + (SITE[0] - part.lon) * share, part.lat + (SITE[1] - part.lat) * share
        stage.wire.stand(part.area, stage.cast.radios[key].external_id, lon, lat)
