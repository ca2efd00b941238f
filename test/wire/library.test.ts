import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { compareTapes } from '../../src/diff/compare.ts'
import { planRun } from '../../src/plan/plan.ts'
import type { Session } from '../../src/plan/session.ts'
import { bytesOn, firstOf } from '../../src/tape/flow.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { type LibraryRole, playLibrary } from '../../src/wire/library.ts'
import { playOnLoopback } from '../support/loopback.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'
import { certificate, createRig, heardOn, readToFin, recorderFor, say, until } from './rig.ts'

const row = { direction: 'incoming', family: 4, transport: 'tcp', port: 25, protocol: 'smtp' } as const
const sessions = [...planRun({ rows: [row], seed: bytesOf('library') }).sessions.values()].filter(it => it.library)

function planned(startTls: boolean): Session {
  const session = sessions.find(it => it.library?.startTls === startTls)
  assert.ok(session)
  return session
}

async function playClean(session: Session): Promise<[Tape, Tape]> {
  const others = sessions.filter(it => it !== session)
  const [dialer, answerer] = await playOnLoopback(session, others)
  for (const tape of [dialer, answerer]) {
    assert.deepEqual([tape.ending.kind, tape.ending.script], ['closed', 'finished'])
    assert.equal(tape.head.session, session.id)
  }
  const pair = compareTapes({ dialer, answerer, matchedBy: 'nonce' }, 'lines')
  assert.deepEqual(
    pair.flows.flatMap(flow => flow.edits),
    [],
  )
  assert.ok(pair.flows.every(flow => flow.unheard === null))
  return [dialer, answerer]
}

describe('wire/library, over loopback', () => {
  it('brings a message across in clear, dots stuffed, nonce and all', async () => {
    const session = planned(false)
    const [, answerer] = await playClean(session)
    const heard = textOf(bytesOn(answerer, 'heard', 'wire'))
    const stuffed = textOf(session.library?.message ?? bytesOf('')).replace(/^\./gm, '..')
    assert.ok(heard.includes(`DATA\r\n${stuffed}.\r\n`))
    assert.ok(heard.startsWith(`EHLO ${session.nonce}.client.example\r\n`))
    assert.equal(firstOf(answerer, 'tls-begin'), undefined)
  })

  it('brings a message across inside TLS, byte for byte, and both ends know the same of the TLS', async () => {
    const session = planned(true)
    const [dialer, answerer] = await playClean(session)
    assert.deepEqual(bytesOn(dialer, 'sent', 'tls'), session.library?.message)
    assert.deepEqual(bytesOn(answerer, 'heard', 'tls'), session.library?.message)
    const [seen, shown] = [dialer, answerer].map(tape => firstOf(tape, 'tls-open')?.tls)
    // The library does not say with which chain it answered.
    assert.deepEqual(seen?.chain, [seen?.certificate])
    assert.deepEqual({ ...seen, chain: undefined }, { ...shown, chain: undefined })
    assert.equal(firstOf(answerer, 'tls-open')?.tls.certificate.length, 64)
    assert.ok(!textOf(bytesOn(answerer, 'heard', 'wire')).includes('DATA'))
    const tls = compareTapes({ dialer, answerer, matchedBy: 'nonce' }, 'lines').tls
    assert.deepEqual([tls?.exporterEqual, tls?.certificateEqual, tls?.ciphertextEqual], [true, true, true])
  })
})

