/** What tests of search share: a page, and a walk through all pages. */
import type { FastifyInstance } from 'fastify'
import { ask } from '../support.ts'

export type Hit = {
  resource: string
  id: string
  title: string
  kind: string
  date_start: string | null
  date_end: string | null
  latitude: number | null
  longitude: number | null
  snippet: string
  highlights: [number, number][]
}
export type Page = { data: Hit[]; page: { limit: number; next_cursor: string | null } }

export const nameOf = ({ resource, id }: Pick<Hit, 'resource' | 'id'>) => `${resource}/${id}`

export function searching(app: FastifyInstance) {
  async function page(query: string): Promise<Page> {
    const { status, text } = await ask(app, `/v1/search?${query}`)
    if (status !== 200) throw new Error(`${query} answers ${status}: ${text}`)
    return JSON.parse(text) as Page
  }

  /** Everything a search finds, from pages of so many. */
  async function walk(query: string, limit = 1000): Promise<string[]> {
    const found: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { data, page: next }: Page = await page(`${query}&limit=${limit}${cursor && `&cursor=${cursor}`}`)
      found.push(...data.map(nameOf))
      cursor = next.next_cursor
    }
    return found
  }
  return { page, walk }
}
