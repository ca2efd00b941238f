/**
 * One end of the path: it arms ports and answers on them, and it dials. Each program has one for each address family
 * of a run. Which of the two programs it is makes no difference here.
 */
import { setMaxListeners } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { type RoundRef, roundOf } from '../plan/plan.ts'
import type { Session } from '../plan/session.ts'
import { createRecorder } from '../tape/recorder.ts'
import type { Tape, Transport } from '../tape/tape.ts'
import type { EndPart, NearEndOptions, PartContext } from './end-part.ts'
import { createIcmpEnd } from './icmp-end.ts'
import { createLimiter } from './limiter.ts'
import { type PathEnd, portKey } from './path-end.ts'
import { createSettling } from './settling.ts'
import { createTcpEnd } from './tcp-end.ts'
import { createUdpEnd } from './udp-end.ts'

export type { NearEndOptions } from './end-part.ts'

/** Sessions under way at once on one port (DESIGN: a mail server's own limits are not to be provoked). */
const AT_ONCE_PER_PORT = 16
/** Held open together to measure a limit: as many as a round may name. */
const HELD_PER_PORT = 32
/** Between the first dials of two ports in a round that goes slowly, milliseconds. */
const APART_MS = 50

/** The end of this program. */
export function createNearEnd(options: NearEndOptions): PathEnd {
  const calledOff = new AbortController()
  const signal = AbortSignal.any([options.signal, calledOff.signal])
  // Every open session listens for it.
  setMaxListeners(0, signal)
  const settling = createSettling(signal)
  const together = createLimiter(AT_ONCE_PER_PORT)
  const alone = createLimiter(1)
  const held = createLimiter(HELD_PER_PORT)
  const context: PartContext = { signal, settling, record, keep }
  const tcp = createTcpEnd(options, context)
  const parts: Readonly<Record<Transport, EndPart>> = {
    tcp,
    udp: createUdpEnd(options, context),
    icmp: createIcmpEnd(options, context),
  }
  const transports = Object.keys(parts) as Transport[]

  return {
    arm: async ref => {
      const sessions = roundOf(options.plan, options.seed, ref)
      await options.witness.watch(sessions.filter(it => it.row.transport === 'tcp').map(it => it.row.port))
      return (await Promise.all(transports.map(transport => parts[transport].arm(of(sessions, transport))))).flat()
    },
    dial: async (ref, skip) => {
      const wanted = roundOf(options.plan, options.seed, ref).filter(it => !skip.includes(portKey(it.row)))
      const sessions = wanted.filter(it => ref.kind !== 'planned' || parts[it.row.transport].isWorthwhile(it))
      const lane = ref.kind === 'repeat' && ref.held !== undefined ? held : together
      await (isSlow(ref) ? dialSlowly(sessions) : Promise.all(sessions.map(it => begin(it, lane))))
    },
    announced: tcp.announced,
    settle: async sessions => {
      for (const transport of transports) parts[transport].seal(sessions)
      await settling.settle(sessions)
    },
    witness: () => options.witness.look(),
    close: async () => {
      calledOff.abort()
      options.witness.stop()
      await Promise.all(transports.map(transport => parts[transport].close()))
    },
  }

  /** Each session alone on its port, different ports together but one after the other. */
  async function dialSlowly(sessions: readonly Session[]): Promise<void> {
    const ports = new Map<string, Session[]>()
    for (const session of sessions) {
      const key = portKey(session.row)
      ports.set(key, [...(ports.get(key) ?? []), session])
    }
    // TCP, UDP and ICMP are nothing to each other.
    const lanes = transports.map(transport => [...ports.values()].filter(its => its[0]?.row.transport === transport))
    await Promise.all(
      lanes
        .flatMap(lane => [...lane.entries()])
        .map(async ([at, its]) => {
          await pause(at * APART_MS, undefined, { signal }).catch(() => undefined)
          await Promise.all(its.map(session => begin(session, alone)))
        }),
    )
  }

  /** Starts one session as soon as its port has room; done when the first byte was heard or the tape is sealed. */
  function begin(session: Session, limiter: typeof together): Promise<void> {
    settling.dials(session.id)
    return new Promise(begun => {
      void limiter(portKey(session.row), async () => {
        const entry = { session: session.id }
        settling.opens(entry)
        keep(entry, await parts[session.row.transport].dial(session, begun))
        begun()
      })
    })
  }

  function record({ role, session, row }: Parameters<PartContext['record']>[0]) {
    const head = {
      end: options.end,
      role,
      direction: row.direction,
      family: options.family,
      transport: row.transport,
      port: row.port,
      session: session?.id ?? null,
      local: null,
      remote: null,
    } as const
    return createRecorder(head, options.nowMs)
  }

  function keep(entry: { session: string | null }, tape: Tape): void {
    options.onTape(tape)
    settling.seals(entry, tape)
  }
}

function of(sessions: readonly Session[], transport: Transport): readonly Session[] {
  return sessions.filter(session => session.row.transport === transport)
}

/** What was lost or refused is asked again slowly, so that a limit on the path is not taken for a block. */
function isSlow(ref: RoundRef): boolean {
  return ref.kind === 'repeat' && ref.alone === true
}
