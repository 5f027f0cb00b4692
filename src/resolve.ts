/** Finding the modules of the program at its start, and of each process and thread that it starts: somebody waits for it. */
import { type ResolveHookSync, registerHooks } from 'node:module'

const ours = new URL('.', import.meta.url).href

/** Has modules found so from now on, until all of ours are. */
export function findQuickly() {
  const hook = registerHooks({ resolve: resolveQuickly(() => hook.deregister()) })
}

/** Packages of many modules that name one another in full, as ours do. */
const plain = ['drizzle-orm', 'zod']

/**
 * A hook by which modules are found as without it, but for the words of zod in languages that are never spoken here.
 * Node.js asks the disk several times where each of hundreds of modules is, and what package it belongs to, though the
 * name says both; the long package.json of drizzle-orm it reads again each time. `whenFound` is called when Fastify looks
 * for its own modules: by then ours are found, and its hundreds Node.js finds sooner without any hook.
 */
export function resolveQuickly(whenFound: () => void): ResolveHookSync {
  const known = new Map<string, string>()
  return (specifier, context, next) => {
    const { parentURL = '' } = context
    if (isOf('fastify', parentURL)) whenFound()
    const isOurs = parentURL.startsWith(ours)
    if (/^\.\.?\/.*\.[jt]s$/.test(specifier) && (isOurs || plain.some((name) => isOf(name, parentURL))))
      return found(specifier.replace(/^\.\.\/locales\/index\.js$/, '../locales/en.js'), parentURL)
    const [name = '', ...path] = specifier.split('/')
    if (!isOurs || !plain.includes(name)) return next(specifier, context)
    const main = known.get(name) ?? next(name, context).url
    known.set(name, main)
    return found(path.length ? `${path.join('/')}.js` : '', main) // beside its main module lie all others
  }
}

const isOf = (name: string, url: string) => url.includes(`/node_modules/${name}/`)

const found = (file: string, base: string) => ({
  url: new URL(file, base).href,
  format: file.endsWith('.ts') ? 'module-typescript' : 'module',
  shortCircuit: true,
})
