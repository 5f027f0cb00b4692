/** Following the changes over a network that loses a connection without saying so; the clock is a mocked one. */
import { mock } from 'node:test'
import t from 'tap'
import { createClient } from '../../src/client/client.ts'

/** A server that has no changes, and whose streams say that they are there, and then no more. */
function openSilent() {
  const streams: { cancelled: boolean }[] = []
  const reach: typeof fetch = async (address) => {
    if (!String(address).includes('/stream')) return Response.json({ data: [], page: { next: '0123abcd-7' } })
    const stream = { cancelled: false }
    streams.push(stream)
    const start = (words: ReadableStreamDefaultController) => words.enqueue(new TextEncoder().encode(': here\n\n'))
    const cancel = () => {
      stream.cancelled = true
    }
    return new Response(new ReadableStream({ start, cancel }))
  }
  return { reach, streams }
}

/** So many seconds of the mocked clock. */
async function pass(seconds: number) {
  for (let count = 0; count < seconds; count++) {
    await new Promise((resolve) => setImmediate(resolve))
    mock.timers.tick(1000)
  }
  await new Promise((resolve) => setImmediate(resolve))
}

t.test('a connection on which nothing is heard for a minute is left for another', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const { reach, streams } = openSilent()
  const stop = new AbortController()
  const client = createClient({ url: 'http://silent', fetch: reach })
  const following = client.sync({ live: true, signal: stop.signal }).next()
  await pass(59)
  t.same(streams, [{ cancelled: false }])
  await pass(3)
  t.same(streams, [{ cancelled: true }, { cancelled: false }])
  stop.abort()
  await pass(61)
  t.same(await following, { done: true, value: undefined })
  t.same(streams, [{ cancelled: true }, { cancelled: true }])
})
