/** Wording of sign-in, lock and change of shift, shared by desk and field. */
const signin = {
  signin: {
    username: '用户名',
    password: '密码',
    enter: '登录',
    busy: '正在登录…',
    out: '退出登录',
    sign_in_failed: '用户名或密码不正确,请检查后重试',
    too_many: '尝试次数过多,请稍等一分钟再试',
    http_429: '尝试次数过多,请稍等一分钟再试',
    bad_pin: 'PIN 不正确,请重新输入',
    expired: '登录已失效,请重新登录。未提交的内容都还在。',
  },
}
export default signin
