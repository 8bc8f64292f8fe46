"""Who may sign in and how: every bound is a row."""

from __future__ import annotations

_GB = "GB/T 22239-2019 8.1.4.1 身份鉴别;"
_OWN = "本系统默认值,请按本单位安全策略修订"
LEAST_DAYS = 180  # a row below is refused by the database as well (migration of realtime.rules)
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("signin.wrong_allowed", 5, "次", "同一账号从同一地址连续错误;" + _GB + _OWN),
    ("signin.account_wrong_allowed", 20, "次", "同一账号从各处合计;近期登录成功过的地址不受影响;" + _OWN),
    ("signin.address_wrong_allowed", 20, "次", "同一地址对各账号合计;" + _OWN),
    ("signin.wrong_window_min", 15, "分钟", "超过此时间没有再错,重新计数;" + _OWN),
    ("signin.lock_min", [5, 15, 60, 240], "分钟", "第一次、第二次……锁定多久,一天内逐次加长;" + _OWN),
    ("signin.known_address_days", 30, "天", "此期间登录成功过的地址视为本人地址;" + _OWN),
    (
        "signin.second_factor_roles",
        ["administrator", "security_administrator", "audit_administrator"],
        "角色",
        "须用两种鉴别技术的角色,其一为密码技术;演示城市不强制;" + _GB + _OWN,
    ),
    ("signin.totp_drift", 1, "步", "RFC 6238 第 5.2 节:允许前后各一个 30 秒步长"),
    ("signin.recovery_codes", 10, "个", "手机丢失时使用,每个一次;" + _OWN),
    ("signin.idle_min", 10, "分钟", "无操作即锁定席位,不退出:警情、求救和地图仍在更新;" + _OWN),
    ("signin.session_h", 336, "小时", "自登录起最长时间,之后须重新登录;" + _OWN),
    ("signin.password_min_length", 8, "位", _GB + _OWN),
    ("signin.password_kinds", 3, "类", "大写、小写、数字、符号中至少几类;" + _GB + _OWN),
    ("signin.password_days", 90, "天", "超过后提醒更换;" + _GB + _OWN),
    ("signin.password_expiry_blocks", False, "", "为真时,到期的密码须先更换才能登录;默认只提醒,不把值班员挡在门外;" + _OWN),
    ("security.keep_days", LEAST_DAYS, "天", "网络安全法第二十一条:日志留存不少于六个月;数据库拒绝更小的值"),
]


def load() -> None:
    """Rules only."""
