import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { bytesOf } from '../../src/bytes.ts'
import { PlanError, planRun, type RoundRef, roundOf } from '../../src/plan/plan.ts'
import type { FamilyRow, Row, Session } from '../../src/plan/session.ts'
import type { Opening } from '../../src/probes/probe.ts'
import { probes } from '../../src/probes/probes.ts'
import type { End, Tape } from '../../src/tape/tape.ts'
import { createNearEnd, type NearEndOptions } from '../../src/wire/end.ts'
import { nobodysWitness } from '../support/hosts.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'
import { certificate, createRig, heardOn, isOpen, readToFin, say, until } from './rig.ts'

const seed = bytesOf('end')

/** How sessions are asked a second time. */
const again = { kind: 'repeat', direction: 'incoming', attempt: 2, patient: false } as const

function rowOn(port: number, row: Partial<Row> = {}): FamilyRow {
  return { direction: 'incoming', family: 4, transport: 'tcp', port, protocol: 'smtp', ...row }
}

/** What the two ends of a path have in common. */
function planOn(port: number, row: Partial<Row> = {}) {
  return planRun({ rows: [rowOn(port, row)], seed })
}

type Plan = ReturnType<typeof planOn>

/** The round in which an SMTP port opens so; the same on every port. */
function roundThatOpens(opening: Opening) {
  const rounds = planOn(25).rounds
  const round = rounds.find(({ sessions }) => sessions.every(it => openingOf(it) === opening))
  assert.ok(round, opening)
  return { kind: 'planned', direction: 'incoming', index: round.index } as const
}

function openingOf({ probe, part }: Session): Opening | undefined {
  return probes.find(it => it.name === probe)?.parts[part]
}

/** The round with the greeting of several lines: one session. */
const first = roundThatOpens('lines')
/** The one with the most sessions. */
const longest = roundThatOpens('line')
/** As many sessions as are under way on one port. */
const AT_ONCE = 16

function byStart(a: Tape, b: Tape): number {
  return a.head.startedAtMs - b.head.startedAtMs
}

function idsOf(plan: Plan, ref: RoundRef): readonly string[] {
  return roundOf(plan, seed, ref).map(session => session.id)
}

function sessionOf(plan: Plan, probe: string): Session {
  const session = [...plan.sessions.values()].find(it => it.probe === probe)
  assert.ok(session)
  return session
}

