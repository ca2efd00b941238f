/** Device `gatekeeper`: FACTS N15. */
import assert from 'node:assert/strict'
import { gatekeeper } from '../../../src/middlebox/devices/gatekeeper.ts'
import { answerer, assertDialog, dialer, type Turn } from '../dialog.ts'

const BANNER = '220 gateway.example F-Secure/fsigk_smtp/550/gateway.example\r\n'
const GREETED: readonly Turn[] = [answerer('220 mx\r\n', BANNER)]

describe('middlebox gatekeeper', () => {
  it('greets as FACTS N15 says, on POP3 too', () => {
    assert.match(BANNER, /^220 \S+ F-Secure\/fsigk_smtp\/\d+\//)
    const pop3 = '+OK F-Secure/fsigk_pop/550/gateway.example\r\n'
    assert.match(pop3, /^\+OK F-Secure\/fsigk_pop\/\d+\//)
    assertDialog(gatekeeper, [answerer('+OK mx <1@a>\r\n', pop3), answerer('+OK\r\n')], { protocol: 'pop3' })
  })

  const offers: readonly (readonly [title: string, said: string, heard: string])[] = [
    [
      'deletes four lines and adds AUTH',
      '250-mx\r\n250-CHUNKING\r\n250-BINARYMIME\r\n250-DSN\r\n250-PIPELINING\r\n250 STARTTLS\r\n',
      '250-mx\r\n250-DSN\r\n250 AUTH PLAIN LOGIN\r\n',
    ],
    ['lowers SIZE', '250-mx\r\n250 SIZE 4294967296\r\n', '250-mx\r\n250-SIZE 2000000000\r\n250 AUTH PLAIN LOGIN\r\n'],
    ['leaves a small SIZE', '250-mx\r\n250 SIZE 9\r\n', '250-mx\r\n250-SIZE 9\r\n250 AUTH PLAIN LOGIN\r\n'],
    ['adds no second AUTH', '250-mx\r\n250-AUTH NTLM\r\n250 DSN\r\n', '250-mx\r\n250-AUTH NTLM\r\n250 DSN\r\n'],
    ['offers nothing where the server does not', '502 no\r\n', '502 no\r\n'],
  ]
  for (const [title, said, heard] of offers)
    it(`${title} in the offer`, () => {
      assertDialog(gatekeeper, [...GREETED, dialer('EHLO a\r\n'), answerer(said, heard)])
    })

  it('answers a sender that has no path', () => {
    const answer = '501 Syntax error (MAIL FROM:) (F-Secure Internet Gatekeeper)\r\n'
    assertDialog(gatekeeper, [
      ...GREETED,
      dialer('MAIL FROM:<a@b> SIZE=1\r\n'),
      answerer('250 ok\r\n'),
      dialer('MAIL FROM:a@b\r\n', '', answer),
      dialer('MAIL FROM:<a<b>\r\n', '', answer),
    ])
  })

  it('ends the session at a reply other than 250 to RCPT', () => {
    const rcpt = dialer('RCPT TO:<a@b>\r\n')
    assertDialog(gatekeeper, [
      ...GREETED,
      rcpt,
      answerer('250 ok\r\n'),
      rcpt,
      answerer('550-no\r\n550 never\r\n', '550-no\r\n550 never\r\n[fin]', '[fin]'),
      dialer('RSET\r\n', ''),
    ])
  })
})