describe('wire/library', () => {
  const rig = createRig()
  let clock: FakeClock
  beforeEach(async () => {
    await certificate()
    clock = fakeClock()
  })
  afterEach(() => {
    clock.restore()
    rig.closeAll()
  })

  async function play(role: LibraryRole, signal = new AbortController().signal) {
    const [near, far] = await rig.pair()
    const recorder = recorderFor(role.role)
    const strangers = role.role === 'answerer' ? { bytes: 2048, timeMs: 10_000 } : null
    const heard: number[] = []
    const onHeard = () => heard.push(recorder.wireBytes())
    const tape = playLibrary(near, { ...role, recorder, certificate, idleMs: 60_000, signal, strangers, onHeard })
    return { far, tape, recorder, heard }
  }

  /** smtp-server waits for early talkers before it greets. */
  async function greeting(far: Socket): Promise<void> {
    const greeted = heardOn(far, /^220 probe\.example .*\r\n/)
    await until(() => clock.waiting() === 4)
    clock.pass(100)
    await greeted
  }

  const expected = sessions.map(({ id, nonce }) => ({ session: id, nonce }))
  const answer = (signal?: AbortSignal) => play({ role: 'answerer', expected }, signal)
  const send = (startTls: boolean, signal?: AbortSignal) => {
    const { library, nonce } = planned(startTls)
    assert.ok(library)
    return play({ role: 'dialer', task: library, nonce }, signal)
  }

  it('greets a stranger and cuts it off after 2 KiB', async () => {
    const { far, tape } = await answer()
    await greeting(far)
    far.resume()
    await say(far, 'NOOP\r\n'.repeat(400))
    const { ending, head } = await tape
    assert.deepEqual([ending.kind, ending.script, ending.resetSent, head.session], ['limit', 'unfinished', true, null])
  })

  it('cuts a stranger off after 10 s', async () => {
    const { far, tape } = await answer()
    await greeting(far)
    clock.pass(10_000)
    const { ending } = await tape
    assert.deepEqual([ending.kind, ending.resetSent], ['limit', true])
  })

  it('knows its caller by the nonce, in any case, and gives it more time', async () => {
    const { far, tape, recorder } = await answer()
    await greeting(far)
    await say(far, `ehlo ${planned(true).nonce.toLowerCase()}\r\n`)
    await heardOn(far, /^250[ -]probe\.example/)
    clock.pass(10_000)
    assert.equal(recorder.isSealed(), false)
    far.end('QUIT\r\n')
    far.resume()
    const { head, ending } = await tape
    assert.deepEqual([head.session, ending.kind, ending.script], [planned(true).id, 'closed', 'unfinished'])
  })

  it('lets go of a caller that says nothing and leaves', async () => {
    // smtp-server takes its time to close, in timers of its own.
    clock.restore()
    const { far, tape } = await answer()
    far.end()
    await readToFin(far)
    const { ending, head } = await tape
    assert.deepEqual([ending.kind, ending.script, head.session], ['closed', 'unfinished', null])
  })

  it('leaves when the server refuses', async () => {
    const { far, tape } = await send(false)
    far.end('554 no service\r\n')
    await readToFin(far)
    const { ending, events } = await tape
    assert.deepEqual([ending.kind, ending.script], ['closed', 'unfinished'])
    assert.ok(events.some(event => event.kind === 'heard'))
  })

  it('does not send in clear when STARTTLS is not offered, and says why', async () => {
    const { far, tape } = await send(true)
    await say(far, '220 probe.example\r\n')
    await heardOn(far, /^EHLO .*\r\n/)
    await say(far, '250 probe.example\r\n')
    await heardOn(far, /^STARTTLS\r\n/)
    far.end('454 not now\r\n')
    far.resume()
    const its = await tape
    assert.equal(its.ending.script, 'unfinished')
    assert.ok((firstOf(its, 'tls-failed')?.message ?? '').length > 0)
    assert.doesNotMatch(textOf(bytesOn(its, 'sent', 'wire')), /MAIL|DATA/)
  })

  it('gives up when nothing moves any more', async () => {
    const { far, tape, recorder, heard } = await send(false)
    await say(far, '220 probe.example\r\n')
    await until(() => recorder.has('sent'))
    assert.ok(heard.length > 0)
    clock.pass(60_000)
    const { ending } = await tape
    assert.deepEqual([ending.script, ending.resetSent], ['unfinished', true])
    assert.ok(['idle', 'deadline'].includes(ending.kind))
  })

  it('tells of a reset', async () => {
    for (const { far, tape, recorder } of [await send(false), await answer()]) {
      await say(far, '220 probe.example\r\n')
      await until(() => recorder.has('sent') && recorder.has('heard'))
      far.resetAndDestroy()
      const { ending } = await tape
      assert.deepEqual([ending.kind, ending.code, ending.resetSent], ['reset-heard', 'ECONNRESET', undefined])
    }
  })

  it('can be called off, before it begins and while it waits, and leaves no timer', async () => {
    const controller = new AbortController()
    const waiting = [await send(false, controller.signal), await answer(controller.signal)]
    await until(() => clock.waiting() > 6)
    controller.abort()
    const never = [await send(false, AbortSignal.abort()), await answer(AbortSignal.abort())]
    for (const { tape } of [...waiting, ...never]) {
      const { ending } = await tape
      assert.deepEqual([ending.kind, ending.script, ending.resetSent], ['aborted', 'unfinished', true])
    }
    for (let turns = 0; turns < 50; turns++) await new Promise(resolve => setImmediate(resolve))
    // smtp-server's own, before it greets.
    clock.pass(100)
    assert.equal(clock.waiting(), 0)
  })

  it('finds where TLS begins though a device delivers it byte by byte', async () => {
    const { far, recorder } = await answer()
    await greeting(far)
    await say(far, `EHLO ${planned(true).nonce}\r\n`)
    await heardOn(far, /^250 STARTTLS\r\n/m)
    await say(far, 'STARTTLS\r\n')
    await heardOn(far, /^220 /)
    assert.equal(recorder.has('tls-begin'), false)
    await say(far, '\x16')
    await until(() => recorder.has('tls-begin'))
  })
})
