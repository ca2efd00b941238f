import assert from 'node:assert/strict'
import type { FirewallFacts, HostFacts } from '../../src/host/facts.ts'
import { type FirewalledRow, firewallOnRows, type HostOnPath } from '../../src/host/rows.ts'

const smtp: FirewalledRow = { direction: 'incoming', transport: 'tcp', port: 25 }
const dns: FirewalledRow = { direction: 'outgoing', transport: 'udp', port: 53 }
const ping: FirewalledRow = { direction: 'incoming', transport: 'icmp', port: 0 }

const server: HostOnPath = { family: 4, own: '203.0.113.25', peer: '192.0.2.1', comesIn: 'incoming' }

/** Rules of the filter table as iptables-save prints them. */
function rules(...lines: string[]): FirewallFacts {
  const table = ['*filter', ':INPUT ACCEPT [0:0]', ':FORWARD ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ...lines, 'COMMIT']
  return { state: 'read', at: '2026-01-01T00:00:00Z', sources: [{ tool: 'iptables', text: `${table.join('\n')}\n` }] }
}

function host(firewall: FirewallFacts, rest: Partial<HostFacts> = {}): HostFacts {
  return {
    listening: null,
    interfaces: [
      { name: 'lo', mtu: 65_536, addresses: ['127.0.0.1', '::1', '203.0.113.50'] },
      { name: 'eth0', mtu: 1500, addresses: ['203.0.113.25'] },
      { name: 'wg0', mtu: 1420, addresses: ['10.8.0.1'] },
    ],
    routes: [
      { family: 4, destination: '0.0.0.0/0', gateway: '203.0.113.1', interface: 'eth0' },
      { family: 4, destination: '10.8.0.0/24', gateway: null, interface: 'wg0' },
    ],
    firewall,
    hostsAllow: null,
    ...rest,
  }
}

function kindOf(facts: HostFacts, row: FirewalledRow, on: Partial<HostOnPath> = {}): string {
  return firewallOnRows(facts, [row], { ...server, ...on })[0]?.verdict.kind ?? 'none'
}

describe('host/rows', () => {
  it('gives a verdict for every row, in order', () => {
    const verdicts = firewallOnRows(host(rules()), [smtp, dns, ping], server)
    assert.deepEqual(
      verdicts,
      [smtp, dns, ping].map(row => ({ ...row, verdict: { kind: 'passes' } })),
    )
  })

  it('lets rows that come in meet the input rules, and rows that go out the output rules', () => {
    const shut = host(
      rules('-A INPUT -p tcp -m tcp --dport 25 -j DROP', '-A OUTPUT -p udp -m udp --dport 53 -j REJECT'),
    )
    assert.deepEqual([kindOf(shut, smtp), kindOf(shut, dns), kindOf(shut, ping)], ['drops', 'rejects', 'passes'])
    // On the client the same rows go the other way.
    const client = { own: '192.0.2.1', peer: '203.0.113.25', comesIn: 'outgoing' } as const
    assert.deepEqual([kindOf(shut, smtp, client), kindOf(shut, dns, client)], ['passes', 'passes'])
  })

  it('knows who sends and who gets it', () => {
    assert.equal(kindOf(host(rules('-A INPUT -s 192.0.2.1/32 -j DROP')), smtp), 'drops')
    assert.equal(kindOf(host(rules('-A INPUT -s 203.0.113.25/32 -j DROP')), smtp), 'passes')
    assert.equal(kindOf(host(rules('-A OUTPUT -d 192.0.2.1/32 -j DROP')), dns), 'drops')
  })

  it('says unknown where rules could not be read, never that there are none', () => {
    assert.equal(kindOf(host({ state: 'not-readable', why: 'needs root', how: 'be root' }), smtp), 'unknown')
  })

  it('leaves by the port that is dialed, and is named by the row’s', () => {
    const row = { ...dns, dialPort: 5353 }
    assert.equal(kindOf(host(rules('-A OUTPUT -p udp -m udp --dport 5353 -j DROP')), row), 'drops')
    const [found] = firewallOnRows(host(rules()), [row], server)
    assert.equal(found?.port, 53)
    assert.equal(
      kindOf(host(rules('-A INPUT -p tcp -m tcp --dport 2525 -j DROP')), { ...smtp, dialPort: 2525 }),
      'passes',
    )
  })

  describe('the interface', () => {
    const byLoopback = host(rules('-A INPUT -i lo -j ACCEPT', '-A INPUT -p tcp -m tcp --dport 25 -j DROP'))
    const notByEth = host(rules('-A INPUT -i eth0 -p tcp -m tcp --dport 25 -j DROP'))

    it('is the one that has this end’s address', () => {
      assert.equal(kindOf(notByEth, smtp), 'drops')
      assert.equal(kindOf(host(rules('-A INPUT -i wg0 -p tcp -m tcp --dport 25 -j DROP')), smtp), 'passes')
    })

    it('is the loopback when both ends are on this host, whichever address they use', () => {
      assert.equal(kindOf(byLoopback, smtp), 'drops')
      for (const both of ['127.0.0.1', '203.0.113.25'])
        assert.equal(kindOf(byLoopback, smtp, { own: both, peer: both }), 'passes', both)
      assert.equal(kindOf(byLoopback, smtp, { own: '127.0.0.2', peer: '127.0.0.1' }), 'passes')
    })

    it('is not known for an address that nobody has, or that stands on the loopback', () => {
      for (const own of ['203.0.113.99', '203.0.113.50']) assert.equal(kindOf(notByEth, smtp, { own }), 'unknown', own)
    })

    it('is not known where the way to the far end leads by another one', () => {
      assert.equal(kindOf(notByEth, smtp, { peer: '10.8.0.7' }), 'unknown')
      assert.equal(kindOf(host(notByEth.firewall, { routes: null }), smtp, { peer: '10.8.0.7' }), 'drops')
    })

    it('is a device and no label', () => {
      const labelled = [{ name: 'eth0:1', mtu: null, addresses: ['203.0.113.25'] }]
      assert.equal(kindOf(host(notByEth.firewall, { interfaces: labelled }), smtp), 'drops')
    })
  })
})
