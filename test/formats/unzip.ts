/** Reads a ZIP archive by its directory, as other programs do. */
import zlib from 'node:zlib'

/** The content of each entry by its name. @throws if a checksum or a size is wrong. */
export function unzip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06'))
  const [count, start] = [archive.readUInt16LE(end + 10), archive.readUInt32LE(end + 16)]
  const entries = new Map<string, Buffer>()
  let at = start
  for (let i = 0; i < count; i++) {
    if (archive.readUInt32LE(at) !== 0x02014b50) throw new Error(`entry ${i} is not in the directory`)
    const [crc, packed, size] = [16, 20, 24].map((offset) => archive.readUInt32LE(at + offset)) as [
      number,
      number,
      number,
    ]
    const nameLength = archive.readUInt16LE(at + 28)
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    const local = archive.readUInt32LE(at + 42)
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const content = zlib.inflateRawSync(archive.subarray(from, from + packed))
    if (content.length !== size || zlib.crc32(content) !== crc) throw new Error(`${name} is damaged`)
    entries.set(name, content)
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return entries
}
