/**
 * Where a report goes: in one of the formats to stdout, and as JSON to a file besides.
 */
import { rename, rm, writeFile } from 'node:fs/promises'
import { type Format, formats } from '../src/report/formats/formats.ts'
import { type Report, reportText } from '../src/report/report.ts'
import { wantsColour } from '../src/report/style.ts'
import { renderVerdict } from '../src/report/terminal.ts'
import { UsageError } from './exit.ts'

/** The options that decide what is printed, as a command has them. */
export interface PrintOptions {
  /** A file for the report as JSON, beside what is printed; `-` is `--format json`. */
  readonly json?: string | undefined
  /** What goes to stdout; text when it is not given. */
  readonly format?: Format | undefined
  /** Text with every row and all evidence; nothing to the other formats, which have them or are read by programs. */
  readonly verbose?: boolean | undefined
  /** Of the text no more than the verdict's line; the other formats stay whole. */
  readonly quiet?: boolean | undefined
}

/** Columns where the output is no terminal. */
const PLAIN_COLUMNS = 100

/**
 * Refuses options that contradict each other, with a UsageError. Commands call it before they begin their work: nobody
 * should wait for a run to be told so.
 */
export function checkPrintOptions({ json, format, verbose, quiet }: PrintOptions): void {
  if (json === '-' && format !== undefined && format !== 'json')
    throw new UsageError(`--json - prints JSON and --format ${format} does not; leave one of them away`)
  if (verbose === true && quiet === true) throw new UsageError('--verbose and --quiet contradict each other')
}

/** Prints the report and writes its JSON file where one is named. Throws a UsageError; nothing is half-written then. */
export async function printReport(report: Report, options: PrintOptions): Promise<void> {
  checkPrintOptions(options)
  const { json } = options
  await write(printed(report, options))
  if (json !== undefined && json !== '-') await writeWhole(json, reportText(report))
}

function printed(report: Report, { json, format, verbose, quiet }: PrintOptions): string {
  const shown = json === '-' ? 'json' : (format ?? 'text')
  const colour = wantsColour({ env: process.env, isTTY: process.stdout.isTTY === true })
  if (shown === 'text' && quiet === true) return renderVerdict(report, { colour })
  return formats[shown](report, { columns: columnsOf(process.stdout), colour, verbose: verbose === true })
}

/** How wide text may be there. */
export function columnsOf({ isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>): number {
  return isTTY ? columns : PLAIN_COLUMNS
}

/** Waits until the text is out: a pipe may take less than all of it. */
function write(text: string): Promise<void> {
  return new Promise(resolve => process.stdout.write(text, () => resolve()))
}

/** Written beside, then renamed: never half a file. */
async function writeWhole(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}.part`
  try {
    await writeFile(beside, text)
    await rename(beside, file)
  } catch (error) {
    await rm(beside, { force: true })
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new UsageError(`cannot write ${file}: ${code}; the report stands above`)
  }
}
