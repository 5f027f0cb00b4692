/**
 * Keyset paging. A cursor is the sort key and id of the last record seen, bound to the query it came from; it is
 * opaque to clients, needs no escaping, and is refused by any other query.
 */
import { hash } from 'node:crypto'
import { refuse } from './parameters.ts'

/** The last record seen. A null key lies in the segment of records without a value, which comes last. */
export type Position = { key: string | number | null; id: string }

/** What a cursor is bound to: everything that decides which records come, in which order. */
export const signatureOf = (text: string) => hash('sha256', text, 'base64url').slice(0, 12)

export const writeCursor = (signature: string, { key, id }: Position) =>
  Buffer.from(JSON.stringify([signature, key, id])).toString('base64url')

/** What was sent as a cursor is none, or not one of this kind of list. */
export const foreignCursor = () =>
  refuse('cursor', 'Is not a cursor of this server. Take it from page.next_cursor, unchanged.', 'invalid_cursor')

/** @throws InvalidQuery if it is no cursor, or one of another query. */
export function readCursor(cursor: string, signature: string): Position {
  const [of, key, id] = parse(cursor)
  if (typeof of !== 'string' || typeof id !== 'string' || !isKey(key)) throw foreignCursor()
  if (of !== signature)
    throw refuse(
      'cursor',
      'Belongs to a query with other filters or another sort. Start that query again without it.',
      'invalid_cursor',
    )
  return { key, id }
}

const isKey = (key: unknown): key is Position['key'] => key === null || ['string', 'number'].includes(typeof key)

function parse(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parsed) && parsed.length === 3 ? parsed : []
  } catch {
    return []
  }
}
