/**
 * Made-up data in the shape of UCDP GED 23.1, for benchmarks and tests: the same seed gives the same bytes. Countries
 * are real, and so are the actors of Pakistan and Afghanistan that the seed knows; everything else is invented.
 *
 *     node test/bench/data.ts 100000 > ged.csv
 */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { text } from './words.ts'

/** Name, Gleditsch–Ward number, region, first letters of relid, weight, and a box: south, west, north, east. */
const countries = [
  ['Syria', 652, 'Middle East', 'SYR', 200, [32.5, 36, 37, 42]],
  ['Afghanistan', 700, 'Asia', 'AFG', 130, [30, 61, 37, 71]],
  ['India', 750, 'Asia', 'IND', 60, [10, 70, 34, 90]],
  ['Mexico', 70, 'Americas', 'MEX', 50, [16, -106, 30, -90]],
  ['DR Congo (Zaire)', 490, 'Africa', 'DRC', 40, [-10, 18, 4, 30]],
  ['Pakistan', 770, 'Asia', 'PAK', 40, [25, 62, 35, 74]],
  ['Colombia', 100, 'Americas', 'COL', 30, [0, -77, 10, -69]],
  ['Ukraine', 369, 'Europe', 'UKR', 30, [46, 24, 51, 39]],
  ['Turkey', 640, 'Middle East', 'TUR', 25, [37, 35, 40, 44]],
  ['Nepal', 790, 'Asia', 'NEP', 25, [27, 81, 29, 87]],
  ['Nigeria', 475, 'Africa', 'NIG', 25, [5, 4, 13, 14]],
  ['Iraq', 645, 'Middle East', 'IRQ', 25, [30, 40, 36, 47]],
  ['Somalia', 520, 'Africa', 'SOM', 25, [0, 42, 11, 50]],
  ['Algeria', 615, 'Africa', 'ALG', 20, [28, -2, 36, 8]],
  ['Philippines', 840, 'Asia', 'PHI', 20, [6, 120, 17, 125]],
  ['Bosnia-Herzegovina', 346, 'Europe', 'BOS', 20, [43, 16, 45, 19]],
  ['Russia (Soviet Union)', 365, 'Europe', 'RUS', 20, [42, 43, 56, 60]],
  ['Sri Lanka', 780, 'Asia', 'SRI', 20, [6, 80, 9, 81]],
  ['Yemen (North Yemen)', 678, 'Middle East', 'YEM', 20, [13, 43, 17, 49]],
  ['Ethiopia', 530, 'Africa', 'ETH', 15, [5, 35, 14, 43]],
  ['Serbia (Yugoslavia)', 345, 'Europe', 'SER', 10, [42, 19, 45, 22]],
  ['Myanmar (Burma)', 775, 'Asia', 'MYA', 10, [16, 93, 27, 98]],
  ['Mali', 432, 'Africa', 'MLI', 10, [12, -8, 20, 2]],
  ['Venezuela', 101, 'Americas', 'VEN', 8, [4, -71, 10, -62]],
] as const

type Country = (typeof countries)[number]
type Group = { id: number; name: string }
type Dyad = {
  id: number
  conflict: number
  kind: 1 | 2 | 3
  a: Group
  b: Group
  country: Country
  divisions: Division[]
}
type Division = { name: string; districts: string[] }

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const header =
  'id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office source_date source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob'.split(
    ' ',
  )

type Cell = string | number

const toLine = (cells: readonly Cell[]) =>
  `${cells.map((cell) => `"${typeof cell === 'number' ? cell : cell.replaceAll('"', '""')}"`).join(',')}\n`

/** The lines of a file of `count` events, its header first; a line may hold newlines inside its cells. */
export function* gedLines(count: number, seed = 1): Generator<string> {
  const random = randomFrom(seed)
  const dyads = inventDyads(random)
  const weights = dyads.map((dyad, index) => dyad.country[4] / (1 + (index % 12)))
  const pick = weighted(weights, random)
  yield toLine(header)
  for (let index = 0, id = 1000; index < count; index++) {
    id += 1 + Math.floor(random() * 4)
    yield toLine(event(id, dyads[pick()] as Dyad, random))
  }
}

/** Writes a file of `count` events. */
export async function writeGed(path: string, count: number, seed = 1): Promise<void> {
  const file = createWriteStream(path)
  await writeLines(file, gedLines(count, seed))
  file.end()
  await once(file, 'close')
}

async function writeLines(file: Writable, lines: Iterable<string>) {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length < 1 << 16) continue
    if (!file.write(piece)) await once(file, 'drain')
    piece = ''
  }
  if (!file.write(piece)) await once(file, 'drain')
}

/** An index, as often as its weight says. */
function weighted(weights: number[], random: () => number): () => number {
  let sum = 0
  const sums = weights.map((weight) => {
    sum += weight
    return sum
  })
  return () => {
    const wanted = random() * sum
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] as number) > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
}

const known: Record<number, { government: number; groups: Group[] }> = {
  770: { government: 142, groups: [{ id: 356, name: 'TTP' }] },
  700: { government: 130, groups: [{ id: 303, name: 'Taleban' }] },
}

