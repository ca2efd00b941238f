/** Pings over loopback, with real raw sockets: needs root or CAP_NET_RAW. */
import assert from 'node:assert/strict'
import type { Session } from '../../src/plan/session.ts'
import { silentScript } from '../../src/script/script.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { loadPing } from '../../src/wire/icmp.ts'
import { createIcmpEnd } from '../../src/wire/icmp-end.ts'
import { pingsOf } from '../support/pings.ts'
import { openPart, type PartOnLoopback } from './part-rig.ts'

const armedWell = [{ transport: 'icmp', port: 0, reason: null, taken: false }]

function session(id: string): Session {
  const row = { direction: 'incoming', family: 4, transport: 'icmp', port: 0, protocol: 'echo' } as const
  const common = {
    nonce: id.toUpperCase(),
    probe: 'icmp-echo',
    part: 0,
    script: silentScript,
    attempt: 1,
    idleMs: 5000,
  }
  return { ...common, id, row, pings: pingsOf(`${id}-NONCE`, [32, 1, 1472]) }
}

function heardOn(tape: Tape | undefined): readonly Uint8Array[] {
  return tape?.events.flatMap(it => (it.kind === 'heard' ? [it.bytes] : [])) ?? []
}

describe('wire/icmp-end', function () {
  this.slow(2000)
  const opened: PartOnLoopback[] = []
  before(async function () {
    const loaded = await loadPing()
    if (loaded.ok) return
    process.stdout.write(`  skipped: ping ${loaded.reason}\n`)
    this.skip()
  })
  afterEach(() => Promise.all(opened.splice(0).map(({ part }) => part.close())))

  function open(end: 'client' | 'responder'): PartOnLoopback {
    const its = openPart(createIcmpEnd, end)
    opened.push(its)
    return its
  }

  it('plays sessions of several armings, each with a tape at both ends', async () => {
    const [client, responder] = [open('client'), open('responder')]
    for (const id of ['one', 'two']) {
      const its = session(id)
      assert.deepEqual(await responder.part.arm([its]), armedWell)
      let begun = 0
      const tape = await client.part.dial(its, () => {
        begun += 1
      })
      responder.part.seal([id, 'no such'])
      assert.deepEqual([begun, tape.ending.script, tape.head.session], [1, 'finished', id])
      const last = responder.kept.at(-1)
      assert.deepEqual([last?.entry.session, last?.tape.head.session, last?.tape.head.role], [id, id, 'answerer'])
      assert.deepEqual(heardOn(last?.tape), its.pings)
      assert.deepEqual(heardOn(tape), its.pings)
    }
    assert.equal(responder.kept.length, 2)
  })

  it('arms nothing for no sessions, and twice at one moment with one ear', async () => {
    const { part, kept } = open('responder')
    assert.deepEqual(await part.arm([]), [])
    const its = session('both')
    const armed = await Promise.all([part.arm([its]), part.arm([session('other')])])
    assert.deepEqual(armed, [armedWell, armedWell])
    await open('client').part.dial(its, () => undefined)
    part.seal(['both', 'other'])
    assert.equal(kept.length, 1)
  })

  it('has no tape of a session that nobody pinged, and none of strangers', async () => {
    const { part, kept } = open('responder')
    await part.arm([session('armed')])
    await open('client').part.dial(session('stranger'), () => undefined)
    part.seal(['armed'])
    assert.deepEqual(kept, [])
  })

  it('always tries: one silence says nothing of the next echo', () => {
    assert.equal(open('client').part.isWorthwhile(session('one')), true)
  })

  it('seals what is open when it is closed, and may be closed twice or before it was armed', async () => {
    const { part, kept } = open('responder')
    await part.close()
    await part.arm([session('one')])
    await open('client').part.dial(session('one'), () => undefined)
    await part.close()
    await part.close()
    assert.equal(kept.length, 1)
  })

  it('hears nothing any more when it was called off while it was being armed', async () => {
    const { part, kept, abort } = open('responder')
    const arming = part.arm([session('one')])
    abort()
    await arming
    await open('client').part.dial(session('one'), () => undefined)
    part.seal(['one'])
    assert.deepEqual(kept, [])
  })

  it('ends its own pings when all is called off', async () => {
    const { part, abort } = open('client')
    abort()
    assert.equal((await part.dial(session('one'), () => undefined)).ending.kind, 'aborted')
  })
})
