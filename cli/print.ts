/**
 * Where a report goes: text to the terminal, JSON to a file or to stdout.
 */
import { rename, rm, writeFile } from 'node:fs/promises'
import { type Report, reportText } from '../src/report/report.ts'
import { wantsColour } from '../src/report/style.ts'
import { renderReport } from '../src/report/terminal.ts'
import { UsageError } from './exit.ts'

/** Columns where the output is no terminal. */
const PLAIN_COLUMNS = 100

/** Prints the report; `json` names a file for it as JSON, `-` prints JSON instead of text. */
export async function printReport(report: Report, json: string | undefined): Promise<void> {
  if (json === '-') return write(reportText(report))
  const columns = process.stdout.isTTY ? process.stdout.columns : PLAIN_COLUMNS
  const colour = wantsColour({ env: process.env, isTTY: process.stdout.isTTY === true })
  await write(renderReport(report, { columns, colour }))
  if (json !== undefined) await writeWhole(json, reportText(report))
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
