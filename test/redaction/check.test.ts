import assert from 'node:assert/strict'
import fc from 'fast-check'
import { checkMap, MOST_MASKS } from '../../src/redaction/check.ts'
import { RedactionError } from '../../src/redaction/error.ts'
import type { Mask } from '../../src/redaction/map.ts'

const SEED = { seed: 20250101 }

const good: Mask = { kind: 'name', value: 'mail.corp.com', mask: 'qwer.tzui.opa' }

function address(value: string, mask: string): Mask {
  return { kind: 'address', value, mask }
}

function name(value: string, mask: string): Mask {
  return { kind: 'name', value, mask }
}

describe('redaction/check', () => {
  it('gives the map when every mask fits its value', () => {
    const map = [
      good,
      address('192.0.2.10', '201.7.5.33'),
      address('2001:db8::a1', '3210:ef0::b4'),
      name('ip-10-0-0-7', 'qx-52-1-8-3'),
    ]
    assert.deepEqual(checkMap(map), map)
    assert.deepEqual(checkMap([]), [])
  })

  it('refuses in one line what is none, and says why', () => {
    const rows: readonly (readonly [map: unknown, why: RegExp])[] = [
      [null, /not understood/],
      [[{ ...good, more: 1 }], /not understood/],
      [[{ ...good, mask: '' }], /0\.mask/],
      [Array.from({ length: MOST_MASKS + 1 }, () => good), /not understood/],
      [[good, { ...good, mask: 'qwer.tzui.opb' }], /value "mail\.corp\.com" stands twice/],
      [[good, name('mail.carp.com', good.mask)], /mask "qwer\.tzui\.opa" stands twice/],
      [[name('Mail.corp.com', 'qwer.tzui.opa')], /lower case/],
      [[name('mail.corp.com', 'qwer.tzui.opas')], /other kinds of characters/],
      [[name('mail.corp.com', 'qwer.tzu1.opa')], /other kinds of characters/],
      [[name('mail.corp.com', 'probe.invalid')], /stand for one/],
      [[address('192.0.2.10', '201.7.5.3')], /other kinds of characters/],
      [[address('192.0.2.10', '256.7.5.33')], /stand for one/],
      [[address('192.0.2.10', '127.7.5.33')], /stand for one/],
      [[address('2001:db8::10', '2001:db8::00')], /other zeros/],
      [[{ ...good, kind: 'address' }], /kind/],
    ]
    for (const [map, why] of rows)
      assert.throws(
        () => checkMap(map),
        (error: unknown) => error instanceof RedactionError && why.test(error.message) && !error.message.includes('\n'),
        String(why),
      )
  })

  it('refuses every word of a protocol, of a report and of this tool', () => {
    const words =
      'ehlo starttls 250-starttls 250 8bitmime 220-mail.corp.com smtp.starttls.removed path.black-hole faulty removed ' +
      '127.0.0.1 ::1 openssh.com probe.example socks5-connect aes128-ctr nonceabc12'
    for (const word of words.split(' ')) {
      const mask = word.replace(/[a-z]/g, 'q')
      assert.throws(() => checkMap([name(word, mask)]), RedactionError, word)
      assert.throws(() => checkMap([address(word, mask)]), RedactionError, word)
    }
  })

  it('gives a map or a RedactionError for anything', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.ipV4(), fc.ipV6(), fc.domain())
    const row = fc.oneof(
      fc.anything(),
      fc.record({ kind: fc.constantFrom('address', 'name'), value: text, mask: text }),
    )
    const property = fc.property(fc.oneof(fc.anything(), fc.array(row, { maxLength: 4 })), given => {
      try {
        checkMap(given)
      } catch (error) {
        assert.ok(error instanceof RedactionError && !/[\r\n]/.test(error.message), String(error))
      }
    })
    fc.assert(property, { ...SEED, numRuns: 300 })
  })
})
