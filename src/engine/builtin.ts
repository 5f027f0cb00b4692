/**
 * What is used of built-in modules that bring much along for who imports them: Node.js then fetches all that they
 * offer, such as standard input or decoders of text, which takes up to 4 ms of each start.
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

export const { isDeepStrictEqual, parseArgs, promisify } = require('node:util') as typeof import('node:util')
export const { cpuUsage, memoryUsage } = require('node:process') as typeof import('node:process')
