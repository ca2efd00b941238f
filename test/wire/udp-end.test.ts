import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import type { Session } from '../../src/plan/session.ts'
import type { NearEndOptions } from '../../src/wire/end-part.ts'
import { createUdpEnd } from '../../src/wire/udp-end.ts'
import { openPart, type PartOnLoopback } from './part-rig.ts'
import { until } from './rig.ts'
import { createUdpRig, flow, isFree, udpSession, words } from './udp-rig.ts'

describe('wire/udp-end', () => {
  const rig = createUdpRig()
  const opened: PartOnLoopback[] = []
  afterEach(async () => {
    rig.closeAll()
    await Promise.all(opened.splice(0).map(({ part }) => part.close()))
  })

  function open(end: NearEndOptions['end'], options: Partial<NearEndOptions> = {}): PartOnLoopback {
    const its = openPart(createUdpEnd, end, options)
    opened.push(its)
    return its
  }

  /** A responder that answers one session. */
  async function armed() {
    const session = udpSession(await rig.freePort())
    const responder = open('responder')
    const ports = await responder.part.arm([session])
    assert.deepEqual(ports, [{ transport: 'udp', port: session.row.port, reason: null, taken: false }])
    return { ...responder, session }
  }

  it('plays a session, each end with a tape of it; the answerer’s is over when it is told so', async () => {
    const { part, kept, session } = await armed()
    let begun = 0
    const tape = await open('client').part.dial(session, () => {
      begun += 1
    })
    assert.deepEqual([begun, tape.ending.kind, tape.ending.script], [1, 'closed', 'finished'])
    assert.equal(kept.length, 0)
    part.seal([session.id])
    const [one, ...more] = kept
    assert.deepEqual([one?.entry.session, one?.tape.ending.script, more], [session.id, 'finished', []])
    assert.deepEqual(flow(one?.tape, 'heard'), words('a', 'dialer'))
    assert.deepEqual(flow(tape, 'heard'), words('a', 'answerer'))
    assert.deepEqual(
      [tape.head.role, tape.head.end, one?.tape.head.role, one?.tape.head.end],
      ['dialer', 'client', 'answerer', 'responder'],
    )
    assert.equal(one?.tape.head.remote?.port, tape.head.local?.port)
  })

  it('lets nobody wait for the first answer, which may never come, and tries the next session all the same', async () => {
    const { port } = await rig.open()
    const { part, abort } = open('client')
    const order: string[] = []
    const dialing = part.dial(udpSession(port), () => order.push('begun'))
    assert.deepEqual(order, ['begun'])
    abort()
    assert.equal((await dialing).ending.kind, 'aborted')
    assert.equal(part.isWorthwhile(udpSession(port, 'b')), true)
  })

  it('dials the port that a forwarding has given another number', async () => {
    const { part, kept, session } = await armed()
    const forwarded: Session = { ...session, row: { ...session.row, port: 1, dialPort: session.row.port } }
    const tape = await open('client').part.dial(forwarded, () => undefined)
    part.seal([session.id])
    assert.deepEqual([tape.head.port, tape.ending.kind, kept.length], [1, 'closed', 1])
  })

  it('keeps a stranger’s datagrams on a tape without a session', async () => {
    const { part, kept, session } = await armed()
    const { socket } = await rig.open()
    socket.send(bytesOf('who is there'), session.row.port, '127.0.0.1')
    await open('client').part.dial(session, () => undefined)
    part.seal([session.id])
    await until(() => kept.length === 2)
    const stranger = kept.find(({ entry }) => entry.session === null)
    assert.deepEqual(flow(stranger?.tape, 'heard'), ['who is there'])
    assert.deepEqual(flow(stranger?.tape, 'sent'), [])
  })

  it('says why a port cannot be armed', async () => {
    const session = udpSession(await rig.freePort())
    await rig.open(undefined, session.row.port)
    const [inUse] = await open('client').part.arm([session])
    assert.deepEqual([inUse?.reason, inUse?.taken], ['in use on the client', true])
    const [forbidden] = await open('client', { mayListen: () => 'not in the profile' }).part.arm([session])
    assert.deepEqual([forbidden?.reason, forbidden?.taken], ['not in the profile', false])
  })

  it('sends nothing of a session that has no datagrams', async () => {
    const { datagrams: _, ...session } = udpSession(await rig.freePort())
    const tape = await open('client').part.dial(session, () => undefined)
    assert.deepEqual(
      [tape.ending.kind, tape.ending.code, tape.events],
      ['no-connection', 'no datagrams in the plan', []],
    )
  })

  it('frees its ports', async () => {
    const { part, session } = await armed()
    await part.close()
    assert.equal(await isFree(session.row.port), true)
  })
})
