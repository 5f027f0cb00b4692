/** What an import did: its counts, and why rows were warned about or rejected, with the first examples by line. */

type Counts = {
  read: number
  new: number
  changed: number
  unchanged: number
  warned: number
  rejected: number
  withdrawn: number
}

type Example = { line: number; what: string }
type Reason = { reason: string; count: number; examples: Example[] }

export type Report = {
  counts: Counts
  /** Rows kept as given that break a rule of their codebook; a row may break several. */
  warnings: Reason[]
  /** Rows that cannot be an event. */
  rejections: Reason[]
  /** What else should be known, a sentence each. */
  notices: string[]
}

export type Tally = Report & {
  warn(line: number, reason: string, what?: string): void
  reject(line: number, reason: string, what?: string): void
}

const mostExamples = 3
const longestExample = 60

export function openTally(): Tally {
  const counts = { read: 0, new: 0, changed: 0, unchanged: 0, warned: 0, rejected: 0, withdrawn: 0 }
  const warnings: Reason[] = []
  const rejections: Reason[] = []
  const notices: string[] = []
  let lastWarned = 0

  const note = (reasons: Reason[], line: number, reason: string, what = '') => {
    const found = reasons.find((known) => known.reason === reason) ?? { reason, count: 0, examples: [] }
    if (found.count === 0) reasons.push(found)
    found.count++
    if (found.examples.length < mostExamples) found.examples.push({ line, what: clip(what) })
  }

  return {
    counts,
    warnings,
    rejections,
    notices,
    warn(line, reason, what) {
      note(warnings, line, reason, what)
      if (line !== lastWarned) counts.warned++
      lastWarned = line
    },
    reject(line, reason, what) {
      note(rejections, line, reason, what)
      counts.rejected++
    },
  }
}

/** Control characters would reach the terminal. */
const clip = (what: string) => {
  const plain = what.replace(/\p{Cc}+/gu, ' ')
  return plain.length > longestExample ? `${plain.slice(0, longestExample)}…` : plain
}

/** Names the first of those of which something is to be said; nothing if there are none. */
export function noteOf(which: string, ids: readonly string[], what: string): string[] {
  const first = `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`
  return ids.length === 0 ? [] : [`Of the ${which} ${ids.length} ${what}: ${first}.`]
}

/** Why rows were rejected, the commonest first, as the end of a sentence; empty if none were. */
export function rejectionsOf({ counts, rejections }: Report): string {
  if (counts.rejected === 0) return ''
  const reasons = rejections
    .toSorted((a, b) => b.count - a.count)
    .slice(0, mostExamples)
    .map(
      ({ reason, count, examples }) =>
        `${count} × ${reason}${examples[0] ? ` (line ${examples[0].line}: ${examples[0].what})` : ''}`,
    )
  return ` Rows were rejected: ${reasons.join('; ')}.`
}

/** The report as lines of text, the counts first. */
export function toLines({ counts, warnings, rejections, notices }: Report): string[] {
  const order = ['read', 'new', 'changed', 'unchanged', 'warned', 'rejected', 'withdrawn'] as const
  return [
    order.map((name) => `${name} ${counts[name]}`).join(', '),
    ...notices,
    ...section('Kept as given, with a warning:', warnings),
    ...section('Rejected, because no event can be made of them:', rejections),
  ]
}

const section = (title: string, reasons: Reason[]) =>
  reasons.length === 0
    ? []
    : [
        title,
        ...reasons
          .toSorted((a, b) => b.count - a.count)
          .flatMap(({ reason, count, examples }) => [
            `  ${count} × ${reason}`,
            ...examples.map(({ line, what }) => `    line ${line}${what === '' ? '' : `: ${what}`}`),
          ]),
      ]
