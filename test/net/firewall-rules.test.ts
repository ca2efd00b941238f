/**
 * The verdict on the rules of a host against what its kernel really does: rules are loaded, read back, judged, and then a
 * real connection or datagram comes or goes for each judged packet.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { FirewallVerdict, Packet } from '../../src/host/facts.ts'
import { readFirewall } from '../../src/host/firewall/read.ts'
import { type FirewallSystem, thisSystem } from '../../src/host/firewall/system.ts'
import { firewallVerdict } from '../../src/host/firewall/verdict.ts'
import type { Family } from '../../src/tape/tape.ts'
import { type EndHost, openRoutedWorld, type RoutedWorld, towardsClient } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'

interface Case {
  readonly title: string
  /** Loaded on the server by `nft -f`. */
  readonly rules?: string
  /** Run on the server, each the arguments of iptables after the flavour. */
  readonly commands?: readonly string[]
  /** Packets that must be `unknown`, as `labelOf` names them; everything else must be decided. */
  readonly unknown?: RegExp
}

const base = 'type filter hook input priority filter; policy'

const cases: readonly Case[] = [
  { title: 'no rules at all', rules: '' },
  {
    title: 'a closed policy with open ports',
    rules: `table inet filter { chain input { ${base} drop;
      ct state vmap { established : accept, related : accept, invalid : drop }
      iifname "lo" accept
      meta l4proto { icmp, ipv6-icmp } accept
      tcp dport { 22, 25, 400-500 } ct state new accept
      udp dport 53 accept
    }; }`,
  },
  {
    title: 'rejects of every kind',
    rules: `table inet filter { chain input { ${base} accept;
      tcp dport 25 reject with tcp reset
      tcp dport 26 reject with icmpx type admin-prohibited
      meta nfproto ipv6 udp dport 53 reject
      ip saddr 192.0.2.0/24 udp dport 53 counter reject with icmp type port-unreachable
    }; }`,
  },
  {
    title: 'an accept in one table does not protect from another',
    rules: `table inet early { chain input { type filter hook input priority -10; tcp dport 25 accept; }; }
      table ip late { chain input { type filter hook input priority 10; tcp dport { 25, 26 } drop; }; }`,
  },
  {
    title: 'banned addresses in sets, and what is not banned',
    rules: `table inet f2b {
      set banned4 { type ipv4_addr; flags interval; elements = { 192.0.2.0/30, 198.51.100.9 }; }
      set banned6 { type ipv6_addr; elements = { 2001:db8:1::99 }; }
      chain input { ${base} accept;
        tcp dport { 25, 465 } ip saddr @banned4 reject
        tcp dport { 25, 465 } ip6 saddr @banned6 reject
      }; }`,
  },
  {
    title: 'pairs of address and port',
    rules: `table inet filter {
      set pairs { type ipv4_addr . inet_service; flags interval; elements = { 192.0.2.0/24 . 20-25, 192.0.2.9 . 26 }; }
      chain input { ${base} accept;
        ip saddr . tcp dport @pairs drop
        ip6 saddr . udp dport { 2001:db8:1::1 . 53, 2001:db8:1::2 . 123 } drop
      }; }`,
  },
  {
    title: 'a verdict map with chains, returns and gotos',
    rules: `table inet filter {
      map ports { type inet_service : verdict; elements = { 25 : jump mail, 26 : goto last, 465 : accept }; }
      chain mail { ip saddr 192.0.2.1 return; drop; }
      chain last { meta nfproto ipv4 reject; }
      chain input { ${base} drop;
        ct state established accept
        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
        tcp dport vmap @ports
        tcp dport 25 accept
        udp dport 100-200 accept
      }; }`,
  },
  {
    title: 'drops before routing, and flags',
    rules: `table inet raw {
      chain early { type filter hook prerouting priority raw; ct state invalid udp dport 53 drop; udp dport 123 notrack; }
      chain input { ${base} accept;
        tcp flags & (fin|syn|rst|ack) == syn tcp dport 25 drop
        tcp flags & (fin|ack) != 0 tcp dport 26 drop
        ct state untracked udp dport 123 drop
      }; }`,
  },
  {
    title: 'marks, interfaces and addresses of this host',
    rules: `table inet filter {
      chain pre { type filter hook prerouting priority mangle; tcp dport 25-26 meta mark set 0x12; }
      chain input { ${base} accept;
        meta mark & 0xf == 2 tcp dport 25 drop
        meta mark 0x13 drop
        iifname "client*" tcp dport 465 drop
        iifname != "lo" fib daddr type != local drop
        iif "lo" udp dport 53 drop
        udp dport 123 fib saddr . iif oif missing drop
      }; }`,
  },
  {
    title: 'what goes out',
    rules: `table inet filter { chain output { type filter hook output priority filter; policy accept;
      oifname "lo" accept
      tcp dport 25 ip daddr 192.0.2.0/24 drop
      tcp dport 25 ip6 daddr 2001:db8:1::/64 reject
      }
      chain post { type filter hook postrouting priority mangle; udp dport 53 drop; }
    }`,
  },
  {
    title: 'what depends on more than a packet, and what does not although it looks so',
    rules: `table inet filter {
      set seen { type ipv4_addr; size 1000; flags dynamic; }
      chain input { ${base} accept;
        tcp dport 25 limit rate over 1/day burst 100 packets drop
        udp dport 53 limit rate 1000/second accept
        ip saddr @seen udp dport 123 drop
        tcp dport 26 limit rate 1000/second log
        tcp dport 465 limit rate over 1/second burst 50 packets drop
        tcp dport 465 drop
        tcp dport 9 add @seen { ip saddr }
      }; }`,
    unknown: /^input tcp [46] 25$|^input udp 4 123$/,
  },
  {
    title: 'iptables on nf_tables',
    commands: [
      'nft -P INPUT DROP',
      'nft -N MAIL',
      'nft -A INPUT -i lo -j ACCEPT',
      'nft -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      'nft -A INPUT -p tcp -m multiport --dports 25,400:500 -j MAIL',
      'nft -A INPUT -p udp --dport 53 -m comment --comment "the \\" resolver" -j ACCEPT',
      'nft -A INPUT -p tcp --dport 26 -j REJECT --reject-with tcp-reset',
      'nft -A MAIL -m iprange --src-range 192.0.2.1-192.0.2.1 -p tcp --syn --dport 25 -j ACCEPT',
      'nft -A MAIL -p tcp --dport 465 -g MAIL2',
      'nft -A MAIL2 -m addrtype --dst-type LOCAL -j ACCEPT',
    ],
  },
  {
    title: 'iptables of its own, beside nft',
    rules: `table inet filter { chain input { ${base} accept; udp dport 123 drop; }; }`,
    commands: [
      'legacy -t raw -A PREROUTING -p udp --dport 53 -j CT --notrack',
      'legacy -A INPUT -m state --state ESTABLISHED -j ACCEPT',
      'legacy -A INPUT -m state --state NEW ! -i lo -p udp --dport 53 -j ACCEPT',
      'legacy -A INPUT -p udp --dport 53 -j DROP',
      'legacy -A INPUT -p tcp -m multiport ! --dports 25,30:500 -j REJECT --reject-with icmp-admin-prohibited',
      'legacy -t mangle -A INPUT -p tcp --dport 465 -j DROP',
      'legacy -A OUTPUT -p udp --dport 53 -j REJECT',
    ],
  },
  {
    title: 'a redirect leads out of sight',
    rules: `table inet nat { chain pre { type nat hook prerouting priority dstnat; tcp dport 25 redirect to :26; }; }`,
    unknown: /^input tcp [46] 25$/,
  },
]

