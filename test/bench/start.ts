/** From the command to the first answer. */
import { ratio } from './measure.ts'
import type { Bench } from './pages.ts'
import type { Row } from './run.ts'
import { type Server, startBare, startSourcebook } from './servers.ts'

export async function* startWork({ folder, path }: Bench): AsyncGenerator<Row> {
  const seconds = async (start: () => Promise<Server>) => {
    const begin = performance.now()
    const server = await start()
    const passed = performance.now() - begin
    await server.stop()
    return passed
  }
  const measured = await ratio(
    5,
    () => seconds(() => startSourcebook(path)),
    () => seconds(() => startBare(folder, Buffer.from('{}'))),
  )
  yield { work: 'start to first answer', peer: 'time of a bare node:http', reach: '≤ 3', measured }
}
