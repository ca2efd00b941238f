import assert from 'node:assert/strict'
import fc from 'fast-check'
import { digestOf, readTape, TapeError, tapeFormat, tapeLines, writeTape } from '../../src/tape/file.ts'
import type { Tape, TapeEvent } from '../../src/tape/tape.ts'
import { cipherClasses, type TlsOffer, tlsVersions } from '../../src/tls/offer.ts'
import { heard, mark, opened, sent, tapeOf, tlsFailed, tlsOpened } from '../support/tapes.ts'

const SEED = { seed: 20250101 }

const full = tapeOf(
  'answerer',
  [
    opened(),
    sent('220 \0\xff\r\n'),
    heard(''),
    mark('tls-begin'),
    tlsOpened({ subject: 'CN=\u00fc\u2028"\\' }),
    heard('QUIT\r\n', 'tls'),
    tlsFailed('late'),
    mark('fin-heard'),
  ],
  {
    head: { session: 's1', local: { address: '2001:db8::1', port: 25 }, remote: { address: '2001:db8::2', port: 9 } },
    ending: { kind: 'reset-heard', script: 'off-script', resetSent: true, code: 'ECONNRESET' },
  },
)

const ms = fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => (Object.is(value, -0) ? 0 : value))
const text = fc.string({ unit: 'binary', maxLength: 20 })
const layer = fc.constantFrom('wire' as const, 'tls' as const)
const bytes = fc.uint8Array({ maxLength: 50 })
const names = fc.array(text, { maxLength: 3 })
/** Those without the newer fields are as earlier releases wrote them. */
const tls = fc.record(
  {
    ...{ version: text, cipher: text, exporter: text, certificate: text, subject: text, issuer: text },
    ...{ chain: names, serverName: fc.option(text), alpn: names, protocol: fc.option(text) },
  },
  { requiredKeys: ['version', 'cipher', 'exporter', 'certificate', 'subject', 'issuer'] },
)
const version = fc.constantFrom(...tlsVersions)
const offer: fc.Arbitrary<TlsOffer> = fc.record(
  { versions: fc.tuple(version, version), ciphers: fc.constantFrom(...cipherClasses), serverName: text, alpn: names },
  { requiredKeys: [] },
)
const event: fc.Arbitrary<TapeEvent> = fc.oneof(
  fc.record({ kind: fc.constantFrom('sent' as const, 'heard' as const), atMs: ms, layer, bytes }),
  fc.record({ kind: fc.constantFrom('fin-sent' as const, 'fin-heard' as const, 'tls-begin' as const), atMs: ms }),
  fc.record({ kind: fc.constant('tls-begin' as const), atMs: ms, offer }),
  fc.record({ kind: fc.constant('open' as const), atMs: ms, tookMs: ms }),
  fc.record({ kind: fc.constant('tls-open' as const), atMs: ms, tls }),
  fc.record({ kind: fc.constant('tls-failed' as const), atMs: ms, message: text }),
)
const endpoint = fc.option(fc.record({ address: text, port: fc.nat(65535) }))
const anyTape: fc.Arbitrary<Tape> = fc.record({
  head: fc.record({
    end: fc.constantFrom('client' as const, 'responder' as const),
    role: fc.constantFrom('dialer' as const, 'answerer' as const),
    direction: fc.constantFrom('incoming' as const, 'outgoing' as const),
    family: fc.constantFrom(4 as const, 6 as const),
    transport: fc.constant('tcp' as const),
    port: fc.integer({ min: 1, max: 65535 }),
    session: fc.option(text),
    local: endpoint,
    remote: endpoint,
    startedAtMs: ms,
  }),
  events: fc.array(event, { maxLength: 10 }),
  ending: fc.record(
    {
      kind: fc.constantFrom('closed' as const, 'idle' as const, 'unreachable' as const),
      atMs: ms,
      script: fc.constantFrom('finished' as const, 'off-script' as const, 'unfinished' as const),
      resetSent: fc.constant(true as const),
      code: text,
    },
    { requiredKeys: ['kind', 'atMs', 'script'] },
  ),
})

/** The tape of these lines with a digest that fits. */
function sealed(lines: readonly string[], ending: unknown = full.ending): string {
  const body = [...lines, JSON.stringify({ ending })].map(line => `${line}\n`).join('')
  return `${body}${JSON.stringify({ sha256: digestOf(body) })}\n`
}

