/**
 * Worlds of network namespaces: a client and a server with two real routers between them, or with a link that delays and
 * loses. Every name is of this process alone, and everything goes when the world is closed or the process ends.
 */
import { execFileSync } from 'node:child_process'
import { type LinkOptions, startLink } from '../../bench/delaylink.ts'
import type { Family } from '../../src/tape/tape.ts'
import { undoAtEnd } from './netns-cleanup.ts'

/** Where a program can run: a namespace, or (without a prefix) this one. */
export interface Place {
  /** The words before a command that make it run there. */
  readonly prefix: readonly string[]
}

/** A machine of its own: one namespace. */
export interface Host extends Place {
  /** As `ip netns` calls it. */
  readonly namespace: string
  /** Loads rules as `nft -f` takes them. */
  readonly nft: (rules: string) => void
  /** Runs a command there and gives what it printed. */
  readonly run: (command: string, ...args: string[]) => string
}

/** A host with an address in each family. */
export interface EndHost extends Host {
  readonly addresses: Readonly<Record<Family, string>>
}

export interface DelayedWorld {
  readonly client: EndHost
  readonly server: EndHost
  readonly close: () => Promise<void>
}

/** client -- router A -- router B -- server. */
export interface RoutedWorld extends DelayedWorld {
  readonly routerA: Host
  readonly routerB: Host
}

/** Names of the interfaces: in each router one to either side, so that a rule can say from where. */
export const towardsClient = 'client0'
export const towardsServer = 'server0'

/** This machine itself. */
export const here: Place = { prefix: [] }

/** The three networks, by family: the prefixes are those for documentation (RFC 5737, RFC 3849). */
const networks = [
  { 4: '192.0.2.', 6: '2001:db8:1::' },
  { 4: '198.51.100.', 6: '2001:db8:2::' },
  { 4: '203.0.113.', 6: '2001:db8:3::' },
] as const
const lengths = { 4: 24, 6: 64 } as const
const families: readonly Family[] = [4, 6]

let countMade = 0

/** A client and a server with two routers between, IPv4 and IPv6, nothing filtered. */
export function openRoutedWorld(): RoutedWorld {
  const [client, routerA, routerB, server] = ['client', 'a', 'b', 'server'].map(makeHost) as [Host, Host, Host, Host]
  try {
    const hosts = [client, routerA, routerB, server]
    for (const [at] of networks.entries()) cable(at, hosts[at] ?? client, hosts[at + 1] ?? server)
    for (const router of [routerA, routerB]) forward(router)
    for (const family of families) {
      route(client, 'default', addressOf(0, family, 2))
      route(routerA, subnetOf(2, family), addressOf(1, family, 2))
      route(routerB, subnetOf(0, family), addressOf(1, family, 1))
      route(server, 'default', addressOf(2, family, 1))
    }
    return {
      client: { ...client, addresses: addressesOf(0, 1) },
      routerA,
      routerB,
      server: { ...server, addresses: addressesOf(2, 2) },
      close: async () => remove(hosts),
    }
  } catch (error) {
    remove([client, routerA, routerB, server])
    throw error
  }
}

/** A client and a server with a link between that delays, and may lose. */
export async function openDelayedWorld(options: LinkOptions): Promise<DelayedWorld> {
  const [client, server] = ['client', 'server'].map(makeHost) as [Host, Host]
  const ends = [addressesOf(0, 1), addressesOf(0, 2)] as const
  try {
    const link = await startLink(client.namespace, server.namespace, {
      ...options,
      ipv4: [`${ends[0][4]}/${lengths[4]}`, `${ends[1][4]}/${lengths[4]}`],
      ipv6: [`${ends[0][6]}/${lengths[6]}`, `${ends[1][6]}/${lengths[6]}`],
    })
    const forget = undoAtEnd(() => link.child.kill('SIGKILL'))
    return {
      client: { ...client, addresses: ends[0] },
      server: { ...server, addresses: ends[1] },
      close: async () => {
        await link.stop()
        forget()
        remove([client, server])
      },
    }
  } catch (error) {
    remove([client, server])
    throw error
  }
}

