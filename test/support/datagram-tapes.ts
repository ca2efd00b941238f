/** Tapes of a conversation in datagrams across a path that a test makes up. Knows nothing of sockets. */
import { bytesOf, textOf } from '../../src/bytes.ts'
import type { DatagramComparison, LoneComparison } from '../../src/diff/comparison.ts'
import { compareDatagrams } from '../../src/diff/datagrams.ts'
import type { Ending, Endpoint, Family } from '../../src/tape/tape.ts'
import { type Happened, heard, sent, tapeOf } from './tapes.ts'

/** What becomes of one copy of a datagram on the way: all that arrives. */
export type Way = (text: string, at: number) => readonly string[]

export const carried: Way = text => [text]
export const lostWay: Way = () => []

/** Nothing larger arrives. */
export function upTo(bytes: number): Way {
  return text => (text.length > bytes ? [] : [text])
}

/** What is larger arrives without its end. */
export function trimmedTo(bytes: number): Way {
  return text => [text.slice(0, bytes)]
}

/** Noise that is the same in every run, as Latin-1 text. */
export function noise(length: number, seed = length): string {
  let state = Math.imul(seed + 1, 2654435761)
  return textOf(
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return state >>> 24
    }),
  )
}

export const remote: Endpoint = { address: '192.0.2.1', port: 24441 }

export interface Talk {
  /** What the dialer and the answerer send, one after the other. */
  readonly out: readonly string[]
  readonly back: readonly string[]
  readonly wayOut?: Way
  readonly wayBack?: Way
  readonly ending?: Partial<Ending>
  readonly family?: Family
  readonly transport?: 'udp' | 'icmp'
  /** Heard by the dialer besides. */
  readonly besides?: readonly Happened[]
}

/** Both tapes of a talk, compared. It was played to its end unless told. */
export function talk({ out, back, ...rest }: Talk): DatagramComparison {
  const { wayOut = carried, wayBack = carried, ending = {}, family = 4, transport = 'udp', besides = [] } = rest
  const head = { transport, family, port: 24441, remote }
  const said = back.map(text => sent(text))
  const got = back.flatMap(wayBack).map(text => heard(text))
  const dialer = tapeOf('dialer', [...out.map(text => sent(text)), ...got, ...besides], { head, ending })
  const asked = out.flatMap(wayOut).map(text => heard(text))
  return compareDatagrams(dialer, tapeOf('answerer', transport === 'icmp' ? asked : [...asked, ...said], { head }))
}

/** Not all was answered. */
export const unanswered: Partial<Ending> = { kind: 'idle', script: 'unfinished' }

/** Heard from another place than was dialed. */
export function heardFrom(text: string, from: Endpoint): Happened {
  return atMs => ({ kind: 'heard', atMs, layer: 'wire', bytes: bytesOf(text), from })
}

/** A dialer's tape alone. */
export function loneTalk(
  ending: Partial<Ending>,
  farEnd: LoneComparison['farEnd'],
  answers: readonly Happened[] = [],
): LoneComparison {
  const tape = tapeOf('dialer', [sent(noise(48)), ...answers], { head: { transport: 'udp', remote }, ending })
  return { kind: 'lone', dialer: tape, farEnd }
}
