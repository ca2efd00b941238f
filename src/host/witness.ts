/**
 * The kernel as a witness of arrivals (DESIGN section 3): a handshake in SYN_RECV proves that a SYN came, although no
 * program got the connection. And whether it proves anything that none is there. Beside it, how the echo counters moved.
 * Knows nothing of sessions or verdicts.
 */
import { plainAddress } from '../control/address.ts'
import type { Family } from '../tape/tape.ts'
import type { HalfOpen, Witness } from '../wire/witness.ts'
import {
  type EchoCounters,
  readEchoCounters,
  readSynackRetries,
  readSyncookies,
  readTcpCounters,
  type TcpCounters,
} from './counters.ts'
import { createEchoHistory } from './echo-history.ts'
import { type Handshake, readHandshakes } from './sockets.ts'

/** How often is looked, milliseconds. */
const INTERVAL_MS = 500
/** The kernel sends a SYN-ACK again after 1 s (RFC 6298, 2.1), and waits twice as long each time. */
const FIRST_SYNACK_MS = 1000
/** As many repeats of a SYN-ACK are sent even when the queue is half full and the kernel grows impatient. */
const SURE_RETRIES = 2

export interface WitnessOptions {
  /** The address of this end that is dialed. */
  readonly localAddress: string
  /** Whether this host's own firewall rules were read: they act before the kernel makes an entry. */
  readonly hostRulesRead: () => boolean
}

/** Where the kernel's word comes from; tests hand in their own. */
export interface WitnessSources {
  readonly handshakes: (family: Family) => Promise<readonly Handshake[] | null>
  readonly counters: () => Promise<TcpCounters | null>
  readonly echoes: (family: Family) => Promise<EchoCounters | null>
  readonly syncookies: () => Promise<number | null>
  readonly synackRetries: () => Promise<number | null>
  /** Monotonic, milliseconds. */
  readonly nowMs: () => number
}

export interface HostWitness {
  /**
   * Watches these ports too. Resolves when what is there now has been noted: arm after that, since whatever comes later
   * is an arrival. Ports that are watched already are left as they are. The echo counters are watched from the first call
   * on, whatever the ports.
   */
  readonly watch: (ports: readonly number[]) => Promise<void>
  /** Looks now, and gives all that was seen since the ports are watched. Entries vanish; what was seen once is kept. */
  readonly look: () => Promise<Witness>
  /** Looks by itself from now on, once something is watched. Does not keep the process alive. */
  readonly start: (intervalMs?: number) => void
  readonly stop: () => void
}

/** What is known when it is asked whether absence proves anything. */
export interface Sight {
  readonly visible: boolean
  readonly syncookies: number | null
  readonly before: TcpCounters | null
  readonly now: TcpCounters | null
  readonly hostRulesRead: boolean
  /** The longest time in which nobody looked. */
  readonly longestGapMs: number
  readonly synackRetries: number | null
}

const kernel: WitnessSources = {
  handshakes: readHandshakes,
  counters: readTcpCounters,
  echoes: readEchoCounters,
  syncookies: readSyncookies,
  synackRetries: readSynackRetries,
  nowMs: () => performance.now(),
}

/** Each of these makes an entry vanish before it was seen, or keeps it from being made. */
const spoilers: readonly { readonly counter: keyof TcpCounters; readonly why: string }[] = [
  { counter: 'syncookiesSent', why: 'the kernel sent syncookies and kept no half-open connections' },
  { counter: 'listenOverflows', why: 'the listen queue overflowed' },
  { counter: 'listenDrops', why: 'the kernel dropped connections before a listener got them' },
  { counter: 'embryonicResets', why: 'half-open connections were reset and may have gone unseen' },
]