describe('wire/end', () => {
  const rig = createRig()
  const ends: ReturnType<typeof createNearEnd>[] = []
  let clock: FakeClock | null = null
  afterEach(async () => {
    clock?.restore()
    clock = null
    rig.closeAll()
    await Promise.all(ends.splice(0).map(end => end.close()))
  })

  function open(end: End, plan: Plan, options: Partial<NearEndOptions> = {}) {
    const tapes: Tape[] = []
    const ports = new Map<string, number>()
    const near = createNearEnd({
      end,
      family: 4,
      plan,
      seed,
      localAddress: '127.0.0.1',
      peerAddress: '127.0.0.1',
      nowMs: () => performance.now(),
      certificate,
      signal: new AbortController().signal,
      mayListen: () => null,
      dialFrom: '127.0.0.1',
      isServed: async () => false,
      witness: nobodysWitness,
      onTape: tape => tapes.push(tape),
      onDialed: (session, port) => ports.set(session, port),
      ...options,
    })
    ends.push(near)
    return { near, tapes, ports }
  }

  /** A responder that answers the first round. */
  async function armed(options: Partial<NearEndOptions> = {}) {
    const port = await rig.freePort()
    const plan = planOn(port)
    const responder = open('responder', plan, options)
    assert.deepEqual(await responder.near.arm(first), [{ transport: 'tcp', port, reason: null, taken: false }])
    return { ...responder, plan, port }
  }

  it('plays every round of a plan, each end with a tape of every session', async () => {
    const port = await rig.freePort()
    const plan = planOn(port)
    const [client, responder] = [open('client', plan), open('responder', plan)]
    for (const { direction, index, sessions } of plan.rounds) {
      const round = { kind: 'planned', direction, index } as const
      await responder.near.arm(round)
      await client.near.dial(round, [])
      for (const end of [client, responder]) await end.near.settle(sessions.map(session => session.id))
    }
    for (const { tapes } of [client, responder]) {
      assert.deepEqual(tapes.map(tape => tape.head.session).sort(), [...plan.sessions.keys()].sort())
      assert.ok(tapes.every(tape => tape.ending.kind === 'closed' && tape.ending.script === 'finished'))
    }
    const { head } = client.tapes[0] ?? {}
    assert.deepEqual(
      [head?.end, head?.role, head?.direction, head?.family, head?.port, head?.remote],
      ['client', 'dialer', 'incoming', 4, port, { address: '127.0.0.1', port }],
    )
    for (const tape of client.tapes) assert.equal(client.ports.get(tape.head.session ?? ''), tape.head.local?.port)
  })

  it('dials the port that a forwarding has given another number, and tapes the row as it is named', async () => {
    const answers = await rig.freePort()
    const plan = planOn(25, { dialPort: answers })
    const { near, tapes } = open('client', plan)
    await near.dial(first, [])
    await near.settle(idsOf(plan, first))
    assert.deepEqual([tapes[0]?.head.port, tapes[0]?.ending.kind], [25, 'refused'])
  })

  it('tapes a connection that never came to be', async () => {
    const plan = planOn(await rig.freePort())
    const { near, tapes } = open('client', plan)
    await near.dial(first, [])
    const [tape] = tapes
    assert.deepEqual([tape?.ending.kind, tape?.ending.code, tape?.events], ['refused', 'ECONNREFUSED', []])
    assert.equal(tape?.head.session, idsOf(plan, first)[0])
  })

  it('does not dial the ports that it is told to skip', async () => {
    const { server, port } = await rig.listen()
    server.on('connection', () => assert.fail('it dialed'))
    const { near, tapes } = open('client', planOn(port))
    await near.dial(first, [`tcp:${port}`])
    assert.deepEqual(tapes, [])
  })

  it('is done with dialing when each session has heard its first byte', async () => {
    const { server, port } = await rig.listen()
    const plan = planOn(port)
    const { near, tapes } = open('client', plan)
    server.on('connection', far => say(far, '2'))
    await near.dial(first, [])
    assert.deepEqual(tapes, [])
  })

  it(`has no more than ${AT_ONCE} sessions under way on one port`, async () => {
    const { server, port } = await rig.listen()
    const plan = planOn(port)
    const { near, tapes } = open('client', plan)
    const sessions = idsOf(plan, longest)
    assert.ok(sessions.length > AT_ONCE)
    const came: Socket[] = []
    server.on('connection', far => came.push(far.resume()))
    const dialing = near.dial(longest, [])
    await until(() => came.length === AT_ONCE)
    for (let turns = 0; turns < 50; turns++) await new Promise(resolve => setImmediate(resolve))
    assert.equal(came.length, AT_ONCE)
    for (let ended = 0; ended < sessions.length; ended++) {
      await until(() => came.length > ended)
      assert.ok(came.length <= tapes.length + AT_ONCE)
      came[ended]?.end('554 no\r\n')
    }
    await dialing
    await near.settle(sessions)
    assert.equal(tapes.length, sessions.length)
  })

  it('knows no round that is not in the plan', async () => {
    const { near } = await armed()
    const wrong: RoundRef = { kind: 'planned', direction: 'outgoing', index: 0 }
    await assert.rejects(near.arm(wrong), PlanError)
    await assert.rejects(near.dial(wrong, []), PlanError)
  })

  it('tells why it could not arm a port', async () => {
    const { port } = await rig.listen()
    assert.deepEqual(await open('client', planOn(port)).near.arm(first), [
      { transport: 'tcp', port, reason: 'in use on the client', taken: true },
    ])
    const mayListen = () => 'not in the profile'
    const free = await rig.freePort()
    const refused = open('responder', planOn(free), { mayListen })
    assert.deepEqual(await refused.near.arm(first), [
      { transport: 'tcp', port: free, reason: 'not in the profile', taken: false },
    ])
    // A program that answers there is told of all the same: what a dialer hears is its.
    const besides = open('responder', planOn(port), { mayListen, isServed: async its => its === port })
    assert.deepEqual(await besides.near.arm(first), [
      { transport: 'tcp', port, reason: 'not in the profile', taken: true },
    ])
  })

  it('greets with the greeting of the round that armed the port last', async () => {
    const { near, port } = await armed()
    const greet = async () => heardOn(await rig.dial(port), /^220 .*\r\n/m)
    assert.match(await greet(), /^220-/)
    await near.arm(longest)
    assert.match(await greet(), /^220 probe\.example ESMTP /)
  })

  it('has its kernel watch the TCP ports before it arms them, and gives its word', async () => {
    const told: string[] = []
    const word = { arrivals: [{ port: 25, remote: { address: '192.0.2.1', port: 4444 } }], blind: null }
    const { near, port } = await armed({
      witness: {
        watch: async ports => void told.push(`watches ${ports.join()} ${await isOpen(ports[0] ?? 0)}`),
        look: async () => word,
        stop: () => void told.push('stops'),
      },
    })
    assert.deepEqual(await near.witness(), word)
    await near.close()
    assert.deepEqual(told, [`watches ${port} false`, 'stops'])
  })

  it('tries no more of the plan on a port that let nothing through, but for the repeats', async () => {
    const plan = planOn(await rig.freePort())
    const { near, tapes } = open('client', plan)
    await near.dial(first, [])
    await near.dial(longest, [])
    assert.deepEqual(
      tapes.map(tape => tape.head.session),
      idsOf(plan, first),
    )
    const repeat: RoundRef = { ...again, sessions: idsOf(plan, first) }
    await near.dial(repeat, [])
    assert.deepEqual(
      tapes.slice(1).map(tape => [tape.head.session, tape.ending.kind]),
      idsOf(plan, repeat).map(id => [id, 'refused']),
    )
  })

  it('dials what it asks alone one after the other on a port, and different ports 50 ms apart', async () => {
    const listening = await Promise.all([rig.listen(), rig.listen()])
    for (const { server } of listening) server.on('connection', far => void far.resume().end('554 no\r\n'))
    const ports = listening.map(it => it.port)
    const plan = planRun({ rows: ports.map(port => rowOn(port)), seed })
    const slowly: RoundRef = { ...again, sessions: idsOf(plan, longest), alone: true }
    const { near, tapes } = open('client', plan)
    const calledAtMs = performance.now()
    await near.dial(slowly, [])
    await near.settle(idsOf(plan, slowly))
    assert.deepEqual(tapes.map(tape => tape.head.session).sort(), [...idsOf(plan, slowly)].sort())
    const lanes = ports.map(port => tapes.filter(tape => tape.head.port === port).sort(byStart))
    for (const lane of lanes)
      for (const [at, { head }] of lane.entries()) assert.ok(head.startedAtMs >= (lane[at - 1]?.ending.atMs ?? 0))
    const waitedMs = lanes.map(lane => (lane[0]?.head.startedAtMs ?? 0) - calledAtMs)
    // A timer may be a millisecond early.
    assert.ok(Math.max(...waitedMs) >= 49, `${waitedMs} ms`)
  })

  it('tapes a stranger with no session', async () => {
    const { port, tapes } = await armed()
    const far = await rig.dial(port)
    const remote = { address: '127.0.0.1', port: far.localPort }
    await heardOn(far, /^220 .*\r\n/m)
    far.end()
    await readToFin(far)
    await until(() => tapes.length === 1)
    const [tape] = tapes
    assert.deepEqual([tape?.head.session, tape?.head.role, tape?.head.port], [null, 'answerer', port])
    assert.deepEqual(tape?.head.remote, remote)
  })

  it('tapes a connection over the limit of strangers as that', async () => {
    const { port, tapes } = await armed({ peerAddress: '192.0.2.1' })
    const sockets = await Promise.all(Array.from({ length: 129 }, () => rig.dial(port)))
    await until(() => tapes.length === 1)
    const [tape] = tapes
    assert.deepEqual(
      [tape?.ending.kind, tape?.ending.resetSent, tape?.head.port, tape?.head.session],
      ['limit', true, port, null],
    )
    assert.ok(sockets.some(socket => socket.localPort === tape?.head.remote?.port))
  })

  it('believes the far end on who called, when the nonce was changed', async () => {
    const { near, plan, port, tapes } = await armed()
    const far = await rig.dial(port)
    const { id } = sessionOf(plan, 'smtp-greeting')
    near.announced(id, far.localPort ?? 0)
    await say(far, 'EHLO proxy.example\r\n')
    await heardOn(far, /^250 .*\r\n/m)
    far.end()
    await readToFin(far)
    await until(() => tapes.length === 1)
    assert.equal(tapes[0]?.head.session, id)
  })

  it('believes it later as well', async () => {
    const { near, plan, port, tapes } = await armed()
    const far = await rig.dial(port)
    await heardOn(far, /^220 .*\r\n/m)
    const { id } = sessionOf(plan, 'smtp-greeting')
    near.announced(id, far.localPort ?? 0)
    await say(far, 'EHLO proxy.example\r\n')
    await heardOn(far, /^250 .*\r\n/m)
    far.destroy()
    await until(() => tapes.length === 1)
    assert.equal(tapes[0]?.head.session, id)
  })

  it('closes its ports and calls off what runs when it is closed', async () => {
    const { near, port, tapes } = await armed()
    const far = await rig.dial(port)
    const reset = once(far, 'error')
    await heardOn(far, /^220 .*\r\n/m)
    await near.close()
    assert.equal(await isOpen(port), false)
    assert.equal(tapes[0]?.ending.kind, 'aborted')
    assert.equal((await reset)[0].code, 'ECONNRESET')
  })

  it('calls off what it dials when the run is called off', async () => {
    const { port } = await rig.listen()
    const plan = planOn(port)
    const controller = new AbortController()
    const { near, tapes } = open('client', plan, { signal: controller.signal })
    const dialing = near.dial(first, [])
    await until(() => tapes.length === 0)
    controller.abort()
    await dialing
    assert.deepEqual(
      tapes.map(tape => tape.ending.kind),
      idsOf(plan, first).map(() => 'aborted'),
    )
  })
})

