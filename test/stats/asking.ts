/** What tests of statistics share: events that a question counts alone, and the question. */
import type { AnyRecord } from '../../src/engine/resource.ts'
import { curated, openSeeded, read, resourceOf, type Scope } from '../support.ts'

type Answer = { data: Record<string, unknown>[]; page: { limit: number; total: number } }

/** A seeded knowledge base whose statistics are asked for. */
export async function openAsking(t: Scope) {
  const { app, write } = await openSeeded(t)
  const stats = (query: string) => read<Answer>(app, `/v1/events/stats?${query}`)
  let made = 0
  return {
    app,
    write,
    stats,
    rows: async (query: string) => (await stats(query)).data,
    /** Adds events that only the returned filter finds. */
    add(...events: Partial<AnyRecord>[]): string {
      const admin2 = `District ${made++}`
      write((writer) => {
        events.forEach((more, index) => {
          writer.put(resourceOf('events'), event(`stats-${made}-${index}`, { ...more, admin2 }), curated)
        })
      })
      return `admin2=${encodeURIComponent(admin2)}`
    },
  }
}

/** An event of 2010 in a place of its own, so that each test counts only what it made. */
export const event = (id: string, more: Partial<AnyRecord>): AnyRecord => ({
  id,
  type: 'attack',
  title: 'An attack.',
  date_start: '2010-03-04',
  date_end: '2010-03-04',
  date_precision: 'day',
  participants: [],
  same_event_ids: [],
  classifications: [],
  external_ids: [],
  ...more,
})
