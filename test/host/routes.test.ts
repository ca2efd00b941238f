/** The kernel's routes, as proc(5) shows them. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseRoutes4, parseRoutes6, readRoutes } from '../../src/host/routes.ts'

const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n'
const none = '0'.repeat(32)
const documentation = '20010db8000100000000000000000000'

describe('routes', () => {
  it('of IPv4: the default, and a network of an interface', () => {
    const text = `${head}eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
`
    assert.deepEqual(parseRoutes4(text, 'LE'), [
      { family: 4, destination: '0.0.0.0/0', gateway: '192.0.2.1', interface: 'eth0' },
      { family: 4, destination: '192.0.2.0/24', gateway: null, interface: 'eth0' },
    ])
  })

  it('of IPv4 that lead nowhere are none', () => {
    const text = `${head}*\t000200C0\t00000000\t0201\t0\t0\t0\t00FFFFFF\t0\t0\t0
eth0\t000200C0\t00000000\t0000\t0\t0\t0\t00FFFFFF\t0\t0\t0
`
    assert.deepEqual(parseRoutes4(text, 'LE'), [])
  })

  it('of IPv6: those that lead out, without own addresses, multicast and refusals', () => {
    const text = `${documentation} 40 ${none} 00 ${none} 00000100 00000001 00000000 00000001     eth0
${none} 00 ${none} 00 fe800000000000000000000000000001 00000400 00000003 00000000 00000003     eth0
${documentation} 80 ${none} 00 ${none} 00000000 00000004 00000000 80200001       lo
ff000000000000000000000000000000 08 ${none} 00 ${none} 00000100 00000003 00000000 00000001     eth0
${none} 00 ${none} 00 ${none} ffffffff 00000001 00000000 00200200       lo
`
    assert.deepEqual(parseRoutes6(text), [
      { family: 6, destination: '2001:db8:1::/64', gateway: null, interface: 'eth0' },
      { family: 6, destination: '::/0', gateway: 'fe80::1', interface: 'eth0' },
    ])
  })

  it('are a list for any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), words => {
        assert.ok(Array.isArray(parseRoutes4(words.join('\t'))) && Array.isArray(parseRoutes6(words.join(' '))))
      }),
      { numRuns: 50 },
    )
  })

  it('of this host can be read', async function () {
    if (process.platform !== 'linux') return this.skip()
    assert.notEqual(await readRoutes(), null)
  })
})
