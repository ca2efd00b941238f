import assert from 'node:assert/strict'
import fc from 'fast-check'
import { concat } from '../../src/bytes.ts'
import { type CaptureInput, captureOf } from '../../src/pcap/capture.ts'
import { bytesOn } from '../../src/tape/flow.ts'
import type { Tape, TapeEvent } from '../../src/tape/tape.ts'
import { dissect, type ReadPacket, readPcapng } from '../support/pcapng.ts'
import { heard, opened, sent, tapeOf } from '../support/tapes.ts'

const SEED = { seed: 20250101, numRuns: 300 }

function read(tape: Tape, rest: Partial<CaptureInput> = {}) {
  return readPcapng(captureOf({ tape, comments: [], wallMs: 0, application: 'pathproof 0.1.0', ...rest }))
}

const ms = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ min: 0, max: 1e6, noNaN: true }))
const text = fc.string({ unit: 'binary', maxLength: 20 })
const kind = fc.constantFrom('sent' as const, 'heard' as const)
const tls = fc.record({ version: text, cipher: text, exporter: text, certificate: text, subject: text, issuer: text })
const address = fc.oneof(fc.ipV4(), fc.ipV6(), text)
const endpoint = fc.record({ address, port: fc.oneof(fc.nat(65535), fc.integer()) })
const withheld = fc.record({ bytes: fc.nat(4000), sha256: text })
const event: fc.Arbitrary<TapeEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      {
        kind,
        atMs: ms,
        layer: fc.constantFrom('wire' as const, 'tls' as const),
        bytes: fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.uint8Array({ minLength: 1400, maxLength: 3000 })),
        from: endpoint,
      },
      { requiredKeys: ['kind', 'atMs', 'layer', 'bytes'] },
    ),
  },
  fc.record({ kind, atMs: ms, layer: fc.constant('wire' as const), bytes: fc.constant(new Uint8Array(0)), withheld }),
  fc.record({ kind: fc.constantFrom('fin-sent' as const, 'fin-heard' as const, 'tls-begin' as const), atMs: ms }),
  fc.record({ kind: fc.constant('open' as const), atMs: ms, tookMs: ms }),
  fc.record({ kind: fc.constant('tls-open' as const), atMs: ms, tls }),
  fc.record({ kind: fc.constant('tls-failed' as const), atMs: ms, message: text }),
)
const anyTape: fc.Arbitrary<Tape> = fc.record({
  head: fc.record({
    end: fc.constantFrom('client' as const, 'responder' as const),
    role: fc.constantFrom('dialer' as const, 'answerer' as const),
    direction: fc.constantFrom('incoming' as const, 'outgoing' as const),
    family: fc.constantFrom(4 as const, 6 as const),
    transport: fc.constantFrom('tcp' as const, 'udp' as const, 'icmp' as const),
    port: fc.nat(65535),
    session: fc.option(text),
    local: fc.option(endpoint),
    remote: fc.option(endpoint),
    startedAtMs: ms,
  }),
  events: fc.array(event, { maxLength: 10 }),
  ending: fc.record(
    {
      kind: fc.constantFrom(
        'closed' as const,
        'idle' as const,
        'unreachable' as const,
        'refused' as const,
        'reset-heard' as const,
      ),
      atMs: ms,
      script: fc.constantFrom('finished' as const, 'off-script' as const, 'unfinished' as const),
      resetSent: fc.constant(true as const),
      code: text,
    },
    { requiredKeys: ['kind', 'atMs', 'script'] },
  ),
})
const someComments = fc.array(
  fc.record({ kind, at: fc.integer(), text: fc.string({ unit: 'binary', maxLength: 2000 }) }),
  { maxLength: 5 },
)

const directions = { sent: 'outbound', heard: 'inbound' } as const

function packetsOf(packets: readonly ReadPacket[], kind: 'sent' | 'heard') {
  return packets.filter(it => it.direction === directions[kind]).map(dissect)
}

/** How long each datagram of a kind was, with what is withheld. */
function lengthsOf(tape: Tape, kind: 'sent' | 'heard'): number[] {
  return tape.events.flatMap(event =>
    event.kind === kind && event.layer === 'wire' ? [event.bytes.length + (event.withheld?.bytes ?? 0)] : [],
  )
}

/** Each segment begins where the last one of its end stopped, and acknowledges nothing that was not said before. */
function checkNumbers(packets: readonly ReadPacket[]): void {
  const next = { inbound: 0, outbound: 0 }
  for (const packet of packets) {
    const { header, data, missingBytes } = dissect(packet)
    const flags = header.getUint8(13)
    const other = packet.direction === 'inbound' ? 'outbound' : 'inbound'
    assert.equal(header.getUint32(4), next[packet.direction])
    assert.equal(header.getUint32(8), flags & 16 ? next[other] : 0)
    next[packet.direction] += data.length + missingBytes + (flags & 3 ? 1 : 0)
  }
}

