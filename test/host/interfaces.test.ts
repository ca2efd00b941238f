/** The interfaces of this host. */
import assert from 'node:assert/strict'
import { parseMtu, readInterfaces } from '../../src/host/interfaces.ts'

describe('interfaces', () => {
  it('have an MTU where the platform tells it', () => {
    assert.equal(parseMtu('1500\n'), 1500)
    assert.equal(parseMtu('none\n'), null)
    assert.equal(parseMtu(null), null)
  })

  it('of this host have their addresses', async () => {
    const loopback = (await readInterfaces()).find(it => it.addresses.includes('127.0.0.1'))
    assert.ok(loopback !== undefined)
    if (process.platform === 'linux') assert.ok((loopback.mtu ?? 0) > 0)
  })
})
