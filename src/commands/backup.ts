/** The commands `backup` and `restore`: a copy of the knowledge base, and a copy put in its place. */
import { chmodSync, chownSync, existsSync, linkSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Database } from 'better-sqlite3'
import { type Access, closeKeys, openKeysOf, readAccess } from '../store/access.ts'
import { type Copied, copyDatabase } from '../store/copy.ts'
import { findUnerased } from '../store/erased.ts'
import type { Key } from '../store/keys.ts'
import { openForWriting, reasonOf, SetupError } from '../store/open.ts'
import { besideOf, putInPlace } from '../store/replace.ts'
import { isServed, lockServing } from '../store/serving.ts'
import type { Visibility } from '../store/visibility.ts'
import { openProgress, type Terminal } from './progress.ts'

/**
 * Writes a copy of the database at `path` to `to`, and gives the sentence that says so. Others read and write meanwhile.
 *
 * @throws SetupError with one sentence if that cannot be done; then `to` is as it was.
 */
export async function backup(path: string, to: string, replace: boolean, terminal: Terminal): Promise<string> {
  const there = statSync(to, { throwIfNoEntry: false })
  if (there?.isDirectory()) throw new SetupError(`${to} is a folder. Name a file in it, such as ${to}/backup.sqlite.`)
  if (isSame(path, to)) throw new SetupError(`${to} is the database itself. Name another file for its backup.`)
  if (there && !replace) throw new SetupError(`${to} is there already. Name another file, or add --replace.`)
  const beside = besideOf(to)
  try {
    const copied = await copy(path, beside, to, terminal)
    putInPlace(beside, to)
    return `${to}: ${describe(copied)}`
  } finally {
    rmSync(beside, { force: true })
  }
}

/**
 * Puts a copy of the file `from` in the place of the database at `named`, which is kept under the name that it gives:
 * undefined if there was none. A key that is closed there is closed in the copy, too. `said` is what to tell, a line each.
 * The copy has yet to be brought up to this program. `asked` is who may read, if that was said.
 *
 * @throws SetupError with one sentence if that cannot be done, or if others might read what was restored than who may
 * read the database; then that is as it was.
 */
export async function restore(
  named: string,
  from: string,
  now: string,
  terminal: Terminal,
  asked?: Visibility,
): Promise<{ said: string[]; kept: string | undefined }> {
  const path = existsSync(named) ? realpathSync(named) : named // a link goes on leading there
  if (isSame(path, from)) throw new SetupError(`${from} is the database itself. Name the file of a backup.`)
  if (isServed(from))
    throw new SetupError(
      `${from} is being served by another process: it is no backup. sourcebook backup makes one of it.`,
    )
  const { release } = lockServing(path)
  const beside = besideOf(path)
  try {
    const copied = await copy(from, beside, path, terminal)
    const [there, replaced] = [readAccess(beside), readAccess(path)]
    refuseOther(from, there, path, replaced, asked)
    const more = [...(there ? settleKeys(beside, there, replaced, now) : []), ...nameUnerased(beside, path)]
    if (existsSync(path)) inherit(path, beside)
    const kept = existsSync(path) ? putAside(path, now) : undefined
    putInPlace(beside, path)
    const aside = kept ? [`What stood there is kept as ${kept}; delete it when nobody needs it.`] : []
    return { said: [`${path}: restored from ${from}, ${describe(copied)}`, ...aside, ...more], kept }
  } finally {
    rmSync(beside, { force: true })
    release()
  }
}

const isSame = (path: string, other: string) => {
  const [one, two] = [path, other].map((name) => statSync(name, { bigint: true, throwIfNoEntry: false }))
  return resolve(path) === resolve(other) || (one && two ? one.ino === two.ino && one.dev === two.dev : false)
}

const describe = ({ seq, bytes }: Copied) =>
  `as of change ${seq}, ${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB, integrity checked`

/** Who may read is chosen when a knowledge base is made, and by nothing that is done to it later. */
function refuseOther(
  from: string,
  there: Access | undefined,
  path: string,
  replaced: Access | undefined,
  asked: Visibility | undefined,
) {
  if (there && replaced && there.visibility !== replaced.visibility)
    throw new SetupError(
      `${from} is a ${there.visibility} knowledge base, and ${path} is a ${replaced.visibility} one. Move ${path} away first, with what lies beside it, or set SOURCEBOOK_DB to another file.`,
    )
  if (there && asked && there.visibility !== asked)
    throw new SetupError(
      `${from} is a ${there.visibility} knowledge base, and SOURCEBOOK_VISIBILITY is ${asked}. Set it to ${there.visibility} if that is meant.`,
    )
}

