/** Finding the modules of the program at its start, which is short enough to be waited for by who types a command. */
import type { ResolveHookSync } from 'node:module'

const ours = new URL('.', import.meta.url).href

/** Packages of many modules that name one another in full, as ours do. */
const plain = ['drizzle-orm', 'zod']

/**
 * A hook by which modules are found as without it, but for the words of zod in languages that are never spoken here.
 * Node.js asks the disk several times where each of hundreds of modules is, and what package it belongs to, though the
 * name says both; the long package.json of drizzle-orm it reads again each time.
 */
export function resolveQuickly(): ResolveHookSync {
  const known = new Map<string, ReturnType<ResolveHookSync>>()
  return (specifier, context, next) => {
    const { parentURL = '' } = context
    const isOurs = parentURL.startsWith(ours)
    if (/^\.\.?\/.*\.[jt]s$/.test(specifier) && (isOurs || plain.some((name) => isOf(name, parentURL)))) {
      const file = specifier.replace(/^\.\.\/locales\/index\.js$/, '../locales/en.js')
      return { url: new URL(file, parentURL).href, format: formatOf(file), shortCircuit: true }
    }
    if (!isOurs || !plain.some((name) => specifier.startsWith(name))) return next(specifier, context)
    const found = known.get(specifier) ?? next(specifier, context)
    known.set(specifier, found)
    return { ...found, shortCircuit: true }
  }
}

const isOf = (name: string, url: string) => url.includes(`/node_modules/${name}/`)

const formatOf = (file: string) => (file.endsWith('.ts') ? 'module-typescript' : 'module')
