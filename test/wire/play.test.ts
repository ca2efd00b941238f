import assert from 'node:assert/strict'
import { once } from 'node:events'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { compareTapes } from '../../src/diff/compare.ts'
import { answererScript, planRun } from '../../src/plan/plan.ts'
import { type FamilyRow, rowKey, type Session } from '../../src/plan/session.ts'
import { command, delivered, ehlo, greetingLine, quit, reply, smtpScript } from '../../src/probes/smtp.ts'
import { rowsOf } from '../../src/profile/rows.ts'
import type { Role, Script, Step } from '../../src/script/script.ts'
import { bytesOn, firstOf } from '../../src/tape/flow.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { type PlayOptions, playSession } from '../../src/wire/play.ts'
import { playOnLoopback } from '../support/loopback.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'
import { certificate, createRig, heardOn, readToFin, recorderFor, say, until } from './rig.ts'

const rows: readonly FamilyRow[] = rowsOf({ smtp: [25], tcp: [2703], only: 'incoming' }).map(row => ({
  ...row,
  family: 4,
}))
const plan = planRun({ rows, seed: bytesOf('play') })
const scripted = [...plan.sessions.values()].filter(session => session.library === undefined)

function othersOf(session: Session): readonly Session[] {
  const round = plan.rounds.find(it => it.sessions.includes(session))?.sessions ?? []
  return round.filter(it => it !== session && rowKey(it.row) === rowKey(session.row))
}

describe('wire/play, the sessions of a plan over loopback', () => {
  for (const probe of new Set(scripted.map(session => session.probe)))
    it(`${probe}: both ends finish, both tapes agree, the answerer knows the session`, async () => {
      const sessions = scripted.filter(session => session.probe === probe)
      await Promise.all(sessions.map(expectClean))
    })
})

async function expectClean(session: Session): Promise<void> {
  const [dialer, answerer] = await playOnLoopback(session, othersOf(session))
  const where = `${session.probe} ${session.part}`
  for (const tape of [dialer, answerer]) {
    const { atMs: _, ...ending } = tape.ending
    assert.deepEqual(ending, { kind: 'closed', script: 'finished' }, where)
    assert.equal(tape.head.session, session.id, where)
  }
  const pair = compareTapes({ dialer, answerer, matchedBy: 'nonce' }, session.probe === 'tcp-echo' ? 'bytes' : 'lines')
  assert.deepEqual(
    pair.flows.flatMap(flow => flow.edits),
    [],
    where,
  )
  assert.ok(
    pair.flows.every(flow => flow.unheard === null && (flow.sent.length > 0 || session.probe === 'tls-at-once')),
    where,
  )
  assert.deepEqual(pair.events, [], where)
  assert.equal(pair.tls === null, !session.script.steps.some(step => step.kind === 'start-tls'), where)
  if (pair.tls !== null)
    assert.ok(pair.tls.exporterEqual && pair.tls.certificateEqual && pair.tls.ciphertextEqual, where)
}

const nonce = 'NONCE1'
const talk = smtpScript([greetingLine('ROUND'), ...ehlo(nonce, ['DSN']), ...quit()])
const secured = smtpScript([
  greetingLine('ROUND'),
  command('STARTTLS', 'STARTTLS'),
  reply('220 go\r\n', '220'),
  { kind: 'start-tls' },
  ...quit(),
])
const session: Session = {
  id: 's1',
  nonce,
  probe: 'smtp-ehlo',
  row: { direction: 'incoming', family: 4, transport: 'tcp', port: 25, protocol: 'smtp' },
  part: 0,
  script: talk,
  attempt: 1,
  idleMs: 5000,
}
const STRANGERS = { bytes: 2048, timeMs: 10_000 }

function heardBy(tape: Tape): string {
  return textOf(bytesOn(tape, 'heard', 'wire'))
}

