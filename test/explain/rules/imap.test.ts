/** What speaks in the place of an IMAP server, or changes what it says, from FACTS H2, H3, H8 to H11, N7, N9, N23. */
import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import { lacksStartTls } from '../../../src/explain/rules/imap.ts'
import { bitFlip } from '../../../src/middlebox/devices/bit-flip.ts'
import { configuredCapabilities } from '../../../src/middlebox/devices/configured-capabilities.ts'
import { imapProxy } from '../../../src/middlebox/devices/imap-proxy.ts'
import { loginOnly } from '../../../src/middlebox/devices/login-only.ts'
import { mailboxStarttlsStrip } from '../../../src/middlebox/devices/mailbox-starttls-strip.ts'
import { none } from '../../../src/middlebox/devices/none.ts'
import { proxiedGreeting } from '../../../src/middlebox/devices/proxied-greeting.ts'
import { shieldGreeting } from '../../../src/middlebox/devices/shield-greeting.ts'
import { upperCase } from '../../../src/middlebox/devices/upper-case.ts'
import { virus554 } from '../../../src/middlebox/devices/virus-554.ts'
import { virusReplaced } from '../../../src/middlebox/devices/virus-replaced.ts'
import { NEAR_MISS, VIRUS } from '../../middlebox/samples.ts'
import { client, judgeAll, judged, lone, pair, server, type Words } from '../../support/comparisons.ts'
import { foundBehind, imapRow, imapTalk, namesIn } from '../mail/boxed.ts'

const ours = '* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED ID] probe.example ready.\r\n'
const stripper = 'STARTTLS stripper (striptls) fits'
const mail = (body: string) => `Subject: a\r\n\r\n${body}\r\n`

const heardAs = (words: readonly Words[]) =>
  namesIn(judgeAll([judged(pair(words), { row: imapRow })], { rows: [imapRow] }).findings)

describe('explain/rules/imap', () => {
  const greetings: readonly (readonly [heard: string, name: string])[] = [
    ['* OK avast! IMAP Proxy\r\n', ': Avast, text'],
    ['* BYE concurrent connection limit in AVG exceeded\r\n', ': AVG, text'],
    ['* OK IMAP4 ready\r\n', ': nginx mail proxy, text'],
    ['* OK IMAP4 Ready mail.example 0001\r\n', ': Perdition, text'],
    ['* OK x (proxied server greeted us with: y)\r\n', ': PGP Universal, text'],
    ['* OK ready\r\n', ''],
  ]
  for (const [heard, name] of greetings)
    it(`greeted with ${JSON.stringify(heard)}${name || ': nobody'}`, () => {
      assert.deepEqual(heardAs([server(ours, heard)]), [`imap.greeting.rewritten${name}`])
      const alone = judgeAll([judged(lone({}, 'listening', heard), { row: imapRow })], { rows: [imapRow] })
      assert.deepEqual(namesIn(alone.findings), [`tcp.intercepted${name}`])
    })

  it('H11: STARTTLS and LOGINDISABLED out of every list of capabilities, and nothing else', () => {
    const capability = '* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED ID\r\n'
    const stripped = (line: string) => line.replace(' STARTTLS', '').replace(' LOGINDISABLED', '')
    const words = [server(ours, stripped(ours)), client('a CAPABILITY\r\n'), server(capability, stripped(capability))]
    assert.deepEqual(heardAs(words), [`imap.starttls.removed: ${stripper}`])
    const more = stripped(ours).replace(' ID', '')
    assert.deepEqual(heardAs([server(ours, more)]), ['imap.starttls.removed', 'imap.capability.removed'])
    assert.equal(lacksStartTls(bytesOf(ours), bytesOf(ours)), false)
  })

  const behind: readonly (readonly [Parameters<typeof foundBehind>[0], readonly string[]])[] = [
    [none, []],
    [shieldGreeting, ['imap.greeting.rewritten: Avast, text']],
    [proxiedGreeting, ['imap.greeting.rewritten: PGP Universal, text']],
    [mailboxStarttlsStrip, [`imap.starttls.refused: ${stripper}`, `imap.starttls.removed: ${stripper}`]],
    [
      configuredCapabilities,
      [
        'imap.greeting.rewritten: nginx mail proxy, text',
        'imap.response.added: nginx mail proxy fits',
        'imap.command.removed: nginx mail proxy fits',
      ],
    ],
    [
      loginOnly,
      [
        'imap.greeting.rewritten: Perdition, text',
        'imap.capability.added: Perdition fits',
        'imap.starttls.removed: Perdition fits',
        'imap.capability.removed: Perdition fits',
        'imap.response.added: Perdition fits',
        'imap.command.removed: Perdition fits',
      ],
    ],
    [
      imapProxy,
      [
        'imap.greeting.rewritten',
        'imap.response.added: Perdition or Zorp fits',
        'imap.command.removed: Perdition or Zorp fits',
      ],
    ],
    [upperCase, ['imap.command.masked', 'imap.message.rewritten']],
  ]
  for (const [device, found] of behind)
    it(`through the emulated device ${device.name}`, () => {
      assert.deepEqual(foundBehind(device, 'imap', imapTalk()), found)
    })

  it('names nobody for bits that flip', () => {
    for (const found of foundBehind(bitFlip, 'imap', imapTalk())) assert.doesNotMatch(found, /:/)
  })

  it('N7, N9: an infected message that is replaced, and its twin that is not', () => {
    const through = (device: typeof virus554, body: string) => foundBehind(device, 'imap', imapTalk(mail(body)))
    assert.deepEqual(through(virusReplaced, VIRUS), ['imap.message.rewritten: Juniper SRX, text'])
    assert.ok(through(virus554, VIRUS).includes('imap.message.rewritten: Check Point Safe@Office fits'))
    for (const device of [virusReplaced, virus554]) assert.deepEqual(through(device, NEAR_MISS), [])
  })
})
