/** Boxes and circles against plain arithmetic on every point, the antimeridian and the poles included. */
import fc from 'fast-check'
import t from 'tap'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { idsOf, inOrder } from '../contract/model.ts'
import { readAll, readProblem, resourceOf } from '../support.ts'
import { openWorld } from './world.ts'

const { app, events } = await openWorld(t, 500, 3)
const find = async (query: string) => idsOf(await readAll(app, `/v1/events?fields=id&${query}`))
const located = events.filter(({ latitude, longitude }) => latitude !== null && longitude !== null)
const sorted = (records: AnyRecord[]) => idsOf(inOrder(resourceOf('events'), records))

/** The coordinates of the records among others, so that edges and centres meet them. */
const among = (field: 'latitude' | 'longitude', most: number) =>
  fc.oneof(
    fc.integer({ min: -most * 10, max: most * 10 }).map((tenths) => tenths / 10),
    fc.constantFrom(...located.map((record) => Number(record[field])), most, -most, 0, 8, -8),
  )
const latitudes = among('latitude', 90)
const longitudes = among('longitude', 180)

t.test('bbox finds what lies in the box or on its edge, also across the antimeridian', async () => {
  await fc.assert(
    fc.asyncProperty(longitudes, latitudes, longitudes, latitudes, async (west, a, east, b) => {
      const [south, north] = [Math.min(a, b), Math.max(a, b)]
      const within = (lon: number) => (west <= east ? west <= lon && lon <= east : lon >= west || lon <= east)
      const expected = located.filter(
        ({ latitude, longitude }) =>
          south <= Number(latitude) && Number(latitude) <= north && within(Number(longitude)),
      )
      const found = await find(`bbox=${west},${south},${east},${north}`)
      return found.join() === sorted(expected).join() || Promise.reject(new Error(`found ${found}`))
    }),
    { numRuns: 150 },
  )
})

const vector = (latitude: number, longitude: number): [number, number, number] => {
  const [phi, lambda] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180]
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)]
}

/** Kilometres between two points of the sphere, by the angle between their vectors. */
function distance(a: [number, number, number], b: [number, number, number]) {
  const cross = Math.hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
  return 6371.0088 * Math.atan2(cross, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])
}

const radii = fc.oneof(
  fc.integer({ min: 1, max: 20_038 }),
  fc.integer({ min: 1, max: 20_000 }).map((tenths) => tenths / 10),
)

t.test('near finds what lies within the radius on the sphere, over poles and the antimeridian', async () => {
  await fc.assert(
    fc.asyncProperty(latitudes, longitudes, radii, async (latitude, longitude, radius) => {
      const centre = vector(latitude, longitude)
      const far = (record: AnyRecord) => distance(centre, vector(Number(record.latitude), Number(record.longitude)))
      const clear = located.filter((record) => Math.abs(far(record) - radius) > 1e-6) // on the edge either answer is right
      const expected = sorted(clear.filter((record) => far(record) < radius))
      const found = await find(`near=${latitude},${longitude}&radius_km=${radius}`)
      const kept = new Set(idsOf(clear))
      return (
        found.filter((id) => kept.has(id)).join() === expected.join() || Promise.reject(new Error(`found ${found}`))
      )
    }),
    { numRuns: 150 },
  )
})

t.test('what is no box, point or radius is refused by name', async (t) => {
  const fault = async (query: string) => {
    const { errors } = await readProblem(app, `/v1/events?${query}`)
    return [errors?.length, errors?.[0]?.parameter, errors?.[0]?.code]
  }
  for (const box of [
    '1,2,3',
    '1,2,3,4,5',
    '181,0,0,1',
    '0,-91,1,1',
    '0,5,1,4',
    'a,b,c,d',
    '0,0,NaN,1',
    '1e1,0,2,3',
    ',,,',
  ])
    t.same(await fault(`bbox=${box}`), [1, 'bbox', 'invalid_box'], box)
  for (const point of ['91,0', '0,181', '1', '1,2,3', 'kabul', '1,', 'Infinity,0'])
    t.same(await fault(`near=${point}&radius_km=5`), [1, 'near', 'invalid_point'], point)
  for (const radius of ['0', '-1', '20039', 'far', '1,2', '1e3'])
    t.same(await fault(`near=1,2&radius_km=${radius}`), [1, 'radius_km', 'invalid_radius'], radius)
  t.same(await fault('near=1,2'), [1, 'near', 'missing_parameter'])
  t.same(await fault('radius_km=5'), [1, 'radius_km', 'missing_parameter'])
})
