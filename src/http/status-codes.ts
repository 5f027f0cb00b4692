/** The words of each status, such as `Not Found` of 404. */
import { createRequire } from 'node:module'

/** By `require`, because Node.js fetches all that a built-in module offers for who imports it: here a client, for 10 ms. */
export const { STATUS_CODES } = createRequire(import.meta.url)('node:http') as typeof import('node:http')
