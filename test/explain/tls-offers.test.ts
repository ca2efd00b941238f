import assert from 'node:assert/strict'
import type { TlsComparison } from '../../src/diff/comparison.ts'
import type { FindingId } from '../../src/explain/finding.ts'
import type { Reading } from '../../src/explain/observation.ts'
import { settleTls } from '../../src/explain/tls-offers.ts'
import type { TapeEvent } from '../../src/tape/tape.ts'
import type { TlsOffer, TlsVersion } from '../../src/tls/offer.ts'
import { client, pair, readingOf, tlsBetween, tlsFacts } from '../support/comparisons.ts'
import { helloBytes } from '../support/hellos.ts'

const ours = tlsFacts('ours')
const stands = tlsBetween(ours, ours)
const nothing = tlsBetween(null, null)

/** A session that offered this, what TLS came to, and what it shows. */
function session(offer: TlsOffer | null, tls: TlsComparison, ids: readonly FindingId[] = []): Reading {
  const both = pair([client('EHLO a\r\n')], { tls })
  const events = both.dialer.events.flatMap((event): TapeEvent[] => {
    if (event.kind !== 'tls-begin') return [event]
    const hello: TapeEvent = { kind: 'sent', atMs: 0, layer: 'wire', bytes: helloBytes() }
    return [offer === null ? event : { ...event, offer }, hello]
  })
  return readingOf(ids, { comparison: { ...both, dialer: { ...both.dialer, events } } })
}

const alone = (version: TlsVersion): TlsOffer => ({ versions: [version, version], serverName: 'N1.probe.example' })
const through = (offer: TlsOffer | null) => session(offer, stands)
const blocked = (offer: TlsOffer | null, id: FindingId = 'tcp.reset') => session(offer, nothing, [id])

function notesOf(readings: readonly Reading[]): readonly string[] {
  return settleTls(readings).flatMap(({ observations }) => observations.flatMap(({ notes }) => notes))
}

describe('explain/tls-offers', () => {
  const cases: readonly (readonly [title: string, readings: readonly Reading[], note: string])[] = [
    [
      'a version',
      [through(alone('TLSv1.2')), blocked(alone('TLSv1.3')), through(null)],
      'TLS does not come through with TLS 1.3 alone; it does with TLS 1.2 alone, no server name',
    ],
    [
      'a server name, whatever version is offered with it',
      [
        blocked({ serverName: 'N2.wrong.example' }),
        blocked({ versions: ['TLSv1.2', 'TLSv1.2'], serverName: 'N3.wrong.example' }),
        through(alone('TLSv1.2')),
        through({ serverName: 'N4.probe.example' }),
      ],
      'TLS does not come through with a server name below wrong.example; it does with a server name below probe.example, TLS 1.2 alone',
    ],
    [
      'a class of cipher suites',
      [
        blocked({ ...alone('TLSv1.2'), ciphers: 'rsa-key-exchange' }),
        through({ ...alone('TLSv1.2'), ciphers: 'ecdhe-aead' }),
      ],
      'TLS does not come through with RSA key exchange; it does with AEAD suites',
    ],
    [
      'a protocol of applications',
      [blocked({ serverName: 'N.probe.example', alpn: ['imap'] }), through(alone('TLSv1.3'))],
      'TLS does not come through with ALPN imap; it does with TLS 1.3 alone',
    ],
    [
      'things that have nothing in common',
      [blocked(alone('TLSv1')), blocked(alone('TLSv1.1'), 'tls.failed'), through(alone('TLSv1.3'))],
      'TLS does not come through with TLS 1.0 alone, TLS 1.1 alone; it does with TLS 1.3 alone',
    ],
    [
      'all of it',
      [blocked(null), blocked(alone('TLSv1.3'), 'tcp.stalled')],
      'TLS does not come through, whatever is offered (no server name, TLS 1.3 alone)',
    ],
  ]
  for (const [title, readings, note] of cases)
    it(`tells what does not come through and what does: ${title}`, () => {
      assert.deepEqual([...new Set(notesOf(readings))], [note])
    })

  it('shows what was offered in the place of what was said before it', () => {
    const [reading] = settleTls([blocked(alone('TLSv1.3'))])
    const [trace] = reading?.observations[0]?.traces ?? []
    assert.equal(trace?.place, 'ClientHello')
    assert.match(Buffer.from(trace?.lane.sent ?? []).toString(), /^server name mail\.example$/m)
    assert.deepEqual([trace?.lane.heard.length, trace?.edits], [0, []])
  })

  it('takes the end of a connection for a consequence where the handshake was changed', () => {
    const both = session(alone('TLSv1'), { ...nothing, ciphertextEqual: false }, ['tls.failed', 'tcp.reset'])
    const [reading] = settleTls([both])
    assert.deepEqual(
      reading?.observations.map(({ id }) => id),
      ['tls.failed'],
    )
  })

  it('counts a handshake that somebody between answered as one that came through', () => {
    const opened = session(null, tlsBetween(tlsFacts('box'), ours), ['tls.intercepted'])
    assert.deepEqual(notesOf([opened, blocked(alone('TLSv1'), 'tls.failed')]), [
      'TLS does not come through with TLS 1.0 alone; it does with no server name',
    ])
  })

  const refusal = {
    role: 'answerer',
    message: 'x:error:0A000102:SSL routines:f:unsupported protocol:../a.c:1',
  } as const
  const gone = { role: 'dialer', message: 'closed before TLS stood' } as const

  it('leaves out what a host itself cannot offer or does not take', () => {
    const own = session(alone('TLSv1'), tlsBetween(null, null, { failures: [refusal, gone] }))
    const good = through(alone('TLSv1.3'))
    assert.deepEqual(settleTls([own, good]), [good])
    assert.deepEqual(settleTls([own]), [own])
  })

  it('keeps a failure of the usual handshake, of changed bytes, and of one that nobody explains', () => {
    const good = through(alone('TLSv1.3'))
    const unheard = [{ flow: 'dialer-to-answerer', sentAt: 0, cause: 'hearer-left' }] as const
    for (const kept of [
      session(null, tlsBetween(null, null, { failures: [refusal] })),
      session(alone('TLSv1'), tlsBetween(null, null, { failures: [refusal], ciphertextEqual: false }), ['tls.failed']),
      session(alone('TLSv1'), tlsBetween(null, null, { failures: [gone] })),
      session(alone('TLSv1'), tlsBetween(null, null, { failures: [refusal], unheard })),
    ])
      assert.equal(settleTls([kept, good]).length, 2)
  })

  it('leaves alone what has nothing to do with a handshake', () => {
    const readings = [
      readingOf(['tcp.reset'], { comparison: pair([client('EHLO a\r\n')]) }),
      session(null, stands, ['tcp.reset']),
      readingOf([]),
    ]
    assert.deepEqual(settleTls(readings), readings)
  })
})
