import assert from 'node:assert/strict'
import { seenOf, strangersAt } from '../../src/offline/seen.ts'
import { opened, tapeOf } from '../support/tapes.ts'
import { clientAddress, halvesOf, offsetMs, rows, type Wish } from './halves.ts'

function twoPaths(wish: Wish = {}) {
  const { client, responder } = halvesOf(wish)
  const [near] = client.record.paths
  const [far] = responder.record.paths
  assert.ok(near && far)
  const tapes = [...client.tapes, ...responder.tapes]
  return {
    paths: { client: near, responder: far, tapes, wallOffsetMs: offsetMs },
    environment: client.record.environment,
  }
}

function seen(wish: Wish = {}) {
  const { paths, environment } = twoPaths(wish)
  return seenOf(paths, environment)
}

describe('offline/seen', () => {
  it('is the address from which a proved conversation came', () => {
    assert.deepEqual(seen(), { seenAs: clientAddress, nat: null })
  })

  it('is behind NAT when the client does not have that address', () => {
    const nat = { own: clientAddress, seenAs: '203.0.113.9' }
    assert.deepEqual(seen({ seenAs: '203.0.113.9' }), { seenAs: '203.0.113.9', nat })
  })

  it('is what the responder was told when nothing is proved', () => {
    const wish: Wish = { tapes: () => false, responderPath: { peerAddress: '203.0.113.9' } }
    assert.equal(seen(wish).seenAs, '203.0.113.9')
    assert.equal(seen({ tapes: () => false }).nat, null)
  })

  it('knows who called from elsewhere, where nobody did from the address that the responder was told', () => {
    const { direction, transport, port, family } = rows.echoIn
    const head = { direction, transport, port, family, session: null, remote: { address: '198.51.100.7', port: 9 } }
    const { paths } = twoPaths()
    const stranger = tapeOf('answerer', [opened()], { head, ending: { kind: 'limit', script: 'unfinished' } })
    assert.deepEqual(strangersAt({ ...paths, tapes: [stranger, stranger] }), ['198.51.100.7'])
    assert.deepEqual(strangersAt({ ...paths, tapes: [...paths.tapes, stranger] }), [])
  })
})
