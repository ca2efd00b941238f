import assert from 'node:assert/strict'
import { layOut, portsNeeded } from '../../src/demo/layout.ts'

describe('demo/layout', () => {
  const ports = Array.from({ length: portsNeeded }, (_, at) => 20_001 + at)

  it('has SMTP and raw bytes in both directions, each dialed at another port than it is answered', () => {
    const { rows } = layOut(ports, ['127.0.0.1'])
    assert.deepEqual(
      rows.map(it => `${it.direction} ${it.protocol}`),
      ['incoming smtp', 'incoming echo', 'outgoing smtp', 'outgoing echo'],
    )
    const used = rows.flatMap(it => [it.port, it.dialPort])
    assert.deepEqual([...used].sort(), ports)
  })

  it('puts the device before every port, on every address', () => {
    const addresses = ['127.0.0.1', '::1']
    const { rows, links } = layOut(ports, addresses)
    assert.deepEqual(
      links,
      rows.flatMap(row =>
        addresses.map(address => ({
          listen: { address, port: row.dialPort },
          to: { address, port: row.port },
          protocol: row.protocol,
        })),
      ),
    )
  })
})
