/**
 * Pings the far end: one session of echo requests with data of its own, taped. The far end's kernel answers. Knows
 * nothing of what the data says.
 */
import { equalBytes } from '../bytes.ts'
import type { Recorder } from '../tape/recorder.ts'
import type { Ending, Family, Tape } from '../tape/tape.ts'
import { openPingSocket } from './icmp.ts'
import { type Echo, type IcmpMessage, plainAddress } from './icmp-packet.ts'
import { identifierOf } from './icmp-recognize.ts'
import { createPingSchedule } from './icmp-schedule.ts'
import { sourceTowards } from './icmp-source.ts'

export interface PingSessionOptions {
  readonly family: Family
  readonly address: string
  /** The data of each echo request, in order of sending; the first goes alone. */
  readonly pings: readonly Uint8Array[]
  readonly recorder: Recorder
  readonly signal: AbortSignal
  /** Takes twice the time, for a repeat. */
  readonly patient: boolean
  /** The first reply has come. */
  readonly onHeard?: () => void
}

type Verdict = Pick<Ending, 'kind' | 'code'>

/** What the kernel says of a request that it does not take: no way, or not allowed. */
const unreachable = ['EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EPERM']

/**
 * Pings until each request was answered or given up, and gives the sealed tape. Never rejects. The host chooses the
 * source address, because a raw socket of net-ping cannot be bound; the tape's head tells it.
 * Endings: `closed` (all answered), `idle` (not all), `unreachable` (none, and somebody said why: `EHOSTUNREACH from
 * 203.0.113.9`, or the own kernel's bare word), `aborted`, `no-connection` (this process may not ping: the reason).
 */
export async function pingSession(options: PingSessionOptions): Promise<Tape> {
  const { family, pings, recorder, signal } = options
  const peer = plainAddress(options.address)
  /** Which ping each sequence number stands for. */
  const asked = new Map<number, number>()
  let why: Verdict | null = null
  let wake = () => {}

  const source = await sourceTowards(family, options.address)
  const opened = await openPingSocket({ family, hears: 'replies', id: identifierOf(pings), onMessage: hear })
  if (!opened.ok) return recorder.seal({ kind: 'no-connection', code: opened.reason, script: 'unfinished' })
  const { socket } = opened
  const schedule = createPingSchedule(pings.length, options.patient, performance.now())
  const local = source === null ? null : { address: source, port: 0 }
  recorder.open({ local, remote: { address: options.address, port: 0 } })
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    await play()
  } finally {
    signal.removeEventListener('abort', onAbort)
    socket.close()
  }
  return recorder.seal({ ...ending(), script: schedule.allAnswered() ? 'finished' : 'unfinished' })

  async function play(): Promise<void> {
    while (!signal.aborted) {
      for (const ping of schedule.due(performance.now())) send(ping)
      const waitMs = schedule.waitMs(performance.now())
      if (waitMs === null) return
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, waitMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  function send(ping: number): void {
    const data = pings[ping] ?? new Uint8Array(0)
    const sequence = socket.ping(options.address, data, schedule.leftMs(ping, performance.now()), {
      sent: () => recorder.sent('wire', data),
      failed: code => {
        why = { kind: unreachable.includes(code) ? 'unreachable' : 'no-connection', code }
      },
    })
    asked.set(sequence, ping)
  }

  function hear(message: IcmpMessage, from: string): void {
    if (message.kind === 'reply') return hearReply(message, from)
    if (message.kind !== 'unreachable') return
    const { id, sequence, destination } = message.quoted
    if (id !== socket.id || destination !== peer || !asked.has(sequence)) return
    why = { kind: 'unreachable', code: `${message.code} from ${from}` }
  }

  /** Ours by number when the far end says so, and by data whoever does: other programs of this host ping too. */
  function hearReply(reply: Echo, from: string): void {
    const isPeer = plainAddress(from) === peer
    const byNumber = reply.id === socket.id ? asked.get(reply.sequence) : undefined
    const ping = isPeer && byNumber !== undefined ? byNumber : pingWith(reply.data)
    if (ping === null) return
    recorder.heard('wire', reply.data, isPeer ? undefined : { address: from, port: 0 })
    if (!schedule.anyAnswered()) options.onHeard?.()
    schedule.answered(ping, performance.now())
    wake()
  }

  /** Bytes too few to tell are nobody's. */
  function pingWith(data: Uint8Array): number | null {
    const found = data.length < 8 ? -1 : pings.findIndex(it => equalBytes(it, data))
    return found === -1 ? null : found
  }

  function onAbort(): void {
    wake()
  }

  function ending(): Verdict {
    if (signal.aborted && !schedule.allAnswered()) return { kind: 'aborted' }
    if (schedule.allAnswered()) return { kind: 'closed' }
    return schedule.anyAnswered() || why === null ? { kind: 'idle' } : why
  }
}
