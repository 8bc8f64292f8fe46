import { expect, test } from 'vitest'

import { askParts } from '@/desk/systemParts'

const answering = (body: unknown, status: number): typeof fetch => async () => new Response(JSON.stringify(body), { status })

test('a part that is down is named although the answer is a 503', async () => {
  expect(await askParts(answering({ parts: { web: { up: true }, clerk: { up: false } } }, 503))).toEqual(['clerk'])
  expect(await askParts(answering({ parts: { web: { up: true } } }, 200))).toEqual([])
})

test('no answer, or one that is no health, is not a part that is down', async () => {
  expect(await askParts(async () => Promise.reject(new TypeError('offline')))).toBeNull()
  expect(await askParts(async () => new Response('<html>', { status: 502 }))).toBeNull()
})
