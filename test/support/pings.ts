/** Data of echo requests for the tests: of each size, beginning with a mark as far as it fits, then a pattern. */
import { bytesOf } from '../../src/bytes.ts'

/** One for each size, in bytes. */
export function pingsOf(mark: string, sizes: readonly number[]): Uint8Array[] {
  return sizes.map(size => {
    const data = Uint8Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8) + size) & 0xff)
    data.set(bytesOf(mark).subarray(0, size))
    return data
  })
}
