/**
 * The UDP ports of one end: they exist only while armed, on one exact address, and know which sessions may call.
 */
import type { Socket } from 'node:dgram'
import type { Session } from '../plan/session.ts'
import type { End, Family, Transport } from '../tape/tape.ts'
import { reasonOf } from './listeners.ts'
import type { Armed } from './path-end.ts'
import { createUdpPort, type UdpPort, type UdpPortOptions } from './udp-port.ts'
import { closeUdp, openUdp } from './udp-socket.ts'

export interface DatagramListenersOptions
  extends Pick<UdpPortOptions, 'newRecorder' | 'onTape' | 'peerAddress' | 'onlyPeer'> {
  readonly end: End
  readonly family: Family
  readonly localAddress: string
  /** Null when this end may listen on the port, else why not. */
  readonly mayListen: (transport: Transport, port: number) => string | null
}

export interface DatagramListeners {
  /** Opens the ports of these sessions, which may call from now on, as those of earlier armings still may. */
  readonly arm: (sessions: readonly Session[]) => Promise<readonly Armed[]>
  /** Seals the tapes of these sessions and gives them to `onTape`. */
  readonly seal: (sessions: readonly string[]) => void
  /** Datagrams that came to a port and stand on no tape, because of this end's own limits. */
  readonly untaped: (port: number) => number
  /** Closes all ports and seals all tapes that are left; done when the ports are free. */
  readonly close: () => Promise<void>
}

interface Open {
  readonly socket: Socket
  readonly port: UdpPort
}

type Failure = Pick<Armed, 'reason' | 'taken'>

/** Manages the UDP ports of one address. */
export function createDatagramListeners(options: DatagramListenersOptions): DatagramListeners {
  const ports = new Map<number, Open>()
  /** Two rounds may arm one port at one moment. */
  const opening = new Map<number, Promise<Open | Failure>>()
  let over = false

  return {
    arm: sessions => Promise.all([...new Set(sessions.map(it => it.row.port))].map(port => arm(port, sessions))),
    seal: sessions => {
      for (const { port } of ports.values()) port.seal(sessions)
    },
    untaped: port => ports.get(port)?.port.untaped() ?? 0,
    close: async () => {
      over = true
      const all = [...ports.values()]
      ports.clear()
      for (const { port } of all) port.close()
      await Promise.all([...all.map(({ socket }) => closeUdp(socket)), ...opening.values()])
    },
  }

  async function arm(port: number, sessions: readonly Session[]): Promise<Armed> {
    const forbidden = options.mayListen('udp', port)
    if (forbidden !== null) return { transport: 'udp', port, reason: forbidden, taken: false }
    const mine = sessions.filter(it => it.row.port === port)
    const known = ports.get(port) ?? (await openOnce(port, mine))
    if ('reason' in known) return { transport: 'udp', port, ...known }
    known.port.expect(mine)
    return { transport: 'udp', port, reason: null, taken: false }
  }

  async function openOnce(port: number, sessions: readonly Session[]): Promise<Open | Failure> {
    const underWay = opening.get(port) ?? open(port, sessions)
    opening.set(port, underWay)
    const opened = await underWay
    opening.delete(port)
    return opened
  }

  async function open(port: number, [first]: readonly Session[]): Promise<Open | Failure> {
    const { localAddress, family, end } = options
    const opened = await openUdp({ family, address: localAddress, port })
    if (opened.kind === 'failed') {
      return { reason: reasonOf(opened.code, end), taken: opened.code === 'EADDRINUSE' }
    }
    const { socket } = opened
    if (over || first === undefined) {
      // Called off while the port was being opened: nothing may stay open behind a run.
      await closeUdp(socket)
      return { reason: 'the run was called off', taken: false }
    }
    const local = { address: localAddress, port }
    const armed = { socket, port: createUdpPort({ ...options, socket, local, row: first.row }) }
    ports.set(port, armed)
    return armed
  }
}
