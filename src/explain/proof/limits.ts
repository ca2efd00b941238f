/**
 * Whether connections were ended just where something went over a device's limits. Every session of the row is
 * measured: what passed over a limit speaks against it. Knows nothing of names.
 */
import { textOf } from '../../bytes.ts'
import type { FlowComparison } from '../../diff/comparison.ts'
import type { Measure, SessionFacts } from '../../plan/session.ts'
import type { Group } from '../group.ts'
import type { Reading } from '../observation.ts'
import { rawProbe } from '../readers.ts'
import type { LimitSet } from '../rules/rule.ts'
import { linesOf, readDialog, type Said, type Stretch } from '../smtp/dialog.ts'
import { type LayerFlows, layerOf } from '../smtp/layer.ts'
import { cutsIn } from './pieces.ts'

/** What something measures, as far as it can be measured. */
type Measures = Readonly<Partial<Record<Measure, number>>>

/** One thing that was said: how large it is, and what became of it. */
export interface Measured {
  readonly verb: string
  readonly measures: Measures
  /** `ended`: the first that did not come through any more. Null: it came after that. */
  readonly fate: 'arrived' | 'ended' | null
}

/** A source may count a line with its CRLF or without. */
const LINE_END_BYTES = 2

const lineMeasures: readonly Measure[] = ['command-line', 'reply-line', 'header-line']

/** So near below a limit something must have arrived: else it may be the bytes in all that count, and not this. */
const NEAR = 0.9

/** Every session that shows the finding ended at something over a limit, and nothing over a limit came through. */
export function isOverLimits({ limits, verbs = [] }: LimitSet, { sightings }: Group, row: readonly Reading[]): boolean {
  const passed = row.flatMap(measure).filter(({ fate }) => fate === 'arrived')
  const known = sizesOf(limits, passed)
  if (passed.some(({ measures }) => over(measures, known).length > 0)) return false
  const isNear = (name: Measure, measures: Measures) =>
    largest(passed, name) >= NEAR * ((limits[name] === null ? measures[name] : known[name]) ?? 0)
  const isExplained = ({ verb, measures }: Measured) =>
    verbs.includes(verb) || over(measures, known, LINE_END_BYTES).some(name => isNear(name, measures))
  return sightings.every(({ reading }) => measure(reading).some(it => it.fate === 'ended' && isExplained(it)))
}

/** A limit of which the source tells no number is what did pass; of that it is known how it was counted. */
function sizesOf(limits: LimitSet['limits'], passed: readonly Measured[]): Measures {
  const names = Object.keys(limits) as readonly Measure[]
  return Object.fromEntries(names.map(name => [name, limits[name] ?? largest(passed, name) + LINE_END_BYTES]))
}

function largest(passed: readonly Measured[], name: Measure): number {
  return passed.reduce((most, { measures }) => Math.max(most, measures[name] ?? 0), 0)
}

/** What is over its limit; of lines also what would be with `slackBytes` more. */
function over(measures: Measures, limits: Measures, slackBytes = 0): readonly Measure[] {
  return (Object.keys(measures) as Measure[]).filter(name => {
    const slack = lineMeasures.includes(name) ? slackBytes : 0
    return (measures[name] ?? 0) + slack > (limits[name] ?? Number.POSITIVE_INFINITY)
  })
}

function isSmtp({ probe, row }: SessionFacts): boolean {
  return probe !== rawProbe && (row.protocol === 'smtp' || row.protocol === 'smtps')
}

/** All that was said in clear in an SMTP session, measured. */
export function measure(reading: Reading): readonly Measured[] {
  const { comparison, session } = reading
  if (comparison.kind !== 'pair' || !isSmtp(session)) return []
  const layer = layerOf(comparison.flows, 'wire')
  if (layer === null) return []
  const wasReset = comparison.events.some(({ kind }) => kind === 'reset')
  return [...measureSaid(layer, reading, wasReset), ...measureReplies(layer.replies, reading)]
}

function measureSaid(
  { commands, replies, greets }: LayerFlows,
  reading: Reading,
  wasReset: boolean,
): readonly Measured[] {
  const dialog = readDialog(commands.sent, replies.heard, greets)
  // All of it arrived, and then the connection was ended: the last words are what ended it.
  const last = wasReset ? (dialog.said.at(-1)?.from ?? 0) : commands.sent.length
  const end = endOf(commands, reading, last)
  let recipients = 0
  return dialog.said.flatMap((it): readonly Measured[] => {
    if (it.kind === 'message') return messageLines(commands.sent, it, end)
    // A line that goes on with AUTH is no command line (RFC 4954, 4: it may be longer).
    if (it.kind === 'continuation') return []
    recipients = it.verb === 'RCPT' ? recipients + 1 : it.verb === 'DATA' ? recipients : 0
    const text = lineText(commands.sent, it)
    return [{ verb: it.verb, measures: commandMeasures(it, text, recipients), fate: fateOf(it, end) }]
  })
}

function lineText(flow: Uint8Array, { from, to }: Stretch): string {
  return textOf(flow.subarray(from, to)).replace(/\r?\n$/, '')
}

function commandMeasures({ verb }: Said, text: string, recipients: number): Measures {
  const line = { 'command-line': text.length }
  if (verb === 'RCPT') return { ...line, recipients }
  const sender = /^MAIL FROM:[ \t]*<([^>]*)>/i.exec(text)?.[1]
  return sender === undefined ? line : { ...line, sender: sender.length }
}

/** Line by line, because a connection ends in the middle of a message; of one that was held back any line may be why. */
function messageLines(flow: Uint8Array, message: Said, end: End): readonly Measured[] {
  let isHeader = message.chunk?.behindHeader !== true
  return linesOf(flow, message).map(line => {
    const text = lineText(flow, line)
    isHeader &&= text !== ''
    const name = /\bfilename="([^"]*)"/i.exec(text)?.[1]
    const measures = {
      ...(isHeader ? { 'header-line': text.length } : {}),
      ...(name === undefined ? {} : { filename: name.length }),
    }
    return { verb: '', measures, fate: end.at <= message.from ? fateOf(message, end) : fateOf(line, end) }
  })
}

function measureReplies(replies: FlowComparison, reading: Reading): readonly Measured[] {
  const { sent } = replies
  const end = endOf(replies, reading, sent.length)
  return linesOf(sent).map(line => {
    return { verb: '', measures: { 'reply-line': lineText(sent, line).length }, fate: fateOf(line, end) }
  })
}

/** From where on nothing arrived any more, and up to where that may be because of what stands there, bytes. */
interface End {
  readonly at: number
  readonly reach: number
}

/** What a packet carries, bytes: a box drops the whole one. */
const PACKET_BYTES = 1460

function endOf({ flow, layer, sent, unheard }: FlowComparison, reading: Reading, otherwise: number): End {
  const at = unheard?.sentAt ?? otherwise
  const [cut = PACKET_BYTES] = cutsIn(reading, { flow, layer }, { from: at, to: sent.length })
  return { at, reach: at + Math.min(cut, PACKET_BYTES) }
}

function fateOf({ from, to }: Stretch, { at, reach }: End): Measured['fate'] {
  if (to <= at) return 'arrived'
  return from < reach ? 'ended' : null
}
