import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { Tap } from '../../src/wire/tap.ts'
import { startTls, tlsFacts } from '../../src/wire/tls.ts'
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
