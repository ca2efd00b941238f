import assert from 'node:assert/strict'
import { mergeHalves } from '../../src/offline/merge.ts'
import { rowKey } from '../../src/plan/session.ts'
import { halvesOf, offsetMs, rows, serverAddress, type Wish } from './halves.ts'

function pathOf(wish: Wish = {}) {
  const { client, responder } = halvesOf(wish)
  const [path] = mergeHalves([client], [responder]).paths
  assert.ok(path)
  return path
}

describe('offline/merge-path', () => {
  it('has the hosts, the witnesses and the clocks of both ends', () => {
    const witness = { arrivals: [{ port: 10045, remote: { address: '192.0.2.1', port: 5 } }], blind: null }
    const { facts, witnesses, besides } = pathOf({ responderPath: { witness } })
    assert.deepEqual(witnesses.incoming, witness)
    assert.equal(witnesses.outgoing.blind, 'this is a test')
    assert.ok(Math.abs(facts.offsetMs - offsetMs) <= 3)
    assert.equal(facts.address, serverAddress)
    assert.equal(facts.responder.hostname, 'responder.example')
    assert.deepEqual([facts.roundTripMs, facts.intercepted, facts.broken(), besides], [null, [], null, []])
  })

  it('takes the word of each end for the ports that it could not open', () => {
    const key = rowKey(rows.echoIn)
    const { facts, sessions } = pathOf({ responderPath: { unarmed: [[key, 'needs root']] } })
    assert.equal(facts.unarmed.get(key), 'needs root')
    assert.equal(sessions.length, 3)
  })

  it('leaves out what another program answered', () => {
    const key = rowKey(rows.echoIn)
    const { facts, sessions } = pathOf({ responderPath: { unarmed: [[key, 'in use on the server']], taken: [key] } })
    assert.ok(facts.taken.has(key))
    assert.deepEqual(
      sessions.filter(({ row }) => rowKey(row) === key),
      [],
    )
  })

  it('leaves out rows that the responder has not, or has with other words', () => {
    const other = { ...rows.echoIn, protocol: 'smtp' as const }
    const { facts, sessions } = pathOf({ responderPath: { rows: [other, rows.echoOut] } })
    assert.match(facts.unarmed.get(rowKey(rows.echoIn)) ?? '', /same --profile/)
    assert.match(facts.unarmed.get(rowKey(rows.udpIn)) ?? '', /same --profile/)
    assert.deepEqual(
      sessions.map(({ row }) => row.port),
      [rows.echoOut.port],
    )
  })

  it('counts nothing when nothing proves that the ends met', () => {
    const { facts, sessions } = pathOf({ tapes: ({ head }) => head.role === 'dialer' })
    assert.deepEqual(sessions, [])
    for (const row of Object.values(rows)) assert.match(facts.unarmed.get(rowKey(row)) ?? '', /compare the clocks/)
  })
})
