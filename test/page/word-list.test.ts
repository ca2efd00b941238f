import assert from 'node:assert/strict'
import { gatheredFindings } from '../../src/page/gathered.ts'
import { type WordList, wordLists } from '../../src/page/word-list.ts'
import type { ReportFinding } from '../../src/report/report.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { finding } from '../report/examples.ts'
import { heard, sent, tapeOf } from '../support/tapes.ts'
import { evidence } from './samples.ts'

const greeting = '220 mx\r\n'

/** One conversation behind a device that makes `came` of what was said. */
function tapes(
  commands: readonly [said: string, came: string],
  replies: readonly [said: string, came: string],
  session = 's-19',
): readonly Tape[] {
  const head = { session }
  return [
    tapeOf('dialer', [heard(greeting), sent(commands[0]), heard(replies[1])], { head }),
    tapeOf('answerer', [sent(greeting), heard(commands[1]), sent(replies[0])], { head }),
  ]
}

function list(id: ReportFinding['id'], all: readonly Tape[], change: Partial<ReportFinding> = {}): WordList | null {
  const [gathered] = gatheredFindings({ findings: [finding({ id, evidence: [evidence], ...change })] })
  assert.ok(gathered !== undefined)
  return wordLists(all)(gathered)
}

const ehlo = '250-mx\r\n250-SIZE 5\r\n250-DSN\r\n250-XCLIENT ADDR\r\n250 STARTTLS\r\n'
const masked = '250-mx\r\n250-SIZE 5\r\n250-XXA\r\n250-XXXXXXB ADDR\r\n250 XXXXXXXC\r\n'

describe('page/word-list', () => {
  it('tells keywords that were overwritten from those that passed, and sees that their last letters count', () => {
    const all = tapes(['EHLO a\r\n', 'EHLO a\r\n'], [ehlo, masked])
    assert.deepEqual(list('smtp.ehlo.keyword-masked', all), {
      changed: [
        { sent: 'DSN', heard: ['XXA'] },
        { sent: 'STARTTLS', heard: ['XXXXXXXC'] },
        { sent: 'XCLIENT', heard: ['XXXXXXB'] },
      ],
      passed: ['SIZE'],
      isNumbered: true,
    })
  })

  it('says of no letters that they count unless they do so in every reply', () => {
    const same = masked.replace('XXXXXXXC', 'XXXXXXXA')
    const all = tapes(['EHLO a\r\n', 'EHLO a\r\n'], [ehlo, same])
    assert.equal(list('smtp.ehlo.keyword-masked', all)?.isNumbered, false)
    const single = tapes(['EHLO a\r\n', 'EHLO a\r\n'], ['250-mx\r\n250 DSN\r\n', '250-mx\r\n250 XXA\r\n'])
    assert.equal(list('smtp.ehlo.keyword-masked', single)?.isNumbered, false)
  })

  it('tells keywords that were removed', () => {
    const all = tapes(['EHLO a\r\n', 'EHLO a\r\n'], [ehlo, '250-mx\r\n250-SIZE 5\r\n250 XCLIENT ADDR\r\n'])
    assert.deepEqual(list('smtp.ehlo.keyword-removed', all), {
      changed: [
        { sent: 'DSN', heard: [''] },
        { sent: 'STARTTLS', heard: [''] },
      ],
      passed: ['SIZE', 'XCLIENT'],
      isNumbered: false,
    })
  })

  it('tells commands over all conversations of the rows, each word once', () => {
    const replies = ['250 mx\r\n500 no\r\n', '250 mx\r\n500 no\r\n'] as const
    const all = [
      ...tapes(['EHLO a\r\nTURN 1\r\n', 'EHLO a\r\nXXXX 1\r\n'], replies, 's-1'),
      ...tapes(['EHLO a\r\nTURN 2\r\nNOOP\r\n', 'EHLO a\r\nXXXX 2\r\nNOOP\r\n'], replies, 's-2'),
    ]
    assert.deepEqual(list('smtp.command.masked', all), {
      changed: [{ sent: 'TURN', heard: ['XXXX'] }],
      passed: ['EHLO', 'NOOP'],
      isNumbered: false,
    })
    assert.equal(list('smtp.command.masked', all, { port: 26 }), null)
  })

  it('says nothing where the ends’ words cannot be laid beside each other, or of other findings', () => {
    const shorter = tapes(['EHLO a\r\nTURN\r\n', 'EHLO a\r\nXX\r\n'], ['250 mx\r\n', '250 mx\r\n'])
    assert.equal(list('smtp.command.masked', shorter), null)
    assert.equal(list('smtp.greeting.masked', tapes(['EHLO a\r\n', 'EHLO a\r\n'], [ehlo, masked])), null)
    assert.equal(list('smtp.ehlo.keyword-masked', tapes(['NOOP\r\n', 'NOOP\r\n'], [ehlo, masked])), null)
    const long = 'x'.repeat(200_000)
    assert.equal(list('smtp.command.masked', tapes([`EHLO a\r\n${long}`, `XXXX a\r\n${long}`], ['', ''])), null)
  })
})
