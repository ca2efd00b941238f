/**
 * What was done to the reply to EHLO (RFC 5321, 4.1.1.1), keyword by keyword. That a last line has a space and the
 * others a hyphen behind the code is form: a change of it that follows from a line's coming, going or moving is none
 * of its own. Knows nothing of devices.
 */
import { equalBytes, escapeBytes, textOf } from '../../bytes.ts'
import { describeChange } from '../describe.ts'
import { withoutLineEnd } from '../escape.ts'
import type { FindingId } from '../finding.ts'
import type { Observation, Trace } from '../observation.ts'
import type { Passage } from './passage.ts'
import { heardOf, isAdded, isEqualTrace, isRemoved, sentOf, traceOf, tracesOf } from './traces.ts'

/** One line of the reply that did not arrive as it was sent, and what that is called. */
export interface KeywordChange {
  readonly id: FindingId
  readonly trace: Trace
}

/** The observations of a changed reply to EHLO, one per id. */
export function ehloObservations(passage: Passage): readonly Observation[] {
  const changes = keywordChanges(passage)
  const ids = [...new Set(changes.map(({ id }) => id))]
  return ids.map(id => {
    const traces = changes.filter(change => change.id === id).map(({ trace }) => trace)
    // An order is seen only in the whole.
    const shown = id === 'smtp.ehlo.reordered' ? [traceOf(passage)] : traces
    return { id, flow: 'answerer-to-dialer', notes: notesOf(id, traces), traces: shown }
  })
}

/** Every line that was changed, removed, added or moved; at least one for a reply that differs. */
export function keywordChanges(passage: Passage): readonly KeywordChange[] {
  const traces = ehloTraces(passage)
  const moved = movedWords(traces)
  const changes = traces.flatMap((trace, index) => changeOf(trace, index, moved))
  const whole = { id: 'smtp.ehlo.rewritten', trace: traceOf(passage) } as const
  if (changes.length === 0) return [whole]
  // Lines that stayed where they are give no reason to touch the hyphens.
  const onlyInPlace = changes.every(({ trace }) => !isAdded(trace) && !isRemoved(trace))
  return onlyInPlace && traces.some(trace => hyphenDiffers(trace)) ? [...changes, whole] : changes
}

/** The lines of the reply as sent, each with what came in its place. */
export function ehloTraces({ lane, sent, heard }: Passage): readonly Trace[] {
  const sentLines = sent?.lines ?? []
  const heardLines = heard?.lines ?? []
  const said = wordSet(lane.sent, sentLines)
  const got = wordSet(lane.heard, heardLines)
  const cost = (a: Uint8Array, b: Uint8Array, areFirst: boolean) =>
    // The first line is the server's name, whatever became of it.
    areFirst ? 0.2 : lineCost(a, b, { said, got })
  const sides = { lane, sent: sentLines, heard: heardLines, cost }
  return tracesOf(sides, { sent: sent?.at.from ?? 0, heard: heard?.at.from ?? 0 })
}

function wordSet(flow: Uint8Array, lines: readonly { from: number; to: number }[]): ReadonlySet<string> {
  return new Set(lines.map(({ from, to }) => wordsOf(flow.subarray(from, to))))
}

/** A line that stands elsewhere in the other reply has moved, and was not made into another one. */
function lineCost(
  sent: Uint8Array,
  heard: Uint8Array,
  { said, got }: { said: ReadonlySet<string>; got: ReadonlySet<string> },
): number {
  const [a, b] = [wordsOf(sent), wordsOf(heard)]
  if (a === b) return 0.01
  if (got.has(a) || said.has(b)) return 3
  if (keywordOf(sent) === keywordOf(heard)) return 0.3
  return a.length === b.length ? 0.7 : 3
}

/** What stands behind the code and its hyphen or space, without the line end. */
export function wordsOf(line: Uint8Array): string {
  return textOf(withoutLineEnd(line).subarray(4))
}

/** The keyword of a line, upper case: keywords are the same in any case (RFC 5321, 4.1.1.1). */
export function keywordOf(line: Uint8Array): string {
  return wordsOf(line).split(/[ =]/, 1)[0]?.toUpperCase() ?? ''
}

/** Words that are gone from one place and new at another. */
function movedWords(traces: readonly Trace[]): ReadonlySet<string> {
  const gone = new Set(traces.filter(isRemoved).map(trace => wordsOf(sentOf(trace))))
  return new Set(
    traces
      .filter(isAdded)
      .map(trace => wordsOf(heardOf(trace)))
      .filter(words => gone.has(words)),
  )
}

function changeOf(trace: Trace, index: number, moved: ReadonlySet<string>): readonly KeywordChange[] {
  if (isEqualTrace(trace)) return []
  const [sent, heard] = [sentOf(trace), heardOf(trace)]
  if (isRemoved(trace))
    return [{ trace, id: moved.has(wordsOf(sent)) ? 'smtp.ehlo.reordered' : removedId(sent, index) }]
  if (isAdded(trace))
    return [{ trace, id: moved.has(wordsOf(heard)) ? 'smtp.ehlo.reordered' : 'smtp.ehlo.keyword-added' }]
  if (!equalBytes(sent.subarray(0, 3), heard.subarray(0, 3))) return [{ trace, id: 'smtp.ehlo.rewritten' }]
  if (wordsOf(sent) === wordsOf(heard)) return lineEndDiffers(trace) ? [{ trace, id: 'smtp.ehlo.rewritten' }] : []
  return [{ trace, id: changedId(sent, heard, index) }]
}

function removedId(sent: Uint8Array, index: number): FindingId {
  if (index === 0) return 'smtp.ehlo.rewritten'
  return keywordOf(sent) === 'STARTTLS' ? 'smtp.starttls.removed' : 'smtp.ehlo.keyword-removed'
}

/** Overwritten: another keyword of the same length. The same keyword with other words or letters is rewritten. */
function changedId(sent: Uint8Array, heard: Uint8Array, index: number): FindingId {
  if (index === 0 || keywordOf(sent) === keywordOf(heard)) return 'smtp.ehlo.rewritten'
  return keywordOf(sent) === 'STARTTLS' ? 'smtp.starttls.masked' : 'smtp.ehlo.keyword-masked'
}

function hyphenDiffers(trace: Trace): boolean {
  return !isAdded(trace) && !isRemoved(trace) && sentOf(trace)[3] !== heardOf(trace)[3]
}

function lineEndDiffers(trace: Trace): boolean {
  const end = (line: Uint8Array) => line.length - withoutLineEnd(line).length
  return end(sentOf(trace)) !== end(heardOf(trace))
}

function notesOf(id: FindingId, traces: readonly Trace[]): readonly string[] {
  switch (id) {
    case 'smtp.ehlo.keyword-removed':
      return traces.map(trace => wordsText(sentOf(trace)))
    case 'smtp.ehlo.keyword-added':
      return traces.map(trace => wordsText(heardOf(trace)))
    case 'smtp.ehlo.keyword-masked':
    case 'smtp.starttls.masked':
      return traces.map(trace => `${wordsText(sentOf(trace))} came as ${wordsText(heardOf(trace))}`)
    case 'smtp.ehlo.rewritten':
      return traces.map(trace => describeChange(sentOf(trace), heardOf(trace)))
    default:
      return []
  }
}

function wordsText(line: Uint8Array): string {
  return escapeBytes(withoutLineEnd(line).subarray(4))
}
