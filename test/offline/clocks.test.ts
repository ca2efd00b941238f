import assert from 'node:assert/strict'
import fc from 'fast-check'
import { clocksOf, type TwoPaths, wallOffset } from '../../src/offline/clocks.ts'
import { halvesOf, offsetMs, type Wish } from './halves.ts'

function pathsOf(wish: Wish): TwoPaths {
  const { client, responder } = halvesOf(wish)
  const [near] = client.record.paths
  const [far] = responder.record.paths
  assert.ok(near && far)
  const tapes = [...client.tapes, ...responder.tapes]
  return { client: near, responder: far, tapes, wallOffsetMs: wallOffset(client, responder) }
}

describe('offline/clocks', () => {
  it('finds the offset from the tapes, whatever the clocks on the wall say', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3000, max: 3000 }), apartMs => {
        const paths = pathsOf({ apartMs })
        const clocks = clocksOf(paths)
        assert.ok(clocks)
        assert.ok(Math.abs(clocks.offsetMs - offsetMs) <= 3)
        assert.ok(Math.abs(paths.wallOffsetMs - offsetMs - apartMs) < 1e-6)
        assert.equal(clocks.fitting, clocks.met)
      }),
    )
  })

  it('is content with one direction', () => {
    const clocks = clocksOf(pathsOf({ tapes: ({ head }) => head.direction === 'outgoing' }))
    assert.ok(clocks !== null && Math.abs(clocks.offsetMs - offsetMs) <= 3)
  })

  it('takes datagrams, whose key proves them', () => {
    const clocks = clocksOf(pathsOf({ tapes: ({ head }) => head.transport === 'udp' }))
    assert.ok(clocks !== null && Math.abs(clocks.offsetMs - offsetMs) <= 3)
  })

  it('goes by the middle one when a single tape is odd', () => {
    const odd = pathsOf({})
    const tapes = odd.tapes.map(tape =>
      tape.head.role === 'answerer' && tape.head.transport === 'udp'
        ? { ...tape, events: tape.events.map(event => ({ ...event, atMs: event.atMs + 90_000 })) }
        : tape,
    )
    const clocks = clocksOf({ ...odd, tapes })
    assert.ok(clocks !== null && clocks.fitting < clocks.met)
  })

  it('says nothing when no conversation has a tape of both ends', () => {
    assert.equal(clocksOf(pathsOf({ tapes: ({ head }) => head.role === 'dialer' })), null)
    assert.equal(clocksOf(pathsOf({ tapes: () => false })), null)
  })
})
