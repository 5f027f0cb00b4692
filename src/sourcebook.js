#!/usr/bin/env node
/**
 * Where the command `sourcebook` begins: it makes the program start quickly, and hands over to it. This one file is
 * plain JavaScript, because an old Node.js can read nothing else, and a new one takes the types out of the file that it
 * is given anew at each start; those of all others it keeps.
 */
import module from 'node:module'
import { fileURLToPath } from 'node:url'

if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `Sourcebook needs Node.js 24 or newer; this is ${process.versions.node}. In a checkout, npm ci brings one, with which npm start and npm run sourcebook run.`,
  )
  process.exit(1)
}

/** Where Node.js keeps the code without types, and compiled: beside the program, where nobody writes who may not change it. */
const kept = fileURLToPath(new URL('../.cache', import.meta.url))

module.enableCompileCache(kept) // where it may not be written, each start does the work anew
process.env.NODE_COMPILE_CACHE ??= kept // for the threads and processes that it starts
const { findQuickly } = await import('./resolve.ts')
findQuickly()
await import('./main.ts')
