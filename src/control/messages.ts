/**
 * Every message that the two ends exchange over control, and its shape. The client asks, the responder answers; tapes
 * and source ports are told as they come to be. Knows nothing of how messages travel.
 */
import { z } from 'zod'
import { maxEchoReadings } from '../host/echo-history.ts'
import { hostFactsSchema, rowFirewallSchema } from '../host/schema.ts'
import type { RoundRef } from '../plan/plan.ts'
import { type AskedVariant, measures, protocols, type Variant } from '../plan/session.ts'
import type { Witness } from '../wire/witness.ts'
import { defineMessages } from './table.ts'

/** Raised whenever two releases could not understand each other any more. */
export const protocolVersion = 4

const port = z.number().int().min(1).max(65535)
/** ICMP has no ports; it is said with a 0. */
const portOrNone = z.number().int().min(0).max(65535)
const transport = z.enum(['tcp', 'udp', 'icmp'])
const direction = z.enum(['incoming', 'outgoing'])
const session = z.string().max(64)
const empty = z.object({})

/** `hello` keeps its shape for ever, so that any two releases can tell each other why they do not fit. */
const greeting = z.object({ protocol: z.number().int(), release: z.string().max(64) })

/** A row of a profile, as it is said between processes. */
export const rowSchema = z.object({
  direction,
  transport,
  port: portOrNone,
  protocol: z.enum(protocols),
  dialPort: port.exactOptional(),
})

const variantSchema: z.ZodType<Variant, Variant> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('comparison-port'), port }),
  z.object({ kind: z.literal('inside-tls') }),
  z.object({
    kind: z.literal('near-miss'),
    by: z.enum(['dialer', 'answerer']),
    at: z
      .number()
      .int()
      .min(0)
      .max(2 ** 24),
  }),
  z.object({ kind: z.literal('nobody-listens') }),
  z.object({
    kind: z.literal('size'),
    measure: z.enum(measures),
    value: z
      .number()
      .int()
      .min(1)
      .max(2 ** 24),
  }),
])

/** A variant as it stands in a record, with the session that it explains. */
export const askedVariantSchema: z.ZodType<AskedVariant, AskedVariant> = z.intersection(
  variantSchema,
  z.object({ of: session }),
)

const roundSchema: z.ZodType<RoundRef, RoundRef> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('planned'), direction, index: z.number().int().min(0).max(1000) }),
  z.object({
    kind: z.literal('repeat'),
    direction,
    sessions: z.array(session).max(4096),
    attempt: z.number().int().min(2).max(100),
    patient: z.boolean(),
    alone: z.literal(true).exactOptional(),
    small: z.literal(true).exactOptional(),
    held: z.number().int().min(1).max(32).exactOptional(),
  }),
  z.object({
    kind: z.literal('variants'),
    direction,
    asked: z.array(z.object({ session, variant: variantSchema })).max(256),
    attempt: z.number().int().min(2).max(100),
  }),
])

/** What an end says of itself; for the report. */
export const environmentSchema = z.object({
  release: z.string().max(64),
  platform: z.string().max(64),
  node: z.string().max(64),
  hostname: z.string().max(255),
  /** Addresses of its interfaces, IPv4 and IPv6. */
  addresses: z.array(z.string().max(64)).max(256),
})

const endpoint = z.object({ address: z.string().max(64), port: portOrNone })

const count = z.int().nonnegative()

/** What a kernel saw that no program got, as it crosses control and stands in a record. */
export const witnessSchema: z.ZodType<Witness, Witness> = z.object({
  arrivals: z.array(z.object({ port, remote: endpoint })).max(4096),
  blind: z.string().max(500).nullable(),
  echoes: z
    .array(z.object({ fromMs: z.number(), untilMs: z.number(), received: count, answered: count }))
    .max(maxEchoReadings)
    .exactOptional(),
})

/** What is masked in a bundle, and by what; each end checks the other's (`redaction/map.ts`). */
const masks = z
  .array(z.object({ kind: z.enum(['address', 'name']), value: z.string().max(300), mask: z.string().max(300) }))
  .max(20_000)

/** An end's description of itself. */
export type Environment = z.infer<typeof environmentSchema>

export const messages = defineMessages({
  requests: {
    hello: { params: greeting, result: greeting },
    /** Starts a run, or joins it over the second address family. */
    begin: {
      params: z.object({
        runId: z.string().regex(/^[0-9a-f]{32}$/),
        /** The client's own key, which the first use of a code pins, and its signature over this TLS session. */
        clientKey: z.string().max(512),
        signature: z.string().max(512),
        rows: z.array(rowSchema).max(1024),
        asks: z.object({ quick: z.boolean(), slow: z.boolean(), signatures: z.boolean() }),
        /** The bundle's half of the responder will be asked for with masks. */
        redact: z.boolean(),
      }),
      result: z.object({
        /** The responder's own key, by which it signs its half: SPKI DER, base64url. */
        publicKey: z.string().max(512),
        /** Source of the control connection as the responder sees it. */
        seenAs: z.string().max(64),
        environment: environmentSchema,
        host: hostFactsSchema,
        /** The responder's own firewall on each row. */
        firewall: z.array(rowFirewallSchema).max(1024),
      }),
    },
    /** The responder's monotonic clock, milliseconds. */
    clock: { params: empty, result: z.object({ nowMs: z.number() }) },
    arm: {
      params: z.object({ round: roundSchema }),
      result: z.object({
        ports: z.array(z.object({ transport, port: portOrNone, reason: z.string().nullable(), taken: z.boolean() })),
      }),
    },
    dial: { params: z.object({ round: roundSchema, skip: z.array(z.string().max(16)).max(1024) }), result: empty },
    settle: { params: z.object({ sessions: z.array(session).max(4096) }), result: empty },
    /** What the responder's kernel saw of connections that nobody got. */
    witness: { params: empty, result: witnessSchema },
    /** Watches live services on these ports; gives those that may be asked. */
    besideOpen: {
      params: z.object({ ports: z.array(port).max(1024) }),
      result: z.object({ ports: z.array(port).max(1024) }),
    },
    /** The client has asked them; their tapes are told before the answer. */
    besideFinish: {
      params: z.object({ dials: z.array(z.object({ port, source: endpoint.nullable() })).max(1024) }),
      result: z.object({
        services: z
          .array(
            z.object({
              port,
              method: z.enum(['captured', 'beside']).nullable(),
              localDials: z.number().int().min(0).max(2),
              reason: z.string().max(500).nullable(),
            }),
          )
          .max(1024),
      }),
    },
    /** The responder's signed half of the bundle: all that it has taped in this run, and what it says of its host. */
    sign: {
      params: z.object({ startedAt: z.string().max(64), map: masks.nullable(), hostsAllow: z.boolean() }),
      result: z.object({
        statement: z.string().max(16 * 1024 * 1024),
        signature: z.string().max(256),
        /** The client's masks, and those for what only the responder knew. */
        map: masks.nullable(),
        files: z.array(z.object({ path: z.string().max(200), text: z.string().max(24 * 1024 * 1024) })).max(16),
      }),
    },
    /** Keeps the lease; without it the ports close. */
    renew: { params: empty, result: empty },
    finish: { params: empty, result: empty },
  },
  notifications: {
    /** A sealed tape in its file form. */
    tape: z.string(),
    /** A session of this end has that source port. */
    dialed: z.object({ session, port }),
  },
})

export type Messages = typeof messages
