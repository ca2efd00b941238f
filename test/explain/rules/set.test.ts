/** What fits by the set of keywords that is left, and how little that proves. */
import assert from 'node:assert/strict'
import type { Finding } from '../../../src/explain/finding.ts'
import { client, judgeAll, judged, judgeWords, pair, server, type Words } from '../../support/comparisons.ts'

const words = [
  'SIZE 5',
  'PIPELINING',
  'ETRN',
  '8BITMIME',
  'STARTTLS',
  'CHUNKING',
  'BINARYMIME',
  'AUTH PLAIN',
  'ATRN',
  'EXPN',
  'VRFY',
  'XNONCE',
]

function reply(lines: readonly string[]): string {
  const all = ['a', ...lines]
  return all.map((line, at) => `250${at === all.length - 1 ? ' ' : '-'}${line}\r\n`).join('')
}

function offering(offered: readonly string[], kept: (keyword: string) => boolean): Words[] {
  const heard = offered.filter(word => kept(word.split(' ')[0] ?? ''))
  return [server('220 a\r\n'), client('EHLO x\r\n'), server(reply(offered), reply(heard))]
}

/** Names that fit, of each finding. */
function fits(findings: readonly Finding[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(findings.map(({ id, fits: its }) => [id, its.map(({ name }) => name)]))
}

describe('explain/rules/set', () => {
  const removed =
    (...gone: readonly string[]) =>
    (word: string) =>
      !gone.includes(word)
  const left =
    (...kept: readonly string[]) =>
    (word: string) =>
      kept.includes(word)
  const cases: readonly (readonly [
    name: string,
    kept: (word: string) => boolean,
    fits: Readonly<Record<string, readonly string[]>>,
  ])[] = [
    ['N13', removed('PIPELINING', 'CHUNKING'), { 'smtp.ehlo.keyword-removed': ['D-Link/Clavister NetDefendOS'] }],
    ['N14', left('PIPELINING', 'SIZE', 'ETRN', '8BITMIME', 'STARTTLS'), { 'smtp.ehlo.keyword-removed': ['Zorp'] }],
    [
      'N15',
      removed('CHUNKING', 'BINARYMIME', 'PIPELINING', 'STARTTLS'),
      {
        'smtp.ehlo.keyword-removed': ['F-Secure Internet Gatekeeper'],
        'smtp.starttls.removed': ['F-Secure Internet Gatekeeper'],
      },
    ],
    [
      'N20',
      left('AUTH', 'ATRN', 'ETRN', 'EXPN', 'VRFY'),
      {
        'smtp.ehlo.keyword-removed': ['Symantec gateway (Raptor, SGS, SEF)'],
        'smtp.starttls.removed': ['Symantec gateway (Raptor, SGS, SEF)'],
      },
    ],
    ['H11 and C8', removed('STARTTLS'), { 'smtp.starttls.removed': ['STARTTLS stripper (striptls)', 'Cisco ASA'] }],
    ['one more than N13', removed('PIPELINING', 'CHUNKING', 'ETRN'), { 'smtp.ehlo.keyword-removed': [] }],
    ['one less than N13', removed('PIPELINING'), { 'smtp.ehlo.keyword-removed': [] }],
  ]
  for (const [name, kept, expected] of cases)
    it(name, () => {
      assert.deepEqual(fits(judgeWords(offering(words, kept)).findings), expected)
    })

  it('lists all that fit, the first as the device, and says that it is a set', () => {
    const [finding] = judgeWords(offering(words, removed('STARTTLS'))).findings
    assert.deepEqual(finding?.device, finding?.fits[0])
    assert.deepEqual(
      finding?.fits.map(({ proof }) => proof),
      ['set', 'set'],
    )
    assert.match(finding?.remedy ?? '', /^Ask .* If it is STARTTLS stripper .* If it is Cisco ASA: /)
  })

  it('wants the whole set to be put to the test, in some session of the row', () => {
    const few = pair(offering(['8BITMIME', 'PIPELINING'], removed('PIPELINING')))
    assert.deepEqual(fits(judgeAll([judged(few)]).findings), { 'smtp.ehlo.keyword-removed': [] })
    const all = pair(offering(words, removed('PIPELINING', 'CHUNKING')))
    assert.deepEqual(fits(judgeAll([judged(few), judged(all, { part: 1 })]).findings), {
      'smtp.ehlo.keyword-removed': ['D-Link/Clavister NetDefendOS'],
    })
  })

  it('wants every session of the row to fit', () => {
    const all = pair(offering(words, removed('PIPELINING', 'CHUNKING')))
    const untouched = pair(offering(['8BITMIME', 'PIPELINING'], () => true))
    assert.deepEqual(fits(judgeAll([judged(all), judged(untouched, { part: 1 })]).findings), {
      'smtp.ehlo.keyword-removed': [],
    })
  })
})
