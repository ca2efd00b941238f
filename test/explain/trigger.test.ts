import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import type { Finding } from '../../src/explain/finding.ts'
import type { Judged } from '../../src/explain/judge.ts'
import { letterIn, triggerSentence } from '../../src/explain/trigger.ts'
import type { Variant } from '../../src/plan/session.ts'
import {
  client,
  inTls,
  judgeAll,
  judged,
  type PairOptions,
  pair,
  row25,
  server,
  tlsBetween,
  tlsFacts,
  type Words,
} from '../support/comparisons.ts'

const greeting = server('220 probe.example\r\n')
const bye = [client('QUIT\r\n'), server('221 bye\r\n')]
const masked = [
  greeting,
  client('EHLO N\r\n'),
  server('250-probe.example\r\n250-STARTTLS\r\n250 HELP\r\n', '250-probe.example\r\n250-XXXXXXXA\r\n250 HELP\r\n'),
  ...bye,
]
const clean = (word: string) => [
  greeting,
  client('EHLO N\r\n'),
  server(`250-probe.example\r\n250-${word}\r\n250 HELP\r\n`),
  ...bye,
]
const first = judged(pair(masked))

/** The same question in another way, with what crossed. */
function anew(variant: Variant, words: readonly Words[], options: PairOptions = {}, of: Judged = first): Judged {
  const row = variant.kind === 'comparison-port' ? { ...row25, port: variant.port } : row25
  return judged(pair(words, options), { row, variant: { ...variant, of: of.session.id }, attempt: 2 })
}

function findingIn(...variants: readonly Judged[]): Finding {
  const { findings } = judgeAll([first, ...variants])
  const finding = findings.find(it => it.id === 'smtp.starttls.masked')
  assert.ok(finding)
  return finding
}

const port: Variant = { kind: 'comparison-port', port: 10045 }
/** The last letter of STARTTLS in the answerer's words. */
const twin: Variant = { kind: 'near-miss', by: 'answerer', at: 19 + 19 + 4 + 7 }
const tls: Variant = { kind: 'inside-tls' }
const oneTls = tlsBetween(tlsFacts('ours'), tlsFacts('ours'))

describe('explain/trigger', () => {
  it('says nothing where nothing was asked in other ways', () => {
    assert.equal(findingIn().trigger, undefined)
  })

  it('tells a device that goes by the port', () => {
    const spared = clean('STARTTLT').map(it =>
      it.sent?.startsWith('250-') ? server(it.sent, '250-probe.example\r\n250-XXXXXXXA\r\n250 HELP\r\n') : it,
    )
    const { trigger, summary } = findingIn(anew(port, clean('STARTTLS')), anew(twin, spared))
    assert.deepEqual(trigger, {
      comparisonPort: { port: 10045, same: false },
      insideTls: null,
      nearMiss: { word: 'STARTTLS', as: 'STARTTLT', same: true },
    })
    assert.match(
      summary,
      /Asked again, on port 10045 the words came through; with one letter changed \(STARTTLS as STARTTLT\) the same happened\. So it goes by the port\.$/,
    )
  })

  it('tells a device that goes by the word, on any port', () => {
    const { trigger, summary } = findingIn(anew(port, masked), anew(twin, clean('STARTTLT')))
    assert.deepEqual([trigger?.comparisonPort?.same, trigger?.nearMiss?.same], [true, false])
    assert.match(summary, /So it goes by that very word\.$/)
  })

  it('looks inside TLS only at what was said inside it', () => {
    const before = [
      server('220 probe.example\r\n', '220 #####.example\r\n'),
      client('STARTTLS\r\n'),
      server('220 go\r\n'),
    ]
    const spared = anew(tls, [...before, ...clean('STARTTLS').map(inTls)], { tls: oneTls })
    assert.deepEqual(findingIn(spared).trigger?.insideTls, { same: false })
    const opened = anew(tls, [...before, ...masked.map(inTls)], { tls: oneTls })
    assert.deepEqual(findingIn(opened).trigger?.insideTls, { same: true })
  })

  it('proves nothing by TLS that never began, or that somebody opened', () => {
    const refused = anew(tls, [greeting, client('STARTTLS\r\n'), server('220 go\r\n', '502 no\r\n')])
    assert.equal(findingIn(refused).trigger, undefined)
    const two = tlsBetween(tlsFacts('box'), tlsFacts('ours'))
    const opened = anew(tls, [greeting, ...clean('STARTTLS').map(inTls)], { tls: two })
    assert.equal(findingIn(opened).trigger, undefined)
  })

  it('proves nothing by a conversation that ended before it came there', () => {
    const early = anew(port, [greeting, client('EHLO N\r\n'), server(null)], { dialer: { script: 'unfinished' } })
    assert.equal(findingIn(early).trigger, undefined)
  })

  it('belongs to the question that it asks again, and to no other', () => {
    const other = judged(pair(clean('STARTTLS')), { probe: 'smtp-verbs' })
    const { findings } = judgeAll([first, other, anew(port, clean('STARTTLS'), {}, other)])
    assert.ok(findings.every(({ trigger }) => trigger === undefined))
  })

  it('is no sighting: the counts and verdicts are those of the run without it', () => {
    const [alone, with_] = [
      judgeAll([first]),
      judgeAll([first, anew(port, masked), anew(tls, masked), anew(twin, masked)]),
    ]
    assert.deepEqual(
      with_.findings.map(({ key, seen, severity, device }) => ({ key, seen, severity, device })),
      alone.findings.map(({ key, seen, severity, device }) => ({ key, seen, severity, device })),
    )
    assert.deepEqual(with_.rows, alone.rows)
  })

  it('draws no conclusion about a word from something that is too long', () => {
    const trigger = { comparisonPort: null, insideTls: null, nearMiss: { word: 'A', as: 'B', same: false } }
    assert.match(triggerSentence(trigger), /So it goes by that very word/)
    assert.doesNotMatch(triggerSentence(trigger, true), /So it/)
  })
})

describe('explain/trigger, the letter', () => {
  const reply = bytesOf('250-SIZE 100\r\n250-STARTTLS\r\n250 HELP\r\n')

  it('is the last one of the word that was changed', () => {
    assert.equal(letterIn(reply, 18, ''), 14 + 4 + 7)
    assert.equal(letterIn(reply, 25, ''), 14 + 4 + 7)
  })

  it('is one of the next word, or the last, where the change is in none', () => {
    assert.equal(letterIn(reply, 14, ''), 14 + 4 + 7)
    assert.equal(letterIn(reply, 10, ''), 4 + 3)
  })

  it('is none of the nonce, which says whose conversation it is', () => {
    const line = bytesOf('NOOP AB7CD9 end\r\n')
    assert.equal(letterIn(line, 5, 'AB7CD9'), 14)
    assert.equal(letterIn(bytesOf('1 AB7CD9 2\r\n'), 2, 'AB7CD9'), null)
  })

  it('is none where there are no letters', () => {
    assert.equal(letterIn(bytesOf('250 20\r\n'), 0, ''), null)
    assert.equal(letterIn(new Uint8Array(0), 0, ''), null)
  })
})
