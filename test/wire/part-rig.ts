/**
 * One transport of an end on loopback, with the context that an end would give it, and the tapes that come of it.
 */
import { planRun } from '../../src/plan/plan.ts'
import { createRecorder } from '../../src/tape/recorder.ts'
import type { End, Tape } from '../../src/tape/tape.ts'
import type { EndPart, NearEndOptions, PartContext } from '../../src/wire/end-part.ts'
import { createSettling, type Open } from '../../src/wire/settling.ts'
import { nobodysWitness } from '../support/hosts.ts'
import { certificate } from './rig.ts'

type MakePart = (options: NearEndOptions, context: PartContext) => EndPart

export interface PartOnLoopback {
  readonly part: EndPart
  /** The answerer's tapes, with whose they were said to be. */
  readonly kept: readonly { readonly entry: Open; readonly tape: Tape }[]
  readonly abort: () => void
}

/** A part of the client or of the responder. */
export function openPart(make: MakePart, end: End, options: Partial<NearEndOptions> = {}): PartOnLoopback {
  const kept: { entry: Open; tape: Tape }[] = []
  const calledOff = new AbortController()
  const { signal } = calledOff
  const nowMs = () => performance.now()
  const part = make(
    {
      end,
      family: 4,
      plan: planRun({ rows: [], seed: new Uint8Array(8) }),
      seed: new Uint8Array(8),
      localAddress: '127.0.0.1',
      dialFrom: null,
      peerAddress: '127.0.0.1',
      nowMs,
      certificate,
      signal,
      mayListen: () => null,
      isServed: async () => false,
      witness: nobodysWitness,
      onTape: () => undefined,
      onDialed: () => undefined,
      ...options,
    },
    {
      signal,
      settling: createSettling(signal),
      keep: (entry, tape) => kept.push({ entry, tape }),
      record: ({ role, session, row: { direction, family, transport, port } }) => {
        const ends = { local: null, remote: null }
        const head = { end, role, direction, family, transport, port, session: session?.id ?? null, ...ends }
        return createRecorder(head, nowMs)
      },
    },
  )
  return { part, kept, abort: () => calledOff.abort() }
}
