/** The process that answers what may take long. */
import { join } from 'node:path'
import t from 'tap'
import { openReaderProcess } from '../../src/processes/reader.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openForWriting } from '../../src/store/open.ts'

const path = join(t.testdir({}), 'a.sqlite')
const connection = openForWriting(path)
migrate(connection)
t.teardown(() => connection.close())

const request = { operationId: 'getRoot', url: '/v1', path: {}, accept: undefined }

t.test('where no process can be started the question fails, and the next one starts another', async (t) => {
  const reader = openReaderProcess(path, 30)
  t.teardown(() => reader.close())
  const { execPath } = process
  process.execPath = join(t.testdir({}), 'node') // as after an upgrade of Node.js
  const failed = reader.ask(request, () => true)
  await t.rejects(failed, { message: 'the reader process has ended' })
  process.execPath = execPath
  const { bytes } = await reader.ask(request, () => true)
  t.match(JSON.parse(String(bytes)), { name: 'Sourcebook', datasets: [] })
})
