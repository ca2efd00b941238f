import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, concat, textOf } from '../../src/bytes.ts'
import { type Connection, createAssembly, parseSegment, type Segment } from '../../src/host/segments.ts'
import { packetOf } from './packets.ts'

const local = { address: '192.0.2.2', port: 25 }
const remote = { address: '198.51.100.7', port: 40001 }
const [dialerStart, answererStart] = [0xffff_fff0, 1000]

interface Piece {
  readonly by: 'dialer' | 'answerer'
  /** Offset in the flow. */
  readonly at: number
  readonly flags?: string
  readonly text?: string
  readonly acknowledged?: number
}

function segmentOf({ by, at, flags = 'A', text = '', acknowledged = 0 }: Piece): Segment {
  const isDialer = by === 'dialer'
  const [own, other] = isDialer ? [dialerStart, answererStart] : [answererStart, dialerStart]
  const parsed = parseSegment(
    packetOf({
      source: isDialer ? remote : local,
      target: isDialer ? local : remote,
      sequence: own + 1 + at,
      acknowledged: other + 1 + acknowledged,
      flags,
      payload: bytesOf(text),
    }),
  )
  assert.ok(parsed)
  return parsed
}

const handshake: readonly Piece[] = [
  { by: 'answerer', at: -1, flags: 'SA' },
  { by: 'dialer', at: 0, flags: 'A' },
]

function connectionOf(pieces: readonly Piece[]): Connection {
  const assembly = createAssembly(segmentOf({ by: 'dialer', at: -1, flags: 'S' }), 0)
  for (const [at, piece] of [...handshake, ...pieces].entries()) assembly.take(segmentOf(piece), at + 1)
  return assembly.state()
}

function textOn({ seen }: Connection, kind: 'sent' | 'heard'): string {
  return textOf(concat(seen.flatMap(it => (it.kind === kind ? [it.bytes] : []))))
}

const marks = ({ seen }: Connection) => seen.map(({ kind }) => kind)

describe('host/segments, parsing', () => {
  for (const [name, source, target] of [
    ['IPv4', remote, local],
    ['IPv6', { address: '2001:db8::7', port: 40001 }, { address: '2001:db8::2', port: 25 }],
  ] as const) {
    const words = { source, target, sequence: 7, acknowledged: 9, flags: 'FA', payload: bytesOf('QUIT\r\n') }
    it(`reads ${name}, without what the link added`, () => {
      const { payload, ...segment } = parseSegment(packetOf({ ...words, padding: 6 })) ?? assert.fail()
      assert.equal(textOf(payload), 'QUIT\r\n')
      const flags = { syn: false, ack: true, fin: true, rst: false }
      assert.deepEqual(segment, { source, target, sequence: 7, acknowledged: 9, ...flags })
    })
    it(`reads ${name} too large for its length field`, () => {
      assert.equal(textOf(parseSegment(packetOf({ ...words, isHuge: true }))?.payload ?? bytesOf('')), 'QUIT\r\n')
    })
    it(`takes no ${name} packet of which a part is missing`, () => {
      const whole = packetOf(words)
      for (let bytes = 0; bytes < whole.length; bytes++) assert.equal(parseSegment(whole.subarray(0, bytes)), null)
    })
  }

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), bytes => void parseSegment(bytes)),
      { numRuns: 300 },
    )
  })
})

