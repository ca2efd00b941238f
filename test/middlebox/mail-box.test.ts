/** Devices of mail protocols: which rewrite is used where, and how a connection ends. */
import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import type { Device } from '../../src/middlebox/device.ts'
import { type End, type Ending, type MailBox, onMail, refuse, resetBoth } from '../../src/middlebox/mail-box.ts'
import { answerer, assertDialog, dialer, fin } from './dialog.ts'
import { GREETED } from './samples.ts'

function deviceOf(make: (end: End) => MailBox): Device {
  return { name: 'test', description: '', open: onMail(make) }
}

const marked = deviceOf(() => ({
  smtp: item => (item.kind === 'command' ? `smtp ${item.text}` : item.text),
  imap: item => (item.kind === 'command' ? `imap ${item.text}` : item.text),
  pop3: item => (item.kind === 'command' ? `pop3 ${item.text}` : item.text),
}))

/** Ends in that way at the verb STOP. */
function ending(how: Ending): Device {
  return deviceOf(end => ({ smtp: item => (item.kind === 'command' && item.verb === 'STOP' ? end(how) : item.text) }))
}

describe('middlebox mail-box', () => {
  for (const protocol of ['smtp', 'imap', 'pop3'] as const)
    it(`rewrites ${protocol} as ${protocol}`, () => {
      assertDialog(marked, [dialer('a b\r\n', `${protocol} a b\r\n`)], { protocol })
    })

  it('forwards what it has no rewrite for', () => {
    assertDialog(marked, [dialer('a'), answerer('b')], { protocol: 'echo' })
    assertDialog(ending(resetBoth), [dialer('STOP\r\n')], { protocol: 'imap' })
  })

  it('remembers for one connection only', () => {
    const counting = deviceOf(() => {
      let count = 0
      return { smtp: item => (item.kind === 'command' ? `${++count} ${item.text}` : item.text) }
    })
    for (let again = 0; again < 2; again++) assertDialog(counting, [dialer('a\r\nb\r\n', '1 a\r\n2 b\r\n')])
  })

  it('passes what came before the end, and nothing after it', () => {
    assertDialog(ending(resetBoth), [
      ...GREETED,
      dialer('NOOP\r\nSTOP\r\nNOOP\r\n', 'NOOP\r\n[reset]', '[reset]'),
      dialer('NOOP\r\n', ''),
      answerer('250 late\r\n', ''),
      fin('dialer', ''),
    ])
  })

  it('says its last words to whom they are meant for', () => {
    assertDialog(ending(refuse('554 no\r\n')), [...GREETED, dialer('STOP\r\n', '[reset]', '554 no\r\n[fin]')])
    const quiet = ending({ dialer: { by: 'silence' }, answerer: { says: 'QUIT\r\n', by: 'fin' } })
    assertDialog(quiet, [...GREETED, dialer('STOP\r\n', 'QUIT\r\n[fin]')])
  })

  it('tells an SMTP dialer that the answerer cannot be reached, when it has words for it', () => {
    const open = onMail(() => ({ smtp: item => item.text, smtpUnreached: '421 no\r\n' }))
    const failed = { kind: 'connect-failed' } as const
    assert.deepEqual(open({ protocol: 'smtp', seed: 1 })(failed), [
      { kind: 'send', to: 'dialer', bytes: bytesOf('421 no\r\n') },
      { kind: 'fin', to: 'dialer' },
    ])
    assert.deepEqual(open({ protocol: 'echo', seed: 1 })(failed), [{ kind: 'reset', to: 'dialer' }])
    assert.deepEqual(marked.open({ protocol: 'smtp', seed: 1 })(failed), [{ kind: 'reset', to: 'dialer' }])
  })

  it('rewrites inside the TLS that it opens', () => {
    const opening = deviceOf(() => ({ smtp: item => item.text, smtpInsideTls: item => item.text.toUpperCase() }))
    assertDialog(opening, [
      ...GREETED,
      dialer('STARTTLS\r\n'),
      answerer('220 go\r\n', '220 go\r\n[tls]'),
      dialer('noop\r\n', 'NOOP\r\n'),
    ])
  })
})