/** Twelve dyads a country: eight with its government, two between groups, two of violence against civilians. */
function inventDyads(random: () => number): Dyad[] {
  const civilians = { id: 1, name: 'Civilians' }
  return countries.flatMap((country, nth) => {
    const [name, gwno] = country
    const { government: id = 5000 + nth, groups = [] } = known[gwno] ?? {}
    const government = { id, name: `Government of ${name}` }
    const invented = Array.from({ length: 9 - groups.length }, (_, index) => ({
      id: 6000 + nth * 20 + index,
      name: text.group(random),
    }))
    const rebels = [...groups, ...invented]
    const divisions = Array.from({ length: 14 }, () => ({
      name: `${text.place(random)} ${['province', 'governorate', 'state'][nth % 3]}`,
      districts: Array.from({ length: 10 }, () => `${text.place(random)} district`),
    }))
    const sides: [1 | 2 | 3, Group, Group][] = [
      ...rebels.slice(0, 8).map((rebel): [1, Group, Group] => [1, government, rebel]),
      [2, rebels[0] as Group, rebels[1] as Group],
      [2, rebels[2] as Group, rebels[8] as Group],
      [3, rebels[0] as Group, civilians],
      [3, government, civilians],
    ]
    return sides.map(([kind, a, b], index) => ({
      id: 10_000 + nth * 20 + index,
      conflict: kind === 1 ? 300 + nth : 12_000 + nth * 20 + index,
      kind,
      a,
      b,
      country,
      divisions,
    }))
  })
}

/** One event, with the defects of real data at the rate of real data: low ≤ best ≤ high fails in 1.3 %. */
function event(id: number, dyad: Dyad, random: () => number): Cell[] {
  const [country, gwno, region, letters, , box] = dyad.country
  const upTo = (n: number) => Math.floor(random() * n)
  const { start, end, precision } = days(random)
  const deaths = [0, 0, 0, 0].map(() => (random() < 0.3 ? Math.floor(1 / (random() + 0.01)) : 0)) as [
    number,
    number,
    number,
    number,
  ]
  const best = deaths[0] + deaths[1] + deaths[2] + deaths[3]
  const low = random() < 0.013 ? best + 1 : Math.max(0, best - upTo(3))
  const high = best + (random() < 0.2 ? upTo(10) : 0)
  const where = [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6][upTo(12)] as number
  const division = dyad.divisions[upTo(dyad.divisions.length)] as Division
  const district = division.districts[upTo(division.districts.length)] as string
  const town = text.place(random)
  const latitude = (box[0] + random() * (box[2] - box[0])).toFixed(6)
  const longitude = (box[1] + random() * (box[3] - box[1])).toFixed(6)
  const sources = random() < 0.33 ? [] : Array.from({ length: 1 + upTo(2.4) }, () => text.office(random))
  const headlines = sources.map(() => text.headline(random, town))
  const article = sources.length
    ? sources.map((office, index) => `"${office},${start},${headlines[index]}"`).join(';')
    : `${text.office(random)}, ${start} ${text.headline(random, town)}`
  const name = `${dyad.a.name} - ${dyad.b.name}`
  const conflict = dyad.kind === 1 ? `${country}: Government` : name
  const point = `POINT (${longitude} ${latitude})`
  const cell = (Math.floor(Number(latitude) * 2) + 180) * 720 + Math.floor(Number(longitude) * 2) + 361
  return [
    ...[id, `${letters}-${start.slice(0, 4)}-${dyad.kind}-${dyad.id}-${id}`, start.slice(0, 4)],
    ...[random() < 0.97 ? 1 : 0, 'Clear', dyad.kind, dyad.conflict, dyad.conflict, conflict],
    ...[dyad.id, dyad.id, name, dyad.a.id, dyad.a.id, dyad.a.name, dyad.b.id === 1 ? 9999 : dyad.b.id],
    ...[dyad.b.id, dyad.b.name, sources.length || -1, article, sources.join(';')],
    ...[sources.map(() => start).join(';'), headlines.join(';'), sources.length ? text.office(random) : ''],
    ...[where, `${town} town`, text.location(random, town, district, division.name)],
    ...[where < 5 ? division.name : '', where < 4 ? district : '', latitude, longitude, point, cell],
    ...[country, gwno, region, random() < 0.934 ? 1 : 2, precision],
    ...[`${start} 00:00:00.000`, `${end} 00:00:00.000`, ...deaths, best, high, low],
    ...[dyad.a.name.startsWith('Government') ? gwno : '', ''],
  ]
}

/** Dates from 1989 to 2022, more of them late, as precise as those of UCDP. */
function days(random: () => number): { start: string; end: string; precision: number } {
  const day = Date.UTC(1989, 0, 1) + Math.floor(Math.sqrt(random()) * 12_400) * 86_400_000
  const chance = random()
  const [precision, length] =
    chance < 0.85
      ? [1, 0]
      : chance < 0.955
        ? [2, 1 + Math.floor(random() * 5)]
        : chance < 0.962
          ? [3, 6]
          : chance < 0.985
            ? [4, 7 + Math.floor(random() * 23)]
            : [5, 33 + Math.floor(random() * 200)]
  return { start: toDay(day), end: toDay(day + (length as number) * 86_400_000), precision: precision as number }
}

const toDay = (time: number) => new Date(time).toISOString().slice(0, 10)

if (import.meta.main) {
  const [count, seed] = process.argv.slice(2)
  if (!/^\d+$/.test(count ?? '')) {
    console.error('node test/bench/data.ts COUNT [SEED] > FILE')
    process.exit(2)
  }
  await writeLines(process.stdout, gedLines(Number(count), seed === undefined ? 1 : Number(seed)))
}
