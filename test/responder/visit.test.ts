/** What a paired client gets, and what not even a paired client may do. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { type AllowedPorts, allowedPorts } from '../../responder/allowed-ports.ts'
import { createRuns } from '../../responder/runs.ts'
import { receiveVisit } from '../../responder/visit.ts'
import { type Codes, createCodes } from '../../src/control/codes.ts'
import { ControlError } from '../../src/control/errors.ts'
import { createFront } from '../../src/control/front.ts'
import type { Pairing } from '../../src/control/pairing.ts'
import { freePorts } from '../../src/demo/ports.ts'
import type { Row } from '../../src/plan/session.ts'
import { lazyCertificate } from '../../src/wire/certificate.ts'
import { portKey } from '../../src/wire/path-end.ts'
import { silentHost } from '../support/hosts.ts'
import { strangePairing } from '../support/programs-codes.ts'
import { newKey, newRunId, type Visitor, visit } from '../support/programs-control.ts'
import { eventually, isOpen } from '../support/programs-ports.ts'

const address = '127.0.0.1'
const firstRound = { round: { kind: 'planned', direction: 'incoming', index: 0 } } as const
const outgoingRound = { round: { kind: 'planned', direction: 'outgoing', index: 0 } } as const

interface House {
  /** What was done with control ports: `lend 443`, `take back 443`. */
  readonly lent: readonly string[]
  readonly pairing: Pairing
  readonly codes: Codes
  readonly log: readonly string[]
  readonly stop: () => void
}

