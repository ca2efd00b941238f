import assert from 'node:assert/strict'
import type { Judged } from '../../src/explain/judge.ts'
import { boundsOf, cameThrough, sizeSentence } from '../../src/explain/sizes.ts'
import type { Measure } from '../../src/plan/session.ts'
import { client, judgeAll, judged, pair, server } from '../support/comparisons.ts'

const greeting = server('220 probe.example\r\n')
const bye = [client('QUIT\r\n'), server('221 bye\r\n')]

function line(bytes: number): string {
  return `${'NOOP '.padEnd(bytes, 'n')}\r\n`
}

/** A conversation of the probe with long command lines, which the path resets at this length. */
function resetAt(bytes: number): Judged {
  const words = [greeting, client('EHLO N\r\n'), server('250 HELP\r\n'), client(line(bytes))]
  const reset = { kind: 'reset', heardBy: ['dialer', 'answerer'], sentBy: null } as const
  return judged(pair(words, { events: [reset] }), { probe: 'smtp-command-lines' })
}

const found = resetAt(600)

function sized(value: number, how: 'through' | 'reset' | 'masked', measure: Measure = 'command-line'): Judged {
  const variant = { kind: 'size', measure, value, of: found.session.id } as const
  if (how === 'reset') return { ...resetAt(value), session: { ...resetAt(value).session, variant } }
  const ehlo = server('250-ETRN\r\n250 HELP\r\n', how === 'masked' ? '250-XXXA\r\n250 HELP\r\n' : undefined)
  const words = [greeting, client('EHLO N\r\n'), ehlo, client(line(value)), server('250 ok\r\n'), ...bye]
  return judged(pair(words), { probe: 'smtp-ehlo', variant })
}

describe('explain/sizes', () => {
  it('knows whether a size came through, whatever else was changed', () => {
    assert.equal(cameThrough(sized(100, 'through')), true)
    assert.equal(cameThrough(sized(100, 'masked')), true)
    assert.equal(cameThrough(sized(100, 'reset')), false)
  })

  it('gives the limit between the largest that came through and the smallest that did not', () => {
    const results = [sized(60, 'through'), sized(510, 'masked'), sized(511, 'reset'), sized(4096, 'reset')]
    assert.deepEqual(boundsOf(results, 'command-line'), { passes: 510, fails: 511, isContradicted: false })
    assert.deepEqual(boundsOf(results, 'recipients'), { passes: null, fails: null, isContradicted: false })
  })

  it('gives none where something larger came through than failed', () => {
    const results = [sized(60, 'reset'), sized(510, 'through')]
    assert.equal(boundsOf(results, 'command-line').isContradicted, true)
    const [finding] = judgeAll([found, ...results]).findings
    assert.equal(finding?.sizeLimits, undefined)
  })

  it('stands in the finding that it explains, with the numbers', () => {
    const { findings } = judgeAll([found, sized(510, 'through'), sized(511, 'reset')])
    const [finding] = findings
    assert.equal(findings.length, 1)
    assert.deepEqual(finding?.sizeLimits, [{ measure: 'command-line', passes: 510, fails: 511 }])
    assert.match(finding?.summary ?? '', /command lines of 510 bytes come through, 511 do not\.$/)
    assert.deepEqual(finding?.seen, { times: 1, of: 1 }, 'a conversation that measures is no sighting')
  })

  it('tells the devices apart whose limits fit from those whose do not', () => {
    const fits = (...results: readonly Judged[]) =>
      judgeAll([found, ...results]).findings.flatMap(it => it.fits.map(({ name }) => name))
    assert.ok(fits(sized(510, 'through'), sized(511, 'reset')).includes('Cisco ASA'))
    assert.ok(!fits(sized(550, 'through'), sized(551, 'reset')).includes('Cisco ASA'))
  })

  it('does not claim to know to the byte what it does not', () => {
    assert.match(
      sizeSentence([{ measure: 'recipients', passes: 99, fails: 150 }]),
      /99 recipients come through, 150 did not/,
    )
  })
})
