import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiError, get, newKey, post } from '@/api/client'

function answer(status: number, body: string): void {
  vi.stubGlobal('fetch', vi.fn(async () => new Response(body || null, { status })))
}
const asked = () => (fetch as unknown as { mock: { calls: Array<[string, RequestInit]> } }).mock.calls[0]

afterEach(() => vi.unstubAllGlobals())

describe('calls', () => {
  it('a post carries the CSRF token of the cookie and a key of its own', async () => {
    document.cookie = 'csrftoken=abc%20d'
    answer(200, '{"a":1}')
    await expect(post('/api/x', { b: 2 })).resolves.toEqual({ a: 1 })
    const headers = asked()[1].headers as Record<string, string>
    expect(headers['X-CSRFToken']).toBe('abc d')
    expect(headers['Idempotency-Key']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('the same act repeated keeps its key', async () => {
    answer(204, '')
    await post('/api/x', {}, { key: 'k1' })
    expect((asked()[1].headers as Record<string, string>)['Idempotency-Key']).toBe('k1')
  })

  it('a 409 brings the holder along', async () => {
    answer(409, '{"code":"unit_assigned","detail":"已由 王值班 派往","holder":{"incident":7}}')
    const problem = await post('/api/x').catch((found: unknown) => found)
    expect(problem).toBeInstanceOf(ApiError)
    expect(problem).toMatchObject({ status: 409, code: 'unit_assigned', detail: '已由 王值班 派往', holder: { incident: 7 }, retriable: false })
  })

  it('an error page of a proxy is an error, not an answer', async () => {
    answer(502, '<html>')
    await expect(get('/api/x')).rejects.toMatchObject({ status: 502, code: 'http_502', retriable: true })
    answer(200, '<html>')
    await expect(get('/api/x')).rejects.toMatchObject({ code: 'not_json' })
  })

  it('no network: status 0, may be repeated', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('failed'))))
    await expect(get('/api/x')).rejects.toMatchObject({ status: 0, code: 'unreachable', retriable: true })
  })

  it('makes keys on plain http too', () => {
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(171) })
    expect(newKey()).toBe('abababab-abab-4bab-abab-abababababab')
  })
})
