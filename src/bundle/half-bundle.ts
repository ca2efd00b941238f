/**
 * The bundle of one end that had no control channel: what it taped in one cycle, what it knows of it, and its signature for
 * both. Nothing is judged in it; `merge-bundle.ts` joins two of them. Knows nothing of the command line.
 */
import type { FirewallFacts } from '../host/facts.ts'
import { type Half as CycleHalf, type HalfRecord, halfText, parseHalf } from '../offline/half.ts'
import { asJudged } from '../run/record.ts'
import type { Tape } from '../tape/tape.ts'
import { environmentFiles } from './environment.ts'
import { BundleError } from './errors.ts'
import { type BundleEnd, bundleEnds, bundleFiles, cyclePath, isOfEnd } from './layout.ts'
import { limits } from './limits.ts'
import { type Half, manifestText, readManifest, signHalf } from './manifest.ts'
import { type PlacedTape, readTapes, understood } from './read-run.ts'
import { readStatement, type SignedFile, type SigningKey, type Statement, statementFormat } from './statement.ts'
import { strangersLast } from './strangers.ts'
import { tapeFile } from './tape-file.ts'
import type { TextFile } from './text-file.ts'
import type { ZipReader } from './zip-reader.ts'
import { createZip, type ZipWriter } from './zip-writer.ts'

export interface HalfBundle {
  readonly half: CycleHalf
  readonly key: SigningKey
  /** This host's, with the text of its rules: the half itself holds only what they do. */
  readonly firewall: FirewallFacts
  /** The hosts.allow of this end belongs into the bundle. */
  readonly hostsAllow: boolean
}

/** What was written. */
export interface WrittenHalf {
  /** Connections of strangers for which there was no room. */
  readonly leftOut: number
}

/** Writes the bundle. Rejects with BundleError, and leaves nothing half-written. `mostTapes`: so many have room. */
export async function writeHalfBundle(
  file: string,
  bundle: HalfBundle,
  mostTapes: number = limits.halfTapes,
): Promise<WrittenHalf> {
  const { half, key } = bundle
  const tapes = strangersLast(half.tapes.map(tape => ({ tape })))
  const zip = createZip(file)
  try {
    const files: SignedFile[] = []
    for (const { path, text } of textsOf(bundle)) files.push(await zip.add(path, [text]))
    files.push(...(await addTapes(zip, tapes.slice(0, mostTapes))))
    await zip.finish(container => {
      const statement = { ...statementOf(half.record, key.publicKey), files, container }
      return manifestText([signHalf(statement, key)])
    })
  } catch (error) {
    await zip.abort()
    throw error
  }
  return { leftOut: Math.max(0, tapes.length - mostTapes) }
}

function textsOf({ half: { record }, firewall, hostsAllow }: HalfBundle): readonly TextFile[] {
  const host = record.paths[0]?.host.facts
  const { end, environment } = record
  return [
    { path: cyclePath(end), text: halfText(asWritten(record)) },
    ...(host === undefined
      ? []
      : environmentFiles(end, { environment, host: { ...host, firewall }, withHostsAllow: hostsAllow })),
  ]
}

/** Of each host no more than what is judged: all else is a file of its own, or was not asked for. */
function asWritten(record: HalfRecord): HalfRecord {
  return { ...record, paths: record.paths.map(path => ({ ...path, host: asJudged(path.host) })) }
}

/** Two sessions without a word in them may be the same file. */
async function addTapes(zip: ZipWriter, tapes: readonly { readonly tape: Tape }[]): Promise<readonly SignedFile[]> {
  const files = new Map<string, SignedFile>()
  for (const { tape } of tapes) {
    const { path, lines } = tapeFile(tape)
    if (!files.has(path)) files.set(path, await zip.add(path, lines()))
  }
  return [...files.values()]
}

/** Nobody has told this end the other one's key. */
function statementOf({ end, runId, cycle, environment }: HalfRecord, publicKey: string): Statement {
  return {
    statement: statementFormat,
    runId,
    end,
    keys: { client: null, responder: null, [end]: publicKey },
    tool: { name: 'pathproof', version: environment.release },
    startedAt: new Date(cycle).toISOString(),
    signedAt: new Date().toISOString(),
    redaction: null,
    files: [],
    absent: [],
    container: null,
  }
}

/** A half as its bundle holds it: the signed text as it stands there, and what it says. */
export interface ReadHalfBundle {
  readonly end: BundleEnd
  readonly signed: Half
  readonly statement: Statement
  readonly record: HalfRecord
  readonly tapes: readonly PlacedTape[]
}

/** Reads the half in an open bundle; `file` is its name for people. Checks no signature. Rejects with BundleError. */
export async function readHalfBundle(file: string, zip: ZipReader): Promise<ReadHalfBundle> {
  const end = endOfHalf(zip)
  if (end === null) throw new BundleError(`${file} ${whyNoHalf(zip)}`, 'bundle')
  const foreign = zip.entries().find(({ path }) => path !== bundleFiles.manifest && !isOfEnd(end, path))
  if (foreign !== undefined) throw unlike(file, `${foreign.path} has no place in the half of the ${end}`)
  const signed = readManifest(await zip.text(bundleFiles.manifest, limits.manifestBytes)).halves
  const [half] = signed
  if (half === undefined || signed.length > 1 || half.end !== end) throw unlike(file, 'it was signed as something else')
  const text = await zip.text(cyclePath(end), limits.recordBytes)
  const record = understood(file, cyclePath(end), () => parseHalf(text))
  const statement = readStatement(half.statement)
  const rule = rules.find(({ fails }) => fails(statement, record))
  if (rule !== undefined) throw unlike(file, rule.why)
  return { end, signed: half, statement, record, tapes: await readTapes(file, zip) }
}

interface Rule {
  readonly fails: (statement: Statement, record: HalfRecord) => boolean
  readonly why: string
}

/** What a half is that this release or another one writes; a merger could vouch for no other. */
const rules: readonly Rule[] = [
  { fails: ({ end }, record) => end !== record.end, why: 'one end speaks in it and another one signed it' },
  { fails: ({ runId }, record) => runId !== record.runId, why: 'it was signed for another run' },
  {
    fails: ({ redaction }) => redaction !== null,
    why: 'masks were laid over it, of which the other end knows nothing',
  },
  { fails: ({ absent }) => absent.length > 0, why: 'a part of it never came' },
]

/** Whose half the bundle is; null when it is none, or a whole one. */
export function endOfHalf(zip: ZipReader): BundleEnd | null {
  const paths = new Set(zip.entries().map(({ path }) => path))
  const ends = bundleEnds.filter(end => paths.has(cyclePath(end)))
  const [only = null] = ends
  return ends.length > 1 || paths.has(bundleFiles.run) ? null : only
}

function whyNoHalf(zip: ZipReader): string {
  return zip.entries().some(({ path }) => path === bundleFiles.run)
    ? 'is a whole bundle already; only the halves of check --offline and responder --offline are merged'
    : 'is not the half of a run; give one of check --offline and one of responder --offline'
}

function unlike(file: string, why: string): BundleError {
  return new BundleError(`${file} is no half that can be merged: ${why}`, 'bundle', { why })
}