describe('responder/visit', () => {
  const servers: Server[] = []
  /** The ports that a test may have armed. */
  const armable: number[] = []
  const visitors: Visitor[] = []
  afterEach(async () => {
    await Promise.all(visitors.splice(0).map(({ channel }) => channel.close()))
    for (const server of servers.splice(0)) server.close()
  })

  async function open(lifeMs = 60_000, now = new Date(), alsoControl: readonly number[] = []): Promise<House> {
    const lent: string[] = []
    const server = createServer()
    servers.push(server)
    server.listen(0, address)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const pairing = strangePairing({ controlPorts: [port], addresses: [address], lifeMs, now })
    const codes = createCodes()
    codes.add(pairing, new Date())
    const log: string[] = []
    const stopped = new AbortController()
    const house = {
      codes,
      pairingOf: (keyId: string) => (keyId === pairing.keyId ? pairing : undefined),
      runs: createRuns(() => new Date()),
      controlPorts: {
        ports: [port, ...alsoControl],
        lend: async (wanted: number) => void lent.push(`lend ${wanted}`),
        takeBack: async (wanted: number) => void lent.push(`take back ${wanted}`),
        close: async () => undefined,
      },
      certificate: lazyCertificate('probe.example'),
      mayListen: (...of: Parameters<AllowedPorts['mayListen']>) => allowedPorts([], armable).mayListen(...of),
      host: async () => silentHost,
      rulesRead: false,
      key: newKey(),
      log: (line: string) => void log.push(line),
      signal: stopped.signal,
    }
    server.on(
      'connection',
      createFront({
        lookup: keyId => codes.lookup(keyId),
        onControl: (socket, keyId) => receiveVisit(socket, keyId, house),
        onOther: socket => socket.destroy(),
      }),
    )
    return { pairing, codes, log, lent, stop: () => stopped.abort() }
  }

  async function enter({ pairing }: House, key = newKey()): Promise<Visitor> {
    const visitor = await visit(pairing, address, key)
    visitors.push(visitor)
    return visitor
  }

  /** Armed for the first incoming round; gives the port. */
  async function arm({ channel, begin }: Visitor): Promise<number> {
    const row = await echoRow('incoming')
    await begin([row])
    const { ports } = await channel.request('arm', firstRound)
    assert.deepEqual(
      ports.map(it => [it.port, it.reason]),
      [[row.port, null]],
    )
    assert.equal(await isOpen(address, row.port), true)
    return row.port
  }

  async function echoRow(direction: Row['direction']): Promise<Row> {
    const [port = 0] = await freePorts(1, [address])
    armable.push(port)
    return { direction, transport: 'tcp', port, protocol: 'echo' }
  }

  const closes = (port: number) => eventually('the port is closed', async () => !(await isOpen(address, port)))
  const refusal = (word: string, message: RegExp) => ({ name: 'RemoteError', word, message })

  it('says who it is and what time it is before a run begins', async () => {
    const { channel } = await enter(await open())
    const { protocol } = await channel.request('hello', { protocol: 1, release: 'any' })
    assert.ok(Number.isInteger(protocol))
    const { nowMs } = await channel.request('clock', {})
    assert.ok(nowMs > 0)
  })

  it('does nothing for a client that has begun no run', async () => {
    const { channel } = await enter(await open())
    const notBegun = refusal('not-begun', /^no run was begun on this control connection$/)
    await assert.rejects(channel.request('arm', firstRound), notBegun)
    await assert.rejects(channel.request('dial', { ...outgoingRound, skip: [] }), notBegun)
    await assert.rejects(channel.request('settle', { sessions: [] }), notBegun)
    await assert.rejects(channel.request('witness', {}), notBegun)
    await assert.rejects(channel.request('besideOpen', { ports: [25] }), notBegun)
    await assert.rejects(channel.request('besideFinish', { dials: [] }), notBegun)
    await channel.request('renew', {})
    await channel.request('finish', {})
  })

  it('begins one run on a connection, and says how it sees the client', async () => {
    const { begin } = await enter(await open())
    assert.equal((await begin([])).seenAs, address)
    await assert.rejects(begin([]), refusal('busy', /has begun a run already/))
  })

  it('tells at the begin what its host says of itself, and its firewall of each row', async () => {
    const { begin } = await enter(await open())
    const row = await echoRow('incoming')
    const { host, firewall } = await begin([row])
    assert.deepEqual(host, silentHost)
    const { direction, transport, port } = row
    const verdict = { kind: 'unknown', why: 'the rules are not readable: this is a test' }
    assert.deepEqual(firewall, [{ direction, transport, port, verdict }])
  })

  it('tells what its kernel saw of connections that nobody got', async () => {
    const visitor = await enter(await open())
    await arm(visitor)
    const { arrivals, blind } = await visitor.channel.request('witness', {})
    assert.deepEqual(arrivals, [])
    // The rules of this house were not read: that none arrived proves nothing.
    assert.notEqual(blind, null)
  })

  it('arms each transport by itself', async () => {
    const { channel, begin } = await enter(await open())
    const row = await echoRow('incoming')
    await begin([row, { ...row, transport: 'udp' }, { ...row, transport: 'udp', port: 79 }])
    const { ports } = await channel.request('arm', firstRound)
    assert.deepEqual(
      ports.map(it => [portKey(it), it.reason, it.taken]),
      [
        [`tcp:${row.port}`, null, false],
        [`udp:${row.port}`, null, false],
        ['udp:79', "79/udp is not in the responder's profile; start it with --allow-ports 79", false],
      ],
    )
  })

  it('takes the signature of this connection alone', async () => {
    const house = await open()
    const key = newKey()
    const [first, second] = [await enter(house, key), await enter(house, key)]
    const elsewhere = Buffer.from(key.sign(new Uint8Array(32))).toString('base64url')
    const wrong = refusal('wrong-signature', /does not hold the key that it shows/)
    await assert.rejects(first.begin([], { signature: elsewhere }), wrong)
    await assert.rejects(second.begin([], { signature: '' }), wrong)
    await first.begin([])
  })

  it('belongs to the key that used the code first, and a wrong signature pins nothing', async () => {
    const house = await open()
    const [honest, thief] = [await enter(house), await enter(house)]
    await assert.rejects(thief.begin([], { signature: 'AAAA' }), refusal('wrong-signature', /./))
    await honest.begin([])
    await assert.rejects(thief.begin([]), refusal('in-use', /belongs to the client that used it first/))
  })

  it('tells the holder of a code that it was revoked, or has expired, and writes it down', async () => {
    const house = await open()
    house.codes.revoke(house.pairing.keyId)
    const revoked = refusal('revoked', /^the pairing code has been revoked; ask for a new one$/)
    await assert.rejects((await enter(house)).begin([]), revoked)
    assert.ok(house.log.some(line => line.includes(`used the revoked code ${house.pairing.keyId}`)))
    const late = await open(1000, new Date(Date.now() - 60_000))
    const expired = refusal('expired', /^the pairing code has expired; ask for a new one$/)
    await assert.rejects((await enter(late)).begin([]), expired)
  })

  it('runs one run at a time, over as many connections as it has', async () => {
    const house = await open()
    const key = newKey()
    const [first, second] = [await enter(house, key), await enter(house, key)]
    const runId = newRunId()
    await first.begin([], { runId })
    await assert.rejects(second.begin([]), refusal('busy', /^run in progress since .*; try again when it has ended$/))
    await second.begin([], { runId })
    await first.channel.request('finish', {})
    await second.channel.request('finish', {})
    await (await enter(house, key)).begin([])
  })

  it('opens a port for a round, and closes it when the client has finished', async () => {
    const visitor = await enter(await open())
    const port = await arm(visitor)
    await visitor.channel.request('finish', {})
    await closes(port)
    await assert.rejects(visitor.channel.request('arm', firstRound), refusal('not-begun', /./))
  })

  it('borrows a control port once, however many rows name it, and only where this end listens on it', async () => {
    const [one, other] = [await echoRow('incoming'), await echoRow('outgoing')]
    const house = await open(60_000, new Date(), [one.port, other.port])
    const { channel, begin } = await enter(house)
    await begin([one, { ...one, direction: 'outgoing' }, other])
    await channel.request('arm', firstRound)
    await channel.request('finish', {})
    await eventually('it is given back', async () => house.lent.length === 2)
    assert.deepEqual(house.lent, [`lend ${one.port}`, `take back ${one.port}`])
  })

  it('closes the ports of a client whose control connection ends, in order or not', async () => {
    const house = await open()
    const key = newKey()
    const orderly = await enter(house, key)
    const port = await arm(orderly)
    await orderly.channel.close()
    await closes(port)
    const vanished = await enter(house, key)
    const other = await arm(vanished)
    vanished.channel.destroy(new ControlError('gone', 'us'))
    await closes(other)
    await eventually('both ends are written down', () => house.log.filter(it => / ended/.test(it)).length === 2)
  })

  it('closes everything when the responder is stopped', async () => {
    const house = await open()
    const visitor = await enter(house)
    const port = await arm(visitor)
    house.stop()
    await closes(port)
    await visitor.channel.closed
  })

  it('does not open a well-known port that is not of mail hosting, and says what to do', async () => {
    const { channel, begin } = await enter(await open())
    await begin([{ direction: 'incoming', transport: 'tcp', port: 79, protocol: 'echo' }])
    const { ports } = await channel.request('arm', firstRound)
    assert.deepEqual(
      ports.map(it => [it.port, it.reason]),
      [[79, "79/tcp is not in the responder's profile; start it with --allow-ports 79"]],
    )
    assert.equal(await isOpen(address, 79), false)
  })

  it('says that a port is in use', async () => {
    const { channel, begin } = await enter(await open())
    const row = await echoRow('incoming')
    const other = createServer().listen(row.port, address)
    servers.push(other)
    await once(other, 'listening')
    await begin([row])
    const { ports } = await channel.request('arm', firstRound)
    assert.deepEqual(
      ports.map(it => it.reason),
      ['in use on the server'],
    )
  })

  it('plays no round and no session that is not in the plan', async () => {
    const { channel, begin } = await enter(await open())
    const row = await echoRow('incoming')
    await begin([row])
    const missing = { round: { ...firstRound.round, index: 7 } }
    await assert.rejects(channel.request('arm', missing), /the plan has no incoming round 7/)
    const how = { kind: 'repeat', direction: 'incoming', attempt: 2, patient: false } as const
    const invented = { round: { ...how, sessions: ['0123456789abcdef'] } }
    await assert.rejects(channel.request('arm', invented), /the plan has no session 0123456789abcdef/)
    await assert.rejects(channel.request('dial', { ...outgoingRound, skip: [] }), /the plan has no outgoing round 0/)
    assert.equal(await isOpen(address, row.port), false)
  })

  it('dials back to where the client came from, only in the plan, and sends the tape', async () => {
    const visitor = await enter(await open())
    const row = await echoRow('outgoing')
    const called: string[] = []
    const listening = createServer(socket => {
      called.push(`${socket.remoteAddress}`)
      socket.on('error', () => undefined).resetAndDestroy()
    }).listen(row.port, address)
    servers.push(listening)
    await once(listening, 'listening')
    await visitor.begin([row])
    await visitor.channel.request('dial', { ...outgoingRound, skip: [] })
    await eventually('a tape has come', () => visitor.tapes.length === 1)
    const [{ head } = assert.fail()] = visitor.tapes
    assert.deepEqual([head.end, head.role, head.port, head.direction], ['responder', 'dialer', row.port, 'outgoing'])
    assert.deepEqual(called, [address])
  })

  it('leaves out the ports that it is told to skip', async () => {
    const visitor = await enter(await open())
    const row = await echoRow('outgoing')
    await visitor.begin([row])
    await visitor.channel.request('dial', { ...outgoingRound, skip: [portKey(row)] })
    assert.deepEqual(visitor.tapes, [])
  })

  it('refuses a message that is none, and goes on', async () => {
    const { channel, begin } = await enter(await open())
    await assert.rejects(begin([], { runId: 'no such thing' }), { name: 'ControlError' })
    await begin([])
    await channel.request('renew', {})
  })
})
