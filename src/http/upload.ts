/** Receiving a file: straight to the disk, under a limit; what breaks off leaves nothing. */
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { errors } from '../engine/errors.ts'

export type Received = {
  /** Length of the file as it was sent, and its SHA-256. */
  bytes: number
  sha256: string
}

/** How long the rest of a refused file is heard and forgotten, in ms: a client hears the answer when it has spoken. */
const patience = 30_000

/**
 * Writes the body of a request to a new file.
 *
 * @throws BodyTooLarge beyond `most` bytes; InvalidUpload if it breaks off or is empty; what the disk says. Then there
 * is no file.
 */
export async function receiveFile(request: IncomingMessage, to: string, most: number): Promise<Received> {
  refuseLength(request.headers['content-length'], most)
  const hash = createHash('sha256')
  let bytes = 0
  const file = await open(to, 'wx')
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > most) throw tooLarge(most)
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    if (bytes === 0) throw errors.InvalidUpload()
    await file.sync()
    return { bytes, sha256: hash.digest('hex') }
  } catch (error) {
    rmSync(to, { force: true })
    forget(request)
    throw request.errored === error ? errors.InvalidUpload() : error
  } finally {
    await file.close()
  }
}

/** @throws BodyTooLarge, InvalidUpload before a byte of it is read, if its length is told. */
export function refuseLength(length: string | undefined, most: number) {
  if (length === '0') throw errors.InvalidUpload()
  if (length !== undefined && Number(length) > most) throw tooLarge(most)
}

const tooLarge = (most: number) =>
  errors.BodyTooLarge(
    `The file is larger than ${most / 1024 / 1024} MB, which is the most that this server takes (SOURCEBOOK_IMPORT_MB). Pack it with gzip, or import it from the command line.`,
  )

function forget(request: IncomingMessage) {
  if (request.complete || request.destroyed) return
  const timer = setTimeout(() => request.destroy(), patience).unref()
  request.once('close', () => clearTimeout(timer))
  request.resume()
}
