/**
 * Is a bundle what its ends signed? Every bit of the archive is looked at: its structure, the manifest's one form,
 * the signatures, every file's digest, and the packed bytes. Must not know how the answer is shown.
 */
import { z } from 'zod'
import { BundleError } from './errors.ts'
import { bundleEnds, bundleFiles, cyclePath, hostFile, isOfResponder, type Signer } from './layout.ts'
import { limits } from './limits.ts'
import { type Manifest, readManifest } from './manifest.ts'
import type { Problem } from './problem.ts'
import { keyFingerprint, type Statement } from './statement.ts'
import { checkContainer } from './verify-container.ts'
import { checkFiles, type FoundFile } from './verify-files.ts'
import { checkHalves, type ReadHalf } from './verify-halves.ts'
import { openZip, type ZipReader } from './zip-reader.ts'
import { readStructure, type ZipStructure } from './zip-structure.ts'

/** One half as it was found. */
export interface VerifiedHalf {
  readonly end: Signer
  /** SPKI DER, base64url. */
  readonly publicKey: string
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string
  /** The signature was made by that key over what the half says. */
  readonly genuine: boolean
  readonly tool: Statement['tool']
  readonly startedAt: string
  readonly signedAt: string
  /** How many files it lists. */
  readonly files: number
  /** What the half's own environment says; nobody else vouches for it. Null when it says nothing. */
  readonly hostname: string | null
}

/**
 * `run`: made by a check with a control channel; `half`: what one end made without one; `merged`: made of two such halves.
 * It is what the halves say of themselves.
 */
export type BundleKind = 'run' | 'half' | 'merged'

/** What was found. The bundle is what was signed when there is no problem; what is not in it and why is in `absent`. */
export interface Verification {
  readonly file: string
  readonly kind: BundleKind
  /** Null when no half could be read. */
  readonly runId: string | null
  readonly problems: readonly Problem[]
  readonly halves: readonly VerifiedHalf[]
  /** Files in the archive, without the manifest. */
  readonly files: number
  readonly absent: Statement['absent']
  /** The responder's files for which only the client vouches, because the responder's half does not list them. */
  readonly unvouched: readonly string[]
  readonly redaction: Statement['redaction']
}

const hostSchema = z.object({ hostname: z.string().max(255) })
const hostFileBytes = 1024 * 1024

/** BundleError only when the file cannot be read on this host (guilty: machine); all else is a problem in the answer. */
export async function verifyBundle(file: string): Promise<Verification> {
  const structure = readStructure(file)
  let reader: ZipReader | null = null
  try {
    reader = await openZip(file)
    return await verified(file, reader, structure)
  } catch (error) {
    const text = wordsOf(error)
    const told = structure.faults.some(it => it.text === text) ? [] : [{ part: 'archive', text }]
    return answer(file, [...structure.faults, ...told], [], [], [])
  } finally {
    reader?.close()
  }
}

async function verified(file: string, reader: ZipReader, structure: ZipStructure): Promise<Verification> {
  const { manifest, problems } = await manifestOf(reader)
  const checked = manifest === null ? { halves: [], problems: [] } : checkHalves(manifest)
  const statements = checked.halves.map(it => it.statement)
  const found = await digests(reader)
  const listed =
    manifest === null ? unpackProblems(found) : checkFiles(comparable(found, manifest, statements), statements)
  const before = [...structure.faults, ...problems, ...listed]
  const sound = before.length === 0 && statements.length > 0
  const container = sound ? await checkContainer(file, reader, structure, statements) : []
  const halves = await Promise.all(checked.halves.map(half => halfOf(reader, half, found)))
  return answer(file, [...before, ...checked.problems, ...container], halves, found, statements)
}

async function manifestOf(reader: ZipReader): Promise<{ manifest: Manifest | null; problems: readonly Problem[] }> {
  const part = bundleFiles.manifest
  if (!reader.entries().some(it => it.path === part)) {
    return { manifest: null, problems: [{ part, text: 'missing: nothing in this archive is signed' }] }
  }
  try {
    return { manifest: readManifest(await reader.text(part, limits.manifestBytes)), problems: [] }
  } catch (error) {
    return { manifest: null, problems: [{ part, text: wordsOf(error) }] }
  }
}

async function digests(reader: ZipReader): Promise<FoundFile[]> {
  const found: FoundFile[] = []
  for (const { path } of reader.entries()) {
    if (path === bundleFiles.manifest) continue
    const digest = await reader.digest(path).catch(error => {
      wordsOf(error)
      return null
    })
    found.push({ path, digest })
  }
  return found
}

/** Where a half could not be read nobody knows what it listed, and that half is the problem, not the files. */
function comparable(
  found: readonly FoundFile[],
  manifest: Manifest,
  statements: readonly Statement[],
): readonly FoundFile[] {
  if (statements.length === manifest.halves.length) return found
  const listed = new Set(statements.flatMap(it => it.files.map(({ path }) => path)))
  return found.filter(it => listed.has(it.path))
}

/** Without a manifest nothing can be compared; what cannot even be unpacked is told still. */
function unpackProblems(found: readonly FoundFile[]): Problem[] {
  return found.filter(it => it.digest === null).map(it => ({ part: it.path, text: 'damaged: it cannot be unpacked' }))
}

async function halfOf(reader: ZipReader, half: ReadHalf, found: readonly FoundFile[]): Promise<VerifiedHalf> {
  const { statement, key, genuine } = half
  const { end, tool, startedAt, signedAt, files } = statement
  const host = bundleEnds.filter(it => it === end).map(hostFile)
  const named = host.find(path => found.some(it => it.path === path))
  const hostname = named === undefined ? null : await hostnameIn(reader, named)
  const fingerprint = keyFingerprint(key)
  return { end, publicKey: key, fingerprint, genuine, tool, startedAt, signedAt, files: files.length, hostname }
}

/** Null on any file that is not of that form; whether it was changed is told elsewhere. */
async function hostnameIn(reader: ZipReader, path: string): Promise<string | null> {
  try {
    return hostSchema.parse(JSON.parse(await reader.text(path, hostFileBytes))).hostname
  } catch {
    return null
  }
}

function answer(
  file: string,
  problems: readonly Problem[],
  halves: readonly VerifiedHalf[],
  found: readonly FoundFile[],
  statements: readonly Statement[],
): Verification {
  const byResponder = new Set(statements.filter(it => it.end === 'responder').flatMap(it => it.files.map(f => f.path)))
  return {
    file,
    kind: kindOf(statements),
    runId: statements[0]?.runId ?? null,
    problems,
    halves,
    files: found.length,
    absent: statements.flatMap(it => it.absent),
    unvouched: found.map(it => it.path).filter(path => isOfResponder(path) && !byResponder.has(path)),
    redaction: statements[0]?.redaction ?? null,
  }
}

function kindOf(statements: readonly Statement[]): BundleKind {
  if (statements.some(({ end }) => end === 'merger')) return 'merged'
  const cycles = new Set<string>(bundleEnds.map(cyclePath))
  return statements.some(({ files }) => files.some(({ path }) => cycles.has(path))) ? 'half' : 'run'
}

/** The words of what is wrong with the bundle. Whatever is not the bundle's fault goes on as an error. */
function wordsOf(error: unknown): string {
  if (error instanceof BundleError && error.guilty === 'bundle') return error.why
  throw error
}