describe('host/segments, one connection', () => {
  it('tells what happened in order', () => {
    const seen = connectionOf([
      { by: 'answerer', at: 0, text: '220 hi\r\n' },
      { by: 'dialer', at: 0, text: 'QUIT\r\n', acknowledged: 8 },
      { by: 'answerer', at: 8, text: '221 bye\r\n', flags: 'FA', acknowledged: 6 },
      { by: 'dialer', at: 6, flags: 'FA', acknowledged: 18 },
      { by: 'answerer', at: 18, acknowledged: 7 },
    ])
    assert.deepEqual(marks(seen), ['open', 'sent', 'heard', 'sent', 'fin-sent', 'fin-heard'])
    assert.deepEqual([seen.isOver, seen.flaw], [true, null])
    assert.equal(textOn(seen, 'sent'), '220 hi\r\n221 bye\r\n')
  })

  it('gives every byte once, whatever came again, overlapping or out of order, across the wrap of the numbers', () => {
    const text = 'abcdefghijklmnopqrstuvwxyz0123456789'
    const cut = fc.tuple(fc.nat(text.length - 1), fc.nat(12)).map(([at, bytes]) => ({ at, bytes: bytes + 1 }))
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 20 }), fc.boolean(), (cuts, isDialer) => {
        const by = isDialer ? 'dialer' : 'answerer'
        const every = Array.from({ length: 12 }, (_, i) => ({ at: 3 * i, bytes: 3 }))
        const pieces = [...cuts, ...every].map(
          ({ at, bytes }) => ({ by, at, text: text.slice(at, at + bytes) }) as const,
        )
        const seen = connectionOf([...pieces, { by, at: text.length, flags: 'FA' }])
        assert.equal(textOn(seen, isDialer ? 'heard' : 'sent'), text)
        assert.equal(seen.flaw, null)
        assert.equal(marks(seen).at(-1), isDialer ? 'fin-heard' : 'fin-sent')
      }),
      { numRuns: 100 },
    )
  })

  it('hears the FIN only when all before it is there', () => {
    const early = [{ by: 'dialer', at: 4, text: 'EF', flags: 'FA' }] as const
    assert.deepEqual(marks(connectionOf(early)), ['open'])
    const filled = connectionOf([...early, { by: 'dialer', at: 0, text: 'ABCD' }])
    assert.deepEqual(marks(filled), ['open', 'heard', 'heard', 'fin-heard'])
  })

  it('says that the capture lost packets when the far end has what it has not', () => {
    const missed = connectionOf([{ by: 'dialer', at: 0, acknowledged: 8 }])
    assert.equal(missed.flaw, 'the capture lost packets')
    const missedFin = connectionOf([{ by: 'dialer', at: 0, acknowledged: 1 }])
    assert.equal(missedFin.flaw, 'the capture lost packets')
  })

  it('does not vouch for bytes that came twice and not alike', () => {
    const twice = connectionOf([
      { by: 'dialer', at: 0, text: 'EHLO' },
      { by: 'dialer', at: 0, text: 'XXXX' },
    ])
    assert.equal(twice.flaw, 'the same bytes came twice, and not alike')
  })

  it('bears a keep-alive probe', () => {
    const alive = connectionOf([
      { by: 'dialer', at: 0, text: 'AB' },
      { by: 'dialer', at: 1, text: 'B' },
      { by: 'answerer', at: -1, text: '\0' },
    ])
    assert.deepEqual([alive.flaw, textOn(alive, 'heard')], [null, 'AB'])
  })

  it('takes a reset from the network only where the kernel does', () => {
    const words = { by: 'dialer', at: 0, text: 'AB' } as const
    assert.deepEqual(marks(connectionOf([words, { by: 'dialer', at: 9, flags: 'R' }])), ['open', 'heard'])
    const hit = connectionOf([words, { by: 'dialer', at: 2, flags: 'R' }, { by: 'dialer', at: 2, text: 'late' }])
    assert.deepEqual([marks(hit), hit.isOver], [['open', 'heard', 'reset-heard'], true])
    assert.deepEqual(marks(connectionOf([{ by: 'answerer', at: 0, flags: 'R' }])), ['open', 'reset-sent'])
  })

  it('is not open before the SYN is answered', () => {
    const assembly = createAssembly(segmentOf({ by: 'dialer', at: -1, flags: 'S' }), 0)
    assembly.take(segmentOf({ by: 'dialer', at: -1, flags: 'S' }), 1)
    assert.deepEqual(marks(assembly.state()), [])
  })
})