/** Why it proves nothing that a handshake was not seen; null when it proves that no SYN came. */
export function blindness(sight: Sight): string | null {
  if (!sight.visible) return 'this platform does not show half-open connections'
  if (sight.syncookies === null) return 'tcp_syncookies is not readable'
  if (sight.syncookies === 2) return 'tcp_syncookies is 2: the kernel keeps no half-open connections'
  const { before, now } = sight
  if (before === null || now === null) return 'the TCP counters of this host are not readable'
  const spoiler = spoilers.find(({ counter }) => before[counter] !== now[counter])
  if (spoiler !== undefined) return spoiler.why
  if (sight.longestGapMs > entryLifeMs(sight.synackRetries))
    return 'this end was too busy to watch half-open connections'
  return sight.hostRulesRead ? null : 'the firewall rules of this host were not read'
}

/** How long a half-open connection stays in the table at least, when nothing resets it; null: not known. */
function entryLifeMs(synackRetries: number | null): number {
  const retries = Math.min(synackRetries ?? 0, SURE_RETRIES)
  return FIRST_SYNACK_MS * (2 ** (retries + 1) - 1)
}

/** A witness for one address of this end. */
export function createWitness(options: WitnessOptions, sources: WitnessSources = kernel): HostWitness {
  const localAddress = plainAddress(options.localAddress)
  const family: Family = localAddress.includes(':') ? 6 : 4
  const watched = new Set<number>()
  const noted = new Set<string>()
  const arrivals = new Map<string, HalfOpen>()
  const echoes = createEchoHistory(() => sources.echoes(family), sources.nowMs)
  let before: TcpCounters | null = null
  let visible = true
  let lastMs: number | null = null
  let longestGapMs = 0
  let busy: Promise<unknown> = Promise.resolve()
  let watching = false
  let polling = false
  let timer: NodeJS.Timeout | null = null

  return {
    watch: ports => inTurn(() => watch(ports)),
    look: () => inTurn(look),
    start(intervalMs = INTERVAL_MS) {
      timer ??= setInterval(poll, intervalMs).unref()
    },
    stop() {
      if (timer !== null) clearInterval(timer)
      timer = null
    },
  }

  /** One reading at a time, so that none that began before a port was noted is judged after that. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = busy.then(act)
    busy = done.catch(() => undefined)
    return done
  }

  async function watch(ports: readonly number[]): Promise<void> {
    watching = true
    await echoes.note()
    const fresh = ports.filter(port => !watched.has(port))
    if (fresh.length === 0) return
    // Read first: what moves while the snapshot is taken counts as moved.
    if (watched.size === 0) before = await sources.counters()
    for (const it of await read()) {
      if (fresh.includes(it.local.port)) noted.add(nameOf(it))
      else keep(it)
    }
    for (const port of fresh) watched.add(port)
  }

  async function look(): Promise<Witness> {
    await lookAround()
    const [syncookies, synackRetries, now] = await Promise.all([
      sources.syncookies(),
      sources.synackRetries(),
      sources.counters(),
    ])
    const hostRulesRead = options.hostRulesRead()
    const counted = echoes.all()
    return {
      arrivals: [...arrivals.values()],
      blind: blindness({ visible, syncookies, before, now, hostRulesRead, longestGapMs, synackRetries }),
      ...(counted.length === 0 ? {} : { echoes: [...counted] }),
    }
  }

  async function lookAround(): Promise<void> {
    await echoes.note()
    for (const it of await read()) keep(it)
  }

  function poll(): void {
    if (polling || !watching) return
    polling = true
    void inTurn(lookAround).finally(() => {
      polling = false
    })
  }

  /** The handshakes with this end's address. */
  async function read(): Promise<readonly Handshake[]> {
    // From the beginning of one reading to the beginning of the next: nothing says when in between the kernel was asked.
    const nowMs = sources.nowMs()
    if (watched.size > 0 && lastMs !== null) longestGapMs = Math.max(longestGapMs, nowMs - lastMs)
    lastMs = nowMs
    const handshakes = await sources.handshakes(family)
    if (handshakes === null) visible = false
    return (handshakes ?? []).filter(it => it.local.address === localAddress)
  }

  function keep(it: Handshake): void {
    const name = nameOf(it)
    if (watched.has(it.local.port) && !noted.has(name)) arrivals.set(name, { port: it.local.port, remote: it.remote })
  }
}

function nameOf({ local, remote }: Handshake): string {
  return `${local.port} ${remote.address} ${remote.port}`
}