describe('pcap/capture', () => {
  it('holds the flows of any tape, byte for byte, in packets that are right', () => {
    const property = fc.property(
      anyTape,
      someComments,
      fc.double({ min: 0, max: 2e12, noNaN: true }),
      (tape, comments, wallMs) => {
        const { packets } = read(tape, { comments, wallMs })
        for (const kind of ['sent', 'heard'] as const) {
          const own = packetsOf(packets, kind)
          assert.deepEqual(concat(own.map(it => it.data)), bytesOn(tape, kind, 'wire'))
          const lengths = own.map(it => it.data.length + it.missingBytes)
          if (tape.head.transport === 'tcp') assert.equal(sum(lengths), sum(lengthsOf(tape, kind)))
          else assert.deepEqual(lengths, lengthsOf(tape, kind))
          assert.ok(own.every(it => it.transport === tape.head.transport && it.family === tape.head.family))
        }
        if (tape.head.transport === 'tcp') checkNumbers(packets)
      },
    )
    fc.assert(property, SEED)
  })

  it('holds every comment of any tape, in its place or before all else', () => {
    const property = fc.property(anyTape, kind, fc.nat(4000), (tape, kind, at) => {
      const { packets, comments } = read(tape, { comments: [{ kind, at, text: 'the edit' }] })
      const told = [...packets.flatMap(packet => packet.comments), ...(packets.length === 0 ? comments : [])]
      assert.equal(told.filter(it => it === 'the edit').length, 1)
    })
    fc.assert(property, SEED)
  })

  it('lets time always rise', () => {
    const property = fc.property(anyTape, tape => {
      const times = read(tape).packets.map(packet => packet.atUs)
      assert.deepEqual(
        times,
        [...times].sort((a, b) => a - b),
      )
    })
    fc.assert(property, SEED)
    const tape = tapeOf('dialer', [opened(), sent('a'), sent('b'), atMs => ({ ...sent('c')(atMs), atMs: 1 })])
    const times = read(tape, { wallMs: 1_700_000_000_000 }).packets.map(packet => packet.atUs - 1.7e15)
    assert.deepEqual(times, [0, 1, 2, 1000, 2000, 2001, 4000])
  })

  it('says on the first and the last packet, and of the whole file, what it is', () => {
    const { packets, comments, application, interfaceName, linkType } = read(tapeOf('dialer', [opened(), heard('hi')]))
    const [title = '', origin = '', ownAddress = '', otherAddress = '', ending = ''] = comments
    assert.match(title, /^Tape of the client/)
    assert.match(ending, /^Ended after/)
    assert.deepEqual(packets[0]?.comments, [title, origin, ownAddress, otherAddress])
    assert.deepEqual(packets.at(-1)?.comments, [ending])
    assert.deepEqual([application, interfaceName, linkType], ['pathproof 0.1.0', 'client', 101])
  })

  it('is a file without packets where nothing crossed, and says why', () => {
    const { packets, comments } = read(tapeOf('dialer', [], { ending: { kind: 'no-connection', code: 'EMFILE' } }))
    assert.deepEqual(packets, [])
    assert.match(comments.at(-1) ?? '', /no-connection \(EMFILE\)/)
  })

  it('names another source of a datagram', () => {
    const from = { address: '203.0.113.5', port: 7 }
    const tape = tapeOf('dialer', [atMs => ({ kind: 'heard', atMs, layer: 'wire', bytes: new Uint8Array(3), from })], {
      head: { transport: 'udp' },
    })
    const [packet] = packetsOf(read(tape).packets, 'heard')
    assert.deepEqual([packet?.source, packet?.destination], ['cb007105', 'c0000201'])
  })

  it('can be read twice', () => {
    const capture = captureOf({ tape: tapeOf('dialer', [sent('a')]), comments: [], wallMs: 0, application: 'x' })
    assert.deepEqual([...capture], [...capture])
  })

  it('is made packet by packet, so that its beginning costs nothing', () => {
    const huge = { bytes: 2 ** 30, sha256: '' }
    const event: TapeEvent = { kind: 'heard', atMs: 0, layer: 'wire', bytes: new Uint8Array(0), withheld: huge }
    const tape = tapeOf(
      'dialer',
      Array.from({ length: 50 }, () => () => event),
    )
    const pieces: Uint8Array[] = []
    for (const piece of captureOf({ tape, comments: [], wallMs: 0, application: 'x' })) {
      pieces.push(piece)
      if (pieces.length === 1000) break
    }
    assert.equal(readPcapng(pieces).packets.length, 998)
    assert.ok(pieces.every(piece => piece.length < 4096))
  })
})

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
