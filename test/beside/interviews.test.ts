import assert from 'node:assert/strict'
import { interviewFor, localSourceOf } from '../../src/beside/interviews.ts'
import { textOf } from '../../src/bytes.ts'
import { protocols } from '../../src/plan/session.ts'
import type { Step } from '../../src/script/script.ts'

const context = { ehloName: 'n1.client.example', host: 'mail.example' }

function wordsOf(steps: readonly Step[]): string {
  return steps.map(step => (step.kind === 'say' && step.by === 'dialer' ? textOf(step.bytes) : '')).join('')
}

describe('beside/interviews', () => {
  for (const protocol of protocols)
    it(`${protocol}: begins no mail and no login, and invents no word of the service`, () => {
      const interview = interviewFor(protocol, context)
      if (interview === null) return
      const { steps, endings } = interview.script
      assert.doesNotMatch(
        wordsOf([...steps, ...endings.dialer]),
        /^(MAIL|RCPT|DATA|AUTH|USER |PASS |APOP |\S+ LOGIN|\S+ AUTH)/im,
      )
      for (const step of steps) if (step.kind === 'say' && step.by === 'answerer') assert.equal(step.bytes.length, 0)
    })

  it('asks twice from the host, but services that count unfinished logins once', () => {
    const once = protocols.filter(protocol => interviewFor(protocol, context)?.localDials === 1)
    assert.deepEqual(once, ['ssh', 'mysql'])
  })

  it('asks POP3 for its capabilities in clear and inside TLS, and hears a list to its dot', () => {
    for (const [protocol, words] of [
      ['pop3', 'CAPA\r\nSTLS\r\nCAPA\r\nQUIT\r\n'],
      ['pop3s', 'CAPA\r\nQUIT\r\n'],
    ] as const) {
      const { script } = interviewFor(protocol, context) ?? assert.fail()
      assert.equal(wordsOf(script.steps), words)
      const heard = script.steps.filter(step => step.kind === 'say' && step.until.kind === 'end-of-data')
      assert.equal(heard.length, protocol === 'pop3' ? 2 : 1)
    }
  })

  it('asks IMAP from loopback, in the family of the service, and all else from its own address', () => {
    const sourceOf = (protocol: 'imap' | 'smtp', address: string) =>
      localSourceOf(interviewFor(protocol, context) ?? assert.fail(), address)
    assert.deepEqual(
      [sourceOf('imap', '192.0.2.2'), sourceOf('imap', '2001:db8::2'), sourceOf('smtp', '192.0.2.2')],
      ['127.0.0.1', '::1', null],
    )
  })

  it('has none for protocols over UDP alone', () => {
    assert.deepEqual(
      protocols.filter(protocol => interviewFor(protocol, context) === null),
      ['ntp', 'pyzor'],
    )
  })

  it('ends politely wherever the protocol has a goodbye', () => {
    for (const [protocol, goodbye] of [
      ['smtp', 'QUIT\r\n'],
      ['smtps', 'QUIT\r\n'],
      ['imap', 'a9 LOGOUT\r\n'],
      ['imaps', 'a9 LOGOUT\r\n'],
      ['pop3', 'QUIT\r\n'],
      ['pop3s', 'QUIT\r\n'],
    ] as const) {
      const { script } = interviewFor(protocol, context) ?? assert.fail()
      assert.ok(wordsOf(script.steps).endsWith(goodbye))
      assert.equal(wordsOf(script.endings.dialer), goodbye)
    }
  })
})
