/** The outbox on disk (IndexedDB): survives a reload, a dead battery and hours without a network. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

import { newKey } from '@/api/client'
import type { Entry, EntryKind, Fix } from './entry'

/** 500 fixes at one in 5 s are 42 minutes in full detail; beyond that the older half is thinned, never the whole track lost. */
export const MAX_FIXES = 500
/** One POST of fixes; small enough for a bad 4G uplink, far below the 500 the centre takes. */
export const BATCH = 100

interface Kept {
  key: string
  value: unknown
}

interface Schema extends DBSchema {
  entries: { key: number; value: Entry; indexes: { kind: EntryKind } }
  fixes: { key: number; value: { n?: number; owner: string; fix: Fix } }
  done: { key: string; value: { key: string; at: string } }
  kept: { key: string; value: Kept }
}

export interface Waiting {
  sos: number
  ack: number
  note: number
  photo: number
  fixes: number
  total: number
}

/** A Vue proxy cannot be stored (DataCloneError); what is not JSON cannot be sent either. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

export class OutboxStore {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  static async open(name = 'ecc-field'): Promise<OutboxStore> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('entries', { keyPath: 'n', autoIncrement: true }).createIndex('kind', 'kind')
        fresh.createObjectStore('fixes', { keyPath: 'n', autoIncrement: true })
        fresh.createObjectStore('done', { keyPath: 'key' })
        fresh.createObjectStore('kept', { keyPath: 'key' })
      },
    })
    return new OutboxStore(db)
  }

  close(): void {
    this.db.close()
  }

  /** With `once`, a second call with the same mark stores nothing and answers null (an order is *delivered* only once). */
  async add(kind: EntryKind, owner: string, path: string, body: unknown, once?: string, file?: Entry['file']): Promise<Entry | null> {
    const tx = this.db.transaction(['entries', 'done'], 'readwrite')
    if (once !== undefined) {
      const mark = `${owner} ${once}`
      if (await tx.objectStore('done').get(mark)) return null
      await tx.objectStore('done').put({ key: mark, at: new Date().toISOString() })
    }
    const entry: Entry = { id: newKey(), kind, owner, path, body: plain(body), madeAt: new Date().toISOString(), tries: 0, ...(file ? { file } : {}) }
    const n = await tx.objectStore('entries').add(entry)
    await tx.done
    return { ...entry, n }
  }

  async addFix(owner: string, fix: Fix): Promise<void> {
    const tx = this.db.transaction('fixes', 'readwrite')
    await tx.store.add({ owner, fix: plain(fix) })
    if ((await tx.store.count()) > MAX_FIXES) {
      const older = (await tx.store.getAllKeys()).slice(0, MAX_FIXES / 2)
      for (let i = 1; i < older.length; i += 2) await tx.store.delete(older[i]!)
    }
    await tx.done
  }

  /** Freeze the oldest fixes into one entry, so that a retry carries the same key with the same body. */
  async seal(owner: string): Promise<void> {
    const tx = this.db.transaction(['entries', 'fixes'], 'readwrite')
    const entries = await tx.objectStore('entries').index('kind').getAll('fixes')
    if (!entries.some((entry) => entry.owner === owner && !entry.refused)) {
      const rows = (await tx.objectStore('fixes').getAll()).filter((row) => row.owner === owner).slice(0, BATCH)
      if (rows.length > 0) {
        const body = { fixes: rows.map((row) => row.fix) }
        await tx.objectStore('entries').add({
          id: newKey(), kind: 'fixes', owner, path: '/api/field/fixes', body, madeAt: new Date().toISOString(), tries: 0,
        })
        for (const row of rows) await tx.objectStore('fixes').delete(row.n!)
      }
    }
    await tx.done
  }

  async entries(owner: string): Promise<Entry[]> {
    return (await this.db.getAll('entries')).filter((entry) => entry.owner === owner)
  }

  async first(kind: EntryKind, owner: string): Promise<Entry | undefined> {
    const all = await this.db.getAllFromIndex('entries', 'kind', kind)
    return all.filter((entry) => entry.owner === owner && !entry.refused && !entry.taken).sort((a, b) => a.n! - b.n!)[0]
  }

  async remove(n: number): Promise<void> {
    await this.db.delete('entries', n)
  }

  /** What was asked from the centre at `asked` holds everything that it had taken by then. A phone whose clock was set back forgets as well. */
  async settle(owner: string, asked: number): Promise<void> {
    for (const entry of await this.entries(owner)) {
      if (entry.taken && (entry.taken <= asked || entry.taken > Date.now())) await this.remove(entry.n!)
    }
  }

  async save(entry: Entry): Promise<void> {
    // The picture is a Blob, which only the clone algorithm of the store itself can copy.
    const { file, ...rest } = entry
    await this.db.put('entries', file ? { ...plain(rest), file } : plain(rest))
  }

  async waiting(owner: string): Promise<Waiting> {
    const waiting: Waiting = { sos: 0, ack: 0, note: 0, photo: 0, fixes: 0, total: 0 }
    for (const entry of await this.entries(owner)) {
      if (entry.refused || entry.taken) continue
      waiting[entry.kind] += entry.kind === 'fixes' ? (entry.body as { fixes: Fix[] }).fixes.length : 1
    }
    waiting.fixes += (await this.db.getAll('fixes')).filter((row) => row.owner === owner).length
    waiting.total = waiting.sos + waiting.ack + waiting.note + waiting.photo + waiting.fixes
    return waiting
  }

  /** The last order and session seen, so that the page opens without a network. */
  async keep(key: string, value: unknown): Promise<void> {
    await this.db.put('kept', { key, value: plain(value) })
  }

  async kept<T>(key: string): Promise<T | undefined> {
    return (await this.db.get('kept', key))?.value as T | undefined
  }
}
