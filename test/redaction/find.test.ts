import assert from 'node:assert/strict'
import fc from 'fast-check'
import { findIn, joinFound } from '../../src/redaction/find.ts'
import { shapeOf } from '../../src/redaction/forms.ts'

const SEED = { seed: 20250101 }

/** What is found in a text, sorted: addresses, then names. */
const addressRows: readonly (readonly [text: string, addresses: readonly string[]])[] = [
  ['192.0.2.1:25, [192.0.2.2], 192.0.2.3/24 and 192.0.2.4.', ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']],
  ['250-192.0.2.1 at your service\\r\\n192.0.2.2', ['192.0.2.1', '192.0.2.2']],
  ['192.0.2.1-192.0.2.9', ['192.0.2.1', '192.0.2.9']],
  [
    '[IPv6:2001:db8::1] [2001:DB8::2]:25 fe80::3%eth0 2001:db8::/32',
    ['2001:db8::', '2001:db8::1', '2001:db8::2', 'fe80::3'],
  ],
  ['addr:2001:db8:0:0:0:0:0:1', ['2001:db8:0:0:0:0:0:1']],
  ['1:2:3:4:5:6:7:8:25', ['1:2:3:4:5:6:7:8']],
  ['::ffff:192.0.2.1', ['192.0.2.1', '::ffff:192.0.2.1']],
  ['at 11:20:32 on 2026-11-24T11:20:32.251Z 01:02:03:04:05:06', []],
  ['2.1.0 ok, 1.2.3, 256.1.1.1, 1.2.3.04, a1.2.3.4, 127.0.0.1, ::1, ::, 0.0.0.0, 255.255.255.0', []],
]

const nameRows: readonly (readonly [text: string, names: readonly string[]])[] = [
  ['220 mail.corp.com ESMTP Postfix', ['mail.corp.com']],
  ['250-Mail.Corp.com\r\n250-SIZE\r\n250 STARTTLS', ['mail.corp.com']],
  ['"250-mail.corp.com\\r\\n250 ok"', ['mail.corp.com']],
  ['\\nmail.corp.com\\x00ns.corp.com\\u0000mx.corp.com', ['mail.corp.com', 'mx.corp.com', 'ns.corp.com']],
  [
    '<joe@corp.com>, https://www.corp.com/x, CN=*.corp.com., mail.corp.com:25',
    ['corp.com', 'mail.corp.com', 'www.corp.com'],
  ],
  ['203-0-113-5.dyn.isp.com (', ['0-113-5.dyn.isp.com']],
  ['from 203-0-113-5.dyn.isp.com (', ['203-0-113-5.dyn.isp.com']],
  ['4.3.2.1.in-addr.arpa host.corp.com.25', ['4.3.2.1.in-addr.arpa', 'host.corp.com']],
  ['--mail.corp.com-- _dmarc.corp.com -x.-y.corp.com', ['corp.com', 'dmarc.corp.com', 'mail.corp.com']],
  [
    'EHLO N0NCE.client.example aes128-gcm@openssh.com smtp.greeting.line-added SSH-2.0-OpenSSH_9.6 8.14.4/8.14.4 a..b',
    [],
  ],
]

describe('redaction/find', () => {
  for (const [text, addresses] of addressRows)
    it(`finds the addresses in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(findIn(text).addresses, addresses)
    })

  for (const [text, names] of nameRows)
    it(`finds the names in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(findIn(text).names, names)
    })

  it('finds whatever address and name stands between words', () => {
    const border = fc.constantFrom(' ', '\r\n', '[', ']', '<', '>', '(', ')', '=', '/', ',', '"', '\\r\\n', '\0')
    const property = fc.property(border, fc.oneof(fc.ipV4(), fc.ipV6()), fc.domain(), border, (a, address, name, b) => {
      const all = findIn(`x${a}${address}${b}${a}${name}${b}`)
      if (shapeOf(address.toLowerCase()) !== null) assert.ok(all.addresses.includes(address.toLowerCase()), address)
      assert.ok(
        all.names.some(it => name.toLowerCase().endsWith(it)),
        name,
      )
    })
    fc.assert(property, { ...SEED, numRuns: 1000 })
  })

  it('takes any text, and a hostile one in time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => {
        findIn(text)
      }),
      { ...SEED, numRuns: 500 },
    )
    for (const piece of ['a', 'a.', '1.', 'a:', '::', 'a:b::', '-', '.']) findIn(piece.repeat(200_000 / piece.length))
  }).timeout(10_000)

  it('joins findings', () => {
    const [a, b] = [findIn('192.0.2.1 b.com'), findIn('192.0.2.1 a.com')]
    assert.deepEqual(joinFound([a, b]), { addresses: ['192.0.2.1'], names: ['a.com', 'b.com'] })
  })
})
