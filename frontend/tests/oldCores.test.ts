/** The published range reaches down to Chromium 86 (README): what the bundles call must be there or come from oldCores.ts. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const ASSETS = 'dist/assets'
// Functions younger than Chromium 86 that are easily written without a thought. `typeof`-guarded uses are listed with why they may stay.
const YOUNGER = ['structuredClone(', 'AbortSignal.any(', 'Array.fromAsync(', 'Promise.withResolvers(', 'Object.groupBy(', '.findLast(', '.findLastIndex(', 'static{']
const FILES = existsSync(ASSETS) ? readdirSync(ASSETS).filter((name) => name.endsWith('.js')) : []

describe.skipIf(FILES.length === 0)('bundles on a Chromium 86 core', () => {
  it.each(YOUNGER)('do not call %s', (call) => {
    expect(FILES.filter((name) => readFileSync(`${ASSETS}/${name}`, 'utf8').includes(call))).toEqual([])
  })
  it('bring the map worker whole', () => {
    const worker = FILES.find((name) => name.includes('mapWorker'))
    expect(readFileSync(`${ASSETS}/${worker}`, 'utf8').length).toBeGreaterThan(300_000)
  })
})
