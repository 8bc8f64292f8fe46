"""What the security log calls things, for the page and for syslog. A kind that is not here is shown by its code."""

from __future__ import annotations

WORDS = {
    "session.opened": "登录",
    "session.closed": "退出",
    "session.taken_over": "接班换人",
    "session.ended": "退出其他登录",
    "sign_in.failed": "登录失败",
    "sign_in.locked_out": "登录锁定",
    "sign_in.lifted": "解除锁定",
    "second_factor.enrolled": "绑定双因素",
    "second_factor.removed": "移除双因素",
    "second_factor.recovered": "使用恢复码",
    "password.changed": "更改密码",
    "security_log.read": "查看安全日志",
    "person.created": "新建账号",
    "person.changed": "变更账号",
    "post.given": "授予岗位",
    "post.ended": "结束岗位",
    "token.issued": "生成令牌",
    "token.revoked": "吊销令牌",
    "contact.revealed": "查看完整号码",
    "volunteer.revealed": "查看志愿者信息",
    "feature_export.made": "导出地图数据",
    "track_export.made": "导出轨迹",
    "ruling.entered": "登记授权",
    "ruling.changed": "修改授权",
    "ruling.removed": "删除授权",
    "peer_key.made": "生成对接密钥",
    "peer_key.entered": "录入对接密钥",
    "peer_key.ended": "停用对接密钥",
}
