import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { freePorts } from '../../src/demo/ports.ts'
import { machineClock } from '../../src/offline/clock.ts'
import { addressesTo, familyOf, openCyclePath, prepareFor } from '../../src/offline/ends.ts'
import type { Row } from '../../src/plan/session.ts'
import { silentHost } from '../support/hosts.ts'

describe('offline/ends', () => {
  it('knows from where this host reaches another', async () => {
    assert.deepEqual(await addressesTo('127.0.0.1'), {
      family: 4,
      localAddress: '127.0.0.1',
      peerAddress: '127.0.0.1',
    })
  })

  it('listens on the address of that family that it is given', async () => {
    const listen = ['::1', '127.0.0.2']
    assert.equal((await addressesTo('127.0.0.1', listen)).localAddress, '127.0.0.2')
    assert.equal((await addressesTo('2001:DB8::25', listen)).localAddress, '::1')
    assert.equal((await addressesTo('2001:DB8::25', listen)).peerAddress, '2001:db8::25')
  })

  it('tells families apart', () => {
    assert.deepEqual([familyOf('192.0.2.1'), familyOf('2001:db8::1')], [4, 6])
  })

  it('makes an end that holds no port before it is armed, and none when it is closed', async () => {
    const [port = 0] = await freePorts(1, ['127.0.0.1'])
    const rows: readonly Row[] = [{ direction: 'incoming', transport: 'tcp', port, protocol: 'echo' }]
    const path = openCyclePath({
      ...(await addressesTo('127.0.0.1')),
      ...{ end: 'responder', rows, seed: new Uint8Array(32), host: silentHost, mayListen: () => null },
      ...{ certificate: prepareFor(rows), clock: machineClock(), signal: new AbortController().signal },
    })
    assert.equal(await answers(port), false)
    await path.near.arm({ kind: 'planned', direction: 'incoming', index: 0 })
    assert.equal(await answers(port), true)
    await path.near.close()
    assert.equal(await answers(port), false)
    assert.equal(path.address, '127.0.0.1')
    assert.deepEqual(
      path.host.firewall.map(it => it.verdict.kind),
      ['unknown'],
    )
  })
})

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.resetAndDestroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
