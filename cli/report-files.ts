/**
 * Reports as people name them: a bundle, or a report as JSON.
 */
import { open, readFile } from 'node:fs/promises'
import { parseReport, type Report, ReportError } from '../src/report/report.ts'
import { UsageError } from './exit.ts'

/** What every ZIP archive begins with (APPNOTE.TXT, 4.3.7). */
const ZIP_BEGINS = 'PK'

/** A report, and whether it is known to have masks in the place of addresses and names. */
export interface NamedReport {
  readonly report: Report
  readonly masked: boolean
}

/** The report of a bundle or of a JSON file; UsageError when the file cannot be read or is neither. */
export async function readReportFile(file: string): Promise<Report> {
  return (await readNamedReport(file)).report
}

/** The same; a bundle's halves say whether it is masked, and JSON says nothing of it. */
export async function readNamedReport(file: string): Promise<NamedReport> {
  if (!(await isArchive(file))) return { report: await readJson(file), masked: false }
  const { isMaskedBundle, readBundleReport } = await import('../src/bundle/read-run.ts')
  return { report: await readBundleReport(file), masked: await isMaskedBundle(file) }
}

async function readJson(file: string): Promise<Report> {
  try {
    return parseReport(await readFile(file, 'utf8'))
  } catch (error) {
    if (error instanceof ReportError) throw new UsageError(`${file}: ${error.message}`)
    throw cannotRead(file, error)
  }
}

async function isArchive(file: string): Promise<boolean> {
  try {
    const handle = await open(file)
    try {
      const { buffer } = await handle.read(Buffer.alloc(ZIP_BEGINS.length), 0, ZIP_BEGINS.length, 0)
      return buffer.toString('latin1') === ZIP_BEGINS
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw cannotRead(file, error)
  }
}

function cannotRead(file: string, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return new UsageError(`cannot read ${file}: ${words[code] ?? code}`)
}

/** The system's words for what people meet. */
const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file',
}
