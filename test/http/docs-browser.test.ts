/** The page in a real browser, which has nothing but this server: under its own content policy, without an error. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import t from 'tap'
import { openSeeded } from '../support.ts'

const executablePath = '/usr/bin/chromium'
const skip = existsSync(executablePath) ? false : 'chromium is not installed'

/** A page that notes whatever goes wrong in it, and reaches no other host. */
async function openPage(browser: Browser, home: string): Promise<{ page: Page; faults: string[] }> {
  const faults: string[] = []
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  page.setDefaultTimeout(60_000) // browsers are slow on a busy machine
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('requestfailed', (request) => faults.push(request.url()))
  await page.route(
    (url) => url.origin !== home && url.protocol !== 'data:',
    (route) => {
      faults.push(`asks for ${route.request().url()}`)
      return route.abort()
    },
  )
  return { page, faults }
}

t.test('in a browser', { skip }, async (t) => {
  const { app } = await openSeeded(t)
  const home = await app.listen({ host: '127.0.0.1', port: 0 })
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  })
  t.teardown(() => browser.close())

  t.test('the page opens, a list is asked, and the answer is shown', async (t) => {
    const { page, faults } = await openPage(browser, home)
    await page.goto(`${home}/`)
    await page.getByText('Who visited Kabul in July 2025').waitFor()
    await page.locator('#operations-tag-figures').click()
    const operation = page.locator('#operations-figures-listFigures')
    await operation.locator('.opblock-summary-control').click()
    await operation.getByPlaceholder('Find a parameter').fill('datetime')
    await operation.getByPlaceholder('datetime', { exact: true }).fill('2025-04')
    await operation.getByPlaceholder('Find a parameter').fill('population')
    await operation.locator('tr[data-param-name="population"] select').selectOption('militants')
    await operation.getByRole('button', { name: 'Execute' }).click()
    await operation.locator('.live-responses-table .response-col_status').getByText('200').waitFor()
    t.match(await operation.locator('.request-url').innerText(), '/v1/figures?datetime=2025-04&population=militants')
    t.match(await operation.locator('.live-responses-table').innerText(), 'at least 54 militants killed')
    t.same(faults, [])
  })

  t.test('of many parameters those are shown first that neither negate nor compare', async (t) => {
    const { page, faults } = await openPage(browser, home)
    await page.goto(`${home}/docs#/events/listEvents`)
    const names = page.locator('#operations-events-listEvents tr[data-param-name]')
    await names.first().waitFor()
    const shown = await names.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-param-name') ?? ''))
    t.same(shown.slice(0, 3), ['q', 'datetime', 'datetime_within'])
    t.same(
      shown.filter((name) => /^not_|_(gt|gte|lt|lte)$/.test(name)),
      [],
    )
    await page.getByPlaceholder('Find a parameter').fill('fatalities_best_gte')
    await page.locator('tr[data-param-name="fatalities_best_gte"]').waitFor()
    t.equal(await names.count(), 1)
    t.same(faults, [])
  })

  t.test(
    'an answer comes into view, however many parameters stand above it, and may be asked for again from there up',
    async (t) => {
      const { page, faults } = await openPage(browser, home)
      await page.goto(`${home}/docs#/events/listEvents`)
      const operation = page.locator('#operations-events-listEvents')
      await operation.getByPlaceholder('datetime', { exact: true }).fill('2025-04')
      await operation.getByRole('button', { name: 'Execute' }).click()
      await operation.locator('.live-responses-table').waitFor()
      await page.waitForFunction(
        'Math.abs(document.querySelector(".responses-wrapper").getBoundingClientRect().top) < 5',
      )
      await operation.getByPlaceholder('datetime', { exact: true }).scrollIntoViewIfNeeded()
      const again = await operation.getByRole('button', { name: 'Execute' }).boundingBox()
      t.ok(again && again.y + again.height <= 900, `at ${again?.y} of 900 pixels`)
      t.same(faults, [])
    },
  )

  t.test('operations are found by the words that say what they are for', async (t) => {
    const { page, faults } = await openPage(browser, home)
    await page.goto(`${home}/docs`)
    const finder = page.getByPlaceholder('Find an operation')
    await finder.fill('Counted SUMMED')
    await page.getByText('2 operations found.').waitFor()
    t.same(await page.locator('.opblock-summary-path').allInnerTexts(), ['/v1/events/stats', '/v1/events/stats.csv'])
    await finder.fill('under any filters')
    await page.getByText('2 operations found.').waitFor()
    t.equal(await page.locator('.opblock-summary-path').first().innerText(), '/v1/events/stats', 'by its description')
    await page.setViewportSize({ width: 390, height: 844 })
    const field = await finder.boundingBox()
    t.ok(field && field.width < 300, `${field?.width} of 390 pixels, so that the count stands beside it`)
    await finder.fill('no such thing')
    await page.getByText('No operations found.').waitFor()
    t.equal(await page.locator('.opblock-tag').count(), 0)
    await finder.fill('')
    await page.locator('#operations-tag-visits').waitFor()
    t.equal(await page.locator('.opblock-summary-path').count(), 0, 'the groups are closed again')
    t.same(faults, [])
  })

  t.test('a record is asked for with the example that stands in its path, and is as wide as a phone', async (t) => {
    const { page, faults } = await openPage(browser, home)
    await page.goto(`${home}/docs#/actors/getActor`)
    const operation = page.locator('#operations-actors-getActor')
    await operation.getByRole('button', { name: 'Execute' }).click()
    await operation.locator('.live-responses-table').getByText('Tehreek-e-Taliban Pakistan').first().waitFor()
    t.match(await operation.locator('.request-url').innerText(), /\/v1\/actors\/ttp$/)
    await page.setViewportSize({ width: 390, height: 844 })
    const shown = await operation.locator('.live-responses-table .highlight-code').first().boundingBox()
    t.ok(shown && shown.width >= 280, `${shown?.width} of 390 pixels`)
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 390)
    t.same(faults, [])
  })

  t.test('the page of errors opens at the error', async (t) => {
    const { page, faults } = await openPage(browser, home)
    await page.goto(`${home}/docs/errors#query_too_broad`)
    t.ok(await page.locator('#query_too_broad').isVisible())
    t.same(faults, [])
  })
})
