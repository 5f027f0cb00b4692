/**
 * Stands for what Fastify loads and is never asked for here: HTTPS and HTTP/2, which a proxy speaks for this server, and
 * the versions that plugins need, of which it has none. The command loads this in their place (`resolve.ts`), in a tenth
 * of the time.
 */
export const createServer = never
export const createSecureServer = never
export const satisfies = never

function never(): never {
  throw new Error('this server speaks HTTP alone and has no plugins of others: see src/resolve.ts')
}
