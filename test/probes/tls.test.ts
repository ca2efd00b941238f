/** What the TLS probes offer, in words of their own and not of the wire. */
import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { planRun } from '../../src/plan/plan.ts'
import type { FamilyRow, Protocol, Session } from '../../src/plan/session.ts'
import { noop, offering } from '../../src/probes/tls.ts'
import type { TlsOffer } from '../../src/tls/offer.ts'

const ports = { smtp: 25, smtps: 465, imap: 143, imaps: 993, pop3: 110, pop3s: 995, https: 443 } as const
const rows = Object.entries(ports).map(
  ([protocol, port]): FamilyRow => ({
    direction: 'incoming',
    family: 4,
    transport: 'tcp',
    port,
    protocol: protocol as Protocol,
  }),
)
const sessions = [...planRun({ rows, seed: bytesOf('tls') }).sessions.values()]

function of(probe: string, protocol: Protocol): readonly Session[] {
  return sessions.filter(it => it.probe === probe && it.row.protocol === protocol)
}

function offerOf({ script }: Session): TlsOffer {
  const step = script.steps.find(it => it.kind === 'start-tls')
  return step?.kind === 'start-tls' ? (step.offer ?? {}) : {}
}

const offers = (probe: string, protocol: Protocol) => of(probe, protocol).map(offerOf)
const begun: readonly Protocol[] = ['smtps', 'imaps', 'pop3s', 'https']

describe('probes/tls', () => {
  it('puts an offer into the start of TLS and leaves all else as it is', () => {
    const steps = [{ kind: 'start-tls' } as const, ...noop('N')]
    assert.deepEqual(offering(steps, { alpn: ['a'] }), [{ kind: 'start-tls', offer: { alpn: ['a'] } }, ...noop('N')])
  })

  for (const protocol of begun)
    it(`speaks the protocol of the port inside: ${protocol}`, () => {
      const words = { smtps: /^NOOP /, imaps: /^\S+ NOOP\r\n/, pop3s: /^NOOP /, https: /^GET \/\S+ HTTP\/1\.1\r\n/ }
      for (const session of of('tls-versions', protocol)) {
        const [said] = session.script.steps.flatMap(it =>
          it.kind === 'say' && it.by === 'dialer' ? [textOf(it.bytes)] : [],
        )
        assert.match(said ?? '', words[protocol as keyof typeof words])
      }
    })
})

describe('probes/tls-versions', () => {
  it('offers every version alone, wherever TLS comes first', () => {
    for (const protocol of begun)
      assert.deepEqual(
        offers('tls-versions', protocol).map(({ versions }) => versions),
        ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'].map(it => [it, it]),
      )
  })
})

describe('probes/tls-cipher-suites', () => {
  it('offers every class of suites with TLS 1.2 alone', () => {
    const offered = offers('tls-cipher-suites', 'smtps')
    assert.deepEqual(
      offered.map(({ ciphers }) => ciphers),
      ['ecdhe-aead', 'ecdhe-cbc', 'rsa-key-exchange'],
    )
    assert.ok(offered.every(({ versions }) => versions?.join() === 'TLSv1.2,TLSv1.2'))
  })
})

describe('probes/tls-server-name', () => {
  it('asks for a name of the certificate and for another one, with the nonce in both', () => {
    const [right, wrong] = of('tls-server-name', 'imaps')
    assert.ok(right && wrong)
    assert.equal(offerOf(right).serverName, `${right.nonce}.probe.example`)
    assert.equal(offerOf(wrong).serverName, `${wrong.nonce}.wrong.example`)
  })
})

describe('probes/tls-alpn', () => {
  const registered = { smtps: ['h2', 'http/1.1'], imaps: ['imap'], pop3s: ['pop3'], https: ['h2', 'http/1.1'] }
  for (const [protocol, names] of Object.entries(registered))
    it(`offers ${names.join(' and ')} on ${protocol}, and an invented name`, () => {
      const [known, invented] = offers('tls-alpn', protocol as Protocol)
      assert.deepEqual(known?.alpn, names)
      assert.match(invented?.alpn?.join() ?? '', /^x-[a-z2-9]{6}$/)
    })
})

describe('probes/smtp-starttls-offers', () => {
  it('offers TLS 1.2 alone, TLS 1.3 alone, and a name that is not the server’s, after STARTTLS', () => {
    const its = of('smtp-starttls-offers', 'smtp')
    assert.deepEqual(
      its.map(session => [offerOf(session).versions?.[0] ?? 'usual', offerOf(session).serverName?.split('.')[1]]),
      [
        ['TLSv1.2', 'probe'],
        ['TLSv1.3', 'probe'],
        ['usual', 'wrong'],
      ],
    )
    for (const { script } of its) assert.notEqual(script.steps[0]?.kind, 'start-tls')
  })
})

describe('probes/tls-at-once', () => {
  it('begins with TLS where a protocol in clear belongs, with the usual ClientHello', () => {
    for (const protocol of ['smtp', 'imap', 'pop3'] as const) {
      const [session, ...others] = of('tls-at-once', protocol)
      assert.ok(session !== undefined && others.length === 0, protocol)
      assert.equal(session.script.steps[0]?.kind, 'start-tls')
      assert.deepEqual(Object.keys(offerOf(session)), ['serverName'])
    }
  })
})

describe('probes/tls, all of them together', () => {
  it('are about ten sessions a port', () => {
    for (const protocol of begun) {
      const count = sessions.filter(it => it.row.protocol === protocol && /^tls-/.test(it.probe)).length
      assert.ok(count >= 10 && count <= 12, `${protocol} ${count}`)
    }
  })
})
