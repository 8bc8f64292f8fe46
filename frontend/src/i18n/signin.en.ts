import type { Wording } from './index'
import type zh from './signin.zh-CN'

const signin: Wording<typeof zh> = {
  signin: {
    username: 'User name',
    password: 'Password',
    enter: 'Sign in',
    busy: 'Signing in…',
    out: 'Sign out',
    sign_in_failed: 'User name or password is not correct, please check',
    too_many: 'Too many attempts, wait a minute and try again',
    http_429: 'Too many attempts, wait a minute and try again',
    bad_pin: 'PIN not correct, please try again',
    expired: 'Your sign-in has expired, please sign in again. Nothing you entered is lost.',
  },
}
export default signin
