import assert from 'node:assert/strict'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { bytesOf } from '../../src/bytes.ts'
import { closeUdp, connectUdp, openUdp, sendUdp, udpEndingOf } from '../../src/wire/udp-socket.ts'
import { createUdpRig } from './udp-rig.ts'

describe('wire/udp-socket', () => {
  const rig = createUdpRig()
  const opened: Socket[] = []
  afterEach(async () => {
    rig.closeAll()
    await Promise.all(opened.splice(0).map(closeUdp))
  })

  async function open(address: string | null = '127.0.0.1', port = 0): Promise<Socket> {
    const its = await openUdp({ family: address?.includes(':') ? 6 : 4, address, port })
    assert.ok(its.kind === 'open')
    opened.push(its.socket)
    return its.socket
  }

  it('opens on the exact address, of both families', async () => {
    for (const address of ['127.0.0.1', '::1']) assert.equal((await open(address)).address().address, address)
    assert.equal((await open(null)).address().address, '0.0.0.0')
  })

  it('says in the system’s word why it could not', async () => {
    const { port } = await rig.open()
    assert.deepEqual(await openUdp({ family: 4, address: '127.0.0.1', port }), { kind: 'failed', code: 'EADDRINUSE' })
    const elsewhere = await openUdp({ family: 4, address: '192.0.2.77', port: 0 })
    assert.deepEqual(elsewhere, { kind: 'failed', code: 'EADDRNOTAVAIL' })
  })

  it('tells what the kernel did not take, and goes on', async () => {
    const { port } = await rig.open()
    const socket = await open()
    const to = { address: '127.0.0.1', port }
    assert.equal(await sendUdp(socket, new Uint8Array(70_000), to), 'EMSGSIZE')
    assert.equal(await sendUdp(socket, bytesOf('small'), to), null)
  })

  it('hears of a refusal on a connected socket', async () => {
    const socket = await open()
    assert.equal(await connectUdp(socket, { address: '127.0.0.1', port: await rig.freePort() }), null)
    const refused = once(socket, 'error')
    assert.equal(await sendUdp(socket, bytesOf('hello'), null), null)
    const [error] = (await refused) as [Error & { code: string }]
    assert.equal(udpEndingOf(error.code), 'refused')
  })

  it('closes twice without harm, and sends nothing after that', async () => {
    const socket = await open()
    await closeUdp(socket)
    await closeUdp(socket)
    const failed = await sendUdp(socket, bytesOf('late'), { address: '127.0.0.1', port: 9 })
    assert.equal(failed, 'ERR_SOCKET_DGRAM_NOT_RUNNING')
    assert.equal(udpEndingOf(failed), null)
  })
})
