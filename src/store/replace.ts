/** Files that are whole or not there: written beside their place, kept on the disk, and then put into it. */
import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** A path in the same folder that nobody else writes to. */
export const besideOf = (path: string) => join(dirname(path), `.${basename(path)}-${randomUUID()}`)

export function replaceFile(path: string, text: string) {
  const beside = besideOf(path)
  try {
    writeFileSync(beside, text, { flush: true })
    putInPlace(beside, path)
  } finally {
    rmSync(beside, { force: true })
  }
}

/** Gives a file that is on the disk its name; the name is on the disk, too. */
export function putInPlace(beside: string, path: string) {
  renameSync(beside, path)
  syncFolder(dirname(path))
}

/** Waits until a file is on the disk. No database that is open in this process: its locks would go. */
export function syncFile(path: string) {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function syncFolder(path: string) {
  let folder: number
  try {
    folder = openSync(path, 'r')
  } catch {
    return // Windows opens no folder, and keeps names by itself
  }
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
