import assert from 'node:assert/strict'
import fc from 'fast-check'
import { slicesOf, tapeLines } from '../../src/page/tape-lines.ts'
import { mark, sent, tapeOf } from '../support/tapes.ts'

const hundred = tapeOf(
  'dialer',
  Array.from({ length: 100 }, () => sent('0123456789')),
)

describe('page/tape-lines', () => {
  it('shows the beginning, the end and what is round a change, and counts the rest', () => {
    const lines = tapeLines(hundred, new Map([[50, [{ from: 2, to: 3 }]]]))
    assert.deepEqual(
      lines.map(it => ('event' in it ? it.number : `${it.lines} lines, ${it.bytes} bytes`)),
      [
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        11,
        12,
        13,
        '36 lines, 360 bytes',
        50,
        51,
        52,
        53,
        54,
        '41 lines, 410 bytes',
        96,
        97,
        98,
        99,
        100,
        101,
      ],
    )
    assert.deepEqual(
      lines.flatMap(it => ('event' in it && it.isMarked ? [[it.number, it.changed]] : [])),
      [[52, [{ from: 2, to: 3 }]]],
    )
  })

  it('shows every line of a short tape, in the numbers of its file', () => {
    const tape = tapeOf('dialer', [mark('tls-begin'), sent('abc')])
    assert.deepEqual(
      tapeLines(tape, new Map()).map(it => ('event' in it ? [it.number, it.isCipher] : null)),
      [
        [2, false],
        [3, true],
      ],
    )
  })

  it('stays bounded when every line was changed', () => {
    const marks = new Map(hundred.events.map((_, at) => [at, [{ from: 0, to: 1 }]]))
    assert.ok(tapeLines(hundred, marks).length < 90)
  })

  it('cuts a line into slices that hold each byte once and show the first change', () => {
    fc.assert(
      fc.property(fc.nat(60_000_000), fc.nat(), fc.boolean(), (bytes, seed, isCipher) => {
        const from = bytes === 0 ? 0 : seed % bytes
        const changed = bytes === 0 ? [] : [{ from, to: Math.min(bytes, from + 5) }]
        const slices = slicesOf(bytes, changed, isCipher)
        assert.deepEqual(
          slices.map(({ from: at }) => at),
          [0, ...slices.map(({ to }) => to)].slice(0, slices.length),
        )
        assert.equal(slices.at(-1)?.to ?? 0, bytes)
        const shown = slices.filter(it => it.shown)
        assert.ok(shown.reduce((sum, it) => sum + it.to - it.from, 0) <= 600)
        if (changed.length > 0) assert.ok(shown.some(it => it.from <= from && from < it.to))
      }),
    )
  })
})