describe('wire/end, settling', () => {
  const rig = createRig()
  const ends: ReturnType<typeof createNearEnd>[] = []
  let clock: FakeClock
  beforeEach(async () => {
    await certificate()
    clock = fakeClock()
  })
  afterEach(async () => {
    clock.restore()
    rig.closeAll()
    await Promise.all(ends.splice(0).map(end => end.close()))
  })

  async function open(port: number, signal = new AbortController().signal) {
    const plan = planOn(port)
    const tapes: Tape[] = []
    const near = createNearEnd({
      end: 'responder',
      family: 4,
      plan,
      seed,
      localAddress: '127.0.0.1',
      peerAddress: '127.0.0.1',
      nowMs: () => performance.now(),
      certificate,
      signal,
      mayListen: () => null,
      dialFrom: '127.0.0.1',
      isServed: async () => false,
      witness: nobodysWitness,
      onTape: tape => tapes.push(tape),
      onDialed: () => undefined,
    })
    ends.push(near)
    return { near, plan, tapes, ids: idsOf(plan, first) }
  }

  /** An end that answers, with one caller who has said nothing yet. */
  async function called(signal?: AbortSignal) {
    const port = await rig.freePort()
    const its = await open(port, signal)
    await its.near.arm(first)
    const far = await rig.dial(port)
    await heardOn(far, /^220 .*\r\n/m)
    return { ...its, far, port }
  }

  /** A promise with a window. */
  function watch(promise: Promise<void>): { done: boolean; promise: Promise<void> } {
    const watched = { done: false, promise }
    void promise.then(() => {
      watched.done = true
    })
    return watched
  }

  const turn = () => new Promise(resolve => setImmediate(resolve))

  it('is done at once when nothing is open', async () => {
    const { near, ids } = await open(await rig.freePort())
    await near.settle(ids)
    await near.settle([])
    assert.equal(clock.waiting(), 0)
  })

  it('is done when the sessions are sealed, though a stranger is still there', async () => {
    const { near, ids, plan, far, port } = await called()
    const settling = watch(near.settle(ids))
    const caller = await rig.dial(port)
    const { nonce } = sessionOf(plan, 'smtp-greeting')
    await say(caller, `EHLO ${nonce}.client.example\r\n`)
    await heardOn(caller, /^250 .*\r\n/m)
    assert.equal(settling.done, false)
    caller.end()
    await readToFin(caller)
    await settling.promise
    assert.equal(far.destroyed, false)
  })

  it('is done when the last connection has gone', async () => {
    const { near, ids, far } = await called()
    const settling = watch(near.settle(ids))
    await turn()
    assert.equal(settling.done, false)
    far.end()
    far.resume()
    await settling.promise
  })

  it('does not wait for a stranger longer than its 10 s', async () => {
    const { near, ids, far } = await called()
    const settling = watch(near.settle(ids))
    // It moves, so that it is not idle.
    for (let passedMs = 0; passedMs < 8000; passedMs += 4000) {
      clock.pass(4000)
      await say(far, 'E')
      await turn()
      await turn()
    }
    assert.equal(settling.done, false)
    clock.pass(2000)
    await settling.promise
  })

  it('waits for as long as it takes for what this end dials', async () => {
    const { server, port } = await rig.listen()
    const { near, ids, tapes } = await open(port)
    const connected = once(server, 'connection')
    const dialing = near.dial(first, [])
    const settling = watch(near.settle(ids))
    const [far] = await connected
    far.resume()
    await say(far, '2')
    await dialing
    for (let passes = 0; passes < 4; passes++) {
      await say(far, '2')
      await turn()
      await turn()
      clock.pass(4000)
      await turn()
    }
    assert.equal(settling.done, tapes.length > 0)
    far.destroy()
    await settling.promise
    assert.equal(tapes.length, ids.length)
  })

  it('is done when the run is called off', async () => {
    const controller = new AbortController()
    const { near, ids } = await called(controller.signal)
    const settling = near.settle(ids)
    controller.abort()
    await settling
  })
})