describe('tape/file', () => {
  const lines = writeTape(full).split('\n').slice(0, -1)
  const [head = ''] = lines

  it('reads what it wrote', () => {
    assert.deepEqual(readTape(writeTape(full)), full)
  })

  it('reads any tape that it wrote', () => {
    const property = fc.property(anyTape, tape => {
      // A clone, because the drawn objects have no prototype.
      assert.deepEqual(readTape(writeTape(tape)), structuredClone(tape))
    })
    fc.assert(property, { ...SEED, numRuns: 300 })
  })

  it('is the same text line by line, each made when it is asked for', () => {
    fc.assert(
      fc.property(anyTape, tape => {
        const pieces = [...tapeLines(tape)]
        assert.equal(pieces.join(''), writeTape(tape))
        assert.ok(pieces.every(line => /^[^\n]*\n$/.test(line)))
      }),
      SEED,
    )
    let made = 0
    const counted = function* () {
      for (const event of full.events) {
        made += 1
        yield event
      }
    }
    const all = tapeLines({ ...full, events: { [Symbol.iterator]: counted } as never })
    all.next()
    assert.equal(made, 0)
    all.next()
    assert.equal(made, 1)
  })

  it('is one text of one tape, in whatever order its fields came', () => {
    const turned = <T extends object>(value: T) => Object.fromEntries(Object.entries(value).reverse()) as T
    const other = { ending: turned(full.ending), events: full.events.map(turned), head: turned(full.head) }
    assert.equal(writeTape(other), writeTape(full))
  })

  it('reads what a redacted tape withholds, and takes nothing for a digest that is none', () => {
    const withheld = { bytes: 5, sha256: 'ab'.repeat(32) }
    const hidden = (atMs: number) => ({ kind: 'sent', atMs, layer: 'wire', bytes: new Uint8Array(), withheld }) as const
    const tape = tapeOf('dialer', [mark('tls-begin'), hidden])
    assert.deepEqual(readTape(writeTape(tape)), tape)
    for (const wrong of [{ bytes: -1, sha256: withheld.sha256 }, { bytes: 5, sha256: 'x' }, { bytes: 5 }, 5]) {
      const line = JSON.stringify({ kind: 'sent', atMs: 1, layer: 'wire', bytes: '', withheld: wrong })
      assert.throws(() => readTape(sealed([head, line])), { name: 'TapeError', message: /withheld/ }, line)
    }
  })

  it('is JSON Lines: the head with the name of the form, the events, the ending, the digest', () => {
    assert.equal(lines.length, full.events.length + 3)
    assert.equal(JSON.parse(head).tape, tapeFormat)
    assert.deepEqual(JSON.parse(lines[2] ?? ''), { kind: 'sent', atMs: 1, layer: 'wire', bytes: 'MjIwIAD/DQo=' })
    assert.equal(JSON.parse(lines.at(-1) ?? '').sha256, digestOf(`${lines.slice(0, -1).join('\n')}\n`))
  })

  it('gives a tape or a TapeError for any text', () => {
    const line = fc.oneof(fc.constantFrom(...lines), fc.json(), fc.string())
    const some = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(line).map(its => `${its.join('\n')}\n`),
      fc.array(line).map(its => sealed(its)),
    )
    const property = fc.property(some, given => {
      try {
        readTape(given)
      } catch (error) {
        assert.ok(error instanceof TapeError, String(error))
      }
    })
    fc.assert(property, { ...SEED, numRuns: 500, examples: [[''], ['\n'], ['\n\n'], [`${head}\n`]] })
  })

  it('finds any changed byte of the head, the events and the ending', () => {
    const whole = writeTape(full)
    const end = whole.length - (lines.at(-1) ?? '').length - 1
    for (let at = 0; at < end; at++) {
      const other = whole[at] === 'x' ? 'y' : 'x'
      assert.throws(() => readTape(whole.slice(0, at) + other + whole.slice(at + 1)), TapeError, `byte ${at}`)
    }
  })

  it('says that a tape was changed after it was sealed', () => {
    const changed = writeTape(full).replace('"atMs":1,', '"atMs":2,')
    assert.throws(() => readTape(changed), { name: 'TapeError', message: /was changed after it was sealed/ })
  })

  it('says that a tape is cut off', () => {
    assert.throws(() => readTape(writeTape(full).slice(0, -1)), { name: 'TapeError', message: /cut off/ })
    for (const given of ['', '\n', '\n\n'])
      assert.throws(() => readTape(given), { name: 'TapeError', message: /cut off/ })
  })

  it('finds an event that was taken out, put in or moved', () => {
    const [first = '', second = '', third = '', ...rest] = lines
    for (const wrong of [
      [first, third, ...rest],
      [first, second, second, third, ...rest],
      [first, third, second, ...rest],
    ])
      assert.throws(() => readTape(`${wrong.join('\n')}\n`), { name: 'TapeError', message: /digest/ })
  })

  it('names the line and the field that it does not understand', () => {
    const rows: readonly (readonly [text: string, message: RegExp])[] = [
      [sealed(['{"tape":"pathproof/tape/2"}']), /^line 1 of the tape: tape: /],
      [sealed([head, '{"kind":"heard"}']), /^line 2 of the tape: /],
      [sealed([head, '{"kind":"sung","atMs":0}']), /^line 2 of the tape: kind: /],
      [sealed([head, 'no JSON']), /^line 2 of the tape is no JSON$/],
      [sealed([head], { ...full.ending, kind: 'vanished' }), /^line 2 of the tape: ending\.kind: /],
      [`${head}\n\n\n`, /^line 2 of the tape is no JSON$/],
    ]
    for (const [given, message] of rows) assert.throws(() => readTape(given), { name: 'TapeError', message }, given)
  })
})
