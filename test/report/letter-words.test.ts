import assert from 'node:assert/strict'
import { type FindingId, findingIds } from '../../src/explain/finding.ts'
import { happeningOf, happenings, isForDirection, requests, requestTexts } from '../../src/report/letter-words.ts'

/** What no administrator of a firewall is asked about: the hosts' own, and proxies that are meant to be there. */
const notForTheLetter: readonly FindingId[] = [
  'tcp.refused-by-host',
  'tcp.split',
  'udp.refused-by-host',
  'host.firewall',
  'host.source-selection',
  'nat.present',
  'nat.port-rewritten',
  'path.protocol-enforced',
  'control.intercepted',
]

describe('report/letter-words', () => {
  it('knows of every finding whether it is for the letter', () => {
    const unknown = (Object.keys(findingIds) as FindingId[]).filter(
      id => happeningOf(id) === null && !isForDirection(id),
    )
    assert.deepEqual(unknown.sort(), [...notForTheLetter].sort())
  })

  it('tells losses, refusals and answers of others apart, whatever the transport', () => {
    assert.equal(happeningOf('udp.lost-back'), 'lost-back')
    assert.equal(happeningOf('icmp.lost'), 'lost')
    assert.equal(happeningOf('udp.refused-by-path'), 'refused-by-path')
    assert.equal(happeningOf('icmp.refused'), 'refused')
    assert.equal(happeningOf('udp.intercepted'), 'intercepted')
    assert.equal(happeningOf('icmp.fragments-lost'), 'large')
    assert.equal(happeningOf('icmp.payload.altered'), 'altered')
  })

  it('asks in every case for the traffic to pass, and uses every text', () => {
    for (const happening of Object.keys(happenings) as (keyof typeof happenings)[])
      assert.ok(requests[happening].includes('open'), happening)
    assert.deepEqual(new Set(Object.values(requests).flat()), new Set(Object.keys(requestTexts)))
  })
})
