import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { align } from '../../src/diff/align.ts'
import { redactBytes, redactText, redactValue } from '../../src/redaction/apply.ts'
import { findIn } from '../../src/redaction/find.ts'
import { type Mask, masksFor, type RedactionMap } from '../../src/redaction/map.ts'

const SEED = { seed: 20250101 }
const key = new Uint8Array(32).fill(3)

const map: readonly Mask[] = [
  { kind: 'name', value: 'mail.corp.com', mask: 'qwer.tzui.opa' },
  { kind: 'name', value: 'corp.com', mask: 'tzui.opa' },
  { kind: 'address', value: '192.0.2.10', mask: '201.7.5.33' },
]

describe('redaction/apply', () => {
  it('puts masks in place, keeps the case of each letter and every length', () => {
    const text = '220-MAIL.Corp.com [192.0.2.10]:25\r\n220 corp.com, a.corp.com; 192.0.2.100\r\n'
    const redacted = redactText(text, map)
    assert.equal(redacted, '220-QWER.Tzui.opa [201.7.5.33]:25\r\n220 tzui.opa, a.tzui.opa; 192.0.2.100\r\n')
    assert.equal(redacted.length, text.length)
  })

  it('leaves what was broken on the way, what is no whole label, and every text without values', () => {
    for (const text of ['', 'mail*corp*com', 'xcorp.com', 'corp.com1', 'EHLO STARTTLS'])
      assert.equal(redactText(text, map), text)
    assert.equal(redactText('corp.com', []), 'corp.com')
  })

  it('masks bytes of any kind and touches no others', () => {
    const property = fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 40 }),
      (before, after) => {
        const [a, b] = [textOf(before), textOf(after)]
        const redacted = textOf(redactBytes(bytesOf(`${a} mail.corp.com ${b}`), map))
        assert.equal(redacted, `${a} qwer.tzui.opa ${b}`)
      },
    )
    fc.assert(property, { ...SEED, numRuns: 300 })
    const plain = bytesOf('no name')
    assert.equal(redactBytes(plain, map), plain)
  })

  it('goes through any value, however deep, and keeps what is no text', () => {
    const value = {
      at: 1,
      no: null,
      list: ['corp.com', { '192.0.2.10': [true, 'x 192.0.2.10'] }],
      bytes: bytesOf('corp.com'),
    }
    assert.deepEqual(redactValue(value, map), {
      at: 1,
      no: null,
      list: ['tzui.opa', { '201.7.5.33': [true, 'x 201.7.5.33'] }],
      bytes: bytesOf('tzui.opa'),
    })
    const hostile = JSON.parse('{"__proto__":{"a":"corp.com"}}')
    assert.equal(JSON.stringify(redactValue(hostile, map)), '{"__proto__":{"a":"tzui.opa"}}')
  })

  it('leaves nothing of what was found in a text', () => {
    const word = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), fc.constantFrom('250-SIZE', 'EHLO', '\r\n', '[', ']'))
    const property = fc.property(fc.array(word, { maxLength: 20 }), words => {
      const text = words.join(' ')
      const its = masksFor(findIn(text), key)
      const redacted = redactText(text, its)
      assert.equal(redacted.length, text.length)
      assert.deepEqual(findIn(redacted), redactedFindings(text, its))
    })
    fc.assert(property, { ...SEED, numRuns: 300 })
  })

  it('takes 20 MB with 300 masks in less than 3 s', () => {
    const names = Array.from({ length: 150 }, (_, at) => `host${at}.corp${at % 9}.com`)
    const addresses = Array.from({ length: 150 }, (_, at) => `203.0.${at}.${(at * 7) % 256}`)
    const its = masksFor({ names, addresses: [...addresses, '2001:db8::1'] }, key)
    const lines = names.map((name, at) => `250-${name} says ${addresses[at]} 12:30:11 ${'STARTTLS '.repeat(9)}\r\n`)
    const bytes = bytesOf(lines.join('').repeat(Math.ceil(20_000_000 / lines.join('').length)))
    // Of the processor, because other programs may want it too.
    const before = process.cpuUsage()
    const redacted = redactBytes(bytes, its)
    const took = process.cpuUsage(before).user / 1000
    assert.ok(took < 3000, `${took} ms`)
    assert.equal(redacted.length, bytes.length)
    assert.equal(textOf(redacted).includes('host1.corp1.com'), false)
  }).timeout(20_000)
})

