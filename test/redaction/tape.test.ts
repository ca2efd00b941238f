import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { compareTapes } from '../../src/diff/compare.ts'
import type { PairComparison } from '../../src/diff/comparison.ts'
import { joinFound } from '../../src/redaction/find.ts'
import { checkMap, type Mask, masksFor } from '../../src/redaction/map.ts'
import { redactTape } from '../../src/redaction/tape.ts'
import { namesInTape } from '../../src/redaction/tape-names.ts'
import { readTape, writeTape } from '../../src/tape/file.ts'
import { bytesOn } from '../../src/tape/flow.ts'
import type { Tape, TapeEvent } from '../../src/tape/tape.ts'
import { heard, mark, sent, tapeOf, tlsFailed, tlsOpened } from '../support/tapes.ts'
import { runThrough } from '../support/world.ts'

const map: readonly Mask[] = [
  { kind: 'name', value: 'mail.corp.com', mask: 'qwer.tzui.opa' },
  { kind: 'address', value: '192.0.2.10', mask: '201.7.5.33' },
]

describe('redaction/tape', () => {
  it('masks the head, the words across events, the sources, the certificates and the ending', () => {
    const tape = tapeOf(
      'dialer',
      [
        heard('220 mail.co'),
        sent('EHLO [192.0.2.10]\r\n'),
        heard('rp.com\r\n'),
        atMs => ({
          kind: 'heard',
          atMs,
          layer: 'wire',
          bytes: bytesOf('ok'),
          from: { address: '192.0.2.10', port: 9 },
        }),
        tlsOpened({ subject: 'CN=mail.corp.com', issuer: 'CN=MAIL.corp.com' }),
        tlsFailed('not mail.corp.com'),
      ],
      {
        head: { local: { address: '::ffff:192.0.2.10', port: 1 }, remote: null },
        ending: { code: 'EHOSTUNREACH from 192.0.2.10' },
      },
    )
    const redacted = redactTape(tape, map)
    assert.deepEqual(redacted.head, { ...tape.head, local: { address: '::ffff:201.7.5.33', port: 1 } })
    assert.equal(redacted.ending.code, 'EHOSTUNREACH from 201.7.5.33')
    assert.deepEqual(redacted.events.map(tell), [
      '220 qwer.tz',
      'EHLO [201.7.5.33]\r\n',
      'ui.opa\r\n',
      'ok from 201.7.5.33',
      'CN=qwer.tzui.opa by CN=QWER.tzui.opa',
      'not qwer.tzui.opa',
    ])
    assert.deepEqual(readTape(writeTape(redacted)), redacted)
  })

  it('withholds ciphertext, and nothing of the words inside', () => {
    const tape = tapeOf('dialer', [
      sent('STARTTLS\r\n'),
      mark('tls-begin'),
      sent('<cipher>'),
      sent('mail.corp.com', 'tls'),
    ])
    const redacted = redactTape(tape, map)
    assert.equal(textOf(bytesOn(redacted, 'sent', 'wire')), 'STARTTLS\r\n')
    assert.equal(textOf(bytesOn(redacted, 'sent', 'tls')), 'qwer.tzui.opa')
    const [cipher] = redacted.events.flatMap(event => ('withheld' in event ? [event.withheld] : []))
    assert.equal(cipher?.bytes, 8)
    assert.deepEqual(redactTape(redacted, map), redacted)
    assert.deepEqual(readTape(writeTape(redacted)), redacted)
  })

  it('leaves a tape without values and without TLS as it is', () => {
    const tape = tapeOf('answerer', [sent('220 probe.example\r\n'), heard('QUIT\r\n'), mark('fin-heard')])
    assert.deepEqual(redactTape(tape, map), tape)
  })
})

function tell(event: TapeEvent): string {
  if (event.kind === 'tls-failed') return event.message
  if (event.kind === 'tls-open') return `${event.tls.subject} by ${event.tls.issuer}`
  assert.ok(event.kind === 'sent' || event.kind === 'heard')
  return textOf(event.bytes) + (event.from === undefined ? '' : ` from ${event.from.address}`)
}

