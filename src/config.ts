/**
 * Settings, from the environment. Every fault is reported at once; the result is frozen. Every command reads them, and
 * most need nothing else that zod is good for: they are read without it.
 */
import { isIP } from 'node:net'
import { nearest } from './engine/errors.ts'

/** What a text says, or what is wrong with it. */
type Form<T> = (text: string) => { value: T } | { fault: string }

const anything: Form<string> = (text) => ({ value: text })

const whole =
  (low: number, high: number): Form<number> =>
  (text) => {
    if (!/^\d{1,9}$/.test(text)) return { fault: 'is not a whole number' }
    const value = Number(text)
    return value >= low && value <= high ? { value } : { fault: `is not between ${low} and ${high}` }
  }

const oneOf =
  <const T extends string>(values: readonly T[], fault: string): Form<T> =>
  (text) => {
    const value = values.find((each) => each === text)
    return value === undefined ? { fault } : { value }
  }

const file: Form<string> = (text) =>
  text.startsWith(':') || text.startsWith('file:') ? { fault: 'is not the path of a file' } : { value: text }

const addressOrNothing: Form<string> = (text) => {
  const value = text.replace(/[\t\r\n]/g, '').trim() // as URLs are read
  return text === '' || (/^https?:\/\//i.test(value) && URL.canParse(value))
    ? { value }
    : { fault: 'is not an address that begins with http:// or https://' }
}

const sources: Form<string[]> = (text) => {
  const value = text.split(/[\s,]+/).filter(Boolean)
  return value.every(isSource)
    ? { value }
    : { fault: 'is no list of addresses, networks such as 10.0.0.0/8, and loopback' }
}

/** An address, a network, or the word that stands for this machine's own. */
function isSource(entry: string): boolean {
  const [address = '', bits, ...more] = entry.split('/')
  const most = { 4: 32, 6: 128 }[isIP(address)] ?? -1
  return more.length === 0 && (entry === 'loopback' || (/^\d{1,3}$/.test(bits ?? '0') && Number(bits ?? 0) <= most))
}

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const

/** Each setting with its default and what it is for; the README lists the same. */
export const settings = {
  HOST: { form: anything, initial: '127.0.0.1', description: 'Address to listen on.' },
  PORT: { form: whole(0, 65_535), initial: '3000', description: 'Port to listen on; 0 takes a free one.' },
  SOURCEBOOK_DB: {
    form: file,
    initial: 'data/sourcebook.sqlite',
    description: 'The database file; made if it is not there.',
  },
  SOURCEBOOK_VISIBILITY: {
    form: oneOf(['public', 'private'], 'is neither public nor private'),
    initial: 'public',
    description:
      'Who may read a knowledge base, chosen when it is made: public, everybody; private, holders of a key. Only a private one takes data that may not be passed on.',
  },
  SOURCEBOOK_LOG: {
    form: oneOf(levels, `is not one of ${levels.join(', ')}`),
    initial: 'info',
    description: `How much is logged to standard error: ${levels.slice(0, -1).join(', ')} or silent. Each request is logged at debug only.`,
  },
  SOURCEBOOK_URL: {
    form: addressOrNothing,
    initial: '',
    description:
      'Where clients reach the server, if that is not the address it listens on; used in links and in the OpenAPI document.',
  },
  SOURCEBOOK_CACHE_MB: {
    form: whole(0, 4096),
    initial: '64',
    description: 'Memory for answers that are asked for again and again, in MB.',
  },
  SOURCEBOOK_FILES: {
    form: anything,
    initial: '',
    description:
      'Folder of the files that stand built: the snapshot, and Parquet of every resource. Beside the database if not set, under its name and `-files`.',
  },
  SOURCEBOOK_FILES_MINUTES: {
    form: whole(0, 10_080),
    initial: '15',
    description:
      'A file that stands built is built again when the data has changed, at most every so many minutes; 0: whenever it is asked for.',
  },
  SOURCEBOOK_REQUESTS_PER_MINUTE: {
    form: whole(0, 100_000_000),
    initial: '12000',
    description:
      'Requests that one client may send in a minute: the holder of a key, else an address; 0: any number. What this machine itself sends is not limited.',
  },
  SOURCEBOOK_FILES_PER_MINUTE: {
    form: whole(0, 100_000_000),
    initial: '300',
    description: 'Files among them, and pieces of files larger than 256 KiB; 0: any number.',
  },
  SOURCEBOOK_FILES_AT_ONCE: {
    form: whole(1, 10_000),
    initial: '32',
    description:
      'Files that are written at once for those who ask; one client has at most half of them. More are answered by 503, as are streams and connections.',
  },
  SOURCEBOOK_STREAMS: {
    form: whole(1, 100_000),
    initial: '1000',
    description: 'Clients that listen to the stream of changes at once; one client has at most half of them.',
  },
  SOURCEBOOK_CONNECTIONS: {
    form: whole(1, 100_000),
    initial: '2000',
    description:
      'Connections at once, or fewer if the system does not let twice as many be open (ulimit -n); one address, unless it is a trusted proxy, has at most half of them.',
  },
  SOURCEBOOK_REQUEST_SECONDS: {
    form: whole(1, 3600),
    initial: '30',
    description:
      'Longest time for a request to arrive, its body included; of a file to import, for every 256 KiB of it.',
  },
  SOURCEBOOK_IDLE_SECONDS: {
    form: whole(20, 3600),
    initial: '120',
    description:
      'A connection on which nothing moves for so long is cut, as when a client does not read what it asked for.',
  },
  SOURCEBOOK_HEADERS_KB: {
    form: whole(20, 1024),
    initial: '32',
    description: 'Longest URL and headers of a request together, in KiB; the URL alone has at most 16.',
  },
  SOURCEBOOK_BODY_KB: {
    form: whole(1, 1_000_000),
    initial: '1024',
    description: 'Largest body of a request, in KiB, but for files to import. It is taken as it is, never unpacked.',
  },
  SOURCEBOOK_TRUSTED_PROXIES: {
    form: sources,
    initial: '',
    description:
      'Proxies before the server, with commas between: addresses, networks such as 10.0.0.0/8, or loopback. What they say in X-Forwarded-For is believed; what anybody else says is not.',
  },
  SOURCEBOOK_IMPORT_MB: {
    form: whole(1, 1_000_000),
    initial: '2048',
    description:
      'Largest file that an import over HTTP takes, in MB, packed and unpacked. Until it is imported it lies beside the database, in the folder of its name and `-imports`.',
  },
  SOURCEBOOK_WAL_MB: {
    form: whole(1, 1_000_000),
    initial: '256',
    description:
      'Most that the log of changes (-wal) may grow to, in MB, because files are read slowly: from then on those that take less than 1 MB a second are broken off. What an import has not yet brought to its end does not count.',
  },
  SOURCEBOOK_DRAIN_SECONDS: {
    form: whole(0, 300),
    initial: '0',
    description:
      'How long the server goes on listening after it is told to end, while `/ready` says 503: longer than it takes a load balancer to ask. Without one there is nothing to wait for. Told a second time (SIGTERM, SIGINT), it waits no longer, and answers only what has begun; a third kills it.',
  },
  SOURCEBOOK_QUERY_SECONDS: {
    form: whole(1, 600),
    initial: '10',
    description: 'Longest time for a query whose cost is not known beforehand; then it is ended, and answered by 503.',
  },
} as const

type Read<F> = F extends Form<infer T> ? T : never

export type Config = Readonly<{ [K in keyof typeof settings]: Read<(typeof settings)[K]['form']> }>

export class ConfigError extends Error {}

/**
 * An empty variable counts as one that is not set.
 *
 * @throws ConfigError with one line for each setting that cannot be used or does not exist.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const faults = Object.keys(env).filter(isUnknown).map(unknownSetting)
  const entries = Object.entries(settings).map(([name, { form, initial, description }]) => {
    const value = env[name] || initial
    const read = form(value)
    if ('fault' in read) faults.push(`${name}: '${value}' ${read.fault}. ${description}`)
    return [name, 'value' in read ? read.value : undefined] as const
  })
  if (faults.length) throw new ConfigError(faults.join('\n'))
  return Object.freeze(Object.fromEntries(entries)) as Config // each value was read by its own form
}

/** Begins with our word, or nearly: what else is in the environment is for other programs. */
function isUnknown(name: string): boolean {
  const [word = '', ...rest] = name.split('_')
  const isOurs = rest.length > 0 && word === word.toUpperCase() && nearest(word, ['sourcebook']) !== undefined
  return isOurs && !Object.hasOwn(settings, name)
}

function unknownSetting(name: string): string {
  const known = Object.keys(settings)
  const bare = name.slice(name.indexOf('_') + 1)
  const near = known.includes(bare)
    ? bare
    : nearest(
        name,
        known.map((each) => each.toLowerCase()),
      )?.toUpperCase()
  return `${name}: there is no such setting.${near ? ` Did you mean ${near}?` : ''}`
}
