import assert from 'node:assert/strict'
import { bytesOf, sha256Hex } from '../../src/bytes.ts'
import type { Bytes } from '../../src/redaction/stretches.ts'
import { createWithholder } from '../../src/redaction/withhold.ts'

function event(kind: 'sent' | 'heard', text: string): Bytes {
  return { kind, atMs: 5, layer: 'wire', bytes: bytesOf(text) }
}

describe('redaction/withhold', () => {
  it('keeps the length of each event and the digest of its flow so far', () => {
    const withhold = createWithholder()
    const [a, b, c] = [withhold(event('sent', 'ab')), withhold(event('heard', 'xyz')), withhold(event('sent', 'c'))]
    const empty = { atMs: 5, layer: 'wire', bytes: new Uint8Array() }
    assert.deepEqual(a, [{ kind: 'sent', ...empty, withheld: { bytes: 2, sha256: sha256Hex(bytesOf('ab')) } }])
    assert.deepEqual(b, [{ kind: 'heard', ...empty, withheld: { bytes: 3, sha256: sha256Hex(bytesOf('xyz')) } }])
    assert.deepEqual(c, [{ kind: 'sent', ...empty, withheld: { bytes: 1, sha256: sha256Hex(bytesOf('abc')) } }])
  })

  it('has digests at the same lengths, however the flow was cut', () => {
    const text = 'x'.repeat(5000)
    const ends = (sizes: number) => {
      const withhold = createWithholder()
      const pieces = Array.from({ length: Math.ceil(text.length / sizes) }, (_, at) =>
        text.slice(at * sizes, (at + 1) * sizes),
      )
      const told = pieces.flatMap(piece => withhold(event('sent', piece))).map(it => it.withheld)
      const sizesUpTo = (at: number) => told.slice(0, at + 1).reduce((sum, it) => sum + (it?.bytes ?? 0), 0)
      return told.map((it, at) => [sizesUpTo(at), it?.sha256])
    }
    const grid = [64, 256, 1024, 4096, 5000].map(end => [end, sha256Hex(bytesOf(text.slice(0, end)))])
    assert.deepEqual(ends(5000), grid)
    for (const size of [63, 64, 65, 999]) {
      const told = ends(size)
      for (const row of grid)
        assert.ok(
          told.some(it => it[0] === row[0] && it[1] === row[1]),
          `${size} ${row[0]}`,
        )
    }
  })

  it('leaves what is withheld already, and tells of an empty event', () => {
    const withhold = createWithholder()
    const [empty] = withhold(event('sent', ''))
    assert.deepEqual(empty?.withheld, { bytes: 0, sha256: sha256Hex(new Uint8Array()) })
    assert.deepEqual(empty && withhold(empty), [empty])
  })
})
