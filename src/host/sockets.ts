/**
 * The kernel's socket tables, /proc/net/{tcp,tcp6,udp,udp6} (proc(5)): who listens, and which handshakes have begun and
 * are not completed. Knows nothing of the plan, nor which of these sockets are ours.
 */
import { endianness } from 'node:os'
import { addressOfBytes, plainAddress } from '../control/address.ts'
import type { Endpoint, Family } from '../tape/tape.ts'
import type { Listening } from './facts.ts'
import { readKernelText } from './kernel-text.ts'

/** A handshake in SYN_RECV: the kernel got a SYN and answered it, and nothing completed it yet. */
export interface Handshake {
  readonly local: Endpoint
  readonly remote: Endpoint
}

/** `LE` or `BE`: how the machine that wrote a table lays out a 32-bit word. */
export type WordOrder = ReturnType<typeof endianness>

/**
 * The state column, include/net/tcp_states.h. A request that waits for its last ACK is TCP_NEW_SYN_RECV inside the
 * kernel and is shown as SYN_RECV. A UDP socket that takes datagrams from anybody is "closed"; a connected one is not.
 */
const states = { listen: '0A', synRecv: '03', unconnected: '07' } as const

/** One pattern a state: on a busy server the tables are long, and next to no line is wanted. */
const patterns = {
  listen: lineInState(states.listen),
  synRecv: lineInState(states.synRecv),
  unconnected: lineInState(states.unconnected),
}

const tables = [
  { transport: 'tcp', path: '/proc/net/tcp' },
  { transport: 'tcp', path: '/proc/net/tcp6' },
  { transport: 'udp', path: '/proc/net/udp' },
  { transport: 'udp', path: '/proc/net/udp6' },
] as const

/** The sockets of a table that take connections (TCP: LISTEN) or datagrams from anybody (UDP: not connected). */
export function parseListening(
  transport: Listening['transport'],
  text: string,
  order: WordOrder = endianness(),
): Listening[] {
  return rowsIn(transport === 'tcp' ? 'listen' : 'unconnected', text, order).map(({ local }) => ({
    transport,
    family: familyOf(local.address),
    ...local,
  }))
}

/** The handshakes of a TCP table that wait for their last ACK. */
export function parseHandshakes(text: string, order: WordOrder = endianness()): Handshake[] {
  return rowsIn('synRecv', text, order)
}

/**
 * The address of a socket table's hexadecimal form: one or four 32-bit words, each printed as a number of the machine.
 * An IPv4 address that a dual-stack socket holds (`::ffff:a.b.c.d`) is given as IPv4.
 */
export function addressOfWords(hex: string, order: WordOrder = endianness()): string {
  const bytes = Uint8Array.from({ length: hex.length / 2 }, (_, at) => {
    const place = order === 'LE' ? at - (at % 4) + 3 - (at % 4) : at
    return Number.parseInt(hex.slice(2 * place, 2 * place + 2), 16)
  })
  return plainAddress(addressOfBytes(bytes))
}

/**
 * Every socket of this host that takes connections or datagrams; null where the platform does not tell. A socket on `::`
 * may take IPv4 as well: the tables do not say whether it does.
 */
export async function readListening(): Promise<readonly Listening[] | null> {
  const texts = await Promise.all(tables.map(({ path }) => readKernelText(path)))
  // Without IPv6 in the kernel there are no tables for it.
  if (texts.every(text => text === null)) return null
  return tables.flatMap(({ transport }, at) => parseListening(transport, texts[at] ?? ''))
}

/**
 * The handshakes of one family that are under way at this moment; null where the platform does not tell. Those of IPv4
 * stand in the table of IPv6 when the listener is a dual-stack one.
 */
export async function readHandshakes(family: Family): Promise<readonly Handshake[] | null> {
  const [own, other] = await Promise.all([
    readKernelText(family === 4 ? '/proc/net/tcp' : '/proc/net/tcp6'),
    family === 4 ? readKernelText('/proc/net/tcp6') : null,
  ])
  if (own === null) return null
  return [...parseHandshakes(own), ...parseHandshakes(other ?? '')].filter(it => familyOf(it.local.address) === family)
}

function rowsIn(state: keyof typeof patterns, text: string, order: WordOrder): Handshake[] {
  return [...text.matchAll(patterns[state])].map(
    ([, localHex = '', localPort = '', remoteHex = '', remotePort = '']) => ({
      local: { address: addressOfWords(localHex, order), port: Number.parseInt(localPort, 16) },
      remote: { address: addressOfWords(remoteHex, order), port: Number.parseInt(remotePort, 16) },
    }),
  )
}

function lineInState(state: string): RegExp {
  const endpoint = '([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})'
  return new RegExp(`^ *\\d+: ${endpoint} ${endpoint} ${state} `, 'gm')
}

function familyOf(address: string): Family {
  return address.includes(':') ? 6 : 4
}
