/** Each kind of match as `nft -j` prints it, against packets that it holds for, does not, and may. */
import assert from 'node:assert/strict'
import type { Packet } from '../../../src/host/facts.ts'
import { inputChain, judge, read } from './packets.ts'

type Outcome = 'drops' | 'passes' | 'unknown'
interface Case {
  /** As `nft list ruleset` writes the match. */
  readonly title: string
  readonly match: string
  readonly outcomes: readonly (readonly [Partial<Packet>, Outcome])[]
}

const udp: Partial<Packet> = { transport: 'udp', port: 53 }
const ping: Partial<Packet> = { transport: 'icmp', port: 0 }
const six: Partial<Packet> = { family: 6 }
const cases: readonly Case[] = [
  equal('tcp dport 25', payload('tcp', 'dport'), '25', [
    [{}, 'drops'],
    [{ port: 26 }, 'passes'],
    [{ ...udp, port: 25 }, 'passes'],
  ]),
  equal('th dport 53', payload('th', 'dport'), '53', [
    [udp, 'drops'],
    [ping, 'passes'],
  ]),
  equal('tcp dport { 22, 80-90 }', payload('tcp', 'dport'), '{"set": [22, {"range": [80, 90]}]}', [
    [{ port: 85 }, 'drops'],
    [{}, 'passes'],
  ]),
  match('tcp dport != 25', '!=', payload('tcp', 'dport'), '25', [
    [{}, 'passes'],
    [{ port: 26 }, 'drops'],
    [udp, 'passes'],
  ]),
  match('tcp dport > 25', '>', payload('tcp', 'dport'), '25', [
    [{}, 'passes'],
    [{ port: 26 }, 'drops'],
  ]),
  match('tcp dport <= 25', '<=', payload('tcp', 'dport'), '25', [
    [{}, 'drops'],
    [{ port: 26 }, 'passes'],
  ]),
  match('tcp sport >= 1024', '>=', payload('tcp', 'sport'), '1024', [[{}, 'drops']]),
  equal('tcp sport 4000', payload('tcp', 'sport'), '4000', [[{}, 'unknown']]),
  equal('ip saddr 192.0.2.0/24', payload('ip', 'saddr'), '{"prefix": {"addr": "192.0.2.0", "len": 24}}', [
    [{}, 'drops'],
    [{ source: '192.0.3.1' }, 'passes'],
    [six, 'passes'],
  ]),
  match(
    'ip saddr != { 10.0.0.0/8 }',
    '!=',
    payload('ip', 'saddr'),
    '{"set": [{"prefix": {"addr": "10.0.0.0", "len": 8}}]}',
    [
      [{}, 'drops'],
      [six, 'passes'],
    ],
  ),
  equal('ip6 daddr 2001:db8::1', payload('ip6', 'daddr'), '"2001:db8::1"', [
    [six, 'drops'],
    [{}, 'passes'],
  ]),
  equal(
    'ip saddr . tcp dport',
    concat(payload('ip', 'saddr'), payload('tcp', 'dport')),
    '{"set": [{"concat": ["192.0.2.7", {"range": [20, 25]}]}]}',
    [
      [{}, 'drops'],
      [{ port: 26 }, 'passes'],
      [{ source: '192.0.2.8' }, 'passes'],
      [six, 'passes'],
    ],
  ),
  equal('meta l4proto', meta('l4proto'), '{"set": ["icmp", "ipv6-icmp", "ospf"]}', [
    [ping, 'drops'],
    [{ ...ping, ...six }, 'drops'],
    [{}, 'passes'],
  ]),
  equal('meta nfproto ipv6', meta('nfproto'), '"ipv6"', [
    [six, 'drops'],
    [{}, 'passes'],
  ]),
  equal('meta protocol ip6', meta('protocol'), '"ip6"', [
    [six, 'drops'],
    [{}, 'passes'],
  ]),
  equal('ip protocol icmp', payload('ip', 'protocol'), '"icmp"', [
    [ping, 'drops'],
    [{ ...ping, ...six }, 'passes'],
  ]),
  equal('icmp type echo-request', payload('icmp', 'type'), '"echo-request"', [
    [ping, 'drops'],
    [{ ...ping, ...six }, 'passes'],
    [{}, 'passes'],
  ]),
  equal('icmpv6 type nd-neighbor-solicit', payload('icmpv6', 'type'), '"nd-neighbor-solicit"', [
    [{ ...ping, ...six }, 'passes'],
  ]),
  equal('iifname "eth*"', meta('iifname'), '"eth*"', [
    [{}, 'drops'],
    [{ interface: 'ens3' }, 'passes'],
    [{ interface: null }, 'unknown'],
  ]),
  equal('iif "lo", not known', meta('iif'), '"lo"', [
    [{ interface: null }, 'passes'],
    [{ interface: 'lo' }, 'drops'],
  ]),
  equal('oifname "eth0"', meta('oifname'), '"eth0"', [[{}, 'passes']]),
  match('tcp flags syn', 'in', payload('tcp', 'flags'), '"syn"', [
    [{}, 'drops'],
    [udp, 'passes'],
  ]),
  match('tcp flags fin,ack', 'in', payload('tcp', 'flags'), '["fin", "ack"]', [[{}, 'passes']]),
  equal('tcp flags syn / fin,syn', `{"&": [${payload('tcp', 'flags')}, ["fin", "syn"]]}`, '"syn"', [[{}, 'drops']]),
  equal('tcp flags == syn', payload('tcp', 'flags'), '"syn"', [[{}, 'unknown']]),
  match('ct state new', 'in', ct('state'), '"new"', [[{}, 'drops']]),
  match('ct state established,related', 'in', ct('state'), '["established", "related"]', [[{}, 'passes']]),
  match('ct state != new', '!=', ct('state'), '"new"', [[{}, 'passes']]),
  match('ct status dnat', 'in', ct('status'), '"dnat"', [[{}, 'passes']]),
  equal('ct direction original', ct('direction'), '"original"', [[{}, 'drops']]),
  equal('fib daddr type local', '{"fib": {"result": "type", "flags": ["daddr"]}}', '"local"', [[{}, 'drops']]),
  equal('fib saddr . iif oif missing', '{"fib": {"result": "oif", "flags": ["saddr", "iif"]}}', 'false', [
    [{}, 'passes'],
  ]),
  match('ip frag-off & 0x1fff != 0', '!=', `{"&": [${payload('ip', 'frag-off')}, 8191]}`, '0', [[{}, 'passes']]),
  equal('exthdr frag exists', '{"exthdr": {"name": "frag"}}', 'true', [[six, 'passes']]),
  equal('meta skuid 0', meta('skuid'), '0', [[{}, 'unknown']]),
  equal('ip dscp cs1', payload('ip', 'dscp'), '"cs1"', [[{}, 'unknown']]),
  equal('meta hour', meta('hour'), '{"range": ["08:00", "17:00"]}', [[{}, 'unknown']]),
  match('numgen', '<', '{"numgen": {"mode": "random", "mod": 10, "offset": 0}}', '5', [[{}, 'unknown']]),
  match('a set that is not listed', '==', payload('ip', 'saddr'), '"@gone"', [
    [{}, 'unknown'],
    [six, 'passes'],
  ]),
  { title: 'limit', match: '{"limit": {"rate": 5, "burst": 5, "per": "second"}}', outcomes: [[{}, 'unknown']] },
  { title: 'ct count over 5', match: '{"ct count": {"val": 5, "inv": true}}', outcomes: [[{}, 'unknown']] },
  { title: 'something new', match: '{"novelty": {"x": 1}}', outcomes: [[{}, 'unknown']] },
  { title: 'counter', match: '{"counter": {"packets": 0, "bytes": 0}}', outcomes: [[{}, 'drops']] },
]