/** What must be found in a redacted text: the masks of what was found before. */
function redactedFindings(text: string, its: RedactionMap): ReturnType<typeof findIn> {
  const masked = (values: readonly string[]) =>
    [...new Set(values.map(value => its.find(it => it.value === value)?.mask ?? value))].sort()
  const found = findIn(text)
  return { addresses: masked(found.addresses), names: masked(found.names) }
}

/** Words of a conversation that no mask has a character of, but for the codes. */
const plainWord = fc.constantFrom('STARTTLS', 'SIZE', 'AUTH=PLAIN', 'READY', 'PIPELINING', 'OK', '---', '(#)')
const secret = fc.constantFrom('mail.corp.com', 'ns.corp.com', '203.0.113.77', '198.51.100.4', 'mx1.other.org')
const line = fc
  .record({
    code: fc.constantFrom('250-', '250 ', '220 '),
    words: fc.array(fc.oneof(plainWord, secret), { maxLength: 5 }),
  })
  .map(({ code, words }) => [`${code}`, ...words.map(word => `${word} `), '\r\n'])

interface Change {
  readonly at: number
  readonly how: 'mask' | 'remove' | 'insert'
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(200),
  how: fc.constantFrom('mask' as const, 'remove' as const, 'insert' as const),
})

/** Pieces of a flow with some of them changed, none of those that are names or end a line. */
function changed(pieces: readonly string[], changes: readonly Change[]): readonly string[] {
  return changes.reduce((now, { at, how }) => {
    const place = at % (now.length + 1)
    const piece = now[place] ?? ''
    if (how === 'insert') return [...now.slice(0, place), 'X*X ', ...now.slice(place)]
    if (!/^[A-Z(#-]/.test(piece)) return now
    const instead = how === 'mask' ? [piece.replace(/\S/g, '*')] : []
    return [...now.slice(0, place), ...instead, ...now.slice(place + 1)]
  }, pieces)
}

describe('redaction/apply, what the comparison says', () => {
  for (const unit of ['lines', 'bytes'] as const)
    it(`is the same after redaction, by ${unit}: the same edits at the same places`, () => {
      let telling = 0
      const property = fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.array(change, { maxLength: 4 }),
        (lines, changes) => {
          const pieces = lines.flat()
          const [sent, heard] = [pieces.join(''), changed(pieces, changes).join('')]
          const its = masksFor(findIn(sent), key)
          const edits = (a: string, b: string) => align(bytesOf(a), bytesOf(b), { unit })
          const whole = edits(sent, heard)
          if (whole.length > 0 && its.length > 0) telling += 1
          assert.deepEqual(edits(redactText(sent, its), redactText(heard, its)), whole, `${sent}\n${heard}`)
        },
      )
      fc.assert(property, { ...SEED, numRuns: 500 })
      assert.ok(telling > 200, `${telling}`)
    })

  it('masks no keyword, verb or code', () => {
    const words =
      'EHLO HELO MAIL FROM RCPT TO DATA RSET NOOP QUIT VRFY STARTTLS 8BITMIME SMTPUTF8 DSN SIZE CHUNKING HELP XCLIENT'
    const text = words
      .split(' ')
      .map(word => `250-${word}\r\n${word} mail.corp.com\r\n`)
      .join('')
    const its = masksFor({ names: [...words.split(' '), ...findIn(text).names], addresses: [] }, key)
    assert.deepEqual(
      its.map(({ value }) => value),
      ['mail.corp.com'],
    )
    assert.equal(redactText(text, its).replaceAll(its[0]?.mask ?? '', 'mail.corp.com'), text)
  })
})
