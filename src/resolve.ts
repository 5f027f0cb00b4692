/** Finding the modules of the program at its start, which is short enough to be waited for by who types a command. */
import type { ResolveHookSync } from 'node:module'

/**
 * A hook by which modules are found as without it. Node reads the long package.json of drizzle-orm again for each of its
 * hundred modules, and each time one of ours imports it: a third of the start.
 */
export function resolveQuickly(): ResolveHookSync {
  const known = new Map<string, ReturnType<ResolveHookSync>>()
  return (specifier, context, next) => {
    const { parentURL = '' } = context
    if (/^\.\.?\/.*\.js$/.test(specifier) && parentURL.includes('/node_modules/drizzle-orm/'))
      return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true }
    if (!specifier.startsWith('drizzle-orm')) return next(specifier, context)
    const found = known.get(specifier) ?? next(specifier, context)
    known.set(specifier, found)
    return { ...found, shortCircuit: true }
  }
}
