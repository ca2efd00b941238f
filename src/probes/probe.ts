/**
 * What a probe is: one question put to the path. Its name, where it runs, its conversations as data, and one
 * sentence on what it shows. A probe knows nothing of sockets, and nothing of what a device might do to it.
 */
import type { Random } from '../plan/random.ts'
import type { FamilyRow, LibraryTask, Protocol } from '../plan/session.ts'
import type { DatagramScript } from '../script/datagrams.ts'
import type { Script, Step } from '../script/script.ts'

/**
 * Probes that share a round on a port share its opening, because a listener that speaks first cannot know who called.
 * `silent`: the dialer speaks first. `tls`: the dialer's ClientHello comes first, so that raw bytes cannot share it.
 * `library`: the greeting of the libraries' own server. `preauth`, `bye`: greetings of IMAP that take the caller for logged in,
 * or send it away. `lines`: a greeting of several lines. `line`: the answerer's usual greeting, for everything else. In the
 * order of the rounds: raw bytes find a port that lets nothing through before anything else waits for it, and the round with
 * the most sessions comes last. Behind it are the openings of probes that take minutes: `typed`, the usual greeting byte by
 * byte; `late-5` and others, after so many seconds; `slow`, for long words; and `idle`, for long silences, which stand until
 * the end of the run.
 */
export const openings = [
  'silent',
  'tls',
  'library',
  'preauth',
  'bye',
  'lines',
  'line',
  'typed',
  'late-5',
  'late-15',
  'late-40',
  'slow',
  'idle',
] as const

export type Opening = (typeof openings)[number]

/** How long a listener that opens so is silent before its greeting, milliseconds (FACTS section 3, number 4). */
export const latenessMs: Readonly<Partial<Record<Opening, number>>> = {
  'late-5': 5000,
  'late-15': 15_000,
  'late-40': 40_000,
}

export interface Probe {
  readonly name: string
  /** What it shows, in one sentence. */
  readonly shows: string
  readonly transports: readonly FamilyRow['transport'][]
  /** `any`: whatever the port speaks. */
  readonly protocols: readonly Protocol[] | 'any'
  /** The conversations that ask the question, each a session of its own, and how each of them opens. */
  readonly parts: readonly Opening[]
  /** How long an end may have to wait for the next words of a part beyond what any path takes, milliseconds; without it not at all. */
  readonly waitMs?: (part: number) => number
  readonly converse: (context: ProbeContext, part: number) => Conversation
}

/** A script for the player, a task for the libraries, datagrams for UDP, or the data of echo requests for ICMP. */
export type Conversation =
  | { readonly script: Script }
  | { readonly library: LibraryTask }
  | { readonly datagrams: DatagramScript }
  | { readonly pings: readonly Uint8Array[] }

export interface ProbeContext {
  /** This session's own word; it must ride in the dialer's first words and, where the protocol lets it, in later ones. */
  readonly nonce: string
  /** What the opening begins with on this port: no step, the answerer's first words, or the start of TLS and those. */
  readonly greeting: readonly Step[]
  /** For what may vary between runs. The same at both ends, and in every session of the probe. */
  readonly random: Random
  /** Bytes that only the two ends can know, of this session alone; `label` names what they are for. */
  readonly key: (label: string, bytes: number) => Uint8Array
}

/** True when the probe's question is asked on such a row. */
export function isAskedOn(probe: Probe, { transport, protocol }: Pick<FamilyRow, 'transport' | 'protocol'>): boolean {
  return probe.transports.includes(transport) && (probe.protocols === 'any' || probe.protocols.includes(protocol))
}
