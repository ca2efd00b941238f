import assert from 'node:assert/strict'
import { textOf } from '../../src/bytes.ts'
import { imapDialog, imapGreetingLine, imapService } from '../../src/probes/imap.ts'
import type { Step } from '../../src/script/script.ts'

function wordsIn(step: Step): string {
  return step.kind === 'say' ? textOf(step.bytes) : step.kind
}

describe('probes/imap', () => {
  it('greets with the capabilities', () => {
    assert.match(wordsIn(imapGreetingLine('WORD')), /^\* OK \[CAPABILITY IMAP4rev1 [^\]]+\] .*WORD.*\r\n$/)
  })

  it('answers each command under its own tag, and leaves politely', () => {
    const steps = imapDialog('NONCE')
    const tags = steps.filter((_, at) => at % 2 === 0).map(step => wordsIn(step).split(' ')[0])
    assert.deepEqual(tags, ['NONCE1', 'NONCE2', 'NONCE3', 'NONCE4'])
    for (const [at, tag] of tags.entries()) {
      const lines = wordsIn(steps[2 * at + 1] ?? { kind: 'start-tls' }).split('\r\n')
      assert.ok(lines.at(-2)?.startsWith(`${tag} OK `))
      assert.ok(lines.slice(0, -2).every(line => line.startsWith('* ')))
    }
    assert.match(wordsIn(steps.at(-2) ?? { kind: 'start-tls' }), /LOGOUT\r\n$/)
  })

  it('sends strangers away', () => {
    const { strangers, claimed } = imapService([])
    assert.deepEqual(
      strangers.map(({ verb, then }) => [verb, then]),
      [['', 'close']],
    )
    assert.ok(claimed.every(reply => reply.then === undefined))
  })
})
