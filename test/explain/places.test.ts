import assert from 'node:assert/strict'
import type { Finding, RowVerdict } from '../../src/explain/finding.ts'
import type { Judged } from '../../src/explain/observation.ts'
import { placeSentence, withPlaces } from '../../src/explain/places.ts'
import type { RowJudgement } from '../../src/explain/rows.ts'
import type { FamilyRow } from '../../src/plan/session.ts'
import { client, inTls, judgeAll, judged, pair, row25, server, tlsBetween, tlsFacts } from '../support/comparisons.ts'

const masked = judged(pair([server('220 probe\r\n', '220 #####\r\n')]))
const [finding] = judgeAll([masked]).findings as readonly [Finding]

function row(
  where: Partial<FamilyRow>,
  verdict: RowVerdict = 'intact',
  findings: readonly string[] = [],
): RowJudgement {
  return { row: { ...row25, ...where }, verdict, reason: null, findings, method: 'paired' }
}

const here = row({}, 'altered', [finding.key])

function sentence(
  rows: readonly RowJudgement[],
  results: readonly Judged[] = [],
  it: Finding = finding,
): string | null {
  return placeSentence(it, { rows: [here, ...rows], results })
}

const outgoing = { direction: 'outgoing' } as const
const inside = [
  server('220 a\r\n'),
  client('STARTTLS\r\n'),
  server('220 go\r\n'),
  inTls(client('EHLO x\r\n')),
  inTls(server('250 a\r\n')),
]
const oneTls = tlsBetween(tlsFacts('ours'), tlsFacts('ours'))

describe('explain/places', () => {
  it('says in which direction, family and port alone it is', () => {
    assert.equal(sentence([row(outgoing)]), 'Only incoming: outgoing it came through intact.')
    assert.equal(sentence([row({ family: 6 })]), 'Only over IPv4: over IPv6 it came through intact.')
    assert.equal(sentence([row({ port: 587 })]), 'Only on port 25: on port 587 it came through intact.')
    assert.equal(
      sentence([row(outgoing), row({ family: 6 }), row({ port: 2525 }), row({ port: 587 })]),
      'Only incoming, over IPv4 and on port 25: outgoing, over IPv6 and on ports 587 and 2525 it came through intact.',
    )
  })

  it('says that it is in clear alone, by what was said inside TLS on the port', () => {
    const tls = judged(pair(inside, { tls: oneTls }), { part: 1 })
    assert.equal(sentence([], [masked, tls]), 'Only in clear: inside TLS it came through intact.')
    const changed = [...inside, inTls(client('NOOP a\r\n', 'NOOP #\r\n'))]
    assert.equal(sentence([], [masked, judged(pair(changed, { tls: oneTls }), { part: 1 })]), null)
    const opened = tlsBetween(tlsFacts('box'), tlsFacts('ours'))
    assert.equal(sentence([], [masked, judged(pair(inside, { tls: opened }), { part: 1 })]), null)
  })

  it('says so by the port that has the protocol in TLS, where none was begun on this one', () => {
    const rows = [row({ port: 465, protocol: 'smtps' })]
    assert.equal(sentence(rows), 'Only in clear: inside TLS on port 465 it came through intact.')
    assert.equal(sentence([row({ port: 465, protocol: 'smtps' }, 'intercepted')]), null)
    assert.equal(sentence([row({ port: 993, protocol: 'imaps' })]), null)
  })

  it('says nothing by what was not proved intact', () => {
    for (const verdict of ['untested', 'lost', 'altered', 'refused-by-host'] as const)
      assert.equal(sentence([row(outgoing, verdict, ['smtp.greeting.masked:outgoing'])]), null)
    assert.equal(sentence([]), null)
    // One of the other ports is not intact either.
    assert.equal(sentence([row({ port: 587 }), row({ port: 2525 }, 'altered', ['smtp.greeting.masked:x'])]), null)
  })

  it('takes a port for intact of which only the source address was wrong', () => {
    const nat = row(outgoing, 'altered', ['nat.source-differs:outgoing:4'])
    assert.equal(sentence([nat]), 'Only incoming: outgoing it came through intact.')
  })

  it('looks at ports of the same protocol and transport alone', () => {
    assert.equal(
      sentence([row({ port: 80, protocol: 'http' }), row({ port: 53, protocol: 'dns', transport: 'udp' })]),
      null,
    )
  })

  it('counts many ports', () => {
    const many = [1, 2, 3, 4, 5].map(port => row({ port: 2000 + port }))
    assert.equal(sentence(many), 'Only on port 25: on 5 other ports it came through intact.')
  })

  it('has nothing to say of warnings, of the server’s address, and of a whole direction', () => {
    const rows = [row(outgoing), row({ port: 587 })]
    const others: readonly Partial<Finding>[] = [
      { severity: 'warning' },
      { id: 'nat.source-differs' },
      { id: 'host.firewall' },
      { id: 'path.connection-limit', port: null },
    ]
    for (const other of others) assert.equal(sentence(rows, [], { ...finding, ...other }), null)
  })

  it('puts the sentence behind the summary, and leaves all else', () => {
    const shown = { rows: [here, row(outgoing)], results: [] }
    const [told] = withPlaces([finding], shown)
    assert.equal(told?.summary, `${finding.summary} Only incoming: outgoing it came through intact.`)
    assert.deepEqual({ ...told, summary: finding.summary }, finding)
    assert.deepEqual(withPlaces([finding], { rows: [here], results: [] }), [finding])
  })
})