/** Closes in the copy what is closed in the database that it replaces. Gives what to say of its keys. */
function settleKeys(copy: string, there: Access, replaced: Access | undefined, now: string): string[] {
  if (replaced) {
    const closed = closeKeys(copy, there, replaced, now)
    return closed.length > 0 ? [`Revoked, as in the database that it replaces: ${nameAll(closed)}.`] : []
  }
  const open = openKeysOf(there, now)
  if (open.length === 0) return []
  return [
    `These keys open it again: ${nameAll(open)}. Those that were revoked since the backup was made have to be revoked again: sourcebook key revoke ID.`,
  ]
}

/** Says which records come back that were erased in the database that is replaced, or that it is not known. */
function nameUnerased(copy: string, path: string): string[] {
  const again = 'again: sourcebook erase RESOURCE ID --reason REASON.'
  const back = findUnerased(copy, path)?.map(({ resource, id }) => `${resource}/${id}`)
  if (!back) {
    const why = existsSync(path) ? 'what stood there cannot be read' : 'no database is replaced'
    return [
      `What was erased since the backup was made is not known, because ${why}. Whatever it was is back; erase it ${again}`,
    ]
  }
  if (back.length === 0) return []
  return [`Erased since the backup was made, and back with it: ${back.join(', ')}. Erase them ${again}`]
}

const nameAll = (keys: readonly Key[]) => keys.map(({ id, name }) => `${id} (${name})`).join(', ')

/** What goes wrong is told by the name under which the copy is wanted. */
async function copy(from: string, beside: string, to: string, terminal: Terminal): Promise<Copied> {
  if (!existsSync(dirname(to))) throw new SetupError(`There is no folder ${dirname(to)} for ${to}. Make it first.`)
  const progress = openProgress(terminal, to, 'pages')
  try {
    return await copyDatabase(from, beside, progress.show)
  } catch (error) {
    const reason = reasonOf(error)
    throw reason ? new SetupError(`${from} cannot be copied to ${to}: ${reason}.`) : error
  } finally {
    progress.end()
  }
}

/**
 * Gives the database another name, with its log if one is left: nothing of it is lost.
 *
 * @throws SetupError if somebody is writing to it, or reading what its log holds, or if another one has that name.
 */
function putAside(path: string, now: string): string {
  const kept = `${path}-before-${now.slice(0, 19).replaceAll(':', '')}`
  if (existsSync(kept)) throw new SetupError(`${kept} was put aside in this very second. Restore again in the next.`)
  if (!takeLogIn(path) && existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${kept}-wal`)
  for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
  try {
    linkSync(path, kept) // under both names until the backup takes the first, so that there is always a database
  } catch {
    renameSync(path, kept)
  }
  return kept
}

/** Takes the log into the file. False if the file is too damaged for that. */
function takeLogIn(path: string): boolean {
  const held = new SetupError(`The database ${path} is in use by another process. Restore when that has ended.`)
  let connection: Database
  try {
    connection = openForWriting(path)
  } catch {
    return false
  }
  try {
    const [log] = connection.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    if (log?.busy) throw held
    return true
  } catch (error) {
    if (error === held || (error as { code?: unknown }).code === 'SQLITE_BUSY') throw held
    return false
  } finally {
    connection.close()
  }
}

/**
 * The copy belongs to whom the database belonged, and they may do with it what they could.
 *
 * @throws SetupError if it cannot be given to them.
 */
function inherit(path: string, copy: string) {
  const { mode, uid, gid } = statSync(path)
  chmodSync(copy, mode & 0o777)
  const own = statSync(copy)
  if (own.uid === uid && own.gid === gid) return
  try {
    chownSync(copy, uid, gid)
  } catch {
    throw new SetupError(
      `The database ${path} belongs to another user or group, to whom what is restored could not be given. Restore as that user (number ${uid}, group ${gid}), or as root.`,
    )
  }
}
