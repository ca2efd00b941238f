/**
 * Who may start a control handshake now, and how long an address that keeps failing has to wait first.
 * Pure but for its own memory, which is bounded; the clock is an argument. Must not know sockets, TLS or keys.
 */
import { callerOf } from './address.ts'

export interface GateLimits {
  /** Handshakes at the same time, in all. Half of them are only for addresses that proved a key before. */
  readonly maxPending: number
  /** Handshakes at the same time from one caller (an IPv4 address, an IPv6 /64). */
  readonly maxPendingPerAddress: number
  /** Failures before the first delay: a person mistypes a few times. */
  readonly freeFailures: number
  /** The delay after one failure more; it doubles with each up to `maxDelayMs`. */
  readonly firstDelayMs: number
  readonly maxDelayMs: number
  /** A failure this long ago is forgotten. */
  readonly forgetMs: number
  /** Callers that are remembered, failed and proved each; the longest unseen goes first. */
  readonly maxRemembered: number
}

export const defaultGateLimits: GateLimits = {
  maxPending: 64,
  maxPendingPerAddress: 8,
  freeFailures: 3,
  firstDelayMs: 500,
  maxDelayMs: 5000,
  forgetMs: 60_000,
  maxRemembered: 1024,
}

export type Admission =
  /** Start after `delayMs`; call `release` once when the handshake is over, however it ended (more calls do nothing). */
  | { readonly kind: 'admitted'; readonly delayMs: number; release(): void }
  | { readonly kind: 'refused'; readonly reason: 'too-many-handshakes' | 'too-many-from-address' }

export interface Gate {
  admit(address: string): Admission
  /** The handshake ended without proof of a key. */
  failed(address: string): void
  /** The handshake ended with proof of a key: failures are forgotten, and the address may use the kept half. */
  proved(address: string): void
}

/** `nowMs` must not go backwards. */
export function createGate(limits: GateLimits, nowMs: () => number): Gate {
  const pending = new Map<string, number>()
  const failures = new Map<string, { count: number; lastMs: number }>()
  const known = new Map<string, true>()
  let total = 0

  const recentFailures = (caller: string) => {
    const seen = failures.get(caller)
    if (seen !== undefined && nowMs() - seen.lastMs >= limits.forgetMs) failures.delete(caller)
    return failures.get(caller)?.count ?? 0
  }
  const take = (caller: string) => {
    total += 1
    pending.set(caller, (pending.get(caller) ?? 0) + 1)
    return once(() => {
      total -= 1
      const left = (pending.get(caller) ?? 1) - 1
      if (left > 0) pending.set(caller, left)
      else pending.delete(caller)
    })
  }
  return {
    admit(address) {
      const caller = callerOf(address)
      const most = known.has(caller) ? limits.maxPending : Math.floor(limits.maxPending / 2)
      if ((pending.get(caller) ?? 0) >= limits.maxPendingPerAddress) {
        return { kind: 'refused', reason: 'too-many-from-address' }
      }
      if (total >= most) return { kind: 'refused', reason: 'too-many-handshakes' }
      return { kind: 'admitted', delayMs: delayAfter(recentFailures(caller), limits), release: take(caller) }
    },
    failed(address) {
      const caller = callerOf(address)
      remember(failures, caller, { count: recentFailures(caller) + 1, lastMs: nowMs() }, limits.maxRemembered)
    },
    proved(address) {
      failures.delete(callerOf(address))
      remember(known, callerOf(address), true, limits.maxRemembered)
    },
  }
}

function delayAfter(failures: number, limits: GateLimits): number {
  if (failures < limits.freeFailures) return 0
  return Math.min(limits.maxDelayMs, limits.firstDelayMs * 2 ** (failures - limits.freeFailures))
}

/** Puts the caller last in line to be forgotten. */
function remember<T>(map: Map<string, T>, caller: string, value: T, most: number): void {
  map.delete(caller)
  map.set(caller, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}

function once(act: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    act()
  }
}
