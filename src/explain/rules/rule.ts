/**
 * The words for what is known of a device: what it does to which bytes, how that proves it, and what to ask its
 * administrator for. Only rows of FACTS.md with the mark V (read in the source) or D (derived from such samples) may
 * become rules; what is second-hand names nobody.
 */
import type { Flow } from '../../diff/edit.ts'
import type { Measure } from '../../plan/session.ts'
import type { FindingId } from '../finding.ts'
import type { Sighting } from '../group.ts'
import type { Reading } from '../observation.ts'
import type { PassageKind } from '../smtp/passage.ts'

export interface Rule {
  /** The name that the report gives. */
  readonly device: string
  readonly feature: string
  /** What it does, as a sentence. */
  readonly does: string
  /** Whose words it changes; null: those of both, or the connection as a whole. */
  readonly flow: Flow | null
  /** The row of FACTS.md, section 1. */
  readonly fact: string
  readonly mark: 'V' | 'D'
  /** The findings that it may explain. */
  readonly covers: readonly FindingId[]
  readonly proof: Proof
  /** Facts of which one must be proved on the same row for this rule to speak at all. */
  readonly requires?: readonly string[]
  /** True when something else on the same row speaks against this device: then the grade of its proof is lowered. */
  readonly contradicts?: (row: readonly Reading[]) => boolean
  /** What would show that it is this one and no other, where it only fits. A text never only fits, unless it is common. */
  readonly tell?: string
  /** What to configure, as exactly as the source has it. */
  readonly remedy: string
  /** Public documents. */
  readonly sources: string
}

export type Proof = TransformProof | TextProof | SetProof

/**
 * The device's rule for changing bytes; it must give back every passage of its kind as it was heard, to the byte, in
 * every session that shows the finding. Where it does so only in some of them it fits, and proves nothing.
 */
export interface TransformProof {
  readonly kind: 'transform'
  readonly passage: PassageKind
  /** What it makes of a passage. Several: it depends on its configuration. Null: the source does not say. */
  readonly apply: (sent: Uint8Array, touched: Touched) => Uint8Array | readonly Uint8Array[] | null
  /** What the row must show besides, where others do the same to what is easily changed. */
  readonly telling?: (row: readonly Reading[]) => boolean
}

/** What is known of a passage besides its bytes. */
export interface Touched {
  /** Which lines of a reply were picked by the device, by index; what it made of them is not told. */
  readonly changed: ReadonlySet<number>
  readonly removed: ReadonlySet<number>
  /** Where in the passage its sender began another piece, bytes from its beginning. */
  readonly cuts: readonly number[]
}

/** The device's own words, which the far end never said. */
export interface TextProof {
  readonly kind: 'text'
  /** Where the words stand: in what was heard, or in the issuer of a certificate. */
  readonly in: 'words' | 'issuer'
  readonly pattern: RegExp
  /** Words of the device that name nobody, but are known to stand beside those that do. */
  readonly companion?: RegExp
  /** Others say these words too: they fit, and prove nothing. */
  readonly common?: true
}

/** What is known of the device without its bytes, or what others do as well. Fits, and proves nothing. */
export type SetProof = KeywordSet | VerbSet | LimitSet | FormSet | DeedSet | EventSet

/** The EHLO keywords that it removes (`removed`), or the only ones that it leaves (`kept`). */
export interface KeywordSet {
  readonly kind: 'set'
  readonly of: 'keywords'
  readonly mode: 'removed' | 'kept'
  readonly words: readonly string[]
  /** Keywords that it may add. */
  readonly mayAdd?: readonly string[]
}

/** The commands that it lets nobody say; all others arrive. */
export interface VerbSet {
  readonly kind: 'set'
  readonly of: 'verbs'
  readonly words: readonly string[]
}

/**
 * What may be no larger: bytes without the line end, or a number; null for a limit of which the source tells no number. A
 * connection that goes over it is ended.
 */
export interface LimitSet {
  readonly kind: 'set'
  readonly of: 'limits'
  readonly limits: Readonly<Partial<Record<Measure, number | null>>>
  /** Commands at which it ends the connection besides. */
  readonly verbs?: readonly string[]
}

/** The form of a change of which the source does not give every byte. `change`: each place that the finding shows. */
export interface FormSet {
  readonly kind: 'set'
  readonly of: 'form'
  readonly passage: PassageKind | 'change'
  /** Asked of every passage of that kind that was changed. What came or went as a whole has no form. */
  readonly made: (sent: Uint8Array, heard: Uint8Array) => boolean
}

/** Several things that it does; all of them are found on the row. */
export interface DeedSet {
  readonly kind: 'set'
  readonly of: 'deeds'
  readonly ids: readonly FindingId[]
}

/** What happens, and after what; asked of every session that shows the finding, and of all sessions of the row. */
export interface EventSet {
  readonly kind: 'set'
  readonly of: 'event'
  readonly happens: (sighting: Sighting, row: readonly Reading[]) => boolean
}

/** What a greeting comes out as that a device speaks in the server's place, or in front of the server's own. */
export const greetings: readonly FindingId[] = [
  'smtp.greeting.rewritten',
  'smtp.greeting.masked',
  'smtp.greeting.line-added',
  'tcp.intercepted',
]

/** A reply that the device speaks by itself. */
export const replies: readonly FindingId[] = ['smtp.reply.added', 'smtp.reply.rewritten']

/** What an answer to EHLO comes out as that is none of the server's. */
export const ehloAnswers: readonly FindingId[] = [...replies, 'smtp.ehlo.rewritten', 'smtp.ehlo.keyword-added']

/** The list of rules of nmap, from which many banners are known. */
export const nmap = 'nmap-service-probes'
