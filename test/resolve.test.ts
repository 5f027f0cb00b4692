/** The program's way to find its modules, beside that of Node.js. */
import { registerHooks } from 'node:module'
import t from 'tap'
import { resolveQuickly } from '../src/resolve.ts'

t.test('modules are found where Node.js finds them, but for the languages of zod', async (t) => {
  const foundByThen: number[] = []
  let found = 0
  const resolve = resolveQuickly(() => foundByThen.push(found))
  const different: string[] = []
  const quickly = new Set<string>()
  const hook = registerHooks({
    resolve(specifier, context, next) {
      const usual = next(specifier, context)
      const here = resolve(specifier, context, (name) => (name === specifier ? usual : next(name, context)))
      if (here !== usual) {
        quickly.add(specifier)
        found++
      }
      if (here.url !== usual.url || here.format !== usual.format) different.push(specifier)
      return usual
    },
  })
  await import('../src/commands/serve.ts')
  hook.deregister()
  const each = ['../app.ts', '../engine/errors.ts', 'zod', './core.js', 'drizzle-orm/sqlite-core/table', './entity.js']
  for (const name of each) t.ok(quickly.has(name), `${name} is found quickly`)
  t.same([...new Set(different)], ['../locales/index.js'])
  t.equal(foundByThen[0], found, 'all of them before Fastify looks for its own, when it is said that they are found')
})
