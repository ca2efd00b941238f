import assert from 'node:assert/strict'
import { runFacts } from '../../../src/report/formats/facts.ts'
import { clean, incomplete } from '../examples.ts'

describe('report/formats/facts', () => {
  it('lists run, tool, both ends, families and notes', () => {
    assert.deepEqual(runFacts(incomplete), [
      ['run.verdict', 'incomplete'],
      ['run.id', 'r-7f3a91c2'],
      ['run.startedAt', '2026-11-24T03:20:00.000Z'],
      ['run.seconds', '2.4'],
      ['tool', 'pathproof 0.1.0'],
      ['client', 'release 0.1.0, darwin arm64, Node.js 20.20.0, laptop.example, 203.0.113.7'],
      ['responder', 'release 0.1.0, linux x64, Node.js 20.20.0, 192.0.2.25, 2001:db8::25'],
      ['family.IPv4', '192.0.2.25'],
      ['family.IPv6', 'not tested: HOST has no IPv6 address'],
      ['note', 'HOST has no IPv6 address'],
      ['note', 'client behind NAT (own 10.0.0.7, seen as 198.51.100.4)'],
    ])
  })

  it('says of an end that it is not known', () => {
    const facts = new Map(runFacts({ ...clean, run: { ...clean.run, responder: null } }))
    assert.equal(facts.get('responder'), 'not known')
  })
})
