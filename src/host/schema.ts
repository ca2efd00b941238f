/**
 * The shape of what a host says of itself, for those who take it from outside: control and the report. Bounded.
 */
import { z } from 'zod'
import type { HostFacts, RowFirewall } from './facts.ts'

const text = z.string().max(256)
const family = z.union([z.literal(4), z.literal(6)])
const port = z.number().int().min(0).max(65535)

const listening = z.object({ transport: z.enum(['tcp', 'udp']), family, address: text, port })
const networkInterface = z.object({
  name: text,
  mtu: z.number().int().nullable(),
  addresses: z.array(text).max(1024).readonly(),
})
const route = z.object({ family, destination: text, gateway: text.nullable(), interface: text })
const admitted = z.object({ daemons: z.array(text).max(256).readonly(), clients: z.array(text).max(4096).readonly() })

/** Rules are text of the host's own tools; 8 MiB of it are more than any firewall of a mail server has. */
const firewall = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('read'),
    at: text,
    sources: z
      .array(z.object({ tool: z.enum(['nft', 'iptables', 'ip6tables']), text: z.string().max(8 * 1024 * 1024) }))
      .max(3)
      .readonly(),
  }),
  z.object({ state: z.literal('not-readable'), why: z.string().max(1000), how: z.string().max(1000) }),
])

const rootsFacts = { firewall, hostsAllow: z.array(admitted).max(1024).readonly().nullable() }

/** `HostFacts` as it crosses control and stands in a report. */
export const hostFactsSchema: z.ZodType<HostFacts, HostFacts> = z.object({
  listening: z.array(listening).max(65536).readonly().nullable(),
  interfaces: z.array(networkInterface).max(4096).readonly(),
  routes: z.array(route).max(65536).readonly().nullable(),
  ...rootsFacts,
})

/** What root reads before it gives up its rights. */
export const rootsFactsSchema = z.object(rootsFacts)

const verdict = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('passes') }),
  z.object({ kind: z.enum(['drops', 'rejects']), rule: z.string().max(4000) }),
  z.object({ kind: z.literal('unknown'), why: z.string().max(4000) }),
])

/** The responder's firewall on one row, as it crosses control. */
export const rowFirewallSchema: z.ZodType<RowFirewall, RowFirewall> = z.object({
  direction: z.enum(['incoming', 'outgoing']),
  transport: z.enum(['tcp', 'udp', 'icmp']),
  port,
  verdict,
})
