/** Compression at the quickest level of each encoding: it costs less than the page, and saves most of what the slower ones save. */
import { pipeline, type Readable, type Transform } from 'node:stream'
import zlib from 'node:zlib'
import { promisify } from '../engine/builtin.ts'
import type { Encoding } from './negotiate.ts'
import { giveBack } from './stream.ts'

type Compressed = Exclude<Encoding, 'identity'>

export const compress = (bytes: Buffer, encoding: Compressed): Promise<Buffer> => encoders[encoding].whole(bytes)

/** A stream, compressed piece by piece, so that the first arrives while the others are made. An end or an error of either is that of both. */
export function compressing(source: Readable, encoding: Compressed): Readable {
  const encoded = encoders[encoding].stream()
  giveBack(source, encoded)
  pipeline(source, encoded, () => {})
  return encoded
}

const { BROTLI_PARAM_QUALITY, BROTLI_OPERATION_FLUSH, ZSTD_c_compressionLevel, ZSTD_e_flush, Z_SYNC_FLUSH } =
  zlib.constants
const brotli = { params: { [BROTLI_PARAM_QUALITY]: 1 } }
const zstd = { params: { [ZSTD_c_compressionLevel]: 1 } }
const gzip = { level: 1 }

const encoders: Record<Compressed, { whole(bytes: Buffer): Promise<Buffer>; stream(): Transform }> = {
  br: {
    whole: (bytes) => promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliCompress)(bytes, brotli),
    stream: () => zlib.createBrotliCompress({ ...brotli, flush: BROTLI_OPERATION_FLUSH }),
  },
  zstd: {
    whole: (bytes) => promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdCompress)(bytes, zstd),
    stream: () => zlib.createZstdCompress({ ...zstd, flush: ZSTD_e_flush }),
  },
  gzip: {
    whole: (bytes) => promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip)(bytes, gzip),
    stream: () => zlib.createGzip({ ...gzip, flush: Z_SYNC_FLUSH }),
  },
}
