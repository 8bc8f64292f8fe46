/** How the outbox reaches the centre, and what each answer means for what waits. */
import { ApiError, get, post, rememberCsrf } from '@/api/client'
import type { Session } from '@/api/types'
import type { Post } from './outbox/sender'

/** Shorter than at a desk: on a bad uplink a new try is worth more than a long wait. */
const TIMEOUT_MS = 12_000

export const send: Post = async (path, body, key) => {
  try {
    return { ok: true, answer: await post<unknown>(path, body, { key, timeoutMs: TIMEOUT_MS }) }
  } catch (problem) {
    if (!(problem instanceof ApiError)) return { ok: false, again: true }
    if (problem.retriable || problem.status === 408) return { ok: false, again: true }
    if (problem.status === 401) return { ok: false, again: true, signIn: true }
    // An answer without a sentence is not ours (a portal of the mobile network, an expired CSRF cookie): not a no.
    if (problem.detail === '' || problem.code.includes('csrf')) {
      await renewCsrf()
      return { ok: false, again: true }
    }
    return { ok: false, again: false, code: problem.code, detail: problem.detail }
  }
}

async function renewCsrf(): Promise<void> {
  try {
    rememberCsrf((await get<Session>('/api/session')).csrf)
  } catch {
    // the next try says what is wrong
  }
}
