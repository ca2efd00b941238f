/**
 * A tape as a pcapng file, for whoever reads packets better than tapes: Wireshark opens what was sent beside what was
 * heard, and nobody had to be root. Pure, and made packet by packet: a large tape takes no more memory than a small one.
 */
import type { Tape, Transport } from '../tape/tape.ts'
import { enhancedPacket, interfaceDescription, sectionHeader } from './block.ts'
import { datagramsOf, echoesOf } from './datagrams.ts'
import type { Draft } from './draft.ts'
import { type Ends, endsOf, known } from './ends.ts'
import { type Comment, createNotes } from './notes.ts'
import { ipPacket, type Packet } from './packet.ts'
import { streamOf } from './stream.ts'
import { endingOf, originOf, plain, titleOf } from './words.ts'

export interface CaptureInput {
  readonly tape: Tape
  /** Edits on this tape's own flows, for comments: where in the flow (bytes of layer 'wire' of that kind), and the words. */
  readonly comments: readonly Comment[]
  /** Wall clock of this end's monotonic zero: Date milliseconds = wallMs + atMs. */
  readonly wallMs: number
  /** Name and version for the section header (shb_userappl). */
  readonly application: string
}

const draftsOf: Readonly<Record<Transport, (tape: Tape, ends: Ends) => Iterable<Draft>>> = {
  tcp: streamOf,
  udp: datagramsOf,
  icmp: echoesOf,
}

/** The file in pieces. It may be read more than once; each reading makes it anew. */
export function captureOf(input: CaptureInput): Iterable<Uint8Array> {
  return { [Symbol.iterator]: () => blocksOf(input) }
}

function* blocksOf({ tape, comments, wallMs, application }: CaptureInput): Generator<Uint8Array> {
  const ends = endsOf(tape.head)
  const { homeless, notesFor } = createNotes(tape, comments)
  const opening = [titleOf(tape), originOf(tape), ...ends.standIns, ...homeless]
  const clock = createClock(wallMs)
  yield sectionHeader(plain(application), [...opening, endingOf(tape)])
  yield interfaceDescription(tape.head.end)
  for (const { draft, isFirst, isLast } of marked(draftsOf[tape.head.transport](tape, ends))) {
    const around = { before: isFirst ? opening : [], after: isLast ? [endingOf(tape)] : [] }
    yield enhancedPacket({
      ...packetOf(draft, tape, ends),
      atUs: clock(draft.atMs),
      direction: draft.kind === 'sent' ? 'outbound' : 'inbound',
      comments: [...around.before, ...notesFor(draft), ...around.after],
    })
  }
}

function packetOf({ kind, from, header, data, withheldBytes }: Draft, { head }: Tape, ends: Ends): Packet {
  const peer = known(from ?? null, head.family) ?? ends.remote
  const [source, destination] = kind === 'sent' ? [ends.local, ends.remote] : [peer, ends.local]
  const addresses = { source: source.address, destination: destination.address }
  return ipPacket({ transport: head.transport, ...addresses, header, data, withheldBytes })
}

/** Microseconds since 1970 that always rise, so that packets sorted by time keep their order. */
function createClock(wallMs: number): (atMs: number) => number {
  let lastUs = -1
  return atMs => {
    const us = Math.round((wallMs + atMs) * 1000)
    lastUs = Math.min(Math.max(us, lastUs + 1), Number.MAX_SAFE_INTEGER)
    return lastUs
  }
}

interface Marked {
  readonly draft: Draft
  readonly isFirst: boolean
  readonly isLast: boolean
}

/** Holds one packet back, to know the last. */
function* marked(drafts: Iterable<Draft>): Generator<Marked> {
  let held: Draft | null = null
  let isFirst = true
  for (const draft of drafts) {
    if (held !== null) {
      yield { draft: held, isFirst, isLast: false }
      isFirst = false
    }
    held = draft
  }
  if (held !== null) yield { draft: held, isFirst, isLast: true }
}
