import assert from 'node:assert/strict'
import type { PairComparison } from '../../src/diff/comparison.ts'
import type { Judged } from '../../src/explain/judge.ts'
import { mayBeSplit, splitFindings } from '../../src/explain/split.ts'
import type { Session } from '../../src/plan/session.ts'
import type { Endpoint } from '../../src/tape/tape.ts'
import { client, judged, lone, pair, row25, server } from '../support/comparisons.ts'

const words = [server('220 a\r\n'), client('QUIT\r\n'), server('221 b\r\n')]
const own: Endpoint = { address: '192.0.2.1', port: 40_000 }

function seenAs(remote: Endpoint, session: Partial<Session> = {}): Judged {
  const both: PairComparison = pair(words)
  const dialer = { ...both.dialer, head: { ...both.dialer.head, local: own } }
  const answerer = { ...both.answerer, head: { ...both.answerer.head, remote } }
  return judged({ ...both, dialer, answerer }, session)
}

const proxied = seenAs({ address: '198.51.100.1', port: 50_000 })
const nobody = { variant: { kind: 'nobody-listens', of: proxied.session.id } } as const

/** A connection while nobody listened. */
function tried(stood: boolean): Judged {
  const alone = lone(stood ? { kind: 'closed' } : { kind: 'refused' }, 'not-listening')
  const open = { kind: 'open', atMs: 1, tookMs: 1 } as const
  const comparison = stood ? { ...alone, dialer: { ...alone.dialer, events: [open] } } : alone
  return judged(comparison, nobody)
}

describe('explain/split', () => {
  it('is possible only where the far end saw another source', () => {
    assert.equal(mayBeSplit(seenAs(own)), false)
    assert.equal(mayBeSplit(seenAs({ ...own, port: 40_001 })), true)
    assert.equal(mayBeSplit(proxied), true)
  })

  it('is not looked for where the plan knows of a forwarding, or a live service answers', () => {
    const forwarded = seenAs({ ...own, port: 1 }, { row: { ...row25, dialPort: 20_025 } })
    assert.equal(mayBeSplit(forwarded), false)
    assert.equal(mayBeSplit({ ...proxied, method: 'captured' }), false)
  })

  it('is proved by a connection that stands although nobody listens', () => {
    assert.deepEqual(splitFindings([proxied, tried(false)], 'find it'), [])
    assert.deepEqual(splitFindings([proxied], 'find it'), [])
    const [finding, ...others] = splitFindings([proxied, tried(true)], 'find it')
    assert.deepEqual(others, [])
    assert.deepEqual(
      [finding?.id, finding?.severity, finding?.direction, finding?.port, finding?.remedy],
      ['tcp.split', 'warning', 'incoming', 25, 'find it'],
    )
    assert.match(
      finding?.summary ?? '',
      /^Incoming port 25 \(IPv4\): the connection is split: .* from 198\.51\.100\.1\.$/,
    )
  })

  it('does not speak of another address where there is none', () => {
    const [finding] = splitFindings([seenAs({ ...own, port: 1 }), tried(true)], '')
    assert.match(finding?.summary ?? '', /makes a second one\.$/)
  })
})
