/** How commands are typed. It is read whenever the program starts, and therefore imports nothing. */

type Settings = typeof import('../config.ts').settings

const text = { type: 'string' } as const

export const seedUsage = {
  summary: 'write the seed into the database',
  usage: 'seed [FOLDER] [--source-text FILE]',
  help: `Checks the NDJSON files of FOLDER (the seed that comes with Sourcebook if left out) before it touches the database. Records that have been edited since they were last seeded are left alone and named, and so are those that were seeded before and are in no line now: nothing is deleted.

  --source-text  the text of a source, the very bytes whose SHA-256 the source has: every quote is compared with it, at its offsets and in its paragraph. The text itself is not kept`,
  words: 1,
  options: { 'source-text': text },
}

export const exportUsage = {
  summary: 'write whole files, as the server answers them',
  usage: 'export [--format FORMATS] [--resource NAMES] [--query QUERY] [-o PATH]',
  help: `Writes each resource in each format, byte for byte what the server answers (but whole Parquet and the snapshot, which it keeps for some minutes, are made anew), into the folder PATH (this one if left out); into the file PATH if there is only one, or to standard output with -o -. At its end it says, on standard error, under which licence the data is and how to cite it.

  --format    csv (the default), ndjson, json, geojson, parquet, xlsx, or sqlite for the snapshot; several with commas
  --resource  names of resources with commas between; all of them if left out. Only those with a location can be geojson
  --query     filters, sort and fields as in an address: 'country=PK&datetime=2025'
  --output    -o: a folder, which is made if the one above it is there; a file, in a folder that is there; or - for standard output`,
  words: 0,
  options: { format: text, resource: text, query: text, output: { ...text, short: 'o' } },
  settings: ['SOURCEBOOK_DB', 'SOURCEBOOK_VISIBILITY', 'SOURCEBOOK_URL', 'SOURCEBOOK_FILES'],
} as const

export const keyUsage = {
  summary: 'make, list and revoke the keys of those who write',
  usage: 'key create --scope SCOPE [--name NAME] [--expires DAY] | list | revoke ID',
  help: `create prints the new key, one word, this one time; only its hash is kept. list shows every key but not the secret. revoke takes effect at once, also in a running server.

  --scope    read, write, import or admin; each of them reads, admin does everything
  --name     who holds it; editors see the name beside each change
  --expires  the day or instant (UTC) from which it opens nothing: 2030-01-01`,
  words: 2,
  options: { scope: text, name: text, expires: text },
}

export const eraseUsage = {
  summary: 'take a record out of everything, its history included',
  usage: 'erase RESOURCE ID --reason REASON',
  help: `For what must not stay: the record, the claims about it, its revisions and every byte of them go from the file, and the examples that reports of imports show of its dataset. Its id and the reason stay, so that copies drop it too; the id is given to nobody again, so that neither a write that is sent again nor a release of a dataset that still holds it brings it back. If rows of a release name it, the event has their words and no id of it, and the import says so. It is refused while other records refer to it.

As long as somebody reads what the file held before, its bytes stay there: then the command says so, and is to be said again.

Files that were built, backups and copies still hold it until they are made anew, and a backup that is restored brings it back.

  --reason   why; everybody may read it`,
  words: 2,
  options: { reason: text },
}

export const importUsage = {
  summary: 'read the file of a dataset: UCDP GED, ACLED or GTD',
  usage: 'import DATASET FILE [--release RELEASE] [--dry-run] [--withdraw]',
  help: `DATASET is ucdp-ged, acled or gtd; FILE is CSV, plain or gzip, or - for standard input. It is taken as the whole of a release: what the release before held and this one does not is withdrawn. An export of ACLED is taken as the whole of its own days and countries, a file of the GTD as that of its days: what lies beyond them stays; an export that is filtered by type or actor withdraws what it leaves out. Either all of it is written or nothing, also if Ctrl-C or SIGTERM ends it, and readers go on reading meanwhile.

A new database is made and seeded first. ACLED and GTD may not be passed on and go into a private knowledge base only: SOURCEBOOK_VISIBILITY=private when it is made.

The report counts the rows read, and the events new, changed, unchanged, kept with a warning, rejected and withdrawn, with the reasons and the first lines of each.

  --release   such as 23.1; from the name of the file if left out, else the day
  --dry-run   checks everything and writes nothing; ends as the import would, refused where it would be
  --withdraw  takes the file also if it lacks more than 20 records, and a tenth, of those that it would replace; without it such a file is refused, as a part of a release; also one of an older release than stands, which would take its place`,
  words: 2,
  options: { release: text, 'dry-run': { type: 'boolean' }, withdraw: { type: 'boolean' } },
} as const

export const backupUsage = {
  summary: 'write a verified copy of the database to a file',
  usage: 'backup FILE [--replace]',
  help: `The copy shows one state of the data, and others read and write on while it is made, a server included. It is one file, read to its end before it gets its name: it is never there by halves.

To use it again, say sourcebook restore FILE. Who merely puts it in the place of the database loses nothing either: it begins a new epoch by itself.

  --replace  if FILE is there already`,
  words: 1,
  options: { replace: { type: 'boolean' } },
} as const

export const restoreUsage = {
  summary: 'put a backup in the place of the database',
  usage: 'restore FILE',
  help: `FILE is a backup, a copy that was made while no server ran, or what Litestream restored. It is checked and copied; FILE itself stays as it is. The database that it replaces is kept under another name, which is printed. A key that is revoked or has expired there is revoked in the copy, too; if there is none, the keys that are open are printed. What was erased there since the backup was made comes back with it, and is named, to be erased again. A server has to be ended first.

What was restored begins a new epoch: whoever follows the changes is told (410 resync_required) to begin anew, because changes that they have seen may be gone.`,
  words: 1,
}

export const checkUsage = {
  summary: 'look whether everything is as it has to be',
  usage: 'check [--source-text FILE] [--repair]',
  help: `Reads the whole of one state of the data, beside a running server if there is one: the file, the sequence of changes, rows as they were received, every curated record and its evidence, every reference, every quote whose text is at hand, and every index, compared with what the records say one by one. Prints a line for each; fails if something is wrong, and says what to do.

  --source-text  the text of a source, the very bytes whose SHA-256 the source has: every quote is compared with it
  --repair       makes indexes anew from the records if something is wrong in one`,
  words: 0,
  options: { 'source-text': text, repair: { type: 'boolean' } },
} as const

/** The settings that a command reads; if it does not say which, those that say which database. */
export function settingsHelp(
  read: 'all' | readonly (keyof Settings)[] = ['SOURCEBOOK_DB', 'SOURCEBOOK_VISIBILITY'],
  settings: Settings,
) {
  const shown = Object.entries(settings).filter(([name]) => read === 'all' || read.some((each) => each === name))
  const width = Math.max(...shown.map(([name]) => name.length))
  const lines = shown.map(
    ([name, { initial, description }]) =>
      `  ${name.padEnd(width)}  ${description} Default: ${initial === '' ? 'none' : initial}`,
  )
  return `Settings, from the environment:\n${lines.join('\n')}`
}