/** The addresses of a router's interface towards one side, for what listens there. */
export function routerAddress(world: RoutedWorld, router: Host, side: 'client' | 'server', family: Family): string {
  const isA = router.namespace === world.routerA.namespace
  const network = (isA ? 0 : 1) + (side === 'client' ? 0 : 1)
  return addressOf(network, family, side === 'client' ? 2 : 1)
}

const removals = new Map<string, () => void>()

function makeHost(name: string): Host {
  const namespace = `pp-${process.pid}-${++countMade}-${name}`
  run('ip', 'netns', 'add', namespace)
  removals.set(
    namespace,
    undoAtEnd(() => run('ip', 'netns', 'del', namespace)),
  )
  run('ip', '-n', namespace, 'link', 'set', 'lo', 'up')
  // Duplicate detection keeps IPv6 addresses, the link-local ones too, unusable for a second.
  setKernel(namespace, 'net/ipv6/conf/default/accept_dad', 0)
  const prefix = ['ip', 'netns', 'exec', namespace]
  const at = (command: string, ...args: string[]) => run('ip', 'netns', 'exec', namespace, command, ...args)
  return { namespace, prefix, run: at, nft: rules => loadRules(namespace, rules) }
}

/** Also ends what still runs in them: a namespace lives as long as a process in it. */
function remove(hosts: readonly Host[]): void {
  for (const { namespace } of hosts) {
    for (const id of run('ip', 'netns', 'pids', namespace).split('\n')) if (id !== '') kill(Number(id))
    removals.get(namespace)?.()
    removals.delete(namespace)
  }
}

/** The pair of interfaces of one network: the left one has address 1 in it and the right one 2. */
function cable(network: number, left: Host, right: Host): void {
  const ends = ['peer', 'name', towardsClient, 'netns', right.namespace]
  run('ip', 'link', 'add', towardsServer, 'netns', left.namespace, 'type', 'veth', ...ends)
  for (const [host, device, number] of [
    [left, towardsServer, 1],
    [right, towardsClient, 2],
  ] as const) {
    for (const family of families) {
      const address = `${addressOf(network, family, number)}/${lengths[family]}`
      run('ip', '-n', host.namespace, 'addr', 'add', address, 'dev', device, ...(family === 6 ? ['nodad'] : []))
    }
    run('ip', '-n', host.namespace, 'link', 'set', device, 'up')
  }
}

function forward(router: Host): void {
  for (const key of ['net/ipv4/ip_forward', 'net/ipv6/conf/all/forwarding']) setKernel(router.namespace, key, 1)
}

function setKernel(namespace: string, key: string, value: number): void {
  run('ip', 'netns', 'exec', namespace, 'sh', '-c', `echo ${value} > /proc/sys/${key}`)
}

function route(host: Host, to: string, via: string): void {
  const family = via.includes(':') ? '-6' : '-4'
  run('ip', family, '-n', host.namespace, 'route', 'add', to, 'via', via)
}

function addressOf(network: number, family: Family, number: number): string {
  return `${networks[network]?.[family] ?? ''}${number}`
}

function addressesOf(network: number, number: number): Record<Family, string> {
  return { 4: addressOf(network, 4, number), 6: addressOf(network, 6, number) }
}

function subnetOf(network: number, family: Family): string {
  return `${networks[network]?.[family] ?? ''}${family === 4 ? '0' : ''}/${lengths[family]}`
}

function loadRules(namespace: string, rules: string): void {
  execFileSync('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], { input: rules, stdio: ['pipe', 'pipe', 'pipe'] })
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL')
  } catch {
    // It went by itself.
  }
}

/** Runs a command; what it says on stderr is in the error. */
function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
