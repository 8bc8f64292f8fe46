/** Every HTTP call of the screens: JSON in and out, CSRF, one Idempotency-Key per intended act, one error type. */
import type { Holder } from './types'

/** A call that hangs on a dead link must end, or the officer waits for a press that will never answer. */
const TIMEOUT_MS = 15_000

export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when the server was not reached at all. */
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly holder: Holder | null = null,
    readonly where: string[] = [],
  ) {
    super(detail || code)
    this.name = 'ApiError'
  }

  /** True when the same call may be repeated with the same key later (never reached, or the server is not ready). */
  get retriable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

/** A UUID v4; `crypto.randomUUID` is missing on plain http outside localhost. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

let csrfToken = ''

/** The session answer carries the token too, for pages whose cookie is HttpOnly. */
export function rememberCsrf(token: string | undefined): void {
  if (token) csrfToken = token
}

export function csrf(): string {
  const found = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)
  return found ? decodeURIComponent(found[1]) : csrfToken
}

export interface CallOptions {
  /** Same key = same act: keep it when you repeat a press whose answer was lost. */
  key?: string
  timeoutMs?: number
  signal?: AbortSignal
}

export function get<T>(path: string, options: CallOptions = {}): Promise<T> {
  return call<T>('GET', path, undefined, options)
}

export function post<T>(path: string, body: unknown = {}, options: CallOptions = {}): Promise<T> {
  return call<T>('POST', path, body, options)
}

/** A file with its fields; the browser writes the multipart headers itself. */
export function postForm<T>(path: string, form: FormData, options: CallOptions = {}): Promise<T> {
  return call<T>('POST', path, form, options)
}

async function call<T>(method: string, path: string, body: unknown, options: CallOptions): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') {
    if (!(body instanceof FormData)) headers['Content-Type'] = 'application/json'
    headers['X-CSRFToken'] = csrf()
    headers['Idempotency-Key'] = options.key ?? newKey()
  }
  const cancel = new AbortController()
  const timer = setTimeout(() => cancel.abort(), options.timeoutMs ?? TIMEOUT_MS)
  options.signal?.addEventListener('abort', () => cancel.abort())
  try {
    const response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
      signal: cancel.signal,
    })
    const text = await response.text()
    const value = parse(text)
    if (!response.ok) throw refusal(response.status, value)
    if (text !== '' && value === undefined) throw new ApiError(response.status, 'not_json', '')
    return value as T
  } catch (problem) {
    if (problem instanceof ApiError) throw problem
    throw new ApiError(0, 'unreachable', '')
  } finally {
    clearTimeout(timer)
  }
}

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined // an error page of a proxy, not our server
  }
}

function refusal(status: number, value: unknown): ApiError {
  const said = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  return new ApiError(
    status,
    typeof said.code === 'string' ? said.code : `http_${status}`,
    typeof said.detail === 'string' ? said.detail : '',
    (said.holder as Holder | undefined) ?? null,
    Array.isArray(said.where) ? said.where.map(String) : [],
  )
}
