/**
 * When each echo request of a session goes: the first alone, the others when it was answered, each tried again while no
 * answer has come. Pure: the time comes in. Knows nothing of sockets or tapes.
 */

export interface PingSchedule {
  /** The pings, by index, whose next try is due; each call gives a due try once. */
  readonly due: (nowMs: number) => readonly number[]
  /** A reply to this ping has come. */
  readonly answered: (ping: number, nowMs: number) => void
  /** Milliseconds until `due` must be asked again or it is over; null when it is over. */
  readonly waitMs: (nowMs: number) => number | null
  readonly allAnswered: () => boolean
  readonly anyAnswered: () => boolean
  /** Milliseconds after which a try that goes now would come too late. */
  readonly leftMs: (ping: number, nowMs: number) => number
}

/** When the tries of one ping go, milliseconds after its first. */
const triesMs = [0, 700, 1900]
/** A ping without a reply is given up so long after its first try. */
const GIVE_UP_MS = 4000
/** Between two pings, so that they do not overrun a queue on the way. */
const APART_MS = 5
/** After the last answer: duplicates come so late. */
const LINGER_MS = 150
const PATIENCE = 2

interface Ping {
  /** Null: not to be sent yet. */
  firstAtMs: number | null
  tries: number
  answered: boolean
}

/** For so many pings. A patient one takes twice the time for everything but the linger. */
export function createPingSchedule(count: number, patient: boolean, startMs: number): PingSchedule {
  const factor = patient ? PATIENCE : 1
  const pings = Array.from(
    { length: count },
    (_, at): Ping => ({
      firstAtMs: at === 0 ? startMs : null,
      tries: 0,
      answered: false,
    }),
  )
  let lastAnswerMs = startMs
  const allAnswered = () => pings.every(it => it.answered)

  return {
    due: nowMs =>
      pings.flatMap((ping, at) => {
        const nextMs = nextTryMs(ping)
        if (nextMs === null || nextMs > nowMs || isGivenUp(ping, nowMs)) return []
        ping.tries++
        return [at]
      }),
    answered: (at, nowMs) => {
      const ping = pings[at]
      if (ping === undefined || ping.answered) return
      ping.answered = true
      lastAnswerMs = nowMs
      for (const [order, other] of pings.entries()) other.firstAtMs ??= nowMs + (order - 1) * APART_MS * factor
    },
    waitMs: nowMs => {
      if (allAnswered()) return nowMs >= lastAnswerMs + LINGER_MS ? null : lastAnswerMs + LINGER_MS - nowMs
      const times = pings.filter(it => !it.answered && !isGivenUp(it, nowMs)).flatMap(timesOf)
      return times.length === 0 ? null : Math.max(0, Math.min(...times) - nowMs)
    },
    allAnswered,
    anyAnswered: () => pings.some(it => it.answered),
    leftMs: (at, nowMs) => Math.max(0, giveUpAtMs(pings[at]) - nowMs),
  }

  function nextTryMs(ping: Ping): number | null {
    const afterMs = triesMs[ping.tries]
    return ping.answered || ping.firstAtMs === null || afterMs === undefined ? null : ping.firstAtMs + afterMs * factor
  }

  function timesOf(ping: Ping): readonly number[] {
    if (ping.firstAtMs === null) return []
    return [nextTryMs(ping) ?? Number.POSITIVE_INFINITY, giveUpAtMs(ping)]
  }

  function isGivenUp(ping: Ping, nowMs: number): boolean {
    return nowMs >= giveUpAtMs(ping)
  }

  function giveUpAtMs(ping: Ping | undefined): number {
    const firstAtMs = ping?.firstAtMs ?? null
    return firstAtMs === null ? Number.POSITIVE_INFINITY : firstAtMs + GIVE_UP_MS * factor
  }
}
