import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import type { Session } from '../../src/plan/session.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { dialDatagrams } from '../../src/wire/udp-dialer.ts'
import { createDatagramListeners, type DatagramListenersOptions } from '../../src/wire/udp-listeners.ts'
import { until } from './rig.ts'
import { createUdpRig, flow, isFree, moment, udpRecorder, udpSession, words } from './udp-rig.ts'

describe('wire/udp-listeners', () => {
  const rig = createUdpRig()
  const all: ReturnType<typeof createDatagramListeners>[] = []
  afterEach(async () => {
    rig.closeAll()
    await Promise.all(all.splice(0).map(listeners => listeners.close()))
  })

  function open(options: Partial<DatagramListenersOptions> = {}) {
    const tapes: Tape[] = []
    const listeners = createDatagramListeners({
      end: 'responder',
      family: 4,
      localAddress: '127.0.0.1',
      peerAddress: '127.0.0.1',
      mayListen: () => null,
      newRecorder: udpRecorder,
      onTape: tape => tapes.push(tape),
      ...options,
    })
    all.push(listeners)
    return { listeners, tapes, of: (id: string | null) => tapes.find(tape => tape.head.session === id) }
  }

  async function armed(id = 'a', options: Partial<DatagramListenersOptions> = {}) {
    const port = await rig.freePort()
    const opened = open(options)
    assert.deepEqual(await opened.listeners.arm([udpSession(port, id)]), [free(port)])
    return { ...opened, port }
  }

  const free = (port: number) => ({ transport: 'udp', port, reason: null, taken: false })

  function dial(session: Session, port = session.row.port): Promise<Tape> {
    const { datagrams } = session
    assert.ok(datagrams !== undefined)
    return dialDatagrams({
      family: 4,
      address: '127.0.0.1',
      port,
      localAddress: '127.0.0.1',
      script: datagrams,
      recorder: udpRecorder({ role: 'dialer', session }),
      signal: new AbortController().signal,
      patient: false,
    })
  }

  /** A caller that says what a test wants and keeps what comes back. */
  async function caller() {
    const heard: string[] = []
    const { socket, port } = await rig.open(text => heard.push(text))
    return { heard, port, say: (text: string, to: number) => socket.send(bytesOf(text), to, '127.0.0.1') }
  }

  const hello = (at: number, id = 'a') => `PATHPROOF key-of-${id}-${at} try ${at}`

  it('answers the whole conversation, and both tapes agree', async () => {
    const { listeners, port, of } = await armed()
    const dialed = await dial(udpSession(port))
    assert.equal(dialed.ending.kind, 'closed')
    listeners.seal(['a', 'unknown'])
    const tape = of('a')
    assert.deepEqual([tape?.ending.kind, tape?.ending.script], ['closed', 'finished'])
    assert.deepEqual(flow(tape, 'heard'), words('a', 'dialer'))
    assert.deepEqual(flow(tape, 'heard'), flow(dialed, 'sent'))
    assert.deepEqual(flow(tape, 'sent'), flow(dialed, 'heard'))
    assert.deepEqual([tape?.head.local, tape?.head.remote], [dialed.head.remote, dialed.head.local])
  })

  it('answers many sessions on one port at once', async () => {
    const { listeners, port, tapes } = await armed()
    const sessions = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map(id => udpSession(port, id))
    assert.deepEqual(await listeners.arm(sessions), [free(port)])
    const dialed = await Promise.all(sessions.map(session => dial(session)))
    assert.deepEqual(
      dialed.map(tape => tape.ending.kind),
      sessions.map(() => 'closed'),
    )
    listeners.seal(sessions.map(it => it.id))
    assert.equal(tapes.length, 8)
  })

  it('speaks IPv6 too', async () => {
    const port = await rig.freePort()
    const { listeners, of } = open({ family: 6, localAddress: '::1', peerAddress: '::1' })
    const session = udpSession(port)
    assert.deepEqual(await listeners.arm([session]), [free(port)])
    const dialed = await dialDatagrams({
      family: 6,
      // Another way to write the address that the kernel names ::1.
      address: '0:0:0:0:0:0:0:1',
      port,
      localAddress: null,
      script: session.datagrams ?? { keys: [], exchanges: [] },
      recorder: udpRecorder({ role: 'dialer', session }),
      signal: new AbortController().signal,
      patient: false,
    })
    assert.equal(dialed.ending.kind, 'closed')
    assert.equal(dialed.head.local?.address, '::1')
    assert.ok(dialed.events.every(event => !('from' in event)))
    listeners.seal(['a'])
    assert.equal(of('a')?.ending.script, 'finished')
  })

  it('gets over a lost first try, and tapes what came of it', async () => {
    const { listeners, port, of } = await armed()
    let lost = 0
    const through = await rig.relay(port, (text, outward) =>
      outward && text === hello(1) && lost++ === 0 ? null : text,
    )
    const dialed = await dial(udpSession(port), through)
    assert.deepEqual([lost, dialed.ending.kind], [1, 'closed'])
    listeners.seal(['a'])
    assert.equal(flow(of('a'), 'heard')[0], hello(2))
  })

  it('keeps what its source said before it was known', async () => {
    const { listeners, port, of, tapes } = await armed()
    let changed = 0
    const through = await rig.relay(port, (text, outward) =>
      outward && changed++ === 0 ? text.replaceAll(/[a-z]/g, '*') : text,
    )
    await dial(udpSession(port), through)
    listeners.seal(['a'])
    assert.deepEqual(flow(of('a'), 'heard').slice(0, 2), [hello(1).replaceAll(/[a-z]/g, '*'), hello(2)])
    await listeners.close()
    assert.equal(tapes.length, 1)
  })

  it('answers nobody without a key, and tapes it', async () => {
    const { listeners, port, tapes } = await armed()
    const stranger = await caller()
    for (const text of ['', 'hello', 'larger please', hello(1, 'b')]) stranger.say(text, port)
    await moment()
    assert.deepEqual(stranger.heard, [])
    assert.equal(tapes.length, 0)
    await listeners.close()
    const [tape] = tapes
    assert.deepEqual([tape?.head.session, tape?.ending.kind, tape?.ending.script], [null, 'left', 'unfinished'])
    assert.deepEqual(flow(tape, 'heard'), ['', 'hello', 'larger please', hello(1, 'b')])
    assert.equal(tape?.head.remote?.port, stranger.port)
  })

  it('answers no replay, neither from another port nor from the same', async () => {
    const { listeners, port, of } = await armed()
    const owner = await caller()
    owner.say(hello(1), port)
    await until(() => owner.heard.length === 1)
    const other = await caller()
    for (const text of [hello(1), hello(2), 'larger please']) other.say(text, port)
    owner.say(hello(1), port)
    for (let count = 0; count < 5; count++) owner.say('larger please', port)
    await until(() => owner.heard.length === 7)
    await moment()
    assert.deepEqual(other.heard, [])
    assert.deepEqual(owner.heard.length, 7, 'one welcome, and two datagrams for each of three tries')
    listeners.seal(['a'])
    assert.equal(flow(of('a'), 'heard').length, 7)
    assert.deepEqual(flow(of(null), 'heard'), [hello(1), hello(2), 'larger please'])
  })

  it('hands strangers over as soon as nobody may call any more', async () => {
    const { listeners, port, tapes } = await armed()
    await listeners.arm([udpSession(port, 'b')])
    const stranger = await caller()
    stranger.say('hello', port)
    await moment()
    listeners.seal(['a'])
    listeners.seal(['unknown'])
    assert.equal(tapes.length, 0)
    listeners.seal(['b'])
    assert.deepEqual(
      tapes.map(tape => [tape.head.session, tape.ending.kind]),
      [[null, 'left']],
    )
    await listeners.close()
    assert.equal(tapes.length, 1)
  })

  it('is deaf to a session that was sealed', async () => {
    const { listeners, port, tapes } = await armed()
    const owner = await caller()
    owner.say(hello(1), port)
    await until(() => owner.heard.length === 1)
    listeners.seal(['a'])
    owner.say(hello(2), port)
    await until(() => listeners.untaped(port) === 1)
    await listeners.close()
    assert.deepEqual([owner.heard.length, tapes.length], [1, 1])
  })

  it('tapes no more than 2 KiB of a stranger and no more than 64 of them, half of them from elsewhere', async () => {
    const { listeners, port, tapes } = await armed('a', { peerAddress: '192.0.2.1' })
    const first = await caller()
    for (const size of [2000, 40, 40]) first.say('x'.repeat(size), port)
    await until(() => listeners.untaped(port) === 1)
    for (const stranger of await Promise.all(Array.from({ length: 40 }, caller))) stranger.say('hello', port)
    await until(() => listeners.untaped(port) === 10)
    await listeners.close()
    assert.equal(tapes.length, 32)
    const full = tapes.find(tape => tape.head.remote?.port === first.port)
    assert.equal(full?.ending.kind, 'limit')
    assert.equal(flow(full, 'heard').join('').length, 2040)
  })

  it('answers nobody but the far end’s address where that alone proves who it is, whatever key is shown', async () => {
    const { listeners, port, tapes } = await armed('a', { peerAddress: '192.0.2.1', onlyPeer: true })
    const owner = await caller()
    owner.say(hello(1), port)
    await listeners.arm([udpSession(port, 'b')])
    const paired = await armed('c', { onlyPeer: true })
    const other = await caller()
    other.say(hello(1, 'c'), paired.port)
    await until(() => other.heard.length === 1)
    await listeners.close()
    assert.deepEqual([owner.heard.length, tapes.length, tapes[0]?.head.session], [0, 1, null])
  })

  it('cuts off a session that floods', async () => {
    const { listeners, port, tapes } = await armed()
    const owner = await caller()
    owner.say(hello(1), port)
    await until(() => owner.heard.length === 1)
    const noise = setInterval(() => owner.say('x'.repeat(30_000), port), 1)
    await until(() => listeners.untaped(port) > 3)
    clearInterval(noise)
    assert.deepEqual([tapes.length, tapes[0]?.ending.kind], [1, 'limit'])
    assert.ok(flow(tapes[0], 'heard').join('').length < 300_000)
  })

  it('says that a port is in use, or may not be opened, and opens the others', async () => {
    const { port: taken } = await rig.open()
    const [one, two] = [await rig.freePort(), await rig.freePort()]
    const { listeners } = open({
      end: 'client',
      mayListen: (transport, port) => (transport === 'udp' && port === two ? 'not in the profile' : null),
    })
    assert.deepEqual(await listeners.arm([taken, one, two].map(port => udpSession(port, `s${port}`))), [
      { transport: 'udp', port: taken, reason: 'in use on the client', taken: true },
      free(one),
      { transport: 'udp', port: two, reason: 'not in the profile', taken: false },
    ])
    assert.equal(await isFree(two), true)
  })

  it('opens a port once that two rounds arm at one moment', async () => {
    const port = await rig.freePort()
    const { listeners } = open()
    const both = await Promise.all(['a', 'b'].map(id => listeners.arm([udpSession(port, id)])))
    assert.deepEqual(both.flat(), [free(port), free(port)])
    for (const id of ['a', 'b']) assert.equal((await dial(udpSession(port, id))).ending.kind, 'closed')
  })

  it('closes all ports while they are armed, and seals what is left', async () => {
    const { listeners, port, of } = await armed()
    const owner = await caller()
    owner.say(hello(1), port)
    await until(() => owner.heard.length === 1)
    assert.equal(await isFree(port), false)
    await listeners.close()
    assert.equal(await isFree(port), true)
    assert.deepEqual([of('a')?.ending.kind, of('a')?.ending.script], ['aborted', 'unfinished'])
  })

  it('leaves no port open that was being armed when all were closed', async () => {
    const port = await rig.freePort()
    const { listeners } = open()
    const arming = listeners.arm([udpSession(port)])
    await listeners.close()
    assert.deepEqual(await arming, [{ transport: 'udp', port, reason: 'the run was called off', taken: false }])
    assert.equal(await isFree(port), true)
  })
})
