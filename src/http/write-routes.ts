/** The routes by which a resource is written: made, changed, deleted, merged. */
import { z } from 'zod'
import type { Directory } from '../engine/expansions.ts'
import { once } from '../engine/once.ts'
import type { Parameter } from '../engine/parameters.ts'
import type { Resource } from '../engine/resource.ts'
import type { Schemas } from './schemas.ts'
import type { WriteRoute } from './write-route.ts'
import { type InputSchemas, inputSchemas } from './write-schemas.ts'

/** By resource: what is sent to make a record, and to change the seed's example. */
export type Examples = Readonly<Record<string, { created: unknown; patched: unknown }>>

/** Every route that writes a resource which holds its own records. */
export function writeRoutes(directory: Directory, schemas: Schemas, examples: Examples): WriteRoute[] {
  const inputs = once(() => inputSchemas(directory))
  return [...directory.values()].flatMap((resource) => {
    if (resource.viewOf) return []
    const input = () => inputs().get(resource.name) as InputSchemas // every resource that is no view has them
    const shown = () => schemas.get(resource.name)
    const example = examples[resource.name] ?? { created: {}, patched: {} }
    return [
      createRoute(resource, input, shown, example.created),
      patchRoute(resource, input, shown, example.patched),
      deleteRoute(resource),
      ...(resource.fields.licence?.managed ? [mergeRoute(resource, shown), unmergeRoute(resource, shown)] : []),
    ]
  })
}

/** What an answer shows, and what is sent: schemas that only the document reads. */
type Shown = () => z.ZodType
type Input = () => InputSchemas

const always = [
  'InvalidQuery',
  'InvalidHeader',
  'KeyRequired',
  'InvalidKey',
  'ScopeTooSmall',
  'TooManyFailures',
  'IdempotencyKeyReused',
  'Busy',
  'StorageFull',
] as const
const withBody = ['InvalidBody', 'BodyTooLarge', 'UnsupportedMediaType', 'InvalidRecord'] as const
const ofRecord = ['RecordNotFound', 'RecordWithdrawn', 'AlreadyMerged', 'IfMatchRequired', 'StaleRevision'] as const

const article = ({ singular }: Resource) => `${/^[AEIO]/.test(singular) ? 'an' : 'a'} ${singular.toLowerCase()}`

const idOf = ({ singular, example }: Resource): Record<string, Parameter> => ({
  id: { description: `Id of the ${singular.toLowerCase()}.`, schema: { type: 'string' }, many: false, example },
})

const evidence = (resource: Resource) =>
  'claims' in resource.expansions
    ? ' Each value that needs evidence has to be carried by one of its `claims`: a passage of a source, or `inferred` or stance `assigned` with a `note`.'
    : ''

const createRoute = (resource: Resource, input: Input, shown: Shown, example: unknown): WriteRoute => ({
  method: 'POST',
  path: `/v1/${resource.name}`,
  operationId: `create${resource.singular}`,
  tag: resource.name,
  summary: `Make ${article(resource)}`,
  description: `What is left out is empty or unknown; without an \`id\` the server makes one${resource.fields.names ? ', if no record has that name yet' : ''}.${evidence(resource)} Every fault is named at once.`,
  scope: 'write',
  conditional: false,
  body: {
    mediaTypes: ['application/json'],
    get schema() {
      return input().created
    },
    example,
  },
  status: 201,
  get schema() {
    return shown()
  },
  errors: [
    ...always,
    ...withBody,
    'IdTaken',
    ...(resource.fields.names ? (['NameTaken'] as const) : []),
    ...(['AlreadyMerged', 'RecordWithdrawn', 'TooManyReferences'] as const),
  ],
  resource,
  act: 'create',
})

