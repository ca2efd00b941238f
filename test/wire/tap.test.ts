import assert from 'node:assert/strict'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { randomFrom } from '../../src/plan/random.ts'
import { bytesOn } from '../../src/tape/flow.ts'
import type { Recorder } from '../../src/tape/recorder.ts'
import { Tap } from '../../src/wire/tap.ts'
import { certificate, createRig, heardOn, readToFin, recorderFor, say, sealed, until } from './rig.ts'

function taped(recorder: Recorder, kind: 'sent' | 'heard'): string {
  return textOf(bytesOn(sealed(recorder), kind, 'wire'))
}

describe('wire/tap', () => {
  const rig = createRig()
  afterEach(rig.closeAll)

  async function tapped() {
    const [near, far] = await rig.pair()
    const recorder = recorderFor('dialer')
    const tap = new Tap(near, recorder)
    tap.on('error', () => undefined)
    return { near, far, recorder, tap }
  }

  it('passes on and tapes every byte of both flows, more than any buffer holds', async () => {
    const { far, recorder, tap } = await tapped()
    const [there, back] = [1, 2].map(n => randomFrom(bytesOf('tap'), `${n}`).bytes(400_000))
    assert.ok(there && back)
    const farHears = readToFin(far)
    tap.end(there)
    far.end(back)
    const heard = bytesOf(await text(tap.setEncoding('latin1')))
    assert.deepEqual(heard, back)
    assert.deepEqual(await farHears, there)
    const tape = sealed(recorder)
    assert.deepEqual(bytesOn(tape, 'sent', 'wire'), there)
    assert.deepEqual(bytesOn(tape, 'heard', 'wire'), back)
  })

  it('tapes what was heard though nobody has read it', async () => {
    const { far, recorder } = await tapped()
    await say(far, '220 hello\r\n')
    await until(() => recorder.wireBytes() === 11)
    assert.equal(taped(recorder, 'heard'), '220 hello\r\n')
  })

  it('keeps its own copy of the bytes', async () => {
    const { recorder, tap } = await tapped()
    const words = Buffer.from('QUIT\r\n')
    await new Promise(resolve => tap.write(words, resolve))
    words.fill(0)
    assert.equal(taped(recorder, 'sent'), 'QUIT\r\n')
  })

  it('sends FIN and goes on hearing', async () => {
    const { far, recorder, tap } = await tapped()
    tap.resume()
    tap.end('LAST\r\n')
    assert.equal(textOf(await readToFin(far)), 'LAST\r\n')
    far.end('250 after\r\n')
    await once(tap, 'end')
    assert.deepEqual(
      sealed(recorder).events.map(event => event.kind),
      ['sent', 'fin-sent', 'heard', 'fin-heard'],
    )
  })

  it('hears FIN and goes on saying', async () => {
    const { far, recorder, tap } = await tapped()
    tap.resume()
    far.end('LAST\r\n')
    await once(tap, 'end')
    tap.end('250 after\r\n')
    assert.equal(textOf(await readToFin(far)), '250 after\r\n')
    assert.deepEqual(
      sealed(recorder).events.map(event => event.kind),
      ['heard', 'fin-heard', 'sent', 'fin-sent'],
    )
  })

  it('hears on when a library takes all listeners away', async () => {
    const { far, recorder, tap } = await tapped()
    tap.on('data', () => assert.fail('it was taken away'))
    tap.removeAllListeners()
    const heard = once(tap, 'data')
    await say(far, '220 hello\r\n')
    assert.equal(String((await heard)[0]), '220 hello\r\n')
    assert.equal(taped(recorder, 'heard'), '220 hello\r\n')
  })

  it('sends FIN when it is destroyed, stays, and tapes what still comes', async () => {
    const { near, far, recorder, tap } = await tapped()
    tap.destroy()
    assert.equal((await readToFin(far)).length, 0)
    assert.equal(near.destroyed, false)
    far.end('250 late\r\n')
    await until(() => recorder.has('fin-heard'))
    const tape = sealed(recorder)
    assert.equal(textOf(bytesOn(tape, 'heard', 'wire')), '250 late\r\n')
    assert.deepEqual(
      tape.events.map(event => event.kind),
      ['fin-sent', 'heard', 'fin-heard'],
    )
  })

  it('sends one FIN, ended and destroyed', async () => {
    const { far, recorder, tap } = await tapped()
    tap.end()
    tap.destroy()
    await readToFin(far)
    assert.equal(sealed(recorder).events.filter(event => event.kind === 'fin-sent').length, 1)
  })

  it('does not tape as sent what a closed socket cannot take', async () => {
    const { near, recorder, tap } = await tapped()
    near.destroy()
    const error = await new Promise(resolve => tap.write('QUIT\r\n', resolve))
    assert.ok(error instanceof Error)
    assert.equal(taped(recorder, 'sent'), '')
    assert.equal(recorder.has('fin-sent'), false)
  })

  it('fails when the other end resets', async () => {
    const { far, recorder, tap } = await tapped()
    const failed = once(tap, 'error')
    far.resetAndDestroy()
    const [error] = await failed
    assert.equal(error.code, 'ECONNRESET')
    assert.equal(recorder.has('fin-heard'), false)
  })

  it('hears a reset right behind words as a reset and not as a FIN', async () => {
    const { far, recorder, tap } = await tapped()
    tap.resume()
    const failed = once(tap, 'error')
    far.write('220 hello\r\n')
    far.resetAndDestroy()
    assert.equal((await failed)[0].code, 'ECONNRESET')
    assert.equal(recorder.has('fin-heard'), false)
    assert.equal(taped(recorder, 'heard'), '220 hello\r\n')
  })

  it('hears a FIN right behind words as a FIN', async () => {
    const { far, recorder, tap } = await tapped()
    tap.resume()
    far.end('220 hello\r\n')
    await once(tap, 'end')
    assert.equal(recorder.has('fin-heard'), true)
  })

  it('answers for the socket to libraries that ask', async () => {
    const { near, tap } = await tapped()
    assert.deepEqual(
      [tap.localAddress, tap.localPort, tap.remoteAddress, tap.remotePort, tap.readyState, tap.connecting],
      [near.localAddress, near.localPort, near.remoteAddress, near.remotePort, 'open', false],
    )
    assert.equal(tap.setNoDelay(true).setKeepAlive(false).unref().ref(), tap)
    const idle = once(tap, 'timeout')
    tap.setTimeout(1)
    await idle
  })

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
    it(`carries ${version}, and tapes the same ciphertext at both ends`, async () => {
      const [near, far] = await rig.pair()
      const recorders = { dialer: recorderFor('dialer'), answerer: recorderFor('answerer') }
      const { certPem, keyPem } = await certificate()
      const server = createServer({ cert: certPem, key: keyPem, minVersion: version, maxVersion: version })
      server.emit('connection', new Tap(far, recorders.answerer))
      const dialer = connect({ socket: new Tap(near, recorders.dialer), rejectUnauthorized: false })
      const [answerer] = (await once(server, 'secureConnection')) as [TLSSocket]
      assert.equal(dialer.getProtocol() ?? answerer.getProtocol(), version)
      const words = heardOn(answerer, /QUIT\r\n/)
      dialer.write('QUIT\r\n')
      assert.equal(await words, 'QUIT\r\n')
      answerer.end('221 bye\r\n')
      assert.equal(await text(dialer), '221 bye\r\n')
      await until(() => Object.values(recorders).every(it => it.has('fin-heard') && it.has('fin-sent')))
      const [mine, theirs] = [sealed(recorders.dialer), sealed(recorders.answerer)]
      assert.deepEqual(bytesOn(mine, 'sent', 'wire'), bytesOn(theirs, 'heard', 'wire'))
      assert.deepEqual(bytesOn(theirs, 'sent', 'wire'), bytesOn(mine, 'heard', 'wire'))
      assert.ok(!textOf(bytesOn(mine, 'sent', 'wire')).includes('QUIT'))
      assert.ok(bytesOn(mine, 'sent', 'wire').length > 100)
    })
})
