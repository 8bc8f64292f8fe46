"""Every code the centre answers with: HTTP errors and socket closes, in one place. docs/codes.md is made from here. No Django."""

from __future__ import annotations

from typing import Any, NamedTuple


class Code(NamedTuple):
    status: int  # HTTP status, or WebSocket close code
    meaning: str
    do: str


HTTP: dict[str, Code] = {
    "bad_request": Code(400, "请求无法读懂", "检查格式;这是程序错误,请报告"),
    "exchange_version": Code(400, "不支持这个报文版本", "按 where 所列的版本发送,或升级其中一方的平台"),
    "key_missing": Code(400, "缺少 Idempotency-Key 请求头", "每条命令带一个新的 UUID;重发时沿用原键"),
    "not_signed_in": Code(401, "未登录或登录已失效", "重新登录"),
    "sign_in_failed": Code(401, "用户名或密码不正确,或账号已停用", "核对后再试,或请管理员重置"),
    "second_factor": Code(401, "密码正确,还需第二步验证", "输入动态口令或恢复码,或使用通行密钥(where 列出可用的方式)"),
    "enrol_factor": Code(401, "本岗位须用双因素登录,尚未绑定", "打开 /account/enrol/ 绑定动态口令或通行密钥"),
    "password_expired": Code(401, "密码已到期", "请系统管理员重置密码"),
    "bad_code": Code(401, "动态口令或恢复码不正确,或已经用过", "等下一个口令;核对手机时间是否自动校准"),
    "bad_passkey": Code(401, "通行密钥没有通过验证", "重试,或改用密码"),
    "signature": Code(401, "签名、时间或随机数没有通过", "按 docs/gateways.md 第 2 节计算签名;每次请求用当前时间和新的随机数"),
    "ticket": Code(401, "连接票据无效、已使用或已过期", "重新取票再连接"),
    "forbidden": Code(403, "当前岗位没有此项权限,或对象不在辖区内", "换有权限的岗位,或请上级办理"),
    "not_outlet": Code(403, "不是本事件的信息出口", "请“四个一”中写明的信息出口签发"),
    "bad_pin": Code(403, "口令不正确", "再输入一次;连续错误 5 次须用密码登录"),
    "locked": Code(403, "席位已锁定", "输入口令解锁后再操作"),
    "origin": Code(403, "来源不在允许名单", "把本站地址加入 ALLOWED_ORIGINS"),
    "not_found": Code(404, "没有这个对象,或它不在辖区内", "刷新后再试"),
    "conflict": Code(409, "对象已被别人改动", "刷新后按最新状态处理"),
    "unit_assigned": Code(409, "队伍已有在办任务", "另选队伍,或先请占用方解除"),
    "unit_unavailable": Code(409, "队伍当前不可派", "另选队伍"),
    "wrong_state": Code(409, "当前状态不允许此操作", "按当前状态处理"),
    "open_assignments": Code(409, "仍有未解除的任务,不能结束事件", "先解除或收队"),
    "open_children": Code(409, "仍有未结束的下级事件", "先结束或解除关联"),
    "four_ones": Code(409, "“四个一”尚未落实", "补齐牵头领导、工作专班、行动方案、信息口径"),
    "field_conflict": Code(409, "同一字段已被别人改动", "对照两个值,确定后再保存"),
    "area_change": Code(409, "新地点在另一个区", "选择事件随地点转区,或仍由原区负责"),
    "status_move": Code(409, "规则不允许这样改变状态", "按规则逐步变更,或请有权限的岗位办理"),
    "floor": Code(409, "借出后低于出借方留守底线", "另选队伍,或请出借方书面同意"),
    "approval_needed": Code(409, "按授权表,此操作须另一人批准或记录口头授权", "请有批准权的岗位确认,或录入口头授权"),
    "role_empty": Code(409, "预案岗位无人", "在通讯录或值班表中补齐该岗位,再启动预案"),
    "stale_preview": Code(409, "预览之后情况已变", "重新预览,核对后再确认"),
    "not_on_list": Code(409, "不在经批准的演练参演名单内", "先将其列入名单并由两人批准"),
    "room_full": Code(409, "会商席位已满,或没有空闲会议室", "请有人先离会、关闭画面,或换一种会商方式"),
    "duty_overlap": Code(409, "该时段已有班次", "先调整原班次"),
    "separate_duties": Code(409, "系统、安全、审计管理员须由不同的人担任", "先结束原岗位,或另选一人"),
    "own_work": Code(409, "自己上报的整改不能自己复查", "请另一位有复查权限的人员复查"),
    "unaccounted": Code(409, "特殊群体人员没有全部登记去向", "补登记,或写明原因后再完成"),
    "sos_open": Code(409, "有未确认的求救", "先确认求救,再交接"),
    "not_handed_over": Code(409, "火场尚未移交", "先登记接收单位和接收人,再结束事件"),
    "exercise": Code(409, "演练与实战不能混用", "在同一演练或实战中操作"),
    "already_adopted": Code(409, "设备已被登记", "在设备清单中查看"),
    "exists": Code(409, "已有同名对象", "换一个名称"),
    "numbers_differ": Code(409, "发布的数字与最新签发的报告不一致", "按 where 所列逐项更正,或先签发新的续报"),
    "plot_locked": Code(409, "标绘正由别人编辑", "等他保存,或请有权限的岗位接管"),
    "too_large": Code(413, "文件过大", "压缩后再传"),
    "file_kind": Code(415, "不接受这种文件", "改用 JPG、PNG、WebP、PDF 或 MP4"),
    "invalid": Code(422, "内容有误", "按 where 所列的位置改正"),
    "too_far": Code(422, "当前位置离点位太远", "到点位附近再签到,或由值班员语音代报"),
    "impossible_line": Code(422, "这样的供水线接不通", "减小流量、换粗水带或高扬程泵,或改用水罐车、直升机"),
    "not_public": Code(422, "含有不得对外公布的内容", "删去电话、人名、坐标、防护目标和内部编号"),
    "key_reused": Code(422, "同一个键用于不同命令", "换一个新的 Idempotency-Key"),
    "too_many": Code(429, "操作过于频繁", "稍候再试"),
    "locked_out": Code(429, "连续错误次数过多,暂时锁定", "等 where 所列的秒数,或请安全管理员解除"),
    "internal": Code(500, "系统出错,这次操作没有完成", "重试;仍不行把编号告诉系统管理员"),
    "provider_refused": Code(502, "外部服务拒绝了请求", "按返回的原因处理,或换一种方式"),
    "live_refused": Code(502, "设备拒绝了请求", "按设备返回的错误码处理"),
    "unavailable": Code(503, "数据库暂时不可用,命令没有执行", "数秒后用原来的键重发"),
    "crowded": Code(503, "系统正忙,命令没有执行", "数秒后用原来的键重发"),
}

