import assert from 'node:assert/strict'
import { captureOf } from '../../src/pcap/capture.ts'
import type { Role } from '../../src/script/script.ts'
import type { Ending, TapeEvent } from '../../src/tape/tape.ts'
import { noise } from '../support/datagram-tapes.ts'
import { readPcapng, tcpLine } from '../support/pcapng.ts'
import { type Happened, heard, mark, opened, sent, type TapeOptions, tapeOf } from '../support/tapes.ts'

function packets(role: Role, events: readonly Happened[], options: TapeOptions = {}) {
  const tape = tapeOf(role, events, options)
  return readPcapng(captureOf({ tape, comments: [], wallMs: 0, application: 'test' })).packets
}

const lines = (role: Role, events: readonly Happened[], options: TapeOptions = {}) =>
  packets(role, events, options).map(tcpLine)
const shaken = ['> S 0:0', '< SA 0:1', '> A 1:1']

describe('pcap/stream', () => {
  it('draws a conversation with its handshake and its goodbye', () => {
    const events = [opened(), heard('220 hi'), sent('QUIT'), heard('221'), mark('fin-heard'), mark('fin-sent')]
    assert.deepEqual(lines('dialer', events), [
      ...shaken,
      '< PA 1:1 "220 hi"',
      '> PA 1:7 "QUIT"',
      '< PA 7:5 "221"',
      '> A 5:10',
      '< FA 10:5',
      '> FA 5:11',
      '< A 11:6',
    ])
  })

  it('lets the dialer begin, whichever end taped', () => {
    assert.deepEqual(lines('answerer', [opened(), sent('220 hi')], { ending: { kind: 'idle' } }), [
      '< S 0:0',
      '> SA 0:1',
      '< A 1:1',
      '> PA 1:1 "220 hi"',
    ])
  })

  it('puts the SYN before the opening by the time it took', () => {
    const open: Happened = () => ({ kind: 'open', atMs: 1000, tookMs: 26 })
    const times = (role: Role) => packets(role, [open], { ending: { kind: 'idle', atMs: 2000 } }).map(it => it.atUs)
    assert.deepEqual(times('dialer'), [974_000, 1_000_000, 1_000_001])
    assert.deepEqual(times('answerer'), [974_000, 974_001, 1_000_000])
  })

  it('cuts long words into segments and pushes at the end of each', () => {
    const sizes = (family: 4 | 6) =>
      packets('dialer', [sent(noise(3000))], { head: { family }, ending: { kind: 'idle' } })
        .slice(3)
        .map(packet => tcpLine(packet).split(' ')[1] + String(packet.bytes.length))
    assert.deepEqual(sizes(4), ['A1500', 'A1500', 'PA120'])
    assert.deepEqual(sizes(6), ['A1500', 'A1500', 'PA180'])
  })

  it('acknowledges what was heard, and makes up no acknowledgement of what nobody may have got', () => {
    assert.deepEqual(
      lines('dialer', [heard('a'), heard('b'), sent('c'), sent('d')], { ending: { kind: 'idle' } }).slice(3),
      ['< PA 1:1 "a"', '> A 1:2', '< PA 2:1 "b"', '> PA 1:3 "c"', '> PA 2:3 "d"'],
    )
  })

  it('draws a reset that was heard, and one that was sent', () => {
    const ends = (ending: Partial<Ending>) => lines('dialer', [sent('a')], { ending }).at(-1)
    assert.equal(ends({ kind: 'reset-heard' }), '< RA 1:2')
    assert.equal(ends({ kind: 'limit', resetSent: true }), '> RA 2:1')
    assert.equal(ends({ kind: 'left' }), '> PA 1:1 "a"')
  })

  it('draws a lone SYN for a connection that never stood, with the RST of a refusal', () => {
    const attempt = (kind: 'refused' | 'unreachable' | 'connect-timeout' | 'no-connection') =>
      lines('dialer', [], { ending: { kind } })
    assert.deepEqual(attempt('refused'), ['> S 0:0', '< RA 0:1'])
    assert.deepEqual(attempt('unreachable'), ['> S 0:0'])
    assert.deepEqual(attempt('connect-timeout'), ['> S 0:0'])
  })

  it('draws nothing where nothing left the host', () => {
    assert.deepEqual(lines('dialer', [], { ending: { kind: 'no-connection' } }), [])
    assert.deepEqual(lines('answerer', [], { ending: { kind: 'aborted' } }), [])
  })

  it('draws a connection that was reset before anybody looked', () => {
    assert.deepEqual(lines('dialer', [], { ending: { kind: 'reset-heard' } }), [...shaken, '< RA 1:1'])
  })

  it('keeps the length of what a redacted tape does not tell', () => {
    const withheld =
      (kind: 'sent' | 'heard', bytes: number): Happened =>
      atMs =>
        ({ kind, atMs, layer: 'wire', bytes: new Uint8Array(0), withheld: { bytes, sha256: '' } }) satisfies TapeEvent
    const events = [sent('STARTTLS'), mark('tls-begin'), withheld('sent', 2000), withheld('heard', 50)]
    assert.deepEqual(lines('dialer', events).slice(3), [
      '> PA 1:1 "STARTTLS"',
      '> A 9:1 +1460',
      '> PA 1469:1 +540',
      '< PA 1:2009 +50',
      '> A 2009:51',
    ])
  })
})
