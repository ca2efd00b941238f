/**
 * A TCP tape as the packets that may have carried it: the handshake, the bytes in segments, FIN and RST. Pure. Only what
 * the tape tells is drawn, and what TCP must have done between: no retransmission, no lost packet.
 */
import type { Tape, TapeEvent } from '../tape/tape.ts'
import type { Draft, Kind } from './draft.ts'
import type { Ends } from './ends.ts'
import { tcpFlags } from './headers.ts'
import { createLine, type Line, other } from './line.ts'
import { createCutter, isOnWire, type Piece, type WireEvent } from './pieces.ts'

/** What an Ethernet link of 1500 bytes leaves for data behind the headers of IP (20, 40) and TCP (20). */
export const largestSegments = { 4: 1460, 6: 1440 }

const finKinds: Readonly<Partial<Record<TapeEvent['kind'], Kind>>> = { 'fin-sent': 'sent', 'fin-heard': 'heard' }
/** A tape without any event tells of a connection only by one of these endings. */
const stoodEndings = ['closed', 'left', 'reset-heard']
/** Events above the wire that may stand between two of the wire's. */
const LOOK_AHEAD = 8

/** All packets of a TCP tape, made one after the other. */
export function* streamOf(tape: Tape, ends: Ends): Generator<Draft> {
  const line = createLine(ends, largestSegments[tape.head.family])
  if (!stood(tape)) return yield* attempt(tape, line)
  yield* handshake(tape, line)
  yield* talk(tape, line)
  yield* goodbye(tape, line)
}

function stood({ events, ending }: Tape): boolean {
  const isProof = (event: TapeEvent) => event.kind === 'open' || isOnWire(event) || finKinds[event.kind] !== undefined
  return events.some(isProof) || stoodEndings.includes(ending.kind)
}

/** A SYN, and the RST of a refusal. With `no-connection` the host itself could not, so that nothing left it. */
function* attempt({ head, ending }: Tape, line: Line): Generator<Draft> {
  if (head.role === 'answerer' || ending.kind === 'no-connection') return
  yield line.segment('sent', head.startedAtMs, { flags: tcpFlags.syn })
  if (ending.kind === 'refused') yield line.segment('heard', ending.atMs, { flags: tcpFlags.rst })
}

function* handshake({ head, events }: Tape, line: Line): Generator<Draft> {
  const open = events.find(event => event.kind === 'open')
  const openMs = open?.atMs ?? head.startedAtMs
  const begunMs = openMs - (open?.tookMs ?? 0)
  const dialer = head.role === 'dialer' ? 'sent' : 'heard'
  yield line.segment(dialer, begunMs, { flags: tcpFlags.syn })
  yield line.segment(other(dialer), head.role === 'dialer' ? openMs : begunMs, { flags: tcpFlags.syn })
  yield line.segment(dialer, openMs, { flags: tcpFlags.ack })
}

function* talk({ head, events }: Tape, line: Line): Generator<Draft> {
  const cut = createCutter(largestSegments[head.family])
  const finished = new Set<Kind>()
  for (const [at, event] of events.entries()) {
    const fin = finKinds[event.kind]
    if (isOnWire(event)) {
      yield* bytesOf(event, cut(event, at), line)
      if (event.kind === 'heard' && line.owes('sent') && !answersNext(events, at))
        yield line.segment('sent', event.atMs, { flags: tcpFlags.ack })
    } else if (fin !== undefined && !finished.has(fin)) {
      finished.add(fin)
      yield line.segment(fin, event.atMs, { flags: tcpFlags.fin })
    }
  }
}

/** PSH stands where an event ends, so that what was one write or one read can be told. */
function* bytesOf({ kind, atMs }: WireEvent, pieces: Iterable<Piece>, line: Line): Generator<Draft> {
  for (const { data, withheldBytes, place, isLast } of pieces) {
    if (data.length + withheldBytes === 0) continue
    yield line.segment(kind, atMs, { flags: isLast ? tcpFlags.push : 0, data, withheldBytes, place })
  }
}

/** True when the next packet is this end's own, which acknowledges as well. */
function answersNext(events: readonly TapeEvent[], at: number): boolean {
  const next = events.slice(at + 1, at + 1 + LOOK_AHEAD).find(event => isOnWire(event) || finKinds[event.kind])
  return next?.kind === 'sent' || next?.kind === 'fin-sent'
}

/** A reset; or the last acknowledgements, when both ends had their goodbye. */
function* goodbye({ ending }: Tape, line: Line): Generator<Draft> {
  const { atMs } = ending
  if (ending.kind === 'reset-heard') return yield line.segment('heard', atMs, { flags: tcpFlags.rst })
  if (ending.resetSent) return yield line.segment('sent', atMs, { flags: tcpFlags.rst })
  if (ending.kind !== 'closed') return
  for (const kind of ['sent', 'heard'] as const)
    if (line.owes(kind)) yield line.segment(kind, atMs, { flags: tcpFlags.ack })
}
