/**
 * What is made of a judged run for its readers: the report in every form, the run to be judged again, a capture of each tape,
 * and the page. The same for a run with a control channel and for one that was merged. Knows nothing of archives or of who
 * signs.
 */
import type { Judged } from '../explain/judge.ts'
import { renderPage } from '../page/page.ts'
import { captureOf } from '../pcap/capture.ts'
import { renderMarkdown } from '../report/formats/markdown.ts'
import { type Report, reportText } from '../report/report.ts'
import type { RunFacts } from '../run/facts.ts'
import { recordOf, recordText } from '../run/record.ts'
import type { Tape } from '../tape/tape.ts'
import { bundleFiles } from './layout.ts'
import type { TextFile } from './text-file.ts'
import { captureComments } from './wireshark.ts'

/** The report for programs and for a ticket, and what the run knew. */
export function reportFiles(run: RunFacts, report: Report): readonly TextFile[] {
  return [
    { path: bundleFiles.json, text: reportText(report) },
    { path: bundleFiles.summary, text: renderMarkdown(report) },
    { path: bundleFiles.run, text: recordText(recordOf(run)) },
  ]
}

/** What captures are made from. */
export interface Captured {
  readonly run: RunFacts
  readonly results: readonly Judged[]
  /** Name and version, for the captures. */
  readonly application: string
}

/** Makes the capture of a tape of the run, in pieces, with comments where its bytes were changed. */
export function capturesOf({ run, results, application }: Captured): (tape: Tape) => Iterable<Uint8Array> {
  const comments = captureComments(results)
  const offsets = new Map(run.paths.map(({ facts }) => [facts.family, facts.offsetMs]))
  return tape => {
    const { end, family } = tape.head
    const wallMs = run.clockOriginMs + (end === 'responder' ? (offsets.get(family) ?? 0) : 0)
    return captureOf({ tape, comments: comments.get(tape) ?? [], wallMs, application })
  }
}

/** `pathproof 1.2.3`: how captures call the program that made them. */
export function applicationOf({ tool }: Pick<Report, 'tool'>): string {
  return `${tool.name} ${tool.version}`
}

/** The page in pieces. `places`: where the tapes' files stand; those without a place are not linked to. */
export function pageOf(run: RunFacts, report: Report, places: ReadonlyMap<Tape, string>): Iterable<string> {
  const clocks = run.paths.map(({ facts: { family, offsetMs, roundTripMs } }) => ({ family, offsetMs, roundTripMs }))
  return renderPage({
    report,
    tapes: run.paths.flatMap(({ facts }) => facts.tapes),
    clocks,
    fileOf: tape => places.get(tape) ?? null,
  })
}
