import assert from 'node:assert/strict'
import { textOf } from '../../src/bytes.ts'
import { datagramsOf, echoesOf } from '../../src/pcap/datagrams.ts'
import type { Draft } from '../../src/pcap/draft.ts'
import { endsOf } from '../../src/pcap/ends.ts'
import type { Role } from '../../src/script/script.ts'
import { heardFrom, noise, remote } from '../support/datagram-tapes.ts'
import { type Happened, heard, mark, opened, sent, tapeOf } from '../support/tapes.ts'

const local = { address: '192.0.2.9', port: 4000 }

function udp(...events: readonly Happened[]): Draft[] {
  const tape = tapeOf('dialer', events, { head: { transport: 'udp', local, remote } })
  return [...datagramsOf(tape, endsOf(tape.head))]
}

function pings(role: Role, ...events: readonly Happened[]): Draft[] {
  return [...echoesOf(tapeOf(role, events, { head: { transport: 'icmp', port: 0, local, remote } }))]
}

const portsOf = ({ header }: Draft) => [
  new DataView(header.buffer).getUint16(0),
  new DataView(header.buffer).getUint16(2),
]
const echoLine = ({ header, data }: Draft) => `${header[0]} ${new DataView(header.buffer).getUint16(6)} ${textOf(data)}`

describe('pcap/datagrams', () => {
  it('makes one packet of each datagram, an empty one too, and of nothing else', () => {
    const drafts = udp(opened(), sent('a'), heard(''), mark('tls-begin'), heard('inside', 'tls'), sent('b'))
    assert.deepEqual(
      drafts.map(({ kind, data }) => `${kind} ${textOf(data)}`),
      ['sent a', 'heard ', 'sent b'],
    )
    assert.deepEqual(drafts.map(portsOf), [
      [4000, 24441],
      [24441, 4000],
      [4000, 24441],
    ])
  })

  it('does not split a datagram that a link would', () => {
    assert.deepEqual(
      udp(sent(noise(9000))).map(({ data }) => data.length),
      [9000],
    )
  })

  it('names the port of whoever sent a datagram from elsewhere', () => {
    const elsewhere = { address: '203.0.113.5', port: 77 }
    const [draft] = udp(heardFrom('x', elsewhere))
    assert.ok(draft)
    assert.deepEqual(portsOf(draft), [77, 4000])
    assert.deepEqual(draft.from, elsewhere)
  })

  it('makes the dialer ask and the answerer reply', () => {
    assert.deepEqual(pings('dialer', sent('a'), sent('b'), heard('b'), heard('a')).map(echoLine), [
      '8 1 a',
      '8 2 b',
      '0 2 b',
      '0 1 a',
    ])
    assert.deepEqual(pings('answerer', heard('a')).map(echoLine), ['8 1 a'])
  })
})
