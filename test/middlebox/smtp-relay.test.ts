/** The SMTP device in general, and the law that holds for all of them: segmentation changes nothing. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf } from '../../src/bytes.ts'
import type { Device } from '../../src/middlebox/device.ts'
import { devices } from '../../src/middlebox/devices.ts'
import { onSmtpOnly, smtpRelay } from '../../src/middlebox/smtp-relay.ts'
import { answerer, assertDialog, dialer, fin, hears, type Turn, timer } from './dialog.ts'

const forward: Device = { name: 'forward', description: '', open: onSmtpOnly({ rewrite: item => item.text }) }

describe('middlebox smtp-relay', () => {
  it('passes on what it holds when an end says no more, and then the FIN', () => {
    assertDialog(forward, [
      dialer('NOO', ''),
      fin('dialer', 'NOO[fin]'),
      answerer('25', ''),
      fin('answerer', '25[fin]'),
    ])
  })

  it('asks for one timer while it holds something, and lets go when that runs out', () => {
    const session = smtpRelay({ rewrite: item => item.text })
    const hear = (text: string) => session({ kind: 'bytes', from: 'dialer', bytes: bytesOf(text) })
    assert.deepEqual(hear('NO'), [{ kind: 'wait', waitMs: 3000 }])
    assert.deepEqual(hear('OP'), [])
    assert.deepEqual(session({ kind: 'timer' }), [{ kind: 'wait', waitMs: 3000 }], 'more came: it waits again')
    assert.deepEqual(session({ kind: 'timer' }), [{ kind: 'send', to: 'answerer', bytes: bytesOf('NOOP') }])
    assert.deepEqual(session({ kind: 'timer' }), [])
  })

  it('does not hang on words that are no SMTP', () => {
    const raw = 'x'.repeat(65_536)
    assert.equal(hears(forward, [dialer(raw)], 1460).answerer, raw)
    assert.equal(hears(forward, [dialer('y'.repeat(99)), timer('')], 1460).answerer, 'y'.repeat(99))
  })

  it('sends neighbouring lines in one write', () => {
    const session = smtpRelay({ rewrite: item => item.text })
    const actions = session({ kind: 'bytes', from: 'dialer', bytes: bytesOf('NOOP\r\nNOOP\r\n') })
    assert.deepEqual(actions, [{ kind: 'send', to: 'answerer', bytes: bytesOf('NOOP\r\nNOOP\r\n') }])
  })
})

describe('middlebox law: what each end hears does not depend on segmentation', () => {
  const words = fc.array(
    fc.constantFrom(
      ...['EHLO a\r\n', 'DATA\r\n', 'A: b\r\n', '\r\n', '.\r\n', 'STARTTLS\r\n', 'BDAT 5\r\n', 'XYZZY\n', 'AUTH X\r\n'],
      ...[
        'a STARTTLS\r\n',
        'a CAPABILITY\r\n',
        'b APPEND x {3}\r\n',
        'b X {5+}\r\n',
        'CAPA\r\n',
        'STLS\r\n',
        'RETR 1\r\n',
      ],
      ...['* OK a\r\n', '* CAPABILITY STARTTLS\r\n', 'a OK\r\n', '* 1 FETCH {4}\r\n', '+ \r\n', '+OK\r\n', 'STLS\r\n'],
      ...[
        '220 a\r\n',
        '250-STARTTLS\r\n',
        '250 HELP\r\n',
        '354 go\r\n',
        '334 \r\n',
        '\0',
        '\r',
        '\n',
        'x'.repeat(5000),
      ],
    ),
    { maxLength: 4 },
  )
  const turns = fc.array(
    fc.tuple(fc.boolean(), words).map(([dials, said]): Turn => (dials ? dialer : answerer)(said.join(''))),
    { maxLength: 8 },
  )
  /** Words behind a 220 are in clear or not by the segment they come in: there the place of `[tls]` may differ. */
  const heardIn = (...of: Parameters<typeof hears>): string[] =>
    Object.values(hears(...of)).map(text => text.replaceAll('[tls]', ''))
  /** They look at packets: their rows say so (FACTS C6, C9). */
  const packetBound = ['lost-dot', 'slow-verbs']
  for (const device of devices.filter(({ name }) => !packetBound.includes(name)))
    it(device.name, () => {
      fc.assert(
        fc.property(turns, fc.constantFrom(...(['smtp', 'imap', 'pop3', 'echo'] as const)), (dialog, protocol) => {
          const all = [...dialog, fin('dialer'), fin('answerer')]
          const whole = heardIn(device, all, 65_536, { protocol })
          for (const size of [1, 7]) assert.deepEqual(heardIn(device, all, size, { protocol }), whole)
        }),
        { numRuns: 50, seed: 1 },
      )
    })
})

describe('middlebox law: an editor in place keeps every length and every line end', () => {
  const editors = ['pix-fixup', 'asa-esmtp', 'mask-banner', 'star-banner', 'cmap-banner', 'noop-commands']
  const others = ['slow-verbs', 'address-blanks', 'starttls-crossed-out', 'tls-sabotage', 'upper-case', 'lower-case']
  for (const name of [...editors, ...others, 'bit-flip', 'noise'])
    it(name, () => {
      const device = devices.find(each => each.name === name) ?? forward
      fc.assert(
        fc.property(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'binary-ascii' }), (said, replied) => {
          const heard = hears(device, [answerer(replied), dialer(said), fin('dialer'), fin('answerer')], 7)
          assert.equal(heard.answerer.length, said.length + '[fin]'.length)
          assert.equal(heard.dialer.length, replied.length + '[fin]'.length)
          assert.equal(heard.answerer.replace(/[^\n]/g, ''), said.replace(/[^\n]/g, ''))
        }),
        { seed: 1 },
      )
    })
})
