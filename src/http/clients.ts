/**
 * Whom a request counts for: the holder of a key, else an address, of IPv6 the network of 64 bits that one line has.
 * What comes from this machine itself counts for nobody.
 */
import { BlockList, isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whom the request counts for; null: this machine itself. */
    client: string | null
  }
}

/** Whether what a proxy at an address says of its clients is believed. */
export type Trust = (address: string) => boolean

/** `listed` are addresses, networks (`10.0.0.0/8`), and the word `loopback`. */
export function openTrust(listed: readonly string[]): Trust {
  const words = new Set(listed)
  const list = new BlockList()
  for (const entry of listed.filter((word) => word !== 'loopback')) {
    const [address = '', bits] = entry.split('/')
    if (bits === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(bits), familyOf(address))
  }
  return (address) =>
    words.has(address) ||
    (words.has('loopback') && isLoopback(address)) ||
    (isIP(address) !== 0 && list.check(address, familyOf(address))) // last, because it takes longest
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

export const isLoopback = (address: string) => /^(::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/.test(address)

/** What a proxy adds to what it passes on. */
const traces = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']

/** Whether a program on this machine asks by itself, not through a proxy. */
export const isLocal = ({ raw, headers }: FastifyRequest) =>
  isLoopback(raw.socket.remoteAddress ?? '') && traces.every((name) => headers[name] === undefined)

/** To be called when the caller is known. */
export function toClient(request: FastifyRequest): string | null {
  if (isLocal(request)) return null
  if (request.caller) return `key ${request.caller.id}`
  const { ip, raw } = request
  return toLine(isIP(ip) ? ip : (raw.socket.remoteAddress ?? '')) // what a proxy passes on need not be an address
}

/** The address that one line has: all of IPv4, the first 64 bits of IPv6. */
export function toLine(address: string): string {
  if (!address.includes(':')) return address
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  if (mapped) return mapped
  const [head = '', tail] = address.split('::')
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean)) as [string[], string[]]
  const groups = [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after]
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${network.join(':')}::/64`
}
