import assert from 'node:assert/strict'
import type { FirewallFacts, HostFacts, RowFirewall } from '../../src/host/facts.ts'
import { readHost } from '../../src/host/read.ts'
import { hostFactsSchema, rootsFactsSchema, rowFirewallSchema } from '../../src/host/schema.ts'
import { silentHost, unreadFirewall } from '../support/hosts.ts'

const read: FirewallFacts = { state: 'read', at: '2026-01-01T00:00:00Z', sources: [{ tool: 'nft', text: '{}' }] }

const full: HostFacts = {
  listening: [{ transport: 'udp', family: 6, address: '::', port: 53 }],
  interfaces: [{ name: 'eth0', mtu: null, addresses: ['192.0.2.25', '2001:db8::25'] }],
  routes: [{ family: 4, destination: '0.0.0.0/0', gateway: null, interface: 'eth0' }],
  firewall: read,
  hostsAllow: [{ daemons: ['sshd'], clients: ['192.0.2.0/255.255.255.0'] }],
}

function accepts(facts: unknown): boolean {
  return hostFactsSchema.safeParse(facts).success
}

describe('host/schema', () => {
  it('takes a host’s facts as they are', () => {
    for (const facts of [full, silentHost, { ...full, firewall: { ...read, sources: [] } }])
      assert.deepEqual(hostFactsSchema.parse(facts), facts)
  })

  it('takes what this host says of itself, over JSON too', async () => {
    const facts = await readHost(unreadFirewall)
    assert.deepEqual(hostFactsSchema.parse(JSON.parse(JSON.stringify(facts))), facts)
  })

  it('keeps what is unknown apart from what is none', () => {
    const { listening, routes, hostsAllow } = hostFactsSchema.parse({ ...silentHost, listening: [], hostsAllow: [] })
    assert.deepEqual([listening, routes, hostsAllow], [[], null, []])
  })

  it('refuses other shapes', () => {
    const [socket] = full.listening ?? []
    const wrong = [
      null,
      {},
      { ...full, interfaces: null },
      { ...full, listening: [{ ...socket, port: 65_536 }] },
      { ...full, listening: [{ ...socket, port: -1 }] },
      { ...full, listening: [{ ...socket, family: 5 }] },
      { ...full, listening: [{ ...socket, transport: 'icmp' }] },
      { ...full, firewall: { state: 'read' } },
      { ...full, firewall: { state: 'none' } },
      { ...full, firewall: { ...read, sources: [{ tool: 'pf', text: '' }] } },
    ]
    for (const facts of wrong) assert.equal(accepts(facts), false, JSON.stringify(facts))
  })

  it('is bounded', () => {
    const [network] = full.interfaces
    const wide = [
      { ...full, interfaces: Array(4097).fill(network) },
      { ...full, interfaces: [{ ...network, name: 'x'.repeat(257) }] },
      { ...full, firewall: { ...read, sources: [{ tool: 'nft', text: 'x'.repeat(8 * 1024 * 1024 + 1) }] } },
      { ...full, firewall: { ...read, sources: Array(4).fill(read.sources[0]) } },
      { ...full, firewall: { ...unreadFirewall, why: 'x'.repeat(1001) } },
    ]
    for (const facts of wide) assert.equal(accepts(facts), false)
  })

  it('takes what root read before it gave up its rights', () => {
    assert.deepEqual(rootsFactsSchema.parse({ firewall: read, hostsAllow: null }), { firewall: read, hostsAllow: null })
    assert.equal(rootsFactsSchema.safeParse({ hostsAllow: null }).success, false)
  })

  it('takes each verdict of a firewall, with its rule or its reason', () => {
    const row = { direction: 'incoming', transport: 'tcp', port: 25 } as const
    const verdicts: RowFirewall['verdict'][] = [
      { kind: 'passes' },
      { kind: 'drops', rule: 'tcp dport 25 drop' },
      { kind: 'rejects', rule: 'tcp dport 25 reject' },
      { kind: 'unknown', why: 'not readable' },
    ]
    for (const verdict of verdicts) assert.deepEqual(rowFirewallSchema.parse({ ...row, verdict }), { ...row, verdict })
    for (const verdict of [{ kind: 'drops' }, { kind: 'unknown' }, { kind: 'open' }])
      assert.equal(rowFirewallSchema.safeParse({ ...row, verdict }).success, false)
  })
})
