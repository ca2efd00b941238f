import assert from 'node:assert/strict'
import type { FirewallVerdict, RowFirewall } from '../../src/host/facts.ts'
import { type FamilyRow, rowKey } from '../../src/plan/session.ts'
import type { Witnesses } from '../../src/run/facts.ts'
import { askWitnesses, hostViews } from '../../src/run/hosts.ts'
import type { Path } from '../../src/run/path.ts'
import type { EchoReading, Witness } from '../../src/wire/witness.ts'
import { silentHost } from '../support/hosts.ts'
import { type Happened, heard, opened, sent, tapeOf } from '../support/tapes.ts'
import { pathWith, rows } from './path.ts'

const udpIn: FamilyRow = { direction: 'incoming', family: 4, transport: 'udp', port: 25, protocol: 'echo' }
const pingIn: FamilyRow = { direction: 'incoming', family: 4, transport: 'icmp', port: 0, protocol: 'echo' }
const pingOut: FamilyRow = { ...pingIn, direction: 'outgoing' }
const nothing: Witness = { arrivals: [], blind: null }

function passing(row: FamilyRow, verdict: FirewallVerdict = { kind: 'passes' }): RowFirewall {
  const { direction, transport, port } = row
  return { direction, transport, port, verdict }
}

/** A handshake that nobody completed. */
function halfOpen(port: number, address: string, remotePort = 40_000): Witness {
  return { arrivals: [{ port, remote: { address, port: remotePort } }], blind: null }
}

function viewOf(path: Path, row: FamilyRow, witnesses: Partial<Witnesses> = {}) {
  return hostViews(path, { incoming: nothing, outgoing: nothing, ...witnesses }).get(rowKey(row)) ?? assert.fail()
}

/** A connection that the far end got. */
function accepted(row: FamilyRow, address: string, port: number, session: string | null = null) {
  const { direction, transport } = row
  const head = { direction, transport, port: row.port, session, remote: { address, port } }
  return tapeOf('answerer', [opened(), heard('hello')], { head })
}

/** A reading that took 10 ms; as many were answered as were received. */
function counted(fromMs: number, received: number): EchoReading {
  return { fromMs, untilMs: fromMs + 10, received, answered: received }
}

/** The dialer's tape of a session of pings; an event a millisecond from its start on. */
function pinged(row: FamilyRow, session: string, startedAtMs: number, events: readonly Happened[]) {
  const { direction, transport, port } = row
  return tapeOf('dialer', events, { head: { direction, transport, port, session, startedAtMs } })
}

