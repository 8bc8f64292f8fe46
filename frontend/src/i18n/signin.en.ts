import type { Wording } from './index'
import type zh from './signin.zh-CN'

const signin: Wording<typeof zh> = {
  signin: {
    username: 'User name',
    password: 'Password',
    enter: 'Sign in',
    busy: 'Signing in…',
    code: 'Six-digit code or recovery code',
    verify: 'Verify',
    another: 'Another account',
    passkey: 'Sign in with a passkey',
    enrol: 'Set it up',
    enrol_factor: 'Your post needs a second factor. Set up an authenticator or a passkey first.',
    bad_code: 'Wrong or used code; wait for the next one',
    bad_passkey: 'The passkey was not accepted. Try again or use the password.',
    passkey_cancelled: 'Cancelled, or the device did not verify you',
    not_signed_in: 'That took too long. Type the password again.',
    password_expired: 'The password has expired. Ask the system administrator.',
    locked_out: 'Too many wrong tries. Try again in about {minutes} min, or ask the security administrator.',
    account: 'My account',
    out: 'Sign out',
    sign_in_failed: 'User name or password is not correct, please check',
    too_many: 'Too many attempts, wait a minute and try again',
    http_429: 'Too many attempts, wait a minute and try again',
    bad_pin: 'PIN not correct, please try again',
    expired: 'Your sign-in has expired, please sign in again. Nothing you entered is lost.',
  },
}
export default signin