describe('wire/play', () => {
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

  /** One end plays; the other is a bare socket in the hand of the test. */
  async function play(role: Role, script: Script, options: Partial<PlayOptions> = {}) {
    const [near, far] = await rig.pair()
    const recorder = recorderFor(role)
    const signal = new AbortController().signal
    const common = { role, script, recorder, certificate, idleMs: 5000, signal, strangers: null }
    const tape = playSession(near, { ...common, ...options })
    return { near, far, recorder, tape }
  }

  const answer = (options: Partial<PlayOptions> = {}) =>
    play('answerer', answererScript([session]), { strangers: STRANGERS, ...options })

  it('plays the answerer to a caller that shows the nonce, and tells who it is', async () => {
    const claims: string[] = []
    const { far, tape } = await answer({ onClaim: id => claims.push(id) })
    await heardOn(far, /^220 .*\r\n/)
    await say(far, `EHLO ${nonce}\r\n`)
    await heardOn(far, /^250-.*\r\n250 DSN\r\n/)
    await say(far, 'QUIT\r\n')
    far.end()
    await readToFin(far)
    const { head, ending } = await tape
    assert.deepEqual(
      [head.session, ending.kind, ending.script, ending.resetSent],
      ['s1', 'closed', 'finished', undefined],
    )
    assert.deepEqual(claims, ['s1'])
    assert.equal(clock.waiting(), 0)
  })

  it('tells of the first byte that is heard', async () => {
    let heard = 0
    const { far, tape } = await play('dialer', talk, { onHeard: () => heard++ })
    assert.equal(heard, 0)
    await say(far, '2')
    await until(() => heard > 0)
    far.destroy()
    await tape
  })

  it('takes the word of the far end on who called', async () => {
    let hint = (_session: string) => {}
    const { far, recorder, tape } = await answer({
      onHintable: take => {
        hint = take
      },
    })
    await say(far, 'EHLO proxy.example\r\n')
    await until(() => recorder.has('heard'))
    hint('s1')
    far.end()
    assert.equal((await tape).head.session, 's1')
  })

  it('takes no caller for a stranger whom the far end has announced', async () => {
    const { far, tape } = await answer({ onHintable: hint => hint('s1'), idleMs: 16_000 })
    await heardOn(far, /^220 .*\r\n/)
    clock.pass(STRANGERS.timeMs)
    clock.pass(6000)
    assert.equal((await tape).ending.kind, 'idle')
    const stranger = await answer({ idleMs: 16_000 })
    await heardOn(stranger.far, /^220 .*\r\n/)
    clock.pass(STRANGERS.timeMs)
    assert.equal((await stranger.tape).ending.kind, 'limit')
  })

  it('tapes a caller that never says anything', async () => {
    const { far, tape } = await answer()
    assert.match(textOf(bytesOf(await heardOn(far, /\r\n$/))), /^220 /)
    clock.pass(5000)
    const { events, ending, head } = await tape
    assert.deepEqual([ending.kind, ending.script, ending.resetSent, head.session], ['idle', 'unfinished', true, null])
    assert.deepEqual(
      events.map(event => event.kind),
      ['sent'],
    )
    assert.equal(clock.waiting(), 0)
  })

  it('gives up when nothing moves any more, and closes hard', async () => {
    const { far, recorder, tape } = await play('dialer', talk)
    await say(far, '220 hello\r\n')
    await heardOn(far, /^EHLO .*\r\n/)
    const reset = once(far, 'error')
    clock.pass(4999)
    assert.equal(recorder.isSealed(), false)
    clock.pass(1)
    const { ending } = await tape
    assert.deepEqual([ending.kind, ending.script, ending.resetSent], ['idle', 'unfinished', true])
    assert.equal((await reset)[0].code, 'ECONNRESET')
  })

  it('gives up after a minute though something moves all the time', async () => {
    const words: Step = { kind: 'say', by: 'answerer', bytes: bytesOf(''), until: { kind: 'bytes', count: 4096 } }
    const { far, recorder, tape } = await play('dialer', smtpScript(Array.from({ length: 100 }, () => words)))
    for (let bytes = 1; !recorder.isSealed(); bytes++) {
      await say(far, '.')
      await until(() => recorder.wireBytes() === bytes)
      clock.pass(4000)
    }
    assert.equal((await tape).ending.kind, 'deadline')
  })

  it('keeps the silence of its script, and gives up no sooner than after it', async () => {
    const script = smtpScript([{ kind: 'silence', waitMs: 1_740_000 }, command('NOOP after'), reply('250 ok\r\n')])
    const { far, recorder, tape } = await play('dialer', script)
    clock.pass(1_739_999)
    assert.deepEqual([recorder.isSealed(), recorder.wireBytes()], [false, 0])
    clock.pass(1)
    await heardOn(far, /^NOOP after\r\n/)
    clock.pass(4999)
    assert.equal(recorder.isSealed(), false)
    clock.pass(1)
    assert.equal((await tape).ending.kind, 'idle')
  })

  it('says a late greeting late, tapes nothing before it, and gives nobody up meanwhile', async () => {
    const late = delivered(greetingLine('WORD'), { cuts: [0], pauseMs: 40_000 })
    const strangers = { bytes: 2048, timeMs: 10_000 }
    const script = smtpScript([late, command('EHLO x')])
    const { far, recorder, tape } = await play('answerer', script, { strangers, idleMs: 60_000 })
    clock.pass(39_999)
    assert.deepEqual([recorder.isSealed(), recorder.has('sent')], [false, false])
    clock.pass(1)
    await heardOn(far, /^220 .*\r\n/)
    clock.pass(9999)
    assert.equal(recorder.isSealed(), false)
    clock.pass(1)
    const { ending, events } = await tape
    assert.equal(ending.kind, 'limit')
    assert.equal(events.filter(({ kind }) => kind === 'sent').length, 1)
  })

  it('can be called off, before it begins and while it waits', async () => {
    const controller = new AbortController()
    const { tape } = await play('dialer', talk, { signal: controller.signal })
    controller.abort()
    for (const its of [tape, (await answer({ signal: AbortSignal.abort() })).tape]) {
      const { ending } = await its
      assert.deepEqual([ending.kind, ending.script, ending.resetSent], ['aborted', 'unfinished', true])
    }
    assert.equal(clock.waiting(), 0)
  })

  it('tells of a reset by the other end', async () => {
    const { far, recorder, tape } = await play('dialer', talk)
    await say(far, '220 hello\r\n')
    await until(() => recorder.has('sent'))
    far.resetAndDestroy()
    const { ending } = await tape
    assert.deepEqual(
      [ending.kind, ending.script, ending.code, ending.resetSent],
      ['reset-heard', 'unfinished', 'ECONNRESET', undefined],
    )
  })

  it('tells of a reset right behind the last words', async () => {
    const { far, tape } = await play('dialer', talk)
    far.write('220 hello\r\n')
    far.resetAndDestroy()
    const its = await tape
    assert.deepEqual([its.ending.kind, its.ending.code], ['reset-heard', 'ECONNRESET'])
    assert.equal(heardBy(its), '220 hello\r\n')
    assert.equal(firstOf(its, 'fin-heard'), undefined)
  })

  it('is unfinished when the other end leaves before its words', async () => {
    const { far, tape } = await play('dialer', talk)
    far.end()
    await readToFin(far)
    const { ending, events } = await tape
    assert.deepEqual([ending.kind, ending.script], ['closed', 'unfinished'])
    assert.deepEqual(
      events.map(event => event.kind),
      ['fin-heard', 'fin-sent'],
    )
  })

  it('leaves the script with QUIT when a required reply is another', async () => {
    const { far, tape } = await play('dialer', talk)
    await say(far, '554 no service\r\n')
    await heardOn(far, /^QUIT\r\n/)
    far.end('221 bye\r\n')
    const { ending } = await tape
    assert.deepEqual([ending.kind, ending.script], ['closed', 'off-script'])
  })

  it('waits 3 s for the other FIN, tapes what still comes, then closes hard', async () => {
    const { far, recorder, tape } = await play('dialer', smtpScript([command('LAST')]))
    assert.equal(textOf(await readToFin(far)), 'LAST\r\n')
    await say(far, 'late\r\n')
    await until(() => recorder.has('heard'))
    clock.pass(2999)
    assert.equal(recorder.isSealed(), false)
    clock.pass(1)
    const its = await tape
    assert.deepEqual([its.ending.kind, its.ending.script, its.ending.resetSent], ['left', 'finished', true])
    assert.equal(heardBy(its), 'late\r\n')
  })

  it('cuts off a peer that floods', async () => {
    const words: Step = { kind: 'say', by: 'answerer', bytes: bytesOf(''), until: { kind: 'bytes', count: 4096 } }
    const { far, tape } = await play('dialer', smtpScript(Array.from({ length: 4096 }, () => words)))
    const flood = Buffer.alloc(64 * 1024)
    const pour = () => {
      while (far.writable && far.write(flood));
    }
    far.on('drain', pour)
    pour()
    const { ending } = await tape
    assert.deepEqual([ending.kind, ending.resetSent], ['limit', true])
  })

  it('does not hold a dialer, which called itself, to the limits of strangers', async () => {
    const { far, recorder, tape } = await play('dialer', talk)
    await say(far, `220 ${'x'.repeat(3000)}\r\n`)
    await until(() => recorder.has('sent'))
    far.destroy()
    assert.notEqual((await tape).ending.kind, 'limit')
  })
})

