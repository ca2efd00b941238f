/**
 * The words for what an end knows of its own host: who listens, where packets go, what its own firewall does. Everything
 * that may be unreadable says so; null or `not-readable` never means "none".
 */
import type { Direction, Family, Transport } from '../tape/tape.ts'

/** A socket that takes connections or datagrams. */
export interface Listening {
  readonly transport: 'tcp' | 'udp'
  readonly family: Family
  /** `0.0.0.0` and `::` mean all. */
  readonly address: string
  readonly port: number
}

export interface Interface {
  readonly name: string
  /** Bytes; null where the platform does not tell. */
  readonly mtu: number | null
  readonly addresses: readonly string[]
}

export interface Route {
  readonly family: Family
  /** In CIDR form; `0.0.0.0/0` and `::/0` are the default. */
  readonly destination: string
  readonly gateway: string | null
  readonly interface: string
}

/** One daemon list of hosts.allow(5) with the clients that it admits, as written. */
export interface AdmittedHosts {
  readonly daemons: readonly string[]
  readonly clients: readonly string[]
}

/** The rules of the host's own firewall, as text, or why they could not be read. */
export type FirewallFacts =
  | {
      readonly state: 'read'
      /** ISO 8601; rules are read once, as root, before the privileges are given up. */
      readonly at: string
      /** What was asked, and what it said. */
      readonly sources: readonly { readonly tool: FirewallTool; readonly text: string }[]
    }
  | { readonly state: 'not-readable'; readonly why: string; readonly how: string }

/** `nft -j list ruleset`, `iptables-legacy-save` or `iptables-save`, and the same for IPv6. */
export type FirewallTool = 'nft' | 'iptables' | 'ip6tables'

/** What the host says of itself. Null: not readable on this platform. */
export interface HostFacts {
  readonly listening: readonly Listening[] | null
  readonly interfaces: readonly Interface[]
  readonly routes: readonly Route[] | null
  readonly firewall: FirewallFacts
  readonly hostsAllow: readonly AdmittedHosts[] | null
}

/** The first packet of a row as the answering host's firewall meets it (or, outgoing, the dialing host's). */
export interface Packet {
  /** `input`: it comes to this host. `output`: this host sends it. */
  readonly hook: 'input' | 'output'
  readonly family: Family
  readonly transport: Transport
  readonly source: string
  readonly destination: string
  /** Destination port; 0 for ICMP (an echo request). */
  readonly port: number
  /** The interface by which it comes or goes; null: not known. */
  readonly interface: string | null
}

/** What the host's own rules do with a packet. */
export type FirewallVerdict =
  | { readonly kind: 'passes' }
  /** `rule` as `nft list ruleset` or `iptables-save` writes it, with its table and chain before it. */
  | { readonly kind: 'drops' | 'rejects'; readonly rule: string }
  /** A rule that could not be understood, or that depends on more than the packet, may decide. */
  | { readonly kind: 'unknown'; readonly why: string }

/** A firewall's verdict on a row of the plan, by the end whose firewall it is. */
export interface RowFirewall {
  readonly direction: Direction
  readonly transport: Transport
  readonly port: number
  readonly verdict: FirewallVerdict
}
