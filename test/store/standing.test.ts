import { createHash } from 'node:crypto'
import { appendFileSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { build, readStanding } from '../../src/store/standing.ts'

const contents = { version: 'abc-1', records: 1, datasets: [] }

const write = (text: string) => (path: string) => {
  writeFileSync(path, text)
  return contents
}

t.test('what was built stands, with its length and checksum', async (t) => {
  const folder = join(t.testdir({}), 'files')
  const built = build(folder, 'events.parquet', write('one'))
  const sha256 = createHash('sha256').update('one').digest('hex')
  t.match(built, { ...contents, bytes: 3, sha256, path: join(folder, `events-${sha256.slice(0, 16)}.parquet`) })
  t.same(readStanding(folder, 'events.parquet'), built)
  t.equal(readFileSync(built.path, 'utf8'), 'one')
})

t.test('a new file takes the place of the old one, and of nothing else', async (t) => {
  const folder = t.testdir({})
  const other = build(folder, 'claims.parquet', write('claims'))
  build(folder, 'events.parquet', write('one'))
  const built = build(folder, 'events.parquet', write('two'))
  t.same(readStanding(folder, 'events.parquet'), built)
  t.same(readStanding(folder, 'claims.parquet'), other)
  t.equal(readdirSync(folder).length, 4, 'two files and their notes')
})

t.test('a build that fails leaves what stood', async (t) => {
  const folder = t.testdir({})
  const built = build(folder, 'events.parquet', write('one'))
  const failing = (path: string) => {
    writeFileSync(path, 'half')
    throw new Error('the disk is full')
  }
  t.throws(() => build(folder, 'events.parquet', failing), { message: 'the disk is full' })
  t.same(readStanding(folder, 'events.parquet'), built)
  t.equal(readdirSync(folder).length, 2)
})

t.test('a file that is not as long as its note says does not stand', async (t) => {
  const folder = t.testdir({})
  const { path } = build(folder, 'events.parquet', write('one'))
  appendFileSync(path, '!')
  t.equal(readStanding(folder, 'events.parquet'), undefined)
})

t.test('what a build that was cut short has left is removed after an hour', async (t) => {
  const folder = t.testdir({ '.events.parquet-old': 'half', '.events.parquet-new': 'half', 'notes.txt': 'mine' })
  utimesSync(join(folder, '.events.parquet-old'), 0, 0)
  build(folder, 'events.parquet', write('one'))
  const left = readdirSync(folder).filter((name) => !/^events[-.]/.test(name))
  t.same(left.sort(), ['.events.parquet-new', 'notes.txt'])
})

t.test('a folder that cannot be made is told by a sentence that names its setting', async (t) => {
  const inFile = join(t.testdir({ file: '' }), 'file', 'folder')
  t.throws(() => build(inFile, 'events.parquet', write('one')), {
    message: `No files can stand in ${inFile}: part of the path is a file, not a folder. Set SOURCEBOOK_FILES to another.`,
  })
})
