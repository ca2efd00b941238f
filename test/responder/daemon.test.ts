/** The responder as a whole: what listens, who gets in, and that nothing stays. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allowedPorts } from '../../responder/allowed-ports.ts'
import { type Responder, type ResponderOptions, startResponder } from '../../responder/daemon.ts'
import { ownAddresses } from '../../src/control/environment.ts'
import { loadInstallationKey } from '../../src/control/installation-key.ts'
import { decodePairing } from '../../src/control/pairing.ts'
import { freePorts } from '../../src/demo/ports.ts'
import type { Row } from '../../src/plan/session.ts'
import { unreadFirewall } from '../support/hosts.ts'
import { strangePairing } from '../support/programs-codes.ts'
import { visit } from '../support/programs-control.ts'
import { eventually, isOpen } from '../support/programs-ports.ts'

const address = '127.0.0.1'

describe('responder/daemon', () => {
  const responders: Responder[] = []
  const log: string[] = []
  afterEach(async () => {
    await Promise.all(responders.splice(0).map(it => it.stop()))
    log.splice(0)
  })

  async function open(options: Partial<ResponderOptions> = {}): Promise<Responder> {
    const responder = await startResponder({
      listen: [address],
      controlPort: 0,
      codeLifeMs: 60_000,
      allowedPorts: allowedPorts([], []),
      firewall: unreadFirewall,
      hostsAllow: null,
      key: loadInstallationKey(mkdtempSync(join(tmpdir(), 'pathproof-'))),
      log: line => log.push(line),
      ...options,
    })
    responders.push(responder)
    return responder
  }

  const portOf = ({ pairing }: Responder) => pairing.controlPorts[0] ?? 0

  it('gives a code that says where it is, and until when', async () => {
    const responder = await open()
    assert.deepEqual(decodePairing(responder.code), responder.pairing)
    assert.deepEqual(responder.pairing.addresses, [address])
    const leftMs = responder.pairing.expiresAt.getTime() - Date.now()
    assert.ok(leftMs > 30_000 && leftMs <= 61_000)
  })

  it('gives another code each time', async () => {
    assert.notEqual((await open()).code, (await open()).code)
  })

  it('names the addresses that others can reach when it listens on all', async () => {
    const { pairing } = await open({ listen: [] })
    assert.ok(pairing.addresses.length > 0 && pairing.addresses.length <= 8)
    assert.ok(pairing.addresses.every(it => ownAddresses().includes(it) && !it.startsWith('fe80:')))
    const outside = ownAddresses().some(it => !it.startsWith('127.') && it !== '::1' && !it.startsWith('fe80:'))
    assert.equal(pairing.addresses.includes(address), !outside)
  })

  it('lets in who has the code, and writes down who came, never the code', async () => {
    const responder = await open()
    const { channel, begin } = await visit(responder.pairing, address)
    await begin([])
    await channel.close()
    await eventually('the end is written down', () => log.some(line => line.includes('ended')))
    assert.match(log.join('\n'), new RegExp(`control connection from ${address} port \\d+ with code \\w+`))
    assert.ok(!log.some(line => line.includes('pp1-') || line.includes(responder.code)))
  })

  it('does not let in who has another code, and writes that down', async () => {
    const responder = await open()
    const pairing = strangePairing({ controlPorts: responder.pairing.controlPorts })
    await assert.rejects(visit(pairing, address), /does not know this pairing code; ask for a new one/)
    await assert.rejects(
      visit({ ...responder.pairing, secret: pairing.secret }, address),
      /does not know this pairing code/,
    )
    await eventually('both are written down', () => log.filter(line => line.includes('wrong-key')).length === 2)
  })

  it('says nothing to whoever speaks anything but control', async () => {
    const responder = await open()
    for (const words of ['EHLO stranger\r\n', 'GET / HTTP/1.0\r\n\r\n', '\x16\x03\x01\x00\x01\x00', '']) {
      const socket = connect({ host: address, port: portOf(responder) })
      let heard = 0
      socket.on('error', () => undefined)
      socket.on('data', bytes => {
        heard += bytes.length
      })
      socket.end(words)
      await once(socket, 'close')
      assert.equal(heard, 0, JSON.stringify(words))
    }
  })

  it('gives its control port to a run that needs it, and has it back afterwards', async () => {
    const [port = 0] = await freePorts(1, [address])
    const responder = await open({ controlPort: port, allowedPorts: allowedPorts([], [port]) })
    assert.equal(portOf(responder), port)
    const { channel, begin } = await visit(responder.pairing, address)
    const row: Row = { direction: 'incoming', transport: 'tcp', port, protocol: 'echo' }
    await begin([row])
    const round = { kind: 'planned', direction: 'incoming', index: 0 } as const
    const { ports } = await channel.request('arm', { round })
    assert.deepEqual(
      ports.map(it => [it.port, it.reason]),
      [[port, null]],
    )
    await channel.request('finish', {})
    await channel.close()
    const again = await visit(responder.pairing, address)
    await again.channel.request('clock', {})
    await again.channel.close()
  })

  it('closes every port and every connection when it is stopped, and begins nothing any more', async () => {
    const responder = await open()
    const { channel, begin } = await visit(responder.pairing, address)
    await begin([])
    await responder.stop()
    await channel.closed
    assert.equal(await isOpen(address, portOf(responder)), false)
    await assert.rejects(channel.request('clock', {}), { name: 'ChannelClosed' })
  })
})