CLOSE: dict[str, Code] = {
    "slow": Code(4008, "读得太慢:未确认超过 2000 帧、1 MiB 或 15 秒", "带游标重连"),
    "restart": Code(4013, "服务正在重启", "随机等待后重连"),
    "too_many": Code(4029, "连接、订阅或帧过多", "减少后重连"),
    "malformed": Code(4400, "连续三帧无法读懂", "修正程序后再连"),
    "ticket": Code(4401, "票据无效", "重新取票"),
    "revoked": Code(4403, "权限已变更或已退出", "重新登录"),
    "room_closed": Code(4404, "会商已结束,或已被请出", "不要重连"),
    "hello": Code(4408, "20 秒内没有订阅", "连接后立即订阅"),
    "replaced": Code(4409, "同一参会人在别处入会", "不要重连"),
}

FRAME: dict[str, Code] = {
    "forbidden_scope": Code(0, "没有权限读取这个范围", "只订阅辖区内的范围"),
    "unknown_frame": Code(0, "不认识这种帧", "见 docs/protocol.md §2.2"),
    "not_in_room": Code(0, "对方不在这个会商里", "等对方入会的帧"),
    "too_many_subscriptions": Code(0, "一条连接最多 50 个订阅", "退订不用的范围"),
}


class Problem(Exception):
    """A refusal for people: code from HTTP above, detail in Chinese saying what, where, what to do."""

    def __init__(self, code: str, detail: str = "", *, where: list[str] | None = None, holder: dict[str, Any] | None = None) -> None:
        super().__init__(detail or HTTP[code].meaning)
        self.code, self.status = code, HTTP[code].status
        self.detail = detail or f"{HTTP[code].meaning}。{HTTP[code].do}。"
        self.where, self.holder = where, holder

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"code": self.code, "detail": self.detail}
        if self.where:
            answer["where"] = self.where
        if self.holder:
            answer["holder"] = self.holder
        return answer