describe('wire/play, a stranger', () => {
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

  async function answer(onClaim = (_session: string) => {}) {
    const [near, far] = await rig.pair()
    const recorder = recorderFor('answerer')
    const tape = playSession(near, {
      role: 'answerer',
      script: answererScript([session]),
      recorder,
      certificate,
      idleMs: 60_000,
      signal: new AbortController().signal,
      strangers: STRANGERS,
      onClaim,
    })
    return { far, tape, wireBytes: recorder.wireBytes }
  }

  it('is greeted, answered and let go, and its tape names no session', async () => {
    const { far, tape } = await answer()
    await heardOn(far, /^220 .*\r\n/)
    await say(far, 'EHLO scanner.example\r\n')
    // The answerer waits a moment for the far end to tell who this is.
    await until(() => clock.waiting() === 4)
    clock.pass(200)
    await heardOn(far, /^250 probe\.example\r\n/)
    await say(far, 'MAIL FROM:<a@b.example>\r\n')
    await heardOn(far, /^554 /)
    far.end('QUIT\r\n')
    assert.match(textOf(await readToFin(far)), /^221 /)
    const { head, ending } = await tape
    assert.deepEqual([head.session, ending.kind], [null, 'closed'])
  })

  it('is cut off after 2 KiB in both flows', async () => {
    const { far, tape, wireBytes } = await answer()
    far.resume()
    const line = 'x'.repeat(48)
    await say(far, `${line}\r\n`.repeat(41))
    const { ending, head } = await tape
    assert.deepEqual([ending.kind, ending.resetSent, head.session], ['limit', true, null])
    assert.ok(wireBytes() > STRANGERS.bytes && wireBytes() < 3 * STRANGERS.bytes)
  })

  it('is cut off after 10 s', async () => {
    const { far, tape } = await answer()
    await heardOn(far, /^220 .*\r\n/)
    clock.pass(9999)
    clock.pass(1)
    const { ending } = await tape
    assert.deepEqual([ending.kind, ending.resetSent], ['limit', true])
  })

  it('is none any more once it has shown a nonce', async () => {
    const claims: string[] = []
    const { far, tape } = await answer(id => claims.push(id))
    far.resume()
    await say(far, `EHLO ${nonce}\r\n`)
    await until(() => claims.length > 0)
    clock.pass(20_000)
    await say(far, `${'x'.repeat(3000)}\r\n`)
    far.end()
    const { head, ending } = await tape
    assert.deepEqual([head.session, ending.kind, ending.script], ['s1', 'closed', 'finished'])
  })
})