describe('matches of nft', () => {
  for (const { title, match: json, outcomes } of cases) {
    it(title, () => {
      const facts = read(['nft', inputChain('accept', [`[${json}, {"drop": null}]`])])
      for (const [changes, outcome] of outcomes) {
        const said = judge(facts, changes)
        assert.equal(said.split(' ')[0], outcome, `${JSON.stringify(changes)}: ${said}`)
      }
    })
  }

  it('a set that packets change may hold an address or not', () => {
    const set = '{"set": {"family": "inet", "name": "m", "table": "filter", "type": "ipv4_addr", "size": 65535}}'
    const drop = `[{"match": {"op": "==", "left": ${payload('ip', 'saddr')}, "right": "@m"}}, {"drop": null}]`
    const add = `[{"set": {"op": "add", "elem": ${payload('ip', 'saddr')}, "set": "@m"}}]`
    assert.equal(judge(read(['nft', inputChain('accept', [drop], set)])), 'passes')
    assert.match(judge(read(['nft', inputChain('accept', [drop, add], set)])), /^unknown/)
  })

  it('elements of a set with timeouts and ranges', () => {
    const set = `{"set": {"family": "inet", "name": "s", "table": "filter", "type": "ipv4_addr", "flags": ["interval", "timeout"], "elem": [{"elem": {"val": "192.0.2.77", "expires": 9}}, {"range": ["192.0.2.5", "192.0.2.9"]}]}}`
    const drop = `[{"match": {"op": "==", "left": ${payload('ip', 'saddr')}, "right": "@s"}}, {"drop": null}]`
    const facts = read(['nft', inputChain('accept', [drop], set)])
    assert.match(judge(facts), /^drops .*chain input: ip saddr @s drop$/)
    assert.match(judge(facts, { source: '192.0.2.77' }), /^drops/)
    assert.equal(judge(facts, { source: '192.0.2.10' }), 'passes')
  })
})

function equal(title: string, left: string, right: string, outcomes: Case['outcomes']): Case {
  return match(title, '==', left, right, outcomes)
}

function match(title: string, op: string, left: string, right: string, outcomes: Case['outcomes']): Case {
  return { title, match: `{"match": {"op": "${op}", "left": ${left}, "right": ${right}}}`, outcomes }
}

function payload(protocol: string, field: string): string {
  return `{"payload": {"protocol": "${protocol}", "field": "${field}"}}`
}

function meta(key: string): string {
  return `{"meta": {"key": "${key}"}}`
}

function ct(key: string): string {
  return `{"ct": {"key": "${key}"}}`
}

function concat(...parts: readonly string[]): string {
  return `{"concat": [${parts.join(', ')}]}`
}
