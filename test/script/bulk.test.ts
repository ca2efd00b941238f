import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, concat, equalBytes, textOf } from '../../src/bytes.ts'
import {
  BLOCK_BYTES,
  blockLine,
  blockNumber,
  blockOf,
  blockRest,
  createBlockFinder,
  type Stretch,
} from '../../src/script/bulk.ts'

/** What a finder makes of a flow that comes in pieces of so many bytes. */
function found(flow: Uint8Array, pieceBytes: number): readonly Stretch[] {
  const finder = createBlockFinder()
  const count = Math.ceil(flow.length / pieceBytes)
  const taken = Array.from({ length: count }, (_, at) =>
    finder.take(flow.subarray(at * pieceBytes, (at + 1) * pieceBytes)),
  )
  return [...taken.flat(), ...finder.flush()]
}

function wholeOf(stretches: readonly Stretch[]): Uint8Array {
  return concat(stretches.map(it => ('block' in it ? blockOf(it.block) : it.bytes)))
}

function blocksIn(stretches: readonly Stretch[]): readonly number[] {
  return stretches.flatMap(it => ('block' in it ? [it.block] : []))
}

describe('script/bulk', () => {
  it('has blocks of one length in lines that mail may have, of which the first tells the number', () => {
    for (const number of [0, 7, 399]) {
      const block = blockOf(number)
      assert.equal(block.length, BLOCK_BYTES)
      const lines = textOf(block).split('\r\n')
      assert.equal(lines.pop(), '')
      assert.ok(lines.every(line => line.length === 62 && !line.startsWith('.')))
      assert.equal(blockNumber(block), number)
    }
    assert.equal(blockNumber(blockRest), null)
    assert.equal(blockNumber(bytesOf('[block 0000001x of a path proof] ')), null)
  })

  it('finds whole blocks among other words, however the flow is cut', () => {
    const flow = concat([bytesOf('DATA\r\n'), blockOf(3), bytesOf('x'), blockOf(4), blockOf(5), bytesOf('.\r\n')])
    for (const pieceBytes of [1000, 1460, 65_536, flow.length]) {
      const stretches = found(flow, pieceBytes)
      assert.ok(equalBytes(wholeOf(stretches), flow))
      // A mark that is cut in two is not looked for: its block is kept as it is.
      assert.ok(blocksIn(stretches).length >= 2, `${pieceBytes}`)
    }
    assert.deepEqual(blocksIn(found(flow, flow.length)), [3, 4, 5])
  })

  it('takes a block in which one byte differs for none', () => {
    for (const at of [3, 20, 64, 30_000, BLOCK_BYTES - 1]) {
      const block = blockOf(9)
      block[at] = (block[at] ?? 0) ^ 1
      const stretches = found(concat([block, blockOf(10)]), 4096)
      assert.deepEqual(blocksIn(stretches), [10])
      assert.ok(equalBytes(wholeOf(stretches), concat([block, blockOf(10)])))
    }
  })

  it('gives back every byte of any flow, in order', () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.constantFrom(
        bytesOf('[block '),
        blockLine(1),
        blockLine(1).subarray(0, 20),
        blockOf(2),
        blockOf(2).subarray(0, 5000),
      ),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.integer({ min: 1, max: 70_000 }), (parts, pieceBytes) => {
        const flow = concat(parts)
        assert.ok(equalBytes(wholeOf(found(flow, Math.max(pieceBytes, flow.length >> 8))), flow))
      }),
      { numRuns: 60 },
    )
  })
})
