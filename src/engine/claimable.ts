/** What claims may be about: the fields of a record that a writer may set, their groups, and what is no field. */
import type { Directory } from './expansions.ts'
import type { Resource } from './resource.ts'

/** The resource of claims, which every knowledge base has. */
export const claimsIn = (directory: Directory) =>
  [...directory.values()].find(({ about, viewOf }) => about && !viewOf) as Resource

/** Fields of a claim that name no field of its subject. */
export const free: readonly string[] = ['figure', 'assessment']

/** Names that a claim about a record of this resource may support: the fields a writer may set, and their groups. */
export const evidenceNames = ({ fields }: Resource): string[] => [
  ...new Set(
    Object.entries(fields).flatMap(([name, { managed, evidence }]) =>
      managed || name === 'id' ? [] : [name, ...(evidence ? [evidence] : [])],
    ),
  ),
]

/** Everything that the field of some claim may be. */
export const claimable = (directory: Directory): string[] => [
  ...new Set([...free, ...[...directory.values()].filter(({ viewOf }) => !viewOf).flatMap(evidenceNames)]),
]
