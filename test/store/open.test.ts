import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { migrate } from '../../src/store/migrate.ts'
import { explained, openForWriting, openStore, SetupError } from '../../src/store/open.ts'

const folder = t.testdir({})
const path = (name: string) => join(folder, name)
mkdirSync(path('folder'))
writeFileSync(path('text'), 'no database, but long enough to be looked into for one'.repeat(20))
const connection = openForWriting(path('far/below/a.sqlite'))
migrate(connection)
connection.close()

t.test('the folder of a new file is made with it', async (t) => {
  t.ok(existsSync(path('far/below/a.sqlite')))
})

const refused: [words: string, open: () => unknown, expected: RegExp][] = [
  ['a folder', () => openForWriting(path('folder')), /folder: it is a folder\./],
  ['a path through a file', () => openForWriting(path('text/a.sqlite')), /part of the path is a file, not a folder\./],
  ['a path far through a file', () => openForWriting(path('text/far/a.sqlite')), /part of the path is a file/],
  ['a name of 300 letters', () => openForWriting(path('x'.repeat(300))), /the file cannot be opened or made there\./],
  ['a folder of 300 letters', () => openForWriting(path(`${'x'.repeat(300)}/a`)), /the path is too long\./],
  ['nothing to read', () => openStore(path('nothing')), /nothing: the file cannot be opened or made there\./],
]

for (const [words, open, message] of refused)
  t.test(`${words}: a sentence that names the path and what to do`, async (t) => {
    t.throws(open, { constructor: SetupError, message })
    t.throws(open, { message: /^Cannot use the database .*Set SOURCEBOOK_DB to another file, or mend this one\.$/ })
  })

t.test(
  'a folder that can be neither found nor made is a sentence, not a wait without end',
  {
    skip: existsSync('/proc/self') ? false : 'there is no /proc here',
  },
  async (t) => {
    t.throws(() => openForWriting('/proc/nothing/a.sqlite'), { message: /its folder cannot be made\./ })
  },
)

t.test('a reader cannot write', async (t) => {
  const store = openStore(path('far/below/a.sqlite'))
  t.throws(() => store.reader.connection.exec('update state set seq = 9'), { code: 'SQLITE_READONLY' })
  store.close()
})

t.test('what a snapshot reads is one state of the data', async (t) => {
  const store = openStore(path('far/below/a.sqlite'))
  const writer = openForWriting(path('far/below/a.sqlite'))
  const before = store.version()
  store.snapshot(() => {
    t.equal(store.version(), before)
    writer.exec('update state set seq = seq + 1')
    t.equal(store.version(), before)
  })
  t.not(store.version(), before)
  writer.close()
  store.close()
})

t.test('a writer that another holds up says so', async (t) => {
  const first = openForWriting(path('far/below/a.sqlite'))
  first.exec('begin immediate')
  const second = openForWriting(path('far/below/a.sqlite'))
  t.throws(() => explained(path('a'), () => second.exec('begin immediate')), {
    constructor: SetupError,
    message: /another process is writing to it; try again when it has ended\./,
  })
  first.close()
  second.close()
})

t.test('a fault of the program stays what it is', async (t) => {
  const fault = new TypeError('a bug')
  t.throws(
    () =>
      explained('x', () => {
        throw fault
      }),
    fault,
  )
})

t.test('the last to close leaves one file', async (t) => {
  const store = openStore(path('far/below/a.sqlite'))
  store.version()
  store.close()
  for (const name of ['a.sqlite-wal', 'a.sqlite-shm']) t.notOk(existsSync(path(`far/below/${name}`)))
})
