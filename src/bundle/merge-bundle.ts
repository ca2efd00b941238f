/**
 * Joins the bundles of two ends that had no control channel into one: everything of both halves stays as it was signed, and
 * what is made of both is signed by whoever merges. Takes no half that was changed. Knows nothing of the command line.
 */
import type { Half as CycleHalf } from '../offline/half.ts'
import { type MergedRun, mergeHalves } from '../offline/merge.ts'
import type { FailOn, Report } from '../report/report.ts'
import { type JudgedRun, judgeRun } from '../run/judging.ts'
import type { Tape } from '../tape/tape.ts'
import { BundleError } from './errors.ts'
import { type ReadHalfBundle, readHalfBundle } from './half-bundle.ts'
import { bundleFiles, captureOfTape } from './layout.ts'
import { limits } from './limits.ts'
import { manifestText, signHalf } from './manifest.ts'
import { withBundle } from './read-run.ts'
import { applicationOf, capturesOf, pageOf, reportFiles } from './shown-files.ts'
import { type SignedFile, type SigningKey, type Statement, statementFormat } from './statement.ts'
import { strangersLast } from './strangers.ts'
import { verifyBundle } from './verify.ts'
import type { ZipReader } from './zip-reader.ts'
import { createZip, type ZipWriter } from './zip-writer.ts'

export interface MergeOptions {
  /** The bundles of the two halves, in any order. */
  readonly halves: readonly [string, string]
  /** What the client wanted counts, and this where it is stricter. */
  readonly failOn: FailOn
  /** Of the installation that merges. */
  readonly key: SigningKey
}

export interface Merged {
  readonly report: Report
  /** What makes it faulty: the stricter of what the client and what the merger wanted. */
  readonly failOn: FailOn
}

/**
 * Writes the whole bundle and gives the report that it holds. Rejects with BundleError when a half cannot be read or was
 * changed, and with MergeError when the two do not belong together; nothing is left half-written.
 */
export async function mergeBundles(file: string, { halves: [a, b], failOn, key }: MergeOptions): Promise<Merged> {
  for (const half of [a, b]) await checkHalf(half)
  return withBundle(a, zipA =>
    withBundle(b, async zipB => {
      const halves = [await openHalf(a, zipA), await openHalf(b, zipB)].sort(byEnd)
      const run = runOf(halves, failOn)
      const judged = judgeRun(run)
      await write(file, { halves, run, judged, key })
      return { report: judged.report, failOn: run.failOn }
    }),
  )
}

async function checkHalf(file: string): Promise<void> {
  const { problems } = await verifyBundle(file)
  const [first, ...more] = problems
  if (first === undefined) return
  const rest = more.length === 0 ? '' : ` (and ${more.length} more: pathproof verify ${file})`
  throw new BundleError(`${file} is not what was signed: ${first.part}: ${first.text}${rest}`, 'bundle')
}

interface OpenHalf extends ReadHalfBundle {
  readonly file: string
  readonly zip: ZipReader
}

async function openHalf(file: string, zip: ZipReader): Promise<OpenHalf> {
  return { ...(await readHalfBundle(file, zip)), file, zip }
}

function byEnd(a: OpenHalf, b: OpenHalf): number {
  return Number(a.end > b.end) - Number(a.end < b.end)
}

function runOf(halves: readonly OpenHalf[], failOn: FailOn): MergedRun {
  const [a, b] = halves.map(({ record, tapes }): CycleHalf => ({ record, tapes: tapes.map(({ tape }) => tape) }))
  const run = mergeHalves(a === undefined ? [] : [a], b === undefined ? [] : [b])
  return failOn === 'warning' ? { ...run, failOn } : run
}

interface Merging {
  readonly halves: readonly OpenHalf[]
  readonly run: MergedRun
  readonly judged: JudgedRun
  readonly key: SigningKey
}

async function write(file: string, merging: Merging): Promise<void> {
  const { halves, judged, key } = merging
  const zip = createZip(file)
  try {
    for (const half of halves) await copyHalf(zip, half)
    const files = await addMade(zip, merging)
    await zip.finish(container => {
      const statement = { ...statementOf(merging, judged.report), files, container }
      return manifestText([...halves.map(({ signed }) => signed), signHalf(statement, key)])
    })
  } catch (error) {
    await zip.abort()
    throw error
  }
}

/** Byte for byte: what was signed must fit. The file may have been changed since it was checked. */
async function copyHalf(zip: ZipWriter, { file, zip: from, statement }: OpenHalf): Promise<void> {
  for (const { path, sha256 } of statement.files) {
    const copied = await zip.add(path, from.stream(path))
    if (copied.sha256 !== sha256) throw new BundleError(`${file}: ${path} was changed while it was merged`, 'bundle')
  }
}

/** What is made of both halves. A capture is made of a tape, so that where there is no room nothing is lost with it. */
async function addMade(zip: ZipWriter, { halves, run, judged }: Merging): Promise<readonly SignedFile[]> {
  const placed = halves.flatMap(({ tapes }) => tapes)
  const files: SignedFile[] = []
  for (const { path, text } of reportFiles(run, judged.report)) files.push(await zip.add(path, [text]))
  const { report, results } = judged
  const captureOf = capturesOf({ run, results, application: applicationOf(report) })
  const taken = halves.reduce((sum, { statement }) => sum + statement.files.length, 0) + files.length
  for (const { path, tape } of strangersLast(placed).slice(0, limits.entries - taken - ROOM_ENTRIES)) {
    files.push(await zip.add(captureOfTape(path), captureOf(tape)))
  }
  const places = new Map<Tape, string>(placed.map(({ tape, path }) => [tape, path]))
  files.push(await zip.add(bundleFiles.html, pageOf(run, judged.report, places)))
  return files
}

/** Entries that are kept free for the page and the manifest. */
const ROOM_ENTRIES = 2

function statementOf({ halves, run, key }: Merging, { tool }: Report): Statement {
  const keyOf = (end: 'client' | 'responder') => halves.find(half => half.end === end)?.statement.keys[end] ?? null
  return {
    statement: statementFormat,
    runId: run.runId,
    end: 'merger',
    keys: { client: keyOf('client'), responder: keyOf('responder'), merger: key.publicKey },
    tool,
    startedAt: new Date(run.startedAt).toISOString(),
    signedAt: new Date().toISOString(),
    redaction: null,
    files: [],
    absent: [],
    container: null,
  }
}
