/** The section of the README on writing: its requests are sent in their order, and the line after each says what came back. */
import type { FastifyInstance } from 'fastify'

const section = /(?<=^## Writing\n)[\s\S]*?(?=^## )/m
const block = /```sh\n(curl [\s\S]*?)\n# [^\n]*\n```/g

/** What a request is answered by, in a line: the status, and what tells the state; of a refusal, why. */
export async function fillWriting(text: string, app: FastifyInstance, key: string): Promise<string> {
  const [told = ''] = section.exec(text) ?? []
  let filled = ''
  let end = 0
  for (const { 0: whole, 1: command = '', index } of told.matchAll(block)) {
    filled += `${told.slice(end, index)}\`\`\`sh\n${command}\n# ${await answerTo(app, command, key)}\n\`\`\``
    end = index + whole.length
  }
  return text.replace(section, () => filled + told.slice(end))
}

export const commandsOf = (text: string) => [...(section.exec(text)?.[0] ?? '').matchAll(block)].map(([, one]) => one)

async function answerTo(app: FastifyInstance, command: string, key: string): Promise<string> {
  const [, url = ''] = /'http:\/\/127\.0\.0\.1:3000([^']+)'/.exec(command) ?? []
  const [, method = 'GET'] = /-X (\w+)/.exec(command) ?? []
  const [, payload] = /-d '([^']*)'/.exec(command) ?? []
  const headers = [...command.matchAll(/-H (?:'([^']*)'|"([^"]*)")/g)].map(([, single, double = '']) =>
    (single ?? double.replace('$KEY', key)).split(/: (.*)/s, 2),
  )
  const options = { method: method as 'GET', url, headers: Object.fromEntries(headers) }
  const answer = await app.inject(payload === undefined ? options : { ...options, payload })
  const { location, etag } = answer.headers
  const state = [location && `Location: ${location}`, method !== 'GET' && etag && `ETag: ${etag}`].filter(Boolean)
  const today = new Date().toISOString().slice(0, 10)
  const why = answer.statusCode >= 400 ? String(answer.json().detail).replaceAll(today, '2026-01-31') : state.join(', ')
  return `${answer.statusCode}${why ? `: ${why}` : ''}`
}
