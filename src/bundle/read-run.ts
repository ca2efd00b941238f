/**
 * Reads what a bundle holds: its report, and the run from which it can be judged again. Trusts nothing, and checks no
 * signature: `verify.ts` does. Every error is one line and names the file.
 */
import { parseReport, type Report } from '../report/report.ts'
import type { RunFacts } from '../run/facts.ts'
import { factsOf, parseRecord } from '../run/record.ts'
import { readTape } from '../tape/file.ts'
import type { Tape } from '../tape/tape.ts'
import { BundleError } from './errors.ts'
import { bundleEnds, bundleFiles, cyclePath, tapeFolder } from './layout.ts'
import { limits } from './limits.ts'
import { readManifest } from './manifest.ts'
import { readStatement } from './statement.ts'
import { openZip, type ZipReader } from './zip-reader.ts'

const MIB = 1024 * 1024
/** A report of 10,000 findings has 30 MiB; a text over this is nobody's report. */
const MOST_REPORT_BYTES = 256 * MIB
/** A string of JavaScript has room for twice as much. */
const MOST_TAPE_BYTES = 256 * MIB

/** The report of a bundle. Rejects with BundleError. */
export function readBundleReport(file: string): Promise<Report> {
  return withBundle(file, async zip => {
    if (!holds(zip, bundleFiles.json)) throw notWhole(file, zip, bundleFiles.json)
    const text = await zip.text(bundleFiles.json, MOST_REPORT_BYTES)
    return understood(file, bundleFiles.json, () => parseReport(text))
  })
}

/** The run of a bundle, with all tapes. Rejects with BundleError. */
export function readBundleRun(file: string): Promise<RunFacts> {
  return withBundle(file, async zip => {
    if (!holds(zip, bundleFiles.run)) throw notWhole(file, zip, bundleFiles.run)
    const text = await zip.text(bundleFiles.run, limits.recordBytes)
    const record = understood(file, bundleFiles.run, () => parseRecord(text))
    const tapes = await readTapes(file, zip)
    return factsOf(
      record,
      tapes.map(({ tape }) => tape),
    )
  })
}

/** Whether one of the halves says that masks were laid over it. Rejects with BundleError. */
export function isMaskedBundle(file: string): Promise<boolean> {
  return withBundle(file, async zip => {
    const { halves } = readManifest(await zip.text(bundleFiles.manifest, limits.manifestBytes))
    return halves.some(({ statement }) => readStatement(statement).redaction !== null)
  })
}

/** A tape, and where it stands in its bundle. */
export interface PlacedTape {
  readonly path: string
  readonly tape: Tape
}

/** Every tape of a bundle, in the order of its directory. */
export async function readTapes(file: string, zip: ZipReader): Promise<readonly PlacedTape[]> {
  const folders = bundleEnds.map(tapeFolder)
  const paths = zip.entries().flatMap(({ path }) => (folders.some(folder => path.startsWith(folder)) ? [path] : []))
  const tapes: PlacedTape[] = []
  for (const path of paths) {
    const text = await zip.text(path, MOST_TAPE_BYTES)
    tapes.push({ path, tape: understood(file, path, () => readTape(text)) })
  }
  return tapes
}

/** Opens a bundle, and closes it whatever happens. */
export async function withBundle<T>(file: string, read: (zip: ZipReader) => Promise<T>): Promise<T> {
  const zip = await openZip(file)
  try {
    return await read(zip)
  } finally {
    zip.close()
  }
}

/** What the parser gives. Throws a BundleError that names the file when it throws. */
export function understood<T>(file: string, path: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'not understood'
    throw new BundleError(`${file}: ${path}: ${why}`, 'bundle', { why, cause })
  }
}

function holds(zip: ZipReader, wanted: string): boolean {
  return zip.entries().some(({ path }) => path === wanted)
}

/** Half a bundle has neither report nor run: they are made of both halves. */
function notWhole(file: string, zip: ZipReader, wanted: string): BundleError {
  const end = bundleEnds.find(it => holds(zip, cyclePath(it)))
  if (end === undefined) return new BundleError(`${file} holds no ${wanted}`, 'bundle')
  const halves = end === 'client' ? `${file} OTHER-HALF` : `OTHER-HALF ${file}`
  return new BundleError(
    `${file} is the half of the ${end} alone, which says nothing yet; join both halves first: pathproof merge ${halves} -o BUNDLE`,
    'bundle',
  )
}