const tcpPorts = [25, 26, 465]
const udpPorts = [53, 123]
/** Milliseconds of silence that are a drop. A busy machine may take longer: what should have passed is waited for once more. */
const silenceMs = 700
const patientMs = 5000

/** Answers on all ports, both transports and families, until its stdin ends. */
const answerer = `
const net = require('node:net'), dgram = require('node:dgram')
process.stdin.resume().on('end', () => process.exit())
let waiting = ${tcpPorts.length + 2 * udpPorts.length}
const up = () => --waiting === 0 && console.log('up')
for (const port of ${JSON.stringify(tcpPorts)}) net.createServer(it => it.on('error', () => {}).end()).listen(port, '::', up)
for (const port of ${JSON.stringify(udpPorts)}) for (const type of ['udp4', 'udp6']) {
  const socket = dgram.createSocket({ type, ipv6Only: type === 'udp6' })
  socket.on('message', (bytes, from) => socket.send(bytes, from.port, from.address)).on('error', () => {}).bind(port, up)
}`

/** Tries each packet of its argument, all at once, and prints what happened, as kinds of verdicts. */
const dialer = `
const net = require('node:net'), dgram = require('node:dgram')
const tryTcp = (packet, done) => {
  const socket = net.connect(packet.port, packet.destination)
  socket.on('connect', () => done('passes')).on('error', () => done('rejects'))
}
const tryUdp = (packet, done) => {
  const socket = dgram.createSocket(packet.family === 4 ? 'udp4' : 'udp6')
  socket.on('message', () => done('passes')).on('error', () => done('rejects'))
  socket.connect(packet.port, packet.destination, () => socket.send('x'))
}
const packets = JSON.parse(process.argv[1])
Promise.all(packets.map(packet => new Promise(done => {
  setTimeout(() => done('drops'), Number(process.argv[2]))
  packet.transport === 'tcp' ? tryTcp(packet, done) : tryUdp(packet, done)
}))).then(outcomes => { console.log(JSON.stringify(outcomes)); process.exit() })`

