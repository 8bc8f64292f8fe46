/** Who is at this screen: one shared session, read from the server and changed by sign-in, lock and unlock. */
import { computed, shallowRef } from 'vue'
import { ApiError, get, post, rememberCsrf } from './client'
import { askPasskey, type PasskeyOptions } from './passkey'
import type { Session } from './types'

const session = shallowRef<Session | null>(null)
const asked = shallowRef(false)

function keep(answer: Session): Session {
  rememberCsrf(answer.csrf)
  session.value = answer
  asked.value = true
  return answer
}

/** The session, or null when nobody is signed in. Other failures (server away) are thrown. */
async function load(): Promise<Session | null> {
  try {
    return keep(await get<Session>('/api/session'))
  } catch (problem) {
    if (problem instanceof ApiError && problem.status === 401) {
      session.value = null
      asked.value = true
      return null
    }
    throw problem
  }
}

async function signIn(username: string, password: string): Promise<Session> {
  return keep(await post<Session>('/api/session/sign-in', { username, password }))
}

/** After the password: an authenticator's code or a recovery code. */
async function takeSecondStep(code: string): Promise<Session> {
  return keep(await post<Session>('/api/session/second-step', { code }))
}

/** The browser's own dialogue; a passkey alone is both factors. Throws what the browser throws when it is cancelled. */
async function signInWithPasskey(): Promise<Session> {
  const credential = await askPasskey(await post<PasskeyOptions>('/api/session/passkey-options'))
  return keep(await post<Session>('/api/session/passkey', { credential }))
}

async function signOut(): Promise<void> {
  await post('/api/session/sign-out')
  session.value = null
}

async function lock(): Promise<void> {
  await post('/api/session/lock')
  if (session.value) session.value = { ...session.value, locked: true }
}

/** A pin opens the lock; with `username` it changes the person at shift change, without reload. */
async function unlock(pin: string, username?: string): Promise<Session> {
  return keep(await post<Session>('/api/session/unlock', username ? { pin, username } : { pin }))
}

const verbs = computed(() => new Set((session.value?.posts ?? []).flatMap((held) => held.verbs)))

/** May the person at this screen do it anywhere? The server decides; this only hides what would be refused. */
function may(verb: string): boolean {
  return verbs.value.has(verb) || verbs.value.has('*')
}

export function useSession() {
  return { session, asked, load, signIn, takeSecondStep, signInWithPasskey, signOut, lock, unlock, may }
}
