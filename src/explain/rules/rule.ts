/**
 * The words for what is known of a device: what it does to which bytes, how that proves it, and what to ask its
 * administrator for. Only rows of FACTS.md with the mark V (read in the source) or D (derived from such samples) may
 * become rules; what is second-hand names nobody.
 */
import type { FindingId } from '../finding.ts'
import type { Reading } from '../observation.ts'
import type { PassageKind } from '../smtp/passage.ts'

export interface Rule {
  /** The name that the report gives. */
  readonly device: string
  readonly feature: string
  /** The row of FACTS.md, section 1. */
  readonly fact: string
  readonly mark: 'V' | 'D'
  /** The findings that it may explain. */
  readonly covers: readonly FindingId[]
  readonly proof: Proof
  /** Facts of which one must be proved on the same row for this rule to speak at all. */
  readonly requires?: readonly string[]
  /** True when something else on the same row cannot come from this device. */
  readonly contradicts?: (row: readonly Reading[]) => boolean
  /** What to configure, as exactly as the source has it. */
  readonly remedy: string
  /** Public documents. */
  readonly sources: string
}

export type Proof = TransformProof | TextProof | SetProof

/** The device's rule for changing bytes; it must give back every passage of its kind as it was heard, to the byte. */
export interface TransformProof {
  readonly kind: 'transform'
  readonly passage: PassageKind
  readonly apply: (sent: Uint8Array, touched: Touched) => Uint8Array
}

/** Which lines of a reply were picked by the device, by index; what it made of them is not told. */
export interface Touched {
  readonly changed: ReadonlySet<number>
  readonly removed: ReadonlySet<number>
}

/** The device's own words, which the far end never said. */
export interface TextProof {
  readonly kind: 'text'
  /** Where the words stand: in what was heard, or in the issuer of a certificate. */
  readonly in: 'words' | 'issuer'
  readonly pattern: RegExp
  /** Words of the device that name nobody, but are known to stand beside those that do. */
  readonly companion?: RegExp
}

/** The EHLO keywords that it removes (`removed`), or the only ones that it leaves (`kept`). Fits, and proves nothing. */
export interface SetProof {
  readonly kind: 'set'
  readonly mode: 'removed' | 'kept'
  readonly words: readonly string[]
}

/** What a greeting comes out as that a device speaks in the server's place, or in front of the server's own. */
export const greetings: readonly FindingId[] = [
  'smtp.greeting.rewritten',
  'smtp.greeting.masked',
  'smtp.greeting.line-added',
  'tcp.intercepted',
]
