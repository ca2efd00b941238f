/**
 * Real UDP sockets on loopback for the tests of this folder: a far end that does as a test says, a relay that does as
 * a path would, and the words of a conversation.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { bytesOf, textOf } from '../../src/bytes.ts'
import type { FamilyRow, Session } from '../../src/plan/session.ts'
import type { DatagramScript } from '../../src/script/datagrams.ts'
import { type Role, silentScript } from '../../src/script/script.ts'
import { createRecorder, type Recorder } from '../../src/tape/recorder.ts'
import type { Tape } from '../../src/tape/tape.ts'

/** Three tries, then requests and answers of all sizes up to 4096 bytes. */
export function conversation(name: string): DatagramScript {
  const keys = [1, 2, 3].map(at => ({ bytes: bytesOf(`key-of-${name}-${at}`), folds: false }))
  const tries = keys.map(({ bytes }, at) => ({
    bytes: bytesOf(`PATHPROOF ${textOf(bytes)} try ${at + 1}`),
    replies: [bytesOf(`WELCOME ${name} ${at + 1}`)],
  }))
  const sizes = [1, 17, 512, 1472, 2048, 4096].map((size, at) => {
    const one = { bytes: new Uint8Array(size).fill(65 + at), replies: [bytesOf(`answer ${at}`)] }
    return { tries: [one, { ...one }, { ...one }] }
  })
  const large = {
    bytes: bytesOf('larger please'),
    replies: [new Uint8Array(1500).fill(97), new Uint8Array(4096).fill(98)],
  }
  return { keys, exchanges: [{ tries }, ...sizes, { tries: [large, { ...large }, { ...large }] }] }
}

/** A session of the conversation on that port. */
export function udpSession(port: number, id = 'a'): Session {
  const row: FamilyRow = { direction: 'incoming', family: 4, transport: 'udp', port, protocol: 'echo' }
  const common = { nonce: id.toUpperCase(), probe: 'p', part: 0, script: silentScript, attempt: 1, idleMs: 5000 }
  return { ...common, id, row, datagrams: conversation(id) }
}

export function udpRecorder({ role, session }: { role: Role; session: Session | null }): Recorder {
  const end = role === 'dialer' ? 'client' : 'responder'
  const head = {
    end,
    role,
    direction: 'incoming',
    family: 4,
    transport: 'udp',
    port: 53,
    local: null,
    remote: null,
  } as const
  return createRecorder({ ...head, session: session?.id ?? null }, () => performance.now())
}

/** The bytes of one flow of a tape, one text for each datagram. */
export function flow(tape: Tape | undefined, kind: 'sent' | 'heard'): string[] {
  return (tape?.events ?? []).flatMap(event => (event.kind === kind && 'bytes' in event ? [textOf(event.bytes)] : []))
}

/** All words of one flow of a conversation in which the first try was answered. */
export function words(name: string, role: Role): string[] {
  const firsts = conversation(name).exchanges.flatMap(({ tries }) => tries.slice(0, 1))
  return firsts.flatMap(it => (role === 'dialer' ? [it.bytes] : it.replies)).map(textOf)
}

/** Remembers what a test opens; `closeAll` belongs into `afterEach`. */
export function createUdpRig() {
  const sockets: Socket[] = []

  async function open(take: (text: string, from: RemoteInfo, socket: Socket) => void = () => undefined, port = 0) {
    const socket = createSocket('udp4', (message, from) => take(textOf(message), from, socket))
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.bind(port, '127.0.0.1')
    await once(socket, 'listening')
    return { socket, port: socket.address().port }
  }

  /** Carries datagrams to and from `target`; `carry` gives what becomes of one (null: it is lost). */
  async function relay(target: number, carry: (text: string, outward: boolean) => string | null): Promise<number> {
    let caller: RemoteInfo | null = null
    const { port } = await open((text, from, socket) => {
      const outward = from.port !== target
      if (outward) caller = from
      const carried = carry(text, outward)
      const to = outward ? target : caller?.port
      if (carried !== null && to !== undefined) socket.send(bytesOf(carried), to, '127.0.0.1')
    })
    return port
  }

  /** A port that nobody listens on. */
  async function freePort(): Promise<number> {
    const { socket, port } = await open()
    await new Promise<void>(resolve => socket.close(resolve))
    sockets.splice(sockets.indexOf(socket), 1)
    return port
  }

  function closeAll(): void {
    for (const socket of sockets.splice(0)) socket.close()
  }

  return { open, relay, freePort, closeAll }
}

/** True when nobody holds the port. */
export async function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  return new Promise(resolve => {
    socket.once('error', () => resolve(false))
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)))
  })
}

/** Long enough for an answer on loopback that must not come. */
export function moment(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 50))
}
