import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { TlsOffer } from '../../src/tls/offer.ts'
import { type Certificate, lazyRsa, makeCertificate } from '../../src/wire/certificate.ts'
import { Tap } from '../../src/wire/tap.ts'
import { digestsOf, startTls, tlsFacts } from '../../src/wire/tls.ts'
import { certificate, createRig, recorderFor, say } from './rig.ts'

function tapOf(socket: Socket): Tap {
  const tap = new Tap(socket, recorderFor('dialer'))
  tap.on('error', () => undefined)
  return tap
}

describe('wire/tls', () => {
  const rig = createRig()
  afterEach(rig.closeAll)

  it('stands between both ends, who know the same of it', async () => {
    const [near, far] = await rig.pair()
    const made = await certificate()
    const [dialer, answerer] = await Promise.all([startTls(tapOf(near), null), startTls(tapOf(far), made)])
    const facts = tlsFacts(dialer, 'dialer')
    assert.deepEqual(tlsFacts(answerer, 'answerer'), facts)
    assert.deepEqual(
      [facts.version, facts.certificate, facts.subject, facts.issuer],
      ['TLSv1.3', made.fingerprint, 'CN=probe.example', 'CN=probe.example'],
    )
    assert.match(facts.cipher, /^TLS_/)
    assert.match(facts.exporter, /^[0-9a-f]{64}$/)
    const heard = once(answerer, 'data')
    dialer.write('EHLO a\r\n')
    assert.equal(String((await heard)[0]), 'EHLO a\r\n')
  })

  /** What both ends know of a session with this offer; they are closed at the end of the test. */
  async function factsOf(offer: TlsOffer, its?: Certificate) {
    const [near, far] = await rig.pair()
    const made = its ?? (await certificate())
    const [dialer, answerer] = await Promise.all([
      startTls(tapOf(near), null, offer),
      startTls(tapOf(far), made, offer.ciphers === undefined ? {} : { ciphers: offer.ciphers }),
    ])
    return { dialer: tlsFacts(dialer, 'dialer'), answerer: tlsFacts(answerer, 'answerer') }
  }

  for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const)
    it(`stands with ${version} alone, where this OpenSSL has it`, async () => {
      const { dialer, answerer } = await factsOf({ versions: [version, version] })
      assert.deepEqual(answerer, dialer)
      assert.equal(dialer.version, version)
    })

  const rsa = lazyRsa('probe.example')
  const classes = [
    ['ecdhe-aead', /_ECDHE_.*_GCM_/],
    ['ecdhe-cbc', /_ECDHE_.*_CBC_/],
    ['rsa-key-exchange', /^TLS_RSA_WITH_/],
  ] as const
  for (const [ciphers, name] of classes)
    it(`stands with cipher suites of the class ${ciphers}`, async () => {
      const offer = { versions: ['TLSv1.2', 'TLSv1.2'], ciphers } as const
      const { dialer, answerer } = await factsOf(offer, { ...(await certificate()), rsa })
      assert.deepEqual(answerer, dialer)
      assert.match(dialer.cipher, name)
      assert.equal(dialer.certificate === digestsOf((await rsa()).certPem)[0], ciphers === 'rsa-key-exchange')
    })

  it('knows the name and the protocols that were asked for, and the one that was agreed on', async () => {
    const { dialer, answerer } = await factsOf({ serverName: 'mail.example', alpn: ['x-one', 'imap'] })
    assert.deepEqual(answerer, dialer)
    assert.deepEqual([dialer.serverName, dialer.alpn, dialer.protocol], ['mail.example', ['x-one', 'imap'], 'x-one'])
    const bare = await factsOf({})
    assert.deepEqual(bare.answerer, bare.dialer)
    assert.deepEqual([bare.dialer.serverName, bare.dialer.alpn, bare.dialer.protocol], [null, [], null])
  })

  it('knows the chain as it was sent and as it arrived, in its order', async () => {
    const authority = await makeCertificate({ commonName: 'Some CA', authority: true })
    const issuer = { commonName: 'Some CA', keyPem: authority.keyPem }
    const leaf = await makeCertificate({ commonName: 'mail.example', issuer })
    const other = await makeCertificate({ commonName: 'not of the chain' })
    const certPem = leaf.certPem + authority.certPem + other.certPem
    for (const versions of [['TLSv1.2', 'TLSv1.2'], undefined] as const) {
      const { dialer, answerer } = await factsOf(versions === undefined ? {} : { versions }, { ...leaf, certPem })
      assert.deepEqual(dialer.chain, [leaf.fingerprint, authority.fingerprint, other.fingerprint])
      assert.deepEqual(answerer.chain, dialer.chain)
    }
    const alone = await factsOf({})
    assert.deepEqual(
      [alone.dialer.chain, alone.answerer.chain].flat(),
      Array(2).fill((await certificate()).fingerprint),
    )
  })

  it('fails for the dialer whose own OpenSSL cannot make the offer', async () => {
    const [near] = await rig.pair()
    const impossible = { versions: ['TLSv1.3', 'TLSv1.2'] } as const
    await assert.rejects(startTls(tapOf(near), null, impossible), /SSL routines|TLS/)
  })

  it('has another exporter value for every session', async () => {
    const made = await certificate()
    const exporters = await Promise.all(
      [1, 2].map(async () => {
        const [near, far] = await rig.pair()
        const [dialer] = await Promise.all([startTls(tapOf(near), null), startTls(tapOf(far), made)])
        return tlsFacts(dialer, 'dialer').exporter
      }),
    )
    assert.equal(new Set(exporters).size, 2)
  })

  it('fails for the dialer when no TLS answers', async () => {
    const [near, far] = await rig.pair()
    const failed = assert.rejects(startTls(tapOf(near), null), { code: 'ERR_SSL_WRONG_VERSION_NUMBER' })
    await say(far, '500 5.5.2 command not recognized\r\n')
    await failed
  })

  it('fails for the answerer when no ClientHello comes', async () => {
    const [near, far] = await rig.pair()
    const failed = assert.rejects(startTls(tapOf(far), await certificate()), { library: 'SSL routines' })
    await say(near, 'EHLO in clear\r\n')
    await failed
  })

  it('fails for the dialer when the other end leaves', async () => {
    const [near, far] = await rig.pair()
    const failed = assert.rejects(startTls(tapOf(near), null), Error)
    far.end()
    await failed
  })

  it('fails for the answerer when the other end leaves', async () => {
    const [near, far] = await rig.pair()
    const failed = assert.rejects(startTls(tapOf(far), await certificate()), Error)
    near.end()
    await failed
  })

  it('fails for both when the other end resets', async () => {
    for (const its of [null, await certificate()]) {
      const [near, far] = await rig.pair()
      const failed = assert.rejects(startTls(tapOf(near), its), Error)
      far.resetAndDestroy()
      await failed
    }
  })
})