const patchRoute = (resource: Resource, input: Input, shown: Shown, example: unknown): WriteRoute => ({
  method: 'PATCH',
  path: `/v1/${resource.name}/{id}`,
  operationId: `update${resource.singular}`,
  tag: resource.name,
  summary: `Change ${article(resource)}`,
  description: `A merge patch (RFC 7396): null takes a value away, lists are replaced as a whole, and a patch that changes nothing leaves no trace.${evidence(resource)} The \`claims\` that are sent are added. A record of a dataset other than \`sourcebook\` takes claims alone: of rank \`preferred\` they are shown in the place of what the dataset says, and the next release does not undo them.`,
  pathParameters: idOf(resource),
  scope: 'write',
  conditional: true,
  body: {
    mediaTypes: ['application/merge-patch+json', 'application/json'],
    get schema() {
      return input().patched
    },
    example,
  },
  status: 200,
  get schema() {
    return shown()
  },
  errors: [
    ...always,
    ...withBody,
    ...ofRecord,
    'ImportedRecord',
    'OnlyEvidence',
    'StillReferenced',
    'TooManyReferences',
  ],
  resource,
  act: 'patch',
})

const deleteRoute = (resource: Resource): WriteRoute => ({
  method: 'DELETE',
  path: `/v1/${resource.name}/{id}`,
  operationId: `delete${resource.singular}`,
  tag: resource.name,
  summary: `Delete ${article(resource)}`,
  description:
    'The claims about it go with it. It is refused while other records refer to it, and if somebody else has written claims about it, or merged records into it, since it was made or changed itself: its revision does not move with them. They are named, and go with `If-Match: *`. Afterwards its address answers 410 with the reason.',
  pathParameters: idOf(resource),
  scope: 'write',
  conditional: true,
  takesAlong: true,
  status: 204,
  errors: [...always, ...ofRecord, 'WrittenByOthers', 'ImportedRecord', 'StillReferenced', 'OnlyEvidence'],
  resource,
  act: 'delete',
})

const into = z
  .strictObject({ into: z.string().describe('Id of the record that stays.') })
  .meta({ id: 'Merge', description: 'Which record another one is merged into.' })

const mergeRoute = (resource: Resource, shown: Shown): WriteRoute => ({
  method: 'POST',
  path: `/v1/${resource.name}/{id}/merge`,
  operationId: `merge${resource.singular}`,
  tag: resource.name,
  summary: `Merge ${article(resource)} into another`,
  description:
    'Both are one: what refers to this one refers to the other afterwards, its claims are about the other, and its address leads there (308). The values of the other stay as they are: a claim of rank `preferred` about this one is one of rank `normal` about the other. The answer shows the other.',
  pathParameters: idOf(resource),
  scope: 'write',
  conditional: false,
  body: { mediaTypes: ['application/json'], schema: into, example: { into: resource.example } },
  status: 200,
  get schema() {
    return shown()
  },
  errors: [...always, ...withBody, ...ofRecord, 'TooManyReferences', 'Opponents', 'OnlyEvidence'],
  resource,
  act: 'merge',
})

const leaveChanged = z
  .strictObject({
    leave_changed: z
      .boolean()
      .default(false)
      .describe('Whether what has been changed since may stay as it is; otherwise nothing is done if something would.'),
  })
  .meta({ id: 'Unmerge', description: 'How a merge is undone.' })

const unmergeRoute = (resource: Resource, shown: Shown): WriteRoute => ({
  method: 'POST',
  path: `/v1/${resource.name}/{id}/unmerge`,
  operationId: `unmerge${resource.singular}`,
  tag: resource.name,
  summary: `Undo the merge of ${article(resource)}`,
  description:
    'It comes back as it was, and so does what the merge changed: references and claims that nobody has changed since name it again, and the other loses the names and ids that it got. What was written about the other since stays with it. What has been changed since is named (409 `changed_since`), and stays as it is with `leave_changed`. The answer shows the record that came back.',
  pathParameters: idOf(resource),
  scope: 'write',
  conditional: false,
  body: { mediaTypes: ['application/json'], schema: leaveChanged, example: { leave_changed: false }, optional: true },
  status: 200,
  get schema() {
    return shown()
  },
  errors: [
    ...always,
    ...withBody,
    ...([
      'RecordNotFound',
      'RecordWithdrawn',
      'NotUnmerged',
      'ChangedSince',
      'OnlyEvidence',
      'TooManyReferences',
    ] as const),
  ],
  resource,
  act: 'unmerge',
})
