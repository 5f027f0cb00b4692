/** What to take when everything is wanted: the manifest of all files, and the snapshot. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { startReading } from '../engine/parameters.ts'
import { formatsOf } from '../formats/index.ts'
import { chooseMediaType } from '../http/negotiate.ts'
import type { Asked, Route } from '../http/route.ts'
import { resources } from '../model/index.ts'
import { type Standing, toSources } from '../store/standing.ts'

const json = { mediaType: 'application/json' }
const sqlite = { mediaType: 'application/vnd.sqlite3' }
export const snapshotName = 'snapshot.sqlite'

const built = 'null for a file that is made when it is asked for.'
const schema = z
  .strictObject({
    seq: z.string().describe('The point in the sequence of changes at which the data stands.'),
    data: z
      .array(
        z
          .strictObject({
            name: z.string().describe('File name.'),
            url: z.string().describe('Where it is.'),
            media_type: z.string().describe('Media type, as in Accept.'),
            bytes: z.int().nullable().describe(`Length; ${built}`),
            records: z.int().nullable().describe(`Records in the file; ${built}`),
            sha256: z.string().nullable().describe(`Checksum of the file; ${built}`),
            seq: z.string().nullable().describe(`The point in the sequence of changes that the file shows; ${built}`),
            made_at: z.iso.datetime().nullable().describe(`When it was built (UTC); ${built}`),
            licence: z.string().describe('SPDX identifiers of the datasets whose records it holds, joined by AND.'),
            citation: z.string().describe('How to cite those datasets, a line each.'),
          })
          .meta({ id: 'ManifestFile', description: 'A file that can be taken whole.' }),
      )
      .describe('The snapshot first, then every resource in every format.'),
  })
  .meta({ id: 'Manifest', description: 'All files, with what is needed to tell whether one has changed.' })

type Entry = z.infer<typeof schema>['data'][number]

export const manifestRoutes = (): Route[] => [
  {
    path: '/v1/manifest.json',
    operationId: 'getManifest',
    tag: 'about',
    summary: 'All files, with checksums of those that stand built',
    description:
      'Lists the snapshot and every resource in every format. The snapshot and the Parquet files stand built: they have a length, a checksum and ranges, and show the data at their own `seq`. They are built again in the background when the data has changed; the first time, the answer waits for them.',
    parameters: {},
    content: [{ ...json, schema }],
    errors: ['InvalidQuery', 'NotAcceptable'],
    example: '/v1/manifest.json',
    handle: async (asked) => {
      chooseMediaType(asked.accept, [json])
      startReading(asked.given, {}).end()
      const bytes = Buffer.from(JSON.stringify(await listFiles(asked)))
      const tag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
      return { ...json, tag, momentary: true, body: () => bytes }
    },
  },
  {
    path: `/v1/${snapshotName}`,
    operationId: 'getSnapshot',
    tag: 'about',
    summary: 'The whole knowledge base as one SQLite file',
    description:
      'A table or view a resource, with the fields of its records: lists are JSON text, booleans 0 and 1. The tables `about`, `codebook` and `vocabularies` explain them. It stands built, shows the data at its own Change-Seq, and takes ranges.',
    parameters: {},
    content: [{ ...sqlite, schema: z.string().meta({ format: 'binary' }) }],
    errors: ['InvalidQuery', 'RangeNotSatisfiable'],
    example: `/v1/${snapshotName}`,
    handle: async ({ given, files }) => {
      startReading(given, {}).end()
      const headers = { 'Content-Disposition': `attachment; filename="${snapshotName}"` }
      return { ...sqlite, packed: true, headers, file: await files.standing(snapshotName) }
    },
  },
]

async function listFiles({ store, files }: Asked): Promise<z.infer<typeof schema>> {
  const standing = new Map(
    await Promise.all(files.names.map(async (name) => [name, await files.standing(name)] as const)),
  )
  const snapshot = toEntry(snapshotName, sqlite.mediaType, standing.get(snapshotName))
  const data = resources.flatMap((resource) => {
    const kept = [...standing].find(([name]) => name.startsWith(`${resource.name}.`))?.[1]
    return formatsOf(resource).map((format) => {
      const name = `${resource.name}.${format.name}`
      return { ...toEntry(name, format.mediaType, standing.get(name)), ...toSources(kept?.datasets ?? []) }
    })
  })
  return { seq: store.version(), data: [snapshot, ...data] }
}

const toEntry = (name: string, media_type: string, file: Standing | undefined): Entry => ({
  name,
  url: `/v1/${name}`,
  media_type,
  bytes: file?.bytes ?? null,
  records: file?.records ?? null,
  sha256: file?.sha256 ?? null,
  seq: file?.version ?? null,
  made_at: file?.made_at ?? null,
  ...toSources(file?.datasets ?? []),
})
