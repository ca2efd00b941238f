import assert from 'node:assert/strict'
import { gatheredFindings } from '../../src/page/gathered.ts'
import {
  happenedText,
  isWeighty,
  placesIn,
  placesText,
  seenText,
  weightierOf,
  weightyWord,
} from '../../src/page/summary.ts'
import type { ReportFinding } from '../../src/report/report.ts'
import { finding } from '../report/examples.ts'
import { evidence } from './samples.ts'

const summary =
  'Incoming port 25 (IPv4), from the server to the client: words were changed: a came as b (21 places in all, 5 shown).'
const one = (shown: Partial<ReportFinding>, ...others: readonly Partial<ReportFinding>[]) => ({
  shown: finding(shown),
  others: others.map(finding),
})

describe('page/summary', () => {
  it('leaves out of a summary what the page tells beside it', () => {
    assert.equal(happenedText({ summary }), 'Words were changed: a came as b.')
    assert.equal(happenedText({ summary: 'it is so.' }), 'It is so.')
  })

  it('counts the places that a summary names, or the evidence', () => {
    assert.equal(placesIn({ summary, evidence: [] }), 21)
    assert.equal(placesIn({ summary: 'words (21 places in all).', evidence: [] }), 21)
    assert.equal(placesIn({ summary: 'words.', evidence: [evidence, evidence] }), 2)
  })

  it('says of findings that are told together only what holds for all of them', () => {
    assert.equal(placesText(one({ summary })), '21 different changes')
    assert.equal(placesText(one({ summary }, { summary })), '21 different changes in each direction and family')
    assert.equal(placesText(one({ summary }, {})), 'up to 21 different changes in one direction and family')
    assert.equal(placesText(one({})), '')
  })

  it('says in how many conversations it was seen', () => {
    const seen = { times: 4, of: 9 }
    assert.equal(seenText(one({ seen })), 'seen in 4 of 9 conversations')
    assert.equal(seenText(one({ seen }, { seen })), 'seen in 4 of 9 conversations each')
    assert.equal(seenText(one({ seen }, { seen: { times: 1, of: 1 } })), 'seen in 5 of 10 conversations in all')
  })

  it('knows which finding tells of the weightiest keyword', () => {
    const all = gatheredFindings({
      findings: [
        finding({ key: 'k', id: 'smtp.ehlo.keyword-removed' }),
        finding({ key: 's', id: 'smtp.starttls.removed' }),
      ],
    })
    const [keywords, starttls] = all
    assert.ok(keywords !== undefined && starttls !== undefined)
    assert.equal(weightierOf(keywords, all), starttls)
    assert.equal(weightierOf(keywords, [keywords]), null)
    assert.equal(weightierOf(starttls, all), null)
    assert.deepEqual(all.map(isWeighty), [false, true])
  })

  it('knows it of IMAP and POP3 too, by the word that each has', () => {
    for (const [protocol, word] of [
      ['imap', 'STARTTLS'],
      ['pop3', 'STLS'],
    ] as const) {
      const all = gatheredFindings({
        findings: [
          finding({ key: 'k', id: `${protocol}.capability.removed` }),
          finding({ key: 's', id: `${protocol}.starttls.removed` }),
        ],
      })
      const [list, starttls] = all
      assert.ok(list !== undefined && starttls !== undefined)
      assert.equal(weightierOf(list, all), starttls)
      assert.equal(weightyWord(list), word)
    }
  })
})
