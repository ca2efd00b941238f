import assert from 'node:assert/strict'
import { attendanceOf } from '../../src/offline/attendance.ts'
import { rowKey } from '../../src/plan/session.ts'
import { halvesOf, offsetMs, rows, type Wish } from './halves.ts'

function attendance(wish: Wish) {
  const { client, responder } = halvesOf(wish)
  const [near] = client.record.paths
  const [far] = responder.record.paths
  assert.ok(near && far)
  const tapes = [...client.tapes, ...responder.tapes]
  return attendanceOf({ client: near, responder: far, tapes, wallOffsetMs: offsetMs }, offsetMs)
}

describe('offline/attendance', () => {
  it('counts what was dialed while its round was armed', () => {
    const { sessions, incomplete } = attendance({})
    assert.equal(sessions.length, 3)
    assert.equal(incomplete.size, 0)
  })

  it('leaves out what was dialed before its round was armed, and tells how to mend it', () => {
    const { sessions, incomplete } = attendance({ dialedAtMs: () => 550 })
    assert.deepEqual(sessions, [])
    assert.match(incomplete.get(rowKey(rows.echoIn)) ?? '', /set the clocks of both ends/)
  })

  it('leaves out a connection that may have met the next round, but no datagram', () => {
    const { sessions, incomplete } = attendance({ dialedAtMs: () => 5950 })
    assert.deepEqual(
      sessions.map(({ row }) => row.transport),
      ['udp'],
    )
    assert.equal(incomplete.has(rowKey(rows.udpIn)), false)
    assert.equal(incomplete.has(rowKey(rows.echoOut)), true)
  })

  it('leaves out what the far end never armed', () => {
    const { sessions } = attendance({ responderPath: { armed: [] } })
    assert.deepEqual(
      sessions.map(({ row }) => row.direction),
      ['outgoing'],
    )
  })

  it('says so when a planned conversation was not dialed at all', () => {
    const { incomplete } = attendance({ tapes: ({ head }) => head.transport !== 'udp' })
    assert.match(incomplete.get(rowKey(rows.udpIn)) ?? '', /not every conversation was played/)
  })
})
