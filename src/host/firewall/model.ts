/**
 * Firewall rules as both kinds of firewall have them: base chains at the hooks of netfilter, rules of statements that look
 * at the packet, change what is known of it or decide. Knows nothing of how they are written.
 */
import type { Packet } from '../facts.ts'
import type { Possible, Tri } from './possible.ts'

/** The places of netfilter that the first packet of a flow passes, in order: three when it comes, three when it goes. */
export type Hook = 'ingress' | 'prerouting' | 'input' | 'output' | 'postrouting' | 'egress'

export const hooksOf: Readonly<Record<Packet['hook'], readonly Hook[]>> = {
  input: ['ingress', 'prerouting', 'input'],
  output: ['output', 'postrouting', 'egress'],
}

/** What is known of the packet at one moment of its way. */
export interface Seen {
  readonly packet: Packet
  readonly hook: Hook
  /** Connection tracking; `not-yet`: the packet is before it. Null: it may be new or untracked. */
  readonly tracking: 'not-yet' | 'new' | 'untracked' | null
  readonly mark: Possible
  readonly connectionMark: Possible
}

export type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'reject' | 'return' | 'continue' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  /** It goes where these rules do not tell what becomes of it: to a program, to another address. */
  | { readonly kind: 'elsewhere' }

export type Statement =
  | { readonly does: 'match'; readonly test: (seen: Seen) => Tri }
  | { readonly does: 'change'; readonly change: (seen: Seen) => Seen }
  | { readonly does: 'decide'; readonly verdict: Verdict }
  /** The first that holds decides; when none holds, the rule goes on. */
  | { readonly does: 'choose'; readonly choose: (seen: Seen) => readonly { tri: Tri; verdict: Verdict }[] }
  /** It was not understood: it may match or not, and may decide. */
  | { readonly does: 'puzzle' }

export interface Rule {
  readonly statements: readonly Statement[]
  /** As the administrator wrote it; made only when it is quoted. */
  readonly text: () => string
}

export interface Base {
  readonly hook: Hook
  /** Lower comes first. */
  readonly priority: number
  readonly policy: 'accept' | 'drop'
  /** The interfaces of an ingress or egress chain; null: every packet comes by. */
  readonly devices: readonly string[] | null
}

export interface Chain {
  readonly name: string
  readonly rules: readonly Rule[]
  /** Null: only rules lead there. */
  readonly base: Base | null
}

export interface Table {
  /** `ip`, `ip6`, `inet`, `netdev`, `bridge`, `arp`. */
  readonly family: string
  readonly name: string
  readonly chains: ReadonlyMap<string, Chain>
}

/** A reason why a text is no ruleset: what the tool printed cannot be relied on. */
export class FirewallTextError extends Error {}
