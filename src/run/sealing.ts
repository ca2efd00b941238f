/**
 * Before the ends part, the far one signs its half of the bundle; with redaction both agree first on what is masked by what.
 * Knows nothing of archives: a half is the text that was signed.
 */
import { randomBytes } from 'node:crypto'
import { firstLineOf } from '../control/errors.ts'
import { findIn } from '../redaction/find.ts'
import { checkMap, masksFor, type RedactionMap } from '../redaction/map.ts'
import { namesInTape } from '../redaction/tape-names.ts'
import type { RunFacts } from './facts.ts'
import type { Path } from './path.ts'
import { recordOf, recordText } from './record.ts'

/** What the client wants of a bundle. */
export interface Sealing {
  readonly redact: boolean
  /** The responder's hosts.allow belongs into the bundle. */
  readonly hostsAllow: boolean
  /** What else is to be masked, such as HOST as it was given. */
  readonly names: readonly string[]
}

/** The far end's half. */
export interface FarHalf {
  readonly statement: string
  /** Lower-case hex. */
  readonly signature: string
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

export interface Sealed {
  /** What is masked, at both ends; null: nothing is. */
  readonly map: RedactionMap | null
  /** The far end's half, or why there is none. */
  readonly far: FarHalf | { readonly why: string }
  readonly hostsAllow: boolean
}

/**
 * Asks over one path after the other: one that broke off, or a run that was called off, may still have its control channel.
 * Never rejects: a half that cannot be had is told as missing.
 */
export async function seal(paths: readonly Path[], run: RunFacts, sealing: Sealing): Promise<Sealed> {
  const ours = sealing.redact ? masksOf(run, sealing.names) : null
  const { hostsAllow } = sealing
  let why = 'there was no control channel'
  for (const path of paths) {
    try {
      const { startedAt } = run
      const signed = await path.sign({ startedAt, map: ours === null ? null : [...ours], hostsAllow })
      const map = agreed(ours, signed.map)
      // Tapes of the other family may still be under way.
      await Promise.all(paths.map(it => it.settled().catch(() => undefined)))
      const { statement, signature, files } = signed
      return { map, far: { statement, signature, files }, hostsAllow }
    } catch (error) {
      why = firstLineOf(error)
    }
  }
  return { map: ours, far: { why }, hostsAllow }
}

/** The far end adds masks; it takes none of ours away and changes none. */
function agreed(ours: RedactionMap | null, theirs: unknown): RedactionMap | null {
  if (ours === null) {
    if (theirs !== null) throw new Error('the responder masks what nobody wanted masked')
    return null
  }
  const all = checkMap(theirs)
  const known = new Map(all.map(({ value, mask }) => [value, mask]))
  if (ours.some(({ value, mask }) => known.get(value) !== mask)) {
    throw new Error('the responder masks something in another way than was agreed')
  }
  return all
}

/** Masks for every address and name that this end knows of. */
function masksOf(run: RunFacts, names: readonly string[]): RedactionMap {
  // The record leaves away what is long and not judged, and that goes into the bundle too.
  const hosts = run.paths.map(({ facts }) => JSON.stringify(facts.hosts))
  const texts = [recordText(recordOf(run)), ...hosts, ...names]
  const tapes = run.paths.flatMap(({ facts }) => facts.tapes)
  const found = [...texts.map(findIn), ...tapes.map(namesInTape)]
  const values = {
    addresses: found.flatMap(it => it.addresses),
    names: [...found.flatMap(it => it.names), ...hostNames(run)],
  }
  return masksFor(values, new Uint8Array(randomBytes(32)))
}

/** A host's own name may be a single word, which no search would take for a name. */
function hostNames({ client, paths }: RunFacts): readonly string[] {
  return [client.hostname, ...paths.map(({ facts }) => facts.responder.hostname)]
}
