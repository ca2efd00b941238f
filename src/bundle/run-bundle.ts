/**
 * A run as a bundle: judged, shown in every form, with the tapes of both ends, and signed. Masks are laid over everything
 * before it is judged, so that what is signed is what is shown. Knows nothing of control or of the command line.
 */
import type { Report } from '../report/report.ts'
import type { RunFacts } from '../run/facts.ts'
import { type JudgedRun, judgeRun } from '../run/judging.ts'
import type { Sealed } from '../run/sealing.ts'
import { environmentFiles, maskedEnvironmentFiles } from './environment.ts'
import { type FarOfBundle, farHalfOf } from './far-half.ts'
import { bundleFiles, responderHalf } from './layout.ts'
import { limits } from './limits.ts'
import { manifestText, signHalf } from './manifest.ts'
import { maskedRun } from './masked-run.ts'
import { redactionOf } from './masks.ts'
import { addTapes } from './run-tapes.ts'
import { applicationOf, pageOf, reportFiles } from './shown-files.ts'
import { type SignedFile, type SigningKey, type Statement, statementFormat } from './statement.ts'
import type { TextFile } from './text-file.ts'
import { createZip, type ZipWriter } from './zip-writer.ts'

export interface RunBundle {
  readonly run: RunFacts
  readonly sealed: Sealed
  readonly key: SigningKey
}

/** Entries that are kept free for the page and the manifest. */
const ROOM_ENTRIES = 2

/** Writes the bundle. Rejects with BundleError, and leaves nothing half-written. Gives the report that it holds. */
export async function writeRunBundle(file: string, bundle: RunBundle): Promise<Report> {
  const { map } = bundle.sealed
  const run = map === null ? bundle.run : maskedRun(bundle.run, map)
  const judged = judgeRun(run)
  const far = farOf(bundle)
  const zip = createZip(file)
  try {
    const written = await addFiles(zip, { run, judged, environments: environmentsOf(bundle, far) })
    await zip.finish(container => {
      const statement = { ...statementOf(bundle, far, judged.report), ...filesOf(written, far), container }
      return manifestText([signHalf(statement, bundle.key), ...('why' in far ? [] : [far.half])])
    })
  } catch (error) {
    await zip.abort()
    throw error
  }
  return judged.report
}

/** Why the responder's half will not be in the bundle; null when it will. */
export function whyUnsigned(bundle: RunBundle): string | null {
  const far = farOf(bundle)
  return 'why' in far ? far.why : null
}

type Far = FarOfBundle | { readonly why: string }

function farOf({ run: { runId, startedAt }, sealed, key }: RunBundle): Far {
  return farHalfOf(sealed, { runId, startedAt, clientKey: key.publicKey })
}

interface Contents {
  readonly run: RunFacts
  readonly judged: JudgedRun
  readonly environments: readonly TextFile[]
}

async function addFiles(zip: ZipWriter, { run, judged, environments }: Contents): Promise<Written> {
  const { report, results } = judged
  const texts = [...reportFiles(run, report), ...environments]
  const files: SignedFile[] = []
  for (const { path, text } of texts) files.push(await zip.add(path, [text]))
  const tapes = await addTapes(zip, {
    ...{ run, results, application: applicationOf(report) },
    room: limits.entries - texts.length - ROOM_ENTRIES,
  })
  const page = await zip.add(bundleFiles.html, pageOf(run, report, tapes.places))
  return { files: [...files, ...tapes.files, page], leftOut: tapes.leftOut }
}

interface Written {
  readonly files: readonly SignedFile[]
  /** Tapes that are here and for which there is no room. */
  readonly leftOut: ReadonlySet<string>
}

/** The client's host as the run knew it, and the responder's own files as it sent them. */
function environmentsOf({ run, sealed: { hostsAllow, map } }: RunBundle, far: Far): readonly TextFile[] {
  const theirs = 'why' in far ? [] : far.files
  const host = run.paths[0]?.facts.hosts.client.facts
  if (host === undefined) return theirs
  const ours = { environment: run.client, host, withHostsAllow: hostsAllow }
  const files = map === null ? environmentFiles('client', ours) : maskedEnvironmentFiles('client', ours, map)
  return [...files, ...theirs]
}

function statementOf({ run, sealed: { map }, key }: RunBundle, far: Far, { tool }: Report): Statement {
  return {
    statement: statementFormat,
    runId: run.runId,
    end: 'client',
    keys: { client: key.publicKey, responder: 'why' in far ? null : far.statement.keys.responder },
    tool,
    startedAt: run.startedAt,
    signedAt: new Date().toISOString(),
    redaction: redactionOf(map),
    files: [],
    absent: 'why' in far ? [{ path: responderHalf, why: far.why }] : [],
    container: null,
  }
}

/** The client signs for all that the responder does not, and says what of the responder's is not here. */
function filesOf({ files, leftOut }: Written, far: Far): Partial<Statement> {
  if ('why' in far) return { files }
  const theirs = new Set(far.statement.files.map(({ path }) => path))
  const here = new Set(files.map(({ path }) => path))
  const missing = far.statement.files.filter(({ path }) => !here.has(path))
  return {
    files: files.filter(({ path }) => !theirs.has(path)),
    absent: missing.map(({ path }) => ({ path, why: leftOut.has(path) ? NO_ROOM : NOT_ARRIVED })),
  }
}

const NO_ROOM = 'a bundle has no room for so many connections of strangers'
const NOT_ARRIVED = 'it had not arrived when the run ended'
