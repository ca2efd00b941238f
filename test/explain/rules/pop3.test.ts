/** What speaks in the place of a POP3 server, or in that of its client, from FACTS H2, H3, H8, H9, H11, N9 to N26. */
import assert from 'node:assert/strict'
import { bodyFooter } from '../../../src/middlebox/devices/body-footer.ts'
import { configuredCapabilities } from '../../../src/middlebox/devices/configured-capabilities.ts'
import { extraBannerLine } from '../../../src/middlebox/devices/extra-banner-line.ts'
import { gatekeeper } from '../../../src/middlebox/devices/gatekeeper.ts'
import { loginOnly } from '../../../src/middlebox/devices/login-only.ts'
import { mailboxStarttlsStrip } from '../../../src/middlebox/devices/mailbox-starttls-strip.ts'
import { none } from '../../../src/middlebox/devices/none.ts'
import { scannerGreeting } from '../../../src/middlebox/devices/scanner-greeting.ts'
import { shieldGreeting } from '../../../src/middlebox/devices/shield-greeting.ts'
import { syntax452 } from '../../../src/middlebox/devices/syntax-452.ts'
import { virus552 } from '../../../src/middlebox/devices/virus-552.ts'
import { NEAR_MISS, VIRUS } from '../../middlebox/samples.ts'
import { client, judgeAll, judged, lone, pair, server, type Words } from '../../support/comparisons.ts'
import { foundBehind, namesIn, pop3Row, pop3Talk } from '../mail/boxed.ts'

const ours = '+OK probe.example ready <1.2@probe.example>\r\n'
const mail = (body: string) => `Subject: a\r\n\r\n${body}\r\n`

const heardAs = (words: readonly Words[]) =>
  namesIn(judgeAll([judged(pair(words), { row: pop3Row })], { rows: [pop3Row] }).findings)

describe('explain/rules/pop3', () => {
  const greetings: readonly (readonly [heard: string, name: string])[] = [
    ['+OK avast! POP3 proxy ready.\r\n', ': Avast, text'],
    ['+OK AVG POP3 Proxy Server 8.0.138/8.0.1\r\n', ': AVG, text'],
    ['+OK POP3 Ready mail.example 0001\r\n', ': Perdition, text'],
    ['+OK F-Secure/fsigk_pop/550/gw\r\n', ': F-Secure Internet Gatekeeper, text'],
    ['+OK POP3Proxy ready\r\n', ': Sophos XG/UTM, text'],
    ['+OK TrendMicro IMSS 5.7 POP3 Proxy at gw\r\n', ': Trend Micro InterScan, text'],
    ['+OK gw (PGP Universal service is proxying this connection)\r\n', ': PGP Universal, text'],
    ['-ERR Not Enrolled yet, see the portal\r\n', ': Captive portal of an access network, text'],
    ['+OK POP3 ready\r\n', ''],
  ]
  for (const [heard, name] of greetings)
    it(`greeted with ${JSON.stringify(heard)}${name || ': nobody'}`, () => {
      assert.deepEqual(heardAs([server(ours, heard)]), [`pop3.greeting.rewritten${name}`])
      const alone = judgeAll([judged(lone({}, 'listening', heard), { row: pop3Row })], { rows: [pop3Row] })
      assert.deepEqual(namesIn(alone.findings), [`tcp.intercepted${name}`])
    })

  it('H8: the list of a proxy in the place of the server’s', () => {
    const answer = (lines: string) => `+OK list\r\n${lines}.\r\n`
    const words = (heard: string) => [
      server(ours),
      client('CAPA\r\n'),
      server(answer('TOP\r\nUIDL\r\nSTLS\r\nUSER\r\nSASL PLAIN\r\n'), answer(heard)),
    ]
    assert.deepEqual(heardAs(words('TOP\r\nUIDL\r\nUSER\r\n')), [
      'pop3.starttls.removed: nginx mail proxy fits',
      'pop3.capability.removed: nginx mail proxy fits',
    ])
    assert.deepEqual(heardAs(words('TOP\r\nUIDL\r\nUSER\r\nSASL PLAIN\r\n')), ['pop3.starttls.removed'])
  })

  it('N10: UIDL that does not come through', () => {
    const lost = [server(ours), client('UIDL\r\n', null), server(null, '-ERR no\r\n'), client('QUIT\r\n')]
    assert.deepEqual(heardAs(lost), ['pop3.response.added: SonicWall fits', 'pop3.command.removed: SonicWall fits'])
  })

  const behind: readonly (readonly [Parameters<typeof foundBehind>[0], readonly string[]])[] = [
    [none, []],
    [shieldGreeting, ['pop3.greeting.rewritten: Avast, text']],
    [gatekeeper, ['pop3.greeting.rewritten: F-Secure Internet Gatekeeper, text']],
    [bodyFooter, ['pop3.greeting.rewritten: Sophos XG/UTM, text']],
    [extraBannerLine, ['pop3.greeting.rewritten: Trend Micro InterScan, text']],
    [mailboxStarttlsStrip, ['pop3.starttls.refused: STARTTLS stripper (striptls) fits', 'pop3.starttls.removed']],
    [
      configuredCapabilities,
      [
        'pop3.greeting.rewritten',
        'pop3.response.added: nginx mail proxy fits',
        'pop3.command.removed: nginx mail proxy fits',
      ],
    ],
    [
      loginOnly,
      ['pop3.greeting.rewritten: Perdition, text', 'pop3.response.added: Perdition, text', 'pop3.command.removed'],
    ],
  ]
  for (const [device, found] of behind)
    it(`through the emulated device ${device.name}`, () => {
      assert.deepEqual(foundBehind(device, 'pop3', pop3Talk()), found)
    })

  it('names the device whatever the length of its greeting', () => {
    const [greeting] = foundBehind(scannerGreeting, 'pop3', pop3Talk())
    assert.match(greeting ?? '', /^pop3\.greeting\.(?:masked|rewritten): AVG, text$/)
  })

  it('N26: a portal that answers every line itself', () => {
    const found = foundBehind(syntax452, 'pop3', pop3Talk())
    assert.ok(found.includes('pop3.greeting.rewritten: Captive portal of an access network, text'))
  })

  it('N9, N10: an infected message that is deleted unasked, and its twin that is not', () => {
    const through = (body: string) => foundBehind(virus552, 'pop3', pop3Talk(mail(body)))
    assert.ok(through(VIRUS).includes('pop3.command.added: SonicWall or Check Point Safe@Office fits'))
    assert.deepEqual(through(NEAR_MISS), [])
  })
})
