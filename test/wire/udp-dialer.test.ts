import assert from 'node:assert/strict'
import type { BytesEvent } from '../../src/tape/tape.ts'
import { type DatagramDialOptions, dialDatagrams } from '../../src/wire/udp-dialer.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'
import { until } from './rig.ts'
import { conversation, createUdpRig, flow, udpRecorder, words } from './udp-rig.ts'

describe('wire/udp-dialer', () => {
  const rig = createUdpRig()
  afterEach(() => rig.closeAll())

  function dial(port: number, options: Partial<DatagramDialOptions> = {}) {
    return dialDatagrams({
      family: 4,
      address: '127.0.0.1',
      port,
      localAddress: '127.0.0.1',
      script: conversation('a'),
      recorder: udpRecorder({ role: 'dialer', session: null }),
      signal: new AbortController().signal,
      patient: false,
      ...options,
    })
  }

  /** A far end that answers every word of the script. */
  const answering = new Map(
    conversation('a')
      .exchanges.flatMap(({ tries }) => tries)
      .map(it => [Buffer.from(it.bytes).toString('latin1'), it.replies]),
  )

  it('plays the whole conversation and tapes it', async () => {
    const { port } = await rig.open((text, from, socket) => {
      for (const reply of answering.get(text) ?? []) socket.send(reply, from.port, from.address)
    })
    const ports: number[] = []
    let heard = 0
    const tape = await dial(port, { onOpen: its => ports.push(its), onHeard: () => heard++ })
    assert.deepEqual([tape.ending.kind, tape.ending.script], ['closed', 'finished'])
    assert.deepEqual(flow(tape, 'sent'), words('a', 'dialer'))
    assert.deepEqual(flow(tape, 'heard').sort(), words('a', 'answerer').sort())
    assert.deepEqual(tape.head.remote, { address: '127.0.0.1', port })
    assert.deepEqual([tape.head.local], [{ address: '127.0.0.1', port: ports[0] }])
    assert.equal(heard, words('a', 'answerer').length)
    assert.ok(tape.events.every(event => !('from' in event)))
  })

  it('tells the source that the host chose when it was given none', async () => {
    const sources: number[] = []
    const { port } = await rig.open((_, from) => sources.push(from.port))
    const off = new AbortController()
    const dialing = dial(port, { localAddress: null, signal: off.signal })
    await until(() => sources.length === 1)
    off.abort()
    assert.deepEqual((await dialing).head.local, { address: '127.0.0.1', port: sources[0] })
  })

  it('says from where an answer came that came from another port', async () => {
    const other = await rig.open()
    const { port } = await rig.open((text, from) => {
      for (const reply of answering.get(text) ?? []) other.socket.send(reply, from.port, from.address)
    })
    const tape = await dial(port)
    assert.equal(tape.ending.kind, 'closed')
    const heard = tape.events.filter((event): event is BytesEvent<'heard'> => event.kind === 'heard')
    assert.equal(heard.length, words('a', 'answerer').length)
    assert.ok(heard.every(event => event.from?.port === other.port))
  })

  describe('where something does not answer', () => {
    let clock: FakeClock
    let nowMs = 0
    beforeEach(() => {
      clock = fakeClock()
      nowMs = 0
    })
    afterEach(() => clock.restore())

    /** Time passes in steps, and the sockets have their turn between them. */
    async function dialInNoTime(port: number, patient = false) {
      const startedAtMs = nowMs
      let done = false
      const dialing = dial(port, { patient, nowMs: () => nowMs }).finally(() => {
        done = true
      })
      while (!done) {
        for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
        nowMs += 50
        clock.pass(50)
      }
      assert.equal(clock.waiting(), 0)
      return { tape: await dialing, tookMs: nowMs - startedAtMs }
    }

    it('is refused where nobody listens', async () => {
      const { tape } = await dialInNoTime(await rig.freePort())
      assert.deepEqual([tape.ending.kind, tape.ending.code], ['refused', 'ECONNREFUSED'])
      assert.equal(tape.ending.script, 'unfinished')
      // Three tries, and the last of them once more for the network's word.
      const firsts = flow(tape, 'sent')
      assert.deepEqual([firsts.length, firsts[3]], [4, firsts[2]])
    })

    it('is idle where nobody says a word; a patient one waits twice as long', async () => {
      const { port } = await rig.open()
      for (const patient of [false, true]) {
        const { tape, tookMs } = await dialInNoTime(port, patient)
        assert.deepEqual([tape.ending.kind, tape.ending.script], ['idle', 'unfinished'])
        assert.equal(flow(tape, 'sent').length, 4)
        assert.ok(Math.abs(tookMs - (patient ? 8400 : 4400)) <= 200, `${tookMs} ms`)
      }
    })

    it('tapes an answer that only the last datagram brought', async () => {
      let count = 0
      const { port } = await rig.open((_, from, socket) => {
        if (++count === 4) socket.send('late', from.port, from.address)
      })
      const { tape } = await dialInNoTime(port)
      assert.deepEqual([tape.ending.kind, flow(tape, 'heard')], ['idle', ['late']])
    })

    it('is idle when not everything was answered', async () => {
      const { port } = await rig.open((text, from, socket) => {
        if (text.startsWith('PATHPROOF')) socket.send('WELCOME a 1', from.port, from.address)
      })
      const { tape } = await dialInNoTime(port)
      assert.deepEqual([tape.ending.kind, tape.ending.script], ['idle', 'unfinished'])
      assert.equal(flow(tape, 'sent').length, 1 + 7 * 3)
    })
  })

  it('can be called off before it begins and while it waits', async () => {
    const { port } = await rig.open()
    const before = await dial(port, { signal: AbortSignal.abort() })
    assert.deepEqual(before.events, [])
    const off = new AbortController()
    const dialing = dial(port, { signal: off.signal, onOpen: () => setTimeout(() => off.abort(), 20) })
    for (const tape of [before, await dialing]) {
      assert.deepEqual([tape.ending.kind, tape.ending.script], ['aborted', 'unfinished'])
    }
  })

  it('goes on after a datagram that the kernel does not take, and notes the word', async () => {
    const script = conversation('a')
    const tooLarge = { bytes: new Uint8Array(70_000), replies: [] }
    const { port } = await rig.open((text, from, socket) => {
      for (const reply of answering.get(text) ?? []) socket.send(reply, from.port, from.address)
    })
    const tape = await dial(port, { script: { ...script, exchanges: [...script.exchanges, { tries: [tooLarge] }] } })
    assert.deepEqual([tape.ending.kind, tape.ending.code], ['closed', 'EMSGSIZE'])
    assert.deepEqual(flow(tape, 'sent'), words('a', 'dialer'))
  })

  it('cuts off a far end that floods', async () => {
    const { port } = await rig.open((_, from, socket) => {
      for (let count = 0; count < 40; count++) socket.send(new Uint8Array(16_000), from.port, from.address)
    })
    assert.equal((await dial(port)).ending.kind, 'limit')
  })

  it('says so when this host does not have the source address', async () => {
    const tape = await dial(9, { localAddress: '192.0.2.77' })
    assert.deepEqual([tape.ending.kind, tape.ending.code], ['no-connection', 'EADDRNOTAVAIL'])
    assert.deepEqual(flow(tape, 'sent'), [])
  })
})
