import assert from 'node:assert/strict'
import { chooseHalves } from '../../src/offline/choose.ts'
import { halvesOf } from './halves.ts'

const { client, responder } = halvesOf()
const later = { runId: 'b'.repeat(32), cycle: '2026-03-01T14:10:00.000Z' }
const other = halvesOf({ client: later, responder: later })

function refuses(message: RegExp, ...[a, b]: Parameters<typeof chooseHalves>): void {
  assert.throws(() => chooseHalves(a, b), { name: 'MergeError', message })
}

describe('offline/choose', () => {
  it('finds the cycle that both played, in any order', () => {
    const many = [other.responder, responder]
    assert.deepEqual(chooseHalves([client], many), { client, responder })
    assert.deepEqual(chooseHalves(many, [client]), { client, responder })
  })

  it('prefers a cycle that neither end has called off', () => {
    const stopped = halvesOf({ client: { ...later, aborted: true }, responder: later })
    assert.deepEqual(chooseHalves([client, stopped.client], [responder, stopped.responder]).client, client)
    assert.deepEqual(chooseHalves([stopped.client], [stopped.responder]).client, stopped.client)
  })

  it('refuses two halves of one end', () => {
    refuses(/^both halves are the client's; merge the client's half with the responder's$/, [client], [client])
    refuses(/^both halves are the responder's/, [responder], [responder])
    refuses(/halves of both ends stand in one list/, [client, responder], [responder])
  })

  it('refuses halves of no common cycle, and names the cycles', () => {
    refuses(
      /no cycle in common: the client played 2026-03-01 14:05:00 UTC, .* 14:10:00 UTC;/,
      [client],
      [other.responder],
    )
    const many = Array.from({ length: 5 }, () => other.responder).map((half, at) => ({
      ...half,
      record: { ...half.record, cycle: `2026-03-01T15:${at}0:00.000Z` },
    }))
    refuses(/15:40:00 UTC and 2 before;/, [client], many)
    refuses(/no cycle was played there/, [client], [])
  })

  it('refuses halves of one cycle that were made with different codes', () => {
    const foreign = halvesOf({ responder: { runId: 'c'.repeat(32) } }).responder
    refuses(/different pairing codes/, [client], [foreign])
  })

  it('refuses releases that have different plans, and says which to update', () => {
    const old = halvesOf({ responder: { protocol: 1 } }).responder
    refuses(/the responder \(pathproof 1\) is too old for the client/, [client], [old])
  })

  it('refuses a half that speaks for the other end', () => {
    refuses(/the client's half holds a tape of the responder/, [{ ...client, tapes: responder.tapes }], [responder])
  })
})
