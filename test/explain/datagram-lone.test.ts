import assert from 'node:assert/strict'
import type { LoneComparison } from '../../src/diff/comparison.ts'
import { readLoneDatagram } from '../../src/explain/datagram-lone.ts'
import type { Ending } from '../../src/tape/tape.ts'
import { heardFrom, loneTalk, remote } from '../support/datagram-tapes.ts'
import { heard } from '../support/tapes.ts'

const answer = [heard('an answer')]
const idle = { kind: 'idle', script: 'unfinished' } as const

interface Case {
  readonly ending?: Partial<Ending>
  readonly farEnd?: LoneComparison['farEnd']
  readonly answered?: boolean
  readonly untested?: string
  readonly udp: string
  readonly icmp?: string
}

describe('explain/datagram-lone', () => {
  const notWatched = 'nothing could watch for echo requests at the far end'
  const cases: readonly Case[] = [
    { udp: 'udp.lost', icmp: 'icmp.lost' },
    { answered: true, udp: 'udp.intercepted', icmp: 'icmp.intercepted' },
    { ending: { kind: 'refused', code: 'ECONNREFUSED' }, udp: 'udp.refused', icmp: 'icmp.refused' },
    { ending: { kind: 'unreachable', code: 'EHOSTUNREACH from 192.0.2.77' }, udp: 'udp.refused', icmp: 'icmp.refused' },
    { ending: { kind: 'unreachable', code: 'EPERM' }, udp: 'host.firewall', icmp: 'host.firewall' },
    { ending: { kind: 'unreachable', code: 'ENETUNREACH' }, udp: 'udp.lost', icmp: 'icmp.lost' },
    { ending: { kind: 'aborted' }, answered: true, udp: 'the run was broken off' },
    { ending: { kind: 'no-connection', code: 'EADDRNOTAVAIL' }, udp: 'nothing could be sent (EADDRNOTAVAIL)' },
    { farEnd: 'unknown', answered: true, udp: "the far end's tapes did not arrive" },
    { farEnd: 'not-listening', answered: true, udp: 'udp.intercepted', icmp: notWatched },
    { farEnd: 'not-listening', answered: true, untested: 'in use on the server', udp: 'in use on the server' },
    { farEnd: 'not-listening', untested: 'needs root', udp: 'needs root', icmp: 'needs root' },
    { farEnd: 'not-listening', udp: 'nothing could listen at the far end, and nothing came back', icmp: notWatched },
    { farEnd: 'not-listening', ending: { kind: 'refused' }, udp: 'udp.refused-by-host', icmp: notWatched },
  ]
  for (const { ending = {}, farEnd = 'listening', answered = false, untested = null, udp, icmp = udp } of cases)
    it(`${ending.kind ?? 'idle'} ${ending.code ?? ''}, ${farEnd}${answered ? ', answered' : ''}: ${udp}`, () => {
      const lone = loneTalk({ ...idle, ...ending }, farEnd, answered ? answer : [])
      for (const [transport, expected] of [
        ['udp', udp],
        ['icmp', icmp],
      ] as const) {
        const { observation, open } = readLoneDatagram(lone, transport, untested)
        assert.equal(observation?.id ?? open, expected)
        assert.equal(observation === null, open !== null)
      }
    })

  it('says what answered, and shows it', () => {
    const { observation } = readLoneDatagram(loneTalk(idle, 'listening', answer), 'udp', null)
    assert.deepEqual(observation?.notes, [
      'the far end listened and never heard the datagram',
      'what answered said "an answer"',
    ])
    assert.deepEqual(
      observation?.traces.map(({ heard: at, place }) => [at.to, place]),
      [[9, 'a datagram of 9 bytes that was never sent']],
    )
  })

  it('takes an answer from another port for one, and a stranger for none', () => {
    const other = (from: typeof remote) =>
      readLoneDatagram(loneTalk(idle, 'listening', [heardFrom('x', from)]), 'udp', null)
    assert.equal(other({ ...remote, port: 1024 }).observation?.id, 'udp.intercepted')
    assert.equal(other({ ...remote, address: '198.51.100.7' }).observation?.id, 'udp.intercepted')
    assert.equal(other({ address: '203.0.113.1', port: 4444 }).observation?.id, 'udp.lost')
  })

  it('says what the network said', () => {
    const notes = (ending: Partial<Ending>) =>
      readLoneDatagram(loneTalk({ ...idle, ...ending }, 'listening'), 'udp', null).observation?.notes
    assert.deepEqual(notes({ kind: 'refused', code: 'ECONNREFUSED' }), [
      'the far end listened and heard nothing',
      'the network said ECONNREFUSED',
    ])
    assert.deepEqual(notes({ kind: 'unreachable', code: 'ENETUNREACH' }), [
      'no answer came',
      'the network said ENETUNREACH',
    ])
    assert.deepEqual(notes({}), ['no answer came'])
  })
})
