import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { type ImapAction, type ImapAnswers, imapAnswers } from '../../src/wire/imap-answers.ts'

const knowsNonce = (name: string) => name === 'NONCE'

function said(actions: readonly ImapAction[]): string {
  return actions.map(action => (action.kind === 'say' ? textOf(action.bytes) : '')).join('')
}

function kinds(actions: readonly ImapAction[]): string[] {
  return actions.map(action => action.kind)
}

/** A server that has let its client in. */
function loggedIn(): ImapAnswers {
  const answers = imapAnswers(knowsNonce)
  assert.match(said(answers.hear(bytesOf('a LOGIN "NONCE" "nothing"\r\n'))), /^a OK /)
  return answers
}

describe('wire/imap-answers', () => {
  it('greets with what it can, STARTTLS among it', () => {
    assert.match(
      said(imapAnswers(knowsNonce).greet()),
      /^\* OK \[CAPABILITY IMAP4rev1 [^\]]*STARTTLS[^\]]*\] [^\r]*\r\n$/,
    )
  })

  it('lets nobody in but by a nonce of the plan', () => {
    const answers = imapAnswers(knowsNonce)
    for (const login of ['LOGIN other nothing', 'LOGIN "" ""', 'LOGIN', 'AUTHENTICATE PLAIN'])
      assert.match(said(answers.hear(bytesOf(`a ${login}\r\n`))), /^a (NO|BAD) /, login)
    const actions = answers.hear(bytesOf('b LOGIN NONCE nothing\r\n'))
    assert.deepEqual(kinds(actions), ['say', 'user'])
    assert.match(said(answers.hear(bytesOf('c LOGIN NONCE nothing\r\n'))), /^c NO /)
  })

  it('has no mailbox for strangers, and says no more than it was asked', () => {
    for (const verb of ['LIST "" "*"', 'SELECT INBOX', 'UID FETCH 1 (BODY[])', 'NAMESPACE', 'APPEND INBOX {1+}\r\nx'])
      assert.match(said(imapAnswers(knowsNonce).hear(bytesOf(`a ${verb}\r\n`))), /^a NO [^\r]*\r\n$/, verb)
  })

  it('keeps one message and gives it back byte for byte', () => {
    const answers = loggedIn()
    const message = 'Subject: x\r\n\r\n.\r\n\xff\0 {5}\r\nb LOGOUT\r\n'
    assert.match(said(answers.hear(bytesOf('b SELECT INBOX\r\n'))), /^\* 0 EXISTS\r\n/)
    assert.deepEqual(said(answers.hear(bytesOf(`c APPEND INBOX {${message.length}}\r\n`))), '+ go ahead\r\n')
    const stored = answers.hear(bytesOf(`${message}\r\n`))
    assert.deepEqual(kinds(stored), ['say', 'stored'])
    assert.match(said(stored), /^c OK \[APPENDUID /)
    assert.match(said(answers.hear(bytesOf('d SELECT INBOX\r\n'))), /^\* 1 EXISTS\r\n/)
    const read = answers.hear(bytesOf('e FETCH 1 (BODY.PEEK[] UID)\r\n'))
    assert.deepEqual(kinds(read), ['say', 'read'])
    assert.equal(said(read), `* 1 FETCH (UID 1 BODY[] {${message.length}}\r\n${message})\r\ne OK FETCH done\r\n`)
    assert.match(said(answers.hear(bytesOf('f APPEND INBOX {1+}\r\nx\r\n'))), /^f NO /)
  })

  it('has nothing to fetch before something was stored and a mailbox opened', () => {
    const answers = loggedIn()
    answers.hear(bytesOf('b APPEND INBOX {1+}\r\nx\r\n'))
    assert.match(said(answers.hear(bytesOf('c FETCH 1 (BODY[])\r\n'))), /^c NO /)
  })

  it('starts TLS once, and forgets what was said in clear behind it', () => {
    const answers = imapAnswers(knowsNonce)
    const actions = answers.hear(bytesOf('a STARTTLS\r\nb LOGIN NONCE nothing\r\n'))
    assert.deepEqual(kinds(actions), ['say', 'start-tls'])
    answers.secured()
    assert.match(said(answers.hear(bytesOf('c CAPABILITY\r\n'))), /^\* CAPABILITY (?!.*STARTTLS).*\r\nc OK /)
    assert.match(said(answers.hear(bytesOf('d STARTTLS\r\n'))), /^d BAD /)
    assert.match(said(answers.hear(bytesOf('e SELECT INBOX\r\n'))), /^e NO /)
  })

  it('says goodbye and nothing more', () => {
    const actions = imapAnswers(knowsNonce).hear(bytesOf('a LOGOUT\r\nb NOOP\r\n'))
    assert.equal(said(actions), '* BYE leaving\r\na OK LOGOUT done\r\n')
    assert.deepEqual(actions.at(-1), { kind: 'close', polite: true })
  })

  it('closes on whoever says more than anybody needs', () => {
    const actions = imapAnswers(knowsNonce).hear(bytesOf('n'.repeat(70_000)))
    assert.match(said(actions), /^\* BYE /)
    assert.deepEqual(actions.at(-1), { kind: 'close', polite: false })
  })

  it('answers each command of any words once, under its tag', () => {
    const word = fc.constantFrom(
      'LOGIN',
      'NOOP',
      'UID',
      'FETCH',
      'constructor',
      '__proto__',
      '"',
      '(',
      'INBOX',
      '\xff',
      '',
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), words => {
        const line = ['t1', ...words].join(' ')
        assert.match(said(imapAnswers(knowsNonce).hear(bytesOf(`${line}\r\n`))), /(^|\r\n)t1 (OK|NO|BAD) [^\r\n]*\r\n$/)
      }),
    )
  })
})
