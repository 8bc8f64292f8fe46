/** One Idempotency-Key per intended act: the same press again after a timeout carries the same key, a new act a new one. */
import { ApiError, newKey, post } from '@/api/client'

const STORE = 'ecc-desk-keys'

function load(): Map<string, string> {
  try {
    return new Map(Object.entries(JSON.parse(sessionStorage.getItem(STORE) ?? '{}') as Record<string, string>))
  } catch {
    return new Map()
  }
}

/** Acts whose answer is not known yet; kept over a reload, because the first press may have reached the centre. */
const open = load()

function remember(): void {
  sessionStorage.setItem(STORE, JSON.stringify(Object.fromEntries(open)))
}

/** POST that may be pressed twice. The person is part of the act: after a shift change the same words are a new act. */
export async function command<T>(actor: string, path: string, body: unknown = {}): Promise<T> {
  const act = `${actor} ${path} ${JSON.stringify(body)}`
  const key = open.get(act) ?? newKey()
  open.set(act, key)
  remember()
  try {
    const answer = await post<T>(path, body, { key })
    open.delete(act)
    remember()
    return answer
  } catch (problem) {
    // A definite no stored nothing; only an unknown end keeps the key.
    if (problem instanceof ApiError && !problem.retriable) {
      open.delete(act)
      remember()
    }
    throw problem
  }
}
