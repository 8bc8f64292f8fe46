/** Empties the outbox: one lane per kind, in order within it, SOS before all; what fails for want of a network is tried again. */
import { backoff, LANES, type Entry, type EntryKind } from './entry'
import type { OutboxStore } from './store'

export type Outcome =
  | { ok: true; answer: unknown }
  /** No network, a busy or restarting server: the same entry again, later. */
  | { ok: false; again: true; signIn?: boolean }
  /** The centre understood and said no: a person must see why. */
  | { ok: false; again: false; code: string; detail: string }

export type Post = (path: string, body: unknown, key: string, file?: Entry['file']) => Promise<Outcome>

/** After three failures it is not the uplink that holds the SOS back: let the others through as well. */
const SOS_ALONE_TRIES = 3
/** Counts as three failures: the next try comes after about four seconds. */
const STORE_RETRY = 3

export class Sender {
  private readonly running = new Set<EntryKind>()
  private readonly asked = new Set<EntryKind>()
  private readonly timers = new Map<EntryKind, ReturnType<typeof setTimeout>>()
  private owner: string | null = null

  constructor(
    private readonly store: OutboxStore,
    private readonly post: Post,
    /** Called after every change, so that the page counts what waits. */
    private readonly changed: (sent?: Entry) => void = () => {},
    /** Called when the centre no longer knows who we are. */
    private readonly signIn: () => void = () => {},
    private readonly wait: (tries: number) => number = backoff,
  ) {}

  /** Nothing is sent before the page knows who is signed in. */
  as(owner: string | null): void {
    this.owner = owner
    if (owner !== null) this.wake()
  }

  /** The network may be back, or something new waits: try every lane now. */
  wake(): void {
    for (const kind of LANES) {
      clearTimeout(this.timers.get(kind))
      this.timers.delete(kind)
      void this.lane(kind)
    }
  }

  /** Something new waits. A person's press is tried at once; a fix does not break the pause after a failure. */
  offer(kind: EntryKind): void {
    if (kind === 'fixes' && this.timers.has(kind)) return
    clearTimeout(this.timers.get(kind))
    this.timers.delete(kind)
    void this.lane(kind)
  }

  stop(): void {
    this.owner = null
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
  }

  private async lane(kind: EntryKind): Promise<void> {
    if (this.running.has(kind)) {
      this.asked.add(kind)
      return
    }
    this.running.add(kind)
    let through = false
    try {
      do {
        // Something put in while the last look was under way must not wait for the next wake.
        this.asked.delete(kind)
        through = await this.drain(kind)
      } while (through && this.asked.has(kind))
    } catch {
      // The phone's storage failed for a moment (full, being closed); what is in it stays, so try again.
      this.later(kind, STORE_RETRY)
    } finally {
      this.running.delete(kind)
    }
    if (kind === 'sos') for (const other of LANES) if (other !== 'sos') void this.lane(other)
  }

  /** True when the lane ran empty. */
  private async drain(kind: EntryKind): Promise<boolean> {
    while (this.owner !== null) {
      const owner = this.owner
      if (kind !== 'sos') {
        // A waiting SOS keeps the thin uplink to itself; its lane wakes the others when it is through.
        const sos = await this.store.first('sos', owner)
        if (sos && sos.tries < SOS_ALONE_TRIES) return false
      }
      if (kind === 'fixes') await this.store.seal(owner)
      const entry = await this.store.first(kind, owner)
      if (!entry) return true
      if (!(await this.one(entry))) return false
    }
    return false
  }

  /** True when the lane may go on with the next entry. */
  private async one(entry: Entry): Promise<boolean> {
    const outcome = await this.post(entry.path, entry.body, entry.id, entry.file)
    if (outcome.ok) {
      if (entry.kind === 'ack') await this.store.save({ ...entry, taken: Date.now() })
      else await this.store.remove(entry.n!)
      this.changed(entry)
      return true
    }
    if (!outcome.again) {
      await this.store.save({ ...entry, tries: entry.tries + 1, refused: { code: outcome.code, detail: outcome.detail } })
      this.changed()
      return true
    }
    const tried = { ...entry, tries: entry.tries + 1 }
    await this.store.save(tried)
    this.changed()
    if (outcome.signIn) {
      this.signIn()
      return false
    }
    this.later(entry.kind, tried.tries)
    return false
  }

  private later(kind: EntryKind, tries: number): void {
    if (this.owner === null) return
    clearTimeout(this.timers.get(kind))
    const run = (): void => {
      this.timers.delete(kind)
      void this.lane(kind)
    }
    this.timers.set(kind, setTimeout(run, this.wait(tries)))
  }
}