describe('run/hosts', () => {
  it('has a view of every row, and of none more', () => {
    const path = pathWith([rows.smtpIn, rows.echoOut])
    assert.deepEqual([...hostViews(path, { incoming: nothing, outgoing: nothing }).keys()], path.rows.map(rowKey))
  })

  it('takes each firewall’s word on exactly that row, from the host that answers or dials', () => {
    const drops: FirewallVerdict = { kind: 'drops', rule: 'r' }
    const path = pathWith([rows.smtpIn, udpIn, rows.echoOut], {
      hosts: {
        client: { facts: silentHost, firewall: [passing(rows.echoOut, drops), passing(rows.smtpIn)] },
        responder: { facts: silentHost, firewall: [passing(rows.smtpIn, drops), passing(rows.echoOut)] },
      },
    })
    const verdicts = (row: FamilyRow) => [viewOf(path, row).answerer?.kind, viewOf(path, row).dialer?.kind]
    assert.deepEqual(verdicts(rows.smtpIn), ['drops', 'passes'])
    assert.deepEqual(verdicts(rows.echoOut), ['drops', 'passes'])
    assert.deepEqual(verdicts(udpIn), [undefined, undefined])
  })

  describe('arrival', () => {
    const path = pathWith([rows.smtpIn, rows.echoIn, rows.echoOut, udpIn])

    it('is a handshake on that port from where the dialer is', () => {
      assert.equal(viewOf(path, rows.smtpIn, { incoming: halfOpen(25, path.seenAs) }).arrived, true)
      assert.equal(viewOf(path, rows.echoOut, { outgoing: halfOpen(10_046, path.address) }).arrived, true)
    })

    it('is none when nobody came, when a stranger did, on another port, at the other end, or of another transport', () => {
      assert.equal(viewOf(path, rows.smtpIn).arrived, false)
      assert.equal(viewOf(path, rows.smtpIn, { incoming: halfOpen(25, '198.51.100.66') }).arrived, false)
      assert.equal(viewOf(path, rows.echoIn, { incoming: halfOpen(25, path.seenAs) }).arrived, false)
      assert.equal(viewOf(path, rows.smtpIn, { outgoing: halfOpen(25, path.seenAs) }).arrived, false)
      assert.equal(viewOf(path, udpIn, { incoming: halfOpen(25, path.seenAs) }).arrived, false)
    })

    it('is none when the handshake was completed after all: that connection has a tape', () => {
      const taped = pathWith([rows.smtpIn], { tapes: [accepted(rows.smtpIn, '192.0.2.1', 40_000)] })
      assert.equal(viewOf(taped, rows.smtpIn, { incoming: halfOpen(25, '192.0.2.1', 40_000) }).arrived, false)
      assert.equal(viewOf(taped, rows.smtpIn, { incoming: halfOpen(25, '192.0.2.1', 40_001) }).arrived, true)
    })

    it('may come from an address that another session of that direction has proved', () => {
      const proved = (session: string | null) =>
        pathWith([rows.smtpIn, rows.echoIn], { tapes: [accepted(rows.echoIn, '203.0.113.9', 1, session)] })
      const witness = { incoming: halfOpen(25, '203.0.113.9') }
      assert.equal(viewOf(proved('s'), rows.smtpIn, witness).arrived, true)
      assert.equal(viewOf(proved(null), rows.smtpIn, witness).arrived, false)
    })

    it('is told by one spelling of an address', () => {
      const six: FamilyRow = { ...rows.echoOut, family: 6 }
      const typed = pathWith([six], { family: 6, address: '2001:DB8:0:0::25' })
      assert.equal(viewOf(typed, six, { outgoing: halfOpen(10_046, '2001:db8::25') }).arrived, true)
    })
  })

  describe('what the answering end’s kernel counted while a session pinged it', () => {
    const ping = [sent('1'), heard('1'), sent('2'), heard('2')]
    const steps = [counted(0, 0), counted(4000, 1), counted(4990, 1), counted(5300, 3), counted(8000, 9)]
    const seen = (path: Path, row: FamilyRow, echoes: readonly EchoReading[] = steps) =>
      viewOf(path, row, { [row.direction]: { ...nothing, echoes } }).echoes
    const at5s = (row: FamilyRow, facts: Partial<Path> = {}) =>
      pathWith([row], { tapes: [pinged(row, 's', 5000, ping)], ...facts })

    it('is told from the last reading surely before it to the first surely after it', () => {
      assert.deepEqual(seen(at5s(pingIn), pingIn)?.get('s'), { received: 2, answered: 2, own: 2 })
    })

    it('is told in the dialer’s time, whichever end dials', () => {
      const shifted = steps.map(it => ({ ...it, fromMs: it.fromMs - 70_000, untilMs: it.untilMs - 70_000 }))
      const ahead = steps.map(it => ({ ...it, fromMs: it.fromMs + 70_000, untilMs: it.untilMs + 70_000 }))
      const expected = { received: 2, answered: 2, own: 2 }
      assert.deepEqual(seen(at5s(pingIn, { offsetMs: 70_000 }), pingIn, shifted)?.get('s'), expected)
      assert.deepEqual(seen(at5s(pingOut, { offsetMs: 70_000 }), pingOut, ahead)?.get('s'), expected)
    })

    it('takes all of the run where the clocks are not known well enough', () => {
      for (const roundTripMs of [null, 6000])
        assert.equal(seen(at5s(pingIn, { roundTripMs }), pingIn)?.get('s')?.received, 9)
    })

    it('takes the first and the last reading where none lies nearer', () => {
      const two = [counted(4999, 0), counted(5001, 2)]
      assert.deepEqual(seen(at5s(pingIn), pingIn, two)?.get('s'), { received: 2, answered: 2, own: 2 })
    })

    it('counts as own what other sessions of the row sent meanwhile, and replies that were made two of', () => {
      const twice = [sent('3'), heard('3'), heard('3'), heard('3')]
      const tapes = [
        pinged(pingIn, 's', 5000, ping),
        pinged(pingIn, 't', 5200, twice),
        pinged(pingIn, 'u', 20_000, ping),
      ]
      const echoes = seen(pathWith([pingIn], { tapes }), pingIn)
      assert.equal(echoes?.get('s')?.own, 5)
    })

    it('is not told of a session that lies outside all readings', () => {
      const tapes = [pinged(pingIn, 'early', -9000, ping), pinged(pingIn, 'late', 20_000, ping)]
      assert.deepEqual([...(seen(pathWith([pingIn], { tapes }), pingIn)?.keys() ?? [])], [])
    })

    it('is nothing without two readings, of other transports, and behind a NAT of the client', () => {
      assert.equal(seen(at5s(pingIn), pingIn, [])?.size, 0)
      assert.equal(seen(at5s(pingIn), pingIn, steps.slice(0, 1))?.size, 0)
      assert.equal(seen(at5s(udpIn), udpIn), undefined)
      const nat = { own: '10.0.0.2', seenAs: '192.0.2.1' }
      assert.equal(seen(at5s(pingOut, { nat }), pingOut)?.size, 0)
      assert.equal(seen(at5s(pingIn, { nat }), pingIn)?.size, 1)
    })
  })

  describe('the kernels', () => {
    const end = (witness: () => Promise<Witness>) => ({ ...pathWith([]).near, witness })

    it('are asked at the answering end of each direction', async () => {
      const near = end(async () => ({ arrivals: [], blind: 'the client’s' }))
      const far = end(async () => ({ arrivals: [], blind: 'the server’s' }))
      const { incoming, outgoing } = await askWitnesses(pathWith([], { near, far }))
      assert.deepEqual([incoming.blind, outgoing.blind], ['the server’s', 'the client’s'])
    })

    it('that cannot be asked any more prove nothing', async () => {
      const far = end(() => Promise.reject(new Error('gone')))
      const { incoming } = await askWitnesses(pathWith([], { near: far, far }))
      assert.match(incoming.blind ?? '', /could not be asked/)
      const { outgoing } = await askWitnesses(pathWith([], { broken: () => 'it broke' }))
      assert.match(outgoing.blind ?? '', /could not be asked/)
    })

    it('hand on why absence proves nothing', () => {
      const path = pathWith([rows.smtpIn])
      assert.equal(viewOf(path, rows.smtpIn).blind, null)
      assert.equal(viewOf(path, rows.smtpIn, { incoming: { arrivals: [], blind: 'busy' } }).blind, 'busy')
    })
  })
})
