/**
 * Counts the connections that are begun to ports of a host, by its packet filter: those from elsewhere and those from the
 * host itself apart. Every SYN counts, one that is sent again too. It drops nothing.
 */
import type { EndHost } from './netns.ts'

/** Connections begun to one port. */
export interface Calls {
  readonly outside: number
  readonly local: number
}

export interface CallCounter {
  /** Since the beginning, or the last `reset`. */
  readonly calls: () => ReadonlyMap<number, Calls>
  readonly reset: () => void
  /** Takes its rules away. */
  readonly stop: () => void
}

const TABLE = 'inet live-calls'
const places = ['outside', 'local'] as const

/** Begins to count. One counter a host. */
export function countCalls(host: EndHost, ports: readonly number[]): CallCounter {
  const rule = (port: number, place: (typeof places)[number]) =>
    `iif ${place === 'local' ? '' : '!= '}lo tcp dport ${port} tcp flags & (syn | ack) == syn counter name ${place}-${port}`
  host.nft(`table ${TABLE} {
    ${ports.flatMap(port => places.map(place => `counter ${place}-${port} { }`)).join('\n')}
    chain input {
      type filter hook input priority -10;
      ${ports.flatMap(port => places.map(place => rule(port, place))).join('\n')}
    }
  }`)
  return {
    calls: () => read(host, ports),
    reset: () => void host.run('nft', 'reset', 'counters', 'table', ...TABLE.split(' ')),
    stop: () => void host.run('nft', 'delete', 'table', ...TABLE.split(' ')),
  }
}

function read(host: EndHost, ports: readonly number[]): ReadonlyMap<number, Calls> {
  const text = host.run('nft', 'list', 'counters', 'table', ...TABLE.split(' '))
  const found = new Map([...text.matchAll(/counter (\S+) \{\s*packets (\d+)/g)].map(it => [it[1], Number(it[2])]))
  return new Map(
    ports.map(port => [port, { outside: found.get(`outside-${port}`) ?? 0, local: found.get(`local-${port}`) ?? 0 }]),
  )
}
