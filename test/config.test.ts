import t from 'tap'
import { ConfigError, readConfig, settings } from '../src/config.ts'

t.test('without an environment every setting has its default', async (t) => {
  const config = readConfig({})
  t.match(config, { HOST: '127.0.0.1', PORT: 3000, SOURCEBOOK_DB: 'data/sourcebook.sqlite', SOURCEBOOK_LOG: 'info' })
  t.same(Object.keys(config), Object.keys(settings))
})

t.test('an empty variable counts as one that is not set', async (t) => {
  t.same(readConfig(Object.fromEntries(Object.keys(settings).map((name) => [name, '']))), readConfig({}))
})

t.test('settings cannot be changed', async (t) => {
  t.throws(() => Object.assign(readConfig({}), { PORT: 1 }), TypeError)
})

t.test('variables of others are theirs', async (t) => {
  t.same(readConfig({ PATH: '/bin', SOURCE: 'x', sourcebook_db: 'y' }), readConfig({}))
})

const good: [name: string, value: string, read: unknown][] = [
  ['PORT', '0', 0],
  ['PORT', '65535', 65_535],
  ['SOURCEBOOK_URL', 'https://example.org/data', 'https://example.org/data'],
  ['SOURCEBOOK_CACHE_MB', '0', 0],
  ['SOURCEBOOK_LOG', 'silent', 'silent'],
  ['SOURCEBOOK_TRUSTED_PROXIES', '', []],
  [
    'SOURCEBOOK_TRUSTED_PROXIES',
    'loopback, 10.0.0.0/8,2001:db8::/32 192.0.2.1',
    ['loopback', '10.0.0.0/8', '2001:db8::/32', '192.0.2.1'],
  ],
]

for (const [name, value, read] of good)
  t.test(`${name}=${value} is taken`, async (t) => {
    t.match(readConfig({ [name]: value }), { [name]: read })
  })

const bad: [name: string, value: string, reason: string][] = [
  ['PORT', 'http', 'is not a whole number'],
  ['PORT', '-1', 'is not a whole number'],
  ['PORT', '3000.5', 'is not a whole number'],
  ['PORT', ' 3000', 'is not a whole number'],
  ['PORT', '65536', 'is not between 0 and 65535'],
  ['PORT', '1e3', 'is not a whole number'],
  ['SOURCEBOOK_DB', ':memory:', 'is not the path of a file'],
  ['SOURCEBOOK_DB', 'file:x?mode=memory', 'is not the path of a file'],
  ['SOURCEBOOK_LOG', 'loud', 'is not one of fatal, error, warn, info, debug, silent'],
  ['SOURCEBOOK_URL', 'example.org', 'is not an address that begins with http:// or https://'],
  ['SOURCEBOOK_URL', 'javascript:alert(1)', 'is not an address that begins with http:// or https://'],
  ...['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'example.org', '*', '1.2.3', '10.0.0.1, loopbak'].map(
    (value): [string, string, string] => [
      'SOURCEBOOK_TRUSTED_PROXIES',
      value,
      'is no list of addresses, networks such as 10.0.0.0/8, and loopback',
    ],
  ),
  ['SOURCEBOOK_CACHE_MB', '5000', 'is not between 0 and 4096'],
]

for (const [name, value, reason] of bad)
  t.test(`${name}=${value} ${reason}`, async (t) => {
    const { description } = settings[name as keyof typeof settings]
    t.throws(() => readConfig({ [name]: value }), {
      constructor: ConfigError,
      message: `${name}: '${value}' ${reason}. ${description}`,
    })
  })

t.test('a misspelt setting is named, with the one that may have been meant', async (t) => {
  t.throws(() => readConfig({ SOURCEBOOK_DBB: 'x', SOURCEBOOK_ZZZZZZZZZZZZZZ: 'y' }), {
    message:
      'SOURCEBOOK_DBB: there is no such setting. Did you mean SOURCEBOOK_DB?\nSOURCEBOOK_ZZZZZZZZZZZZZZ: there is no such setting.',
  })
})

t.test('a setting with our word too much, or misspelt, is named; what is of other programs is not', async (t) => {
  t.throws(() => readConfig({ SOURCEBOOK_PORT: '1', SOURCBOOK_DB: 'x', SOURCE_DB: 'y', POST: '2', SOURCEBOOK: 'z' }), {
    message:
      /^SOURCEBOOK_PORT: there is no such setting\. Did you mean PORT\?\nSOURCBOOK_DB: there is no such setting\. Did you mean SOURCEBOOK_DB\?$/,
  })
})

t.test('every fault is named at once', async (t) => {
  t.throws(() => readConfig({ PORT: 'x', SOURCEBOOK_LOG: 'y', SOURCEBOOK_DATA: 'z' }), {
    message: /SOURCEBOOK_DATA: [^\n]+\nPORT: [^\n]+\nSOURCEBOOK_LOG: [^\n]+$/,
  })
})
