/** How the outbox reaches the centre, and what each answer means for what waits. */
import { ApiError, get, post, postForm, rememberCsrf } from '@/api/client'
import type { Session } from '@/api/types'
import type { Post } from './outbox/sender'

/** Shorter than at a desk: on a bad uplink a new try is worth more than a long wait. */
const TIMEOUT_MS = 12_000
/** 300 KB at 32 kbit/s, with some to spare. */
const PICTURE_MS = 120_000

export const send: Post = async (path, body, key, file) => {
  try {
    if (file) return { ok: true, answer: await postForm<unknown>(path, formOf(body, file), { key, timeoutMs: PICTURE_MS }) }
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

function formOf(fields: unknown, file: { blob: Blob; name: string }): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields as Record<string, unknown>)) form.append(name, String(value))
  form.append('file', file.blob, file.name)
  return form
}

async function renewCsrf(): Promise<void> {
  try {
    rememberCsrf((await get<Session>('/api/session')).csrf)
  } catch {
    // the next try says what is wrong
  }
}