describe('redaction/tape, compared', () => {
  const random = 'r'.repeat(90)

  /** A session in TLS: what each end has of the ciphertext, in pieces. */
  function session(sentOut: readonly string[], arrived: readonly string[], exporters = ['e1', 'e1']): PairComparison[] {
    const dialer = tapeOf('dialer', [
      heard('220 mail.corp.com\r\n'),
      mark('tls-begin'),
      ...sentOut.map(piece => sent(piece)),
      tlsOpened({ exporter: exporters[0] ?? '' }),
    ])
    const answerer = tapeOf('answerer', [
      sent('220 mail.corp.com\r\n'),
      mark('tls-begin'),
      ...arrived.map(piece => heard(piece)),
      tlsOpened({ exporter: exporters[1] ?? '' }),
    ])
    const redacted = [redactTape(dialer, map), redactTape(answerer, map)] as const
    const pairs = [[dialer, answerer], redacted, [dialer, redacted[1]], [redacted[0], answerer]] as const
    return pairs.map(([a, b]) => compareTapes({ dialer: a, answerer: b, matchedBy: 'nonce' }, 'lines'))
  }

  const rows: readonly (readonly [
    title: string,
    sentOut: readonly string[],
    arrived: readonly string[],
    equal: boolean,
  ])[] = [
    ['clean', [`hello${random}`, 'finished'], [`hel`, `lo${random}fin`, 'ished'], true],
    ['opened in the middle', [`hello${random}`, 'finished'], [`other${random}!`, 'words'], false],
    ['opened in the middle, with more to hear', [`hello${random}`], [`hello${random}more`], false],
    ['changed in its last byte', [`hello${random}`], [`hello${random.slice(1)}!`], false],
    ['cut where an event ends', [`hello${random}`, 'finished'], [`hello${random}`], true],
    ['cut elsewhere', [`hello${random}`, 'finished'], [`hello${random}fin`], true],
    ['changed, and cut where an event ends', [`hello${random}`, 'finished'], [`hellO${random}`], false],
    ['not heard at all', [`hello${random}`], [], true],
  ]
  for (const [title, sentOut, arrived, equal] of rows)
    it(`says of TLS that was ${title} what the whole tapes say`, () => {
      for (const pair of session(sentOut, arrived)) {
        assert.equal(pair.tls?.ciphertextEqual, equal)
        assert.deepEqual(
          pair.flows.slice(0, 1).map(it => it.edits),
          [[]],
        )
      }
    })

  it('still says when the keys differ', () => {
    const [whole, redacted] = session(['a'], ['b'], ['e1', 'e2'])
    assert.deepEqual([whole?.tls?.exporterEqual, redacted?.tls?.exporterEqual], [false, false])
  })
})

/** The same tape as if other hosts had spoken: names and addresses of the test's world become ones that must be hidden. */
function disguised(tape: Tape): Tape {
  const swap = (text: string) => text.replaceAll('probe.example', 'mx.corp-a.org').replaceAll('127.0.0.1', '10.9.8.7')
  const events = tape.events.map(event => {
    const isWords = (event.kind === 'sent' || event.kind === 'heard') && !isNoise(event.bytes)
    return isWords ? { ...event, bytes: bytesOf(swap(textOf(event.bytes))) } : event
  })
  const place = (it: Tape['head']['local']) => it && { ...it, address: swap(it.address) }
  return { ...tape, head: { ...tape.head, local: place(tape.head.local), remote: place(tape.head.remote) }, events }
}

function isNoise(bytes: Uint8Array): boolean {
  return bytes.some(byte => byte >= 0x80)
}

/** Random bytes may look like a name somewhere; it stands in no text. */
function isChance(value: string, tapes: readonly Tape[]): boolean {
  const texts = tapes.flatMap(({ head, events }) => [
    head.local?.address ?? '',
    ...events.flatMap(event => ('bytes' in event && !isNoise(event.bytes) ? [textOf(event.bytes)] : [])),
  ])
  return !texts.some(text => text.toLowerCase().includes(value))
}

describe('redaction/tape, of a whole run', () => {
  it('hides every name and address, and the comparison says the same', async () => {
    const { results } = await runThrough({ device: 'asa-esmtp', deep: true, protocols: ['smtp', 'imap', 'echo'] })
    const pairs = results.flatMap(({ comparison }) =>
      comparison.kind === 'pair'
        ? [{ ...comparison, dialer: disguised(comparison.dialer), answerer: disguised(comparison.answerer) }]
        : [],
    )
    assert.ok(pairs.length > 20)
    const tapes = pairs.flatMap(({ dialer, answerer }) => [dialer, answerer])
    assert.ok(tapes.some(tape => /mx\.corp-a\.org/.test(wordsOf(tape))))
    const its = checkMap(masksFor(joinFound(tapes.map(namesInTape)), new Uint8Array(32).fill(9)))
    const hidden = its.map(({ value }) => value).filter(value => !isChance(value, tapes))
    assert.deepEqual(hidden.sort(), ['10.9.8.7', 'mx.corp-a.org'])
    for (const tape of tapes) {
      const shown = writeTape(redactTape(tape, its)) + wordsOf(redactTape(tape, its))
      assert.equal(/corp-a|10\.9\.8\.7/i.test(shown), false)
    }
    for (const { dialer, answerer, matchedBy } of pairs) {
      const whole = compareTapes({ dialer, answerer, matchedBy }, 'lines')
      const redacted = { dialer: redactTape(dialer, its), answerer: redactTape(answerer, its), matchedBy }
      assert.deepEqual(saysOf(compareTapes(redacted, 'lines')), saysOf(whole), dialer.head.session ?? '')
    }
  }).timeout(60_000)
})

function wordsOf(tape: Tape): string {
  return (['sent', 'heard'] as const)
    .map(kind => textOf(bytesOn(tape, kind, 'wire')) + textOf(bytesOn(tape, kind, 'tls')))
    .join('\n')
}

/** All that a comparison says, without the bytes themselves. */
function saysOf({ flows, tls, events }: PairComparison): unknown {
  const proofs = tls && [tls.exporterEqual, tls.certificateEqual, tls.ciphertextEqual, tls.failures]
  return { events, proofs, flows: flows.map(({ flow, layer, edits, unheard }) => ({ flow, layer, edits, unheard })) }
}
