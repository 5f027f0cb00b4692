/** The answers of statistics: their formats, their tags, and what a question may not ask. */
import t from 'tap'
import { ask, readProblem } from '../support.ts'
import { openAsking } from './asking.ts'

const { app, stats, add } = await openAsking(t)

t.test('the same by suffix and by Accept, with names guarded as in every CSV', async (t) => {
  const own = add({ admin1: '=1+1', country: 'PK', fatalities_best: 2 })
  const line = (name: string) =>
    `country,country_name,admin1,dataset_id,count,fatalities_best,without_value\r\n"PK","Pakistan",${name},sourcebook,1,2,0\r\n`
  const suffixed = await ask(app, `/v1/events/stats.csv?by=admin1&${own}`)
  t.equal(suffixed.text, line(`"'=1+1"`))
  t.match(suffixed.headers, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="event-statistics.csv"',
  })
  const accepted = await ask(app, `/v1/events/stats?by=admin1&${own}`, { headers: { accept: 'text/csv' } })
  t.equal(accepted.text, suffixed.text)
  t.equal((await ask(app, `/v1/events/stats.csv?by=admin1&guard=off&bom=1&${own}`)).text, `\ufeff${line('"=1+1"')}`)
  t.equal(
    (await ask(app, '/v1/events/stats.csv?by=type&country=NO')).text,
    'type,dataset_id,count,fatalities_best,without_value\r\n',
  )
  t.equal((await ask(app, '/v1/events/stats?by=type', { headers: { accept: 'text/html' } })).status, 406)
})

t.test('what has no value is an empty cell, and its row stays', async (t) => {
  const own = add({ country: 'PK' }, {})
  t.equal(
    (await ask(app, `/v1/events/stats.csv?by=country&sort=country&${own}`)).text,
    'country,country_name,dataset_id,count,fatalities_best,without_value\r\n"PK","Pakistan",sourcebook,1,,1\r\n,,sourcebook,1,,1\r\n',
  )
})

t.test('an answer is tagged by the state of the data, leads to the other format, and is not made twice', async (t) => {
  const url = '/v1/events/stats?by=type&country=PK'
  const first = await ask(app, url)
  t.match(first.headers.link, '</v1/events/stats.csv?by=type&country=PK>; rel="alternate"; type="text/csv"')
  const again = await ask(app, url, { headers: { 'if-none-match': first.headers.etag as string } })
  t.equal(again.status, 304)
  add({ country: 'PK' })
  t.equal((await ask(app, url, { headers: { 'if-none-match': first.headers.etag as string } })).status, 200)
  t.equal((await ask(app, url, { method: 'HEAD' })).headers['content-type'], 'application/json')
})

t.test('what cannot be asked is refused by name, all at once', async (t) => {
  const faults = async (query: string) =>
    ((await readProblem(app, `/v1/events/stats?${query}`)).errors ?? []).map(
      ({ parameter, code }) => `${parameter} ${code}`,
    )
  t.same(await faults(''), ['by missing_parameter'])
  t.same(await faults('by=yer'), ['by invalid_value'])
  t.same(await faults('by=year,month,day'), ['by too_many_values'])
  t.same(await faults('by=year,year'), ['by repeated_value'])
  t.same(await faults('by=year&by=month'), ['by repeated_parameter'])
  t.same(await faults('by=year&sort=type'), ['sort invalid_value'])
  t.same(await faults('by=year&sort=-fatalities_low'), ['sort invalid_value'])
  t.same(await faults('by=year&cell_degrees=2'), ['cell_degrees missing_parameter'])
  t.same(await faults('by=cell&cell_degrees=3'), ['cell_degrees invalid_value'])
  t.same(await faults('by=type&zero_fill=true'), ['zero_fill missing_parameter'])
  t.same(await faults('by=year&limit=0'), ['limit invalid_limit'])
  t.same(await faults('by=year&cursor=abc&fields=id&count=exact'), [
    'cursor unknown_parameter',
    'fields unknown_parameter',
    'count unknown_parameter',
  ])
  t.same(await faults('by=year&bom=1'), ['bom unknown_parameter'])
  t.same(await faults('mesure=count&by=year&datetime=2025-02-30'), [
    'mesure unknown_parameter',
    'datetime invalid_date',
  ])
  const { detail, errors } = await readProblem(app, '/v1/events/stats?mesure=count&by=year')
  t.match(detail, "Did you mean 'measure'?")
  t.same(errors?.[0]?.allowed, ['measure'])
})

t.test('the address is none of an event: it is read only', async (t) => {
  for (const method of ['POST', 'PATCH', 'DELETE'] as const) {
    const { statusCode, headers } = await app.inject({ method, url: '/v1/events/stats' })
    t.same([statusCode, headers.allow], [405, 'GET, HEAD, OPTIONS'], method)
  }
})

t.test('limit is clamped in JSON', async (t) => {
  t.equal((await stats('by=year&limit=99999')).page.limit, 10_000)
})
