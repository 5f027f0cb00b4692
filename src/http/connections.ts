/**
 * Connections, of which one address has a share only. Whoever comes when there are too many is told so (503) if they
 * ask at once, and closed.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Problem } from '../engine/errors.ts'
import { isLoopback, type Trust, toLine } from './clients.ts'
import type { Limits } from './limits.ts'

/** How long a connection that is one too many may take to ask, in ms. */
const patience = 1000

/** Why a connection is one too many; undefined if it is not. */
export type WhyTooMany = (socket: object) => Problem | undefined

/** How often it is said at most that there are too many, in ms. */
const sayEvery = 60_000

/** A proxy that is trusted has the connections of all its clients. `onTooMany` is called at most once a minute. */
export function boundConnections(
  server: Server,
  limits: Pick<Limits, 'hold'>,
  most: number,
  isTrusted: Trust,
  onTooMany: () => void,
): WhyTooMany {
  const tooMany = new WeakMap<object, Problem>()
  let saidAt = Number.NEGATIVE_INFINITY
  const note = () => {
    if (performance.now() - saidAt < sayEvery) return
    saidAt = performance.now()
    onTooMany()
  }
  server.maxConnections = most * 2 // beyond, nobody is heard
  server.on('drop', note)
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    try {
      socket.once(
        'close',
        limits.hold('connections', isLoopback(address) || isTrusted(address) ? null : toLine(address)),
      )
    } catch (problem) {
      tooMany.set(socket, problem as Problem) // nothing else is thrown there
      note()
      setTimeout(() => socket.destroy(), patience).unref()
    }
  })
  return (socket) => tooMany.get(socket)
}
