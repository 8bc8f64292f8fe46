/** Wording of sign-in, lock and change of shift, shared by desk and field. */
const signin = {
  signin: {
    username: '用户名',
    password: '密码',
    enter: '登录',
    busy: '正在登录…',
    code: '动态口令(六位数字)或恢复码',
    verify: '验证',
    another: '换一个账号',
    passkey: '用通行密钥登录',
    enrol: '去绑定',
    enrol_factor: '您的岗位须用双因素登录,请先绑定手机动态口令或通行密钥。',
    bad_code: '口令不正确或已用过,请等下一个口令',
    bad_passkey: '通行密钥没有通过验证,请重试或改用密码',
    passkey_cancelled: '已取消,或设备没有通过验证',
    not_signed_in: '等待时间过长,请重新输入密码',
    password_expired: '密码已到期,请系统管理员重置',
    locked_out: '连续错误次数过多,请约 {minutes} 分钟后再试,或请安全管理员解除',
    account: '我的账户',
    out: '退出登录',
    sign_in_failed: '用户名或密码不正确,请检查后重试',
    too_many: '尝试次数过多,请稍等一分钟再试',
    http_429: '尝试次数过多,请稍等一分钟再试',
    bad_pin: 'PIN 不正确,请重新输入',
    expired: '登录已失效,请重新登录。未提交的内容都还在。',
  },
}
export default signin