describe('wire/play, TLS', () => {
  const rig = createRig()
  afterEach(rig.closeAll)

  async function play(role: Role, idleMs = 5000) {
    const [near, far] = await rig.pair()
    const options = { script: secured, certificate, idleMs, signal: new AbortController().signal, strangers: null }
    return { far, tape: playSession(near, { ...options, role, recorder: recorderFor(role) }) }
  }

  it('that no one answers fails, and the conversation is over', async () => {
    const { far, tape } = await play('dialer')
    await say(far, '220 hello\r\n')
    await heardOn(far, /^STARTTLS\r\n/)
    await say(far, '220 go\r\n')
    await heardOn(far, /\x16\x03/)
    far.end('500 what\r\n')
    const its = await tape
    assert.deepEqual(its.ending.script, 'off-script')
    assert.match(firstOf(its, 'tls-failed')?.message ?? '', /wrong version number/i)
    assert.equal(heardBy(its), '220 hello\r\n220 go\r\n500 what\r\n')
  })

  it('that is not begun by the dialer fails at the answerer', async () => {
    const { far, tape } = await play('answerer')
    await heardOn(far, /^220 .*\r\n/)
    await say(far, 'STARTTLS\r\n')
    await heardOn(far, /^220 go\r\n/)
    far.end('QUIT\r\n')
    far.resume()
    const its = await tape
    assert.equal(its.ending.script, 'off-script')
    assert.notEqual(firstOf(its, 'tls-failed'), undefined)
  })

  it('fails at the answerer when the dialer leaves instead, without waiting for the deadline', async () => {
    const { far, tape } = await play('answerer', 1000)
    await heardOn(far, /^220 .*\r\n/)
    await say(far, 'STARTTLS\r\n')
    await heardOn(far, /^220 go\r\n/)
    far.end()
    far.resume()
    const its = await tape
    assert.deepEqual([its.ending.kind, its.ending.script], ['closed', 'off-script'])
    assert.notEqual(firstOf(its, 'tls-failed'), undefined)
  })

  it('that stalls is ended by the deadline', async () => {
    const { far, tape } = await play('dialer', 200)
    await say(far, '220 hello\r\n')
    await heardOn(far, /^STARTTLS\r\n/)
    await say(far, '220 go\r\n')
    const { ending, events } = await tape
    assert.deepEqual([ending.kind, ending.script], ['idle', 'unfinished'])
    assert.ok(events.some(event => event.kind === 'tls-begin'))
  })
})
