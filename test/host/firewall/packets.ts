/** Packets and facts for the tests of this folder. */
import type { FirewallFacts, FirewallTool, FirewallVerdict, Packet } from '../../../src/host/facts.ts'
import { firewallVerdict } from '../../../src/host/firewall/verdict.ts'

/** A TCP SYN from a client to port 25, by eth0, where nothing else is said. */
export function packet(changes: Partial<Packet> = {}): Packet {
  const addresses =
    changes.family === 6
      ? { source: '2001:db8::7', destination: '2001:db8::1' }
      : { source: '192.0.2.7', destination: '203.0.113.1' }
  return { hook: 'input', family: 4, transport: 'tcp', ...addresses, port: 25, interface: 'eth0', ...changes }
}

export function read(...sources: readonly (readonly [FirewallTool, string])[]): FirewallFacts {
  return { state: 'read', at: '2026-01-01T00:00:00.000Z', sources: sources.map(([tool, text]) => ({ tool, text })) }
}

/** `passes`, or the kind with the rule or the reason. */
export function shown(verdict: FirewallVerdict): string {
  if (verdict.kind === 'passes') return 'passes'
  return `${verdict.kind} ${verdict.kind === 'unknown' ? verdict.why : verdict.rule}`
}

export function judge(facts: FirewallFacts, changes: Partial<Packet> = {}): string {
  return shown(firewallVerdict(facts, packet(changes)))
}

/** What nft prints, from its items one a line; handles left out. */
export function nft(lines: string): string {
  const items = lines.split('\n').filter(it => it.trim() !== '')
  return `{"nftables": [{"metainfo": {"version": "1.0.6", "json_schema_version": 1}}, ${items.join(',')}]}`
}

/** A table inet filter with an input chain of these rules, each the JSON of its expressions. */
export function inputChain(policy: 'accept' | 'drop', rules: readonly string[], others = ''): string {
  return nft(`
{"table": {"family": "inet", "name": "filter"}}
{"chain": {"family": "inet", "table": "filter", "name": "input", "type": "filter", "hook": "input", "prio": 0, "policy": "${policy}"}}
${others}
${rules.map(it => `{"rule": {"family": "inet", "table": "filter", "chain": "input", "expr": ${it}}}`).join('\n')}`)
}
