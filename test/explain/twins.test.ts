/** The twins of test strings, by tapes made by hand. */
import assert from 'node:assert/strict'
import type { Judged } from '../../src/explain/judge.ts'
import { client, judgeAll, judged, pair, server } from '../support/comparisons.ts'

const hello = [server('220 a\r\n'), client('EHLO x\r\n'), server('250 a\r\n')]
const data = [client('DATA\r\n'), server('354 go\r\n'), client('A: b\r\n\r\nc\r\n.\r\n')]

function answered(heard: string, part: number, probe = 'smtp-signatures'): Judged {
  return judged(pair([...hello, ...data, server('250 ok\r\n', heard)]), { probe, part })
}

function summaries(...results: readonly Judged[]): readonly string[] {
  return judgeAll(results).findings.map(({ summary }) => summary)
}

const sentence = /The same with one byte of the test string changed came through: it goes by what is in the message\.$/

describe('explain/twins', () => {
  it('are told of where the string alone was minded', () => {
    for (const summary of summaries(answered('552 no\r\n', 0), answered('250 ok\r\n', 1)))
      assert.match(summary, sentence)
  })

  it('are not told of where they were minded too, were not sent, or belong to another string', () => {
    const refused = answered('552 no\r\n', 0)
    for (const others of [[answered('552 no\r\n', 1)], [], [answered('250 ok\r\n', 3)]])
      for (const summary of summaries(refused, ...others)) assert.doesNotMatch(summary, sentence)
  })

  it('are not told of other probes', () => {
    for (const summary of summaries(answered('552 no\r\n', 0, 'smtp-data'), answered('250 ok\r\n', 1, 'smtp-data')))
      assert.doesNotMatch(summary, sentence)
  })
})