describe('the rules of the host', function () {
  this.timeout(30_000)
  let world: RoutedWorld
  const answerers: ChildProcess[] = []
  before(async function () {
    needNamespaces(this)
    world = openRoutedWorld()
    // Else a kernel tells one host about one refused packet a second.
    for (const key of ['ipv4/icmp_ratelimit', 'ipv6/icmp/ratelimit']) {
      world.server.run('sh', '-c', `echo 0 > /proc/sys/net/${key}`)
    }
    answerers.push(...(await Promise.all([world.client, world.server].map(startAnswerer))))
  })
  afterEach(() => {
    for (const flavour of ['iptables-legacy', 'ip6tables-legacy']) {
      for (const table of ['raw', 'mangle', 'filter']) tryRun(world.server, flavour, '-t', table, '-F')
    }
    world.server.nft('flush ruleset')
  })
  after(async () => {
    for (const it of answerers) it.kill('SIGKILL')
    await world?.close()
  })

  for (const { title, rules, commands, unknown } of cases) {
    it(title, async function () {
      if (rules !== undefined) world.server.nft(rules)
      for (const command of commands ?? []) {
        if (!loadIptables(world.server, command)) {
          process.stdout.write(`  skipped: iptables-${command.split(' ')[0]} does not work here\n`)
          this.skip()
        }
      }
      const facts = await readFirewall(systemOf(world.server))
      assert.equal(facts.state, 'read', JSON.stringify(facts))
      for (const [from, packets] of [
        [world.client, packetsOf(world, 'input')],
        [world.server, packetsOf(world, 'output')],
      ] as const) {
        const judged = packets.map(it => firewallVerdict(facts, it))
        const dial = (silence: number): string[] =>
          JSON.parse(from.run(process.execPath, '-e', dialer, JSON.stringify(packets), String(silence)))
        const first = dial(silenceMs)
        const isSlow = judged.some((it, at) => it.kind === 'passes' && first[at] === 'drops')
        const seen = isSlow ? dial(patientMs) : first
        for (const [at, packet] of packets.entries()) assertAgreed(packet, judged[at], seen[at], unknown)
      }
    })
  }
})

function assertAgreed(packet: Packet, verdict: FirewallVerdict | undefined, seen = '', unknown = /^$/): void {
  const label = labelOf(packet)
  const expected = unknown.test(label) ? 'unknown' : seen
  // A dialer of TCP over IPv6 goes on in silence when an ICMPv6 message tells it of the rejection.
  if (verdict?.kind === 'rejects' && seen === 'drops' && label.includes('tcp 6') && !/reset/.test(verdict.rule)) return
  assert.equal(verdict?.kind, expected, `${label}: ${JSON.stringify(verdict)}, but it ${seen}`)
}

function labelOf({ hook, transport, family, port }: Packet): string {
  return `${hook} ${transport} ${family} ${port}`
}

function packetsOf(world: RoutedWorld, hook: Packet['hook']): readonly Packet[] {
  const [from, to] = hook === 'input' ? [world.client, world.server] : [world.server, world.client]
  const rows = [...tcpPorts.map(port => ['tcp', port] as const), ...udpPorts.map(port => ['udp', port] as const)]
  return ([4, 6] as const).flatMap((family: Family) =>
    rows.map(([transport, port]) => ({
      hook,
      family,
      transport,
      port,
      source: from.addresses[family],
      destination: to.addresses[family],
      interface: towardsClient,
    })),
  )
}

/** The system as a program in the namespace of a host meets it. */
function systemOf({ prefix }: EndHost): FirewallSystem {
  const run: FirewallSystem['run'] = (command, args) =>
    thisSystem.run(prefix[0] ?? '', [...prefix.slice(1), command, ...args])
  const file: FirewallSystem['file'] = async path => {
    const ran = await run('cat', [path])
    if (ran.state === 'ran') return { state: 'read', text: ran.text }
    return { state: ran.state === 'failed' && ran.why.includes('No such file') ? 'absent' : 'denied' }
  }
  return { ...thisSystem, run, file }
}

async function startAnswerer({ prefix }: EndHost): Promise<ChildProcess> {
  const [command = '', ...args] = [...prefix, process.execPath, '-e', answerer]
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

/** The same rule for both families, each where its own words allow it. */
function loadIptables(server: EndHost, command: string): boolean {
  const [flavour = '', ...args] = (command.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).map(it =>
    it.replace(/^"(.*)"$/, '$1').replaceAll('\\"', '"'),
  )
  if (args.includes('-g')) tryRun(server, `iptables-${flavour}`, '-N', args.at(-1) ?? '')
  return tryRun(server, `iptables-${flavour}`, ...args)
}

function tryRun(server: EndHost, command: string, ...args: string[]): boolean {
  try {
    server.run(command, ...args)
    return true
  } catch {
    return false
  }
}
