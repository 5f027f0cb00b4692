import t from 'tap'
import { chooseEncoding, chooseMediaType } from '../../src/http/negotiate.ts'

const offered = ['application/json', 'application/x-ndjson', 'text/csv'].map((mediaType) => ({ mediaType }))

const media: [accept: string | undefined, chosen: string][] = [
  [undefined, 'application/json'],
  ['', 'application/json'],
  [' ', 'application/json'],
  ['*/*', 'application/json'],
  ['*', 'application/json'],
  ['*; q=.2', 'application/json'],
  ['text/csv, *', 'text/csv'],
  ['*, application/json;q=0', 'application/x-ndjson'],
  ['text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', 'application/json'],
  ['text/csv', 'text/csv'],
  ['TEXT/CSV', 'text/csv'],
  ['text/*', 'text/csv'],
  ['application/*', 'application/json'],
  ['text/csv, application/json', 'text/csv'],
  ['text/*, application/json', 'application/json'],
  ['text/csv;q=0.5, application/json', 'application/json'],
  ['text/csv;q=0.5, application/json;q=0.4', 'text/csv'],
  ['text/csv, */*', 'text/csv'],
  ['*/*, application/json;q=0', 'application/x-ndjson'],
  ['text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8', 'application/json'],
  ['application/json; charset=utf-8', 'application/json'],
  ['text/csv; header=present; q=1', 'text/csv'],
  ['text/csv;Q=0.1, application/x-ndjson;q=0.2', 'application/x-ndjson'],
  ['nonsense, text/csv', 'text/csv'],
  ['text/csv;q=2, application/json;q=0.1', 'application/json'],
  [',,;q=1,text/csv', 'text/csv'],
]

for (const [accept, chosen] of media)
  t.test(`Accept: ${accept} chooses ${chosen}`, async (t) => {
    t.equal(chooseMediaType(accept, offered).mediaType, chosen)
  })

for (const accept of [
  'image/png',
  'text/csv;q=0',
  '*/*;q=0',
  '*;q=0',
  'json',
  'text/csv;q=x',
  'text',
  '/',
  'constructor',
])
  t.test(`Accept: ${accept} accepts nothing that there is`, async (t) => {
    t.throws(() => chooseMediaType(accept, offered), {
      code: 'not_acceptable',
      message:
        'None of the media types in Accept is made here. There are application/json, application/x-ndjson, text/csv.',
    })
  })

const encodings: [header: string | undefined, chosen: string, needed?: boolean][] = [
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip', 'gzip'],
  ['GZIP', 'gzip'],
  ['gzip, deflate, br, zstd', 'zstd'],
  ['gzip, deflate, br', 'br'],
  ['gzip, br;q=0.9', 'gzip'],
  ['gzip;q=0.001', 'gzip'],
  ['gzip;q=0', 'identity'],
  ['gzip;q=0, *', 'identity'],
  ['deflate', 'identity'],
  ['*', 'gzip'],
  ['*;q=0.5, br', 'br'],
  ['identity', 'identity'],
  ['identity, gzip;q=0.5', 'identity'],
  ['identity;q=0.5, gzip', 'gzip'],
  ['identity;q=0, gzip', 'gzip', true],
  ['gzip, *;q=0', 'gzip', true],
  ['identity;q=0, *', 'gzip', true],
  ['gzip;q=x', 'identity'],
  ['__proto__', 'identity'],
]

for (const [header, encoding, needed = false] of encodings)
  t.test(`Accept-Encoding: ${header} chooses ${encoding}`, async (t) => {
    t.same(chooseEncoding(header), { encoding, needed })
  })

for (const header of ['identity;q=0', '*;q=0', 'deflate, *;q=0', 'identity;q=0, gzip;q=0'])
  t.test(`Accept-Encoding: ${header} accepts nothing that there is`, async (t) => {
    t.throws(() => chooseEncoding(header), { code: 'not_acceptable', message: /zstd, br, gzip, identity/ })
  })
