import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { createCutter, isOnWire, MOST_WITHHELD_BYTES, type Piece, type WireEvent } from '../../src/pcap/pieces.ts'

const event = (kind: 'sent' | 'heard', text: string, withheldBytes?: number): WireEvent => ({
  kind,
  atMs: 0,
  layer: 'wire',
  bytes: bytesOf(text),
  ...(withheldBytes === undefined ? {} : { withheld: { bytes: withheldBytes, sha256: '' } }),
})
const lineOf = ({ data, withheldBytes, place, isLast }: Piece) =>
  `${place.event}@${place.at} ${textOf(data)}+${withheldBytes}${place.isFirst ? ' first' : ''}${isLast ? ' last' : ''}`
const lines = (pieces: Iterable<Piece>) => Array.from(pieces, lineOf)

describe('pcap/pieces', () => {
  it('cuts an event into pieces that fit', () => {
    assert.deepEqual(lines(createCutter(3)(event('sent', 'abcdefg'), 5)), [
      '5@0 abc+0 first',
      '5@3 def+0',
      '5@6 g+0 last',
    ])
    assert.deepEqual(lines(createCutter(3)(event('sent', 'abc'), 0)), ['0@0 abc+0 first last'])
  })

  it('gives one empty piece for an empty datagram', () => {
    assert.deepEqual(lines(createCutter(3)(event('heard', ''), 0)), ['0@0 +0 first last'])
  })

  it('counts each flow by itself', () => {
    const cut = createCutter(10)
    const events = [event('sent', 'abc'), event('heard', '12345'), event('sent', 'd'), event('heard', '6')]
    assert.deepEqual(
      events.flatMap((it, at) => lines(cut(it, at)).map(line => line.split(' ')[0])),
      ['0@0', '1@0', '2@3', '3@5'],
    )
  })

  it('gives lengths for what is withheld, never beside bytes', () => {
    assert.deepEqual(lines(createCutter(4)(event('heard', '', 6), 0)), ['0@0 +4 first', '0@4 +2 last'])
    assert.deepEqual(lines(createCutter(4)(event('heard', 'ab', 3), 0)), ['0@0 ab+0 first', '0@2 +3 last'])
  })

  it('makes up no more than a bound of what is withheld', () => {
    const cut = createCutter(2 ** 29)
    const huge = event('sent', '', Number.MAX_SAFE_INTEGER)
    const total = [...cut(huge, 0), ...cut(huge, 1)].reduce((sum, it) => sum + it.withheldBytes, 0)
    assert.equal(total, MOST_WITHHELD_BYTES)
  })

  it('knows what crossed the path from what was said inside TLS', () => {
    assert.equal(isOnWire(event('sent', 'x')), true)
    assert.equal(isOnWire({ ...event('sent', 'x'), layer: 'tls' }), false)
    assert.equal(isOnWire({ kind: 'fin-sent', atMs: 0 }), false)
  })
})
