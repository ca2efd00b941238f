/**
 * Lays both ends' views of an SMTP conversation side by side: each command, message and reply with what was heard in
 * its place. It goes by lines and by which command a reply answers, so it does not depend on how edits were cut.
 */
import { equalBytes } from '../../bytes.ts'
import type { FlowComparison } from '../../diff/comparison.ts'
import { pairUp } from '../sequence.ts'
import { commandCost, lineCost, type ReplyLineWords } from './costs.ts'
import { type Dialog, type Reply, readDialog, type Said, type Stretch } from './dialog.ts'
import type { LayerFlows } from './layer.ts'
import { bytesIn, type Lane, type Passage, type PassageKind, type PassageSide } from './passage.ts'

/** All passages of a layer: the replies with the greeting first, then commands and messages. */
export function passagesOf({ commands, replies, greets }: LayerFlows): readonly Passage[] {
  const atAnswerer = readDialog(commands.heard, replies.sent, greets)
  const commandLane = laneOf(commands)
  const atDialer = dialerDialog({ commands, replies, greets }, commandLane, atAnswerer)
  const replyLane = laneOf(replies)
  return [
    ...placed(replyPassages(replyLane, clipped(atAnswerer.replies, replyLane.sent.length), atDialer.replies)),
    ...placed(commandPassages(commandLane, clipped(atDialer.said, commandLane.sent.length), atAnswerer.said)),
  ]
}

/**
 * The dialog of the dialer. A chunk of which no message came out was taken for lines, by who lost or changed its
 * command; each of them is then a command of its own, with a reply of its own.
 */
function dialerDialog({ commands, replies, greets }: LayerFlows, lane: Lane, atAnswerer: Dialog): Dialog {
  const read = (asLines?: ReadonlySet<number>) => readDialog(commands.sent, replies.heard, greets, asLines)
  const dialog = read()
  if (dialog.said.every(({ chunk }) => chunk === undefined)) return dialog
  const passages = commandPassages(lane, clipped(dialog.said, lane.sent.length), atAnswerer.said)
  const lost = passages.flatMap(({ sent, heard }) =>
    sent?.chunk !== undefined && heard === null ? [sent.at.from] : [],
  )
  return lost.length === 0 ? dialog : read(new Set(lost))
}

/** A flow that is one message and nothing else: what the mail libraries hand over inside TLS. */
export function messagePassage(comparison: FlowComparison): Passage {
  const lane = laneOf(comparison)
  const side = (flow: Uint8Array): PassageSide => {
    const at = { from: 0, to: flow.length }
    return { at, bytes: flow, lines: [at], verb: '' }
  }
  const [sent, heard] = [side(lane.sent), side(lane.heard)]
  return { ...passage('message', lane, { sent, heard }, null), place: { sent: sent.at, heard: heard.at } }
}

type Unplaced = Omit<Passage, 'place'>

function placed(passages: readonly Unplaced[]): readonly Passage[] {
  let [sentAt, heardAt] = [0, 0]
  return passages.map(passage => {
    const sent = passage.sent?.at ?? { from: sentAt, to: sentAt }
    const heard = passage.heard?.at ?? { from: heardAt, to: heardAt }
    sentAt = sent.to
    heardAt = heard.to
    return { ...passage, place: { sent, heard } }
  })
}

/** A flow without a tail that was cut or that nobody heard: that is an event's business. */
export function laneOf({ flow, layer, sent, heard, edits, unheard }: FlowComparison): Lane {
  const cut = edits.find(edit => edit.kind === 'cut')?.sentAt ?? sent.length
  return { flow, layer, sent: sent.subarray(0, Math.min(cut, unheard?.sentAt ?? sent.length)), heard }
}

function clipped<T extends Stretch & { readonly lines?: readonly Stretch[] }>(
  items: readonly T[],
  end: number,
): readonly T[] {
  return items
    .filter(({ from }) => from < end)
    .map(item => ({
      ...item,
      to: Math.min(item.to, end),
      ...(item.lines === undefined ? {} : { lines: clipped(item.lines, end) }),
    }))
}

function commandPassages(lane: Lane, sent: readonly Said[], heard: readonly Said[]): readonly Unplaced[] {
  const cost = (s: number, h: number) => commandCost(lane, sent[s], heard[h])
  return pairUp({ sent: sent.length, heard: heard.length, cost }).map(pair => {
    const said = pair.sent === null ? undefined : sent[pair.sent]
    const got = pair.heard === null ? undefined : heard[pair.heard]
    const sides = { sent: sideOf(lane.sent, said), heard: sideOf(lane.heard, got) }
    return passage((said ?? got)?.kind ?? 'command', lane, sides, pair.sent)
  })
}

function sideOf(flow: Uint8Array, said: Said | undefined): PassageSide | null {
  if (said === undefined) return null
  const at = { from: said.from, to: said.to }
  const side = { at, bytes: bytesIn(flow, at), lines: [at], verb: said.verb }
  return said.chunk === undefined ? side : { ...side, chunk: said.chunk }
}

interface Sides {
  readonly sent: PassageSide | null
  readonly heard: PassageSide | null
}

function passage(kind: PassageKind, lane: Lane, { sent, heard }: Sides, command: number | null): Unplaced {
  const equal = sent !== null && heard !== null && equalBytes(sent.bytes, heard.bytes)
  return { kind, lane, sent, heard, command, equal }
}

/** A line of a reply, and the reply that it stands in. */
interface ReplyLine extends Stretch {
  readonly reply: number
}

/** Lines that belong together: those of one sent reply and what was heard in their place; or a reply never said. */
interface Group {
  readonly sent: number | null
  readonly sentLines: Stretch[]
  readonly heardLines: ReplyLine[]
}

function replyPassages(lane: Lane, sent: readonly Reply[], heard: readonly Reply[]): readonly Unplaced[] {
  const groups = joined(groupLines(lane, sent, heard), sent, heard)
  return groups.map(({ sent: index, sentLines, heardLines }) => {
    const got = heard[heardLines[0]?.reply ?? -1]
    const said = index === null ? undefined : sent[index]
    const sides = {
      sent: said === undefined ? null : linesSide(lane.sent, sentLines, said.verb),
      heard: heardLines.length === 0 ? null : linesSide(lane.heard, heardLines, got?.verb ?? ''),
    }
    return passage(replyKind([said?.verb, got?.verb]), lane, sides, got?.answers ?? null)
  })
}

function replyKind(verbs: readonly (string | undefined)[]): PassageKind {
  if (verbs.includes('greeting')) return 'greeting'
  return verbs.some(verb => verb === 'EHLO' || verb === 'HELO') ? 'ehlo' : 'reply'
}

function linesSide(flow: Uint8Array, lines: readonly Stretch[], verb: string): PassageSide {
  const at = { from: lines[0]?.from ?? 0, to: lines.at(-1)?.to ?? 0 }
  return { at, bytes: bytesIn(flow, at), lines, verb }
}

function groupLines(lane: Lane, sent: readonly Reply[], heard: readonly Reply[]): readonly Group[] {
  const sentLines = flat(sent)
  const heardLines = flat(heard)
  const cost = (s: number, h: number) =>
    lineCost(lineOf(sent, lane.sent, sentLines[s]), lineOf(heard, lane.heard, heardLines[h]))
  const groups: Group[] = []
  for (const pair of pairUp({ sent: sentLines.length, heard: heardLines.length, cost })) {
    const said = pair.sent === null ? undefined : sentLines[pair.sent]
    const got = pair.heard === null ? undefined : heardLines[pair.heard]
    if (said !== undefined) add(groups, said, got)
    else if (got !== undefined) addUnsaid(groups, got)
  }
  return settled(groups)
}

function flat(replies: readonly Reply[]): readonly ReplyLine[] {
  return replies.flatMap(({ lines }, reply) => lines.map(line => ({ ...line, reply })))
}

function lineOf(replies: readonly Reply[], flow: Uint8Array, line: ReplyLine | undefined): ReplyLineWords {
  const bytes = line === undefined ? new Uint8Array(0) : bytesIn(flow, line)
  return { bytes, verb: replies[line?.reply ?? -1]?.verb ?? '' }
}

function add(groups: Group[], said: ReplyLine, got: ReplyLine | undefined): void {
  const last = groups.findLast(group => group.sent !== null)
  const group = last?.sent === said.reply ? last : { sent: said.reply, sentLines: [], heardLines: [] }
  if (group !== last) groups.push(group)
  group.sentLines.push(said)
  if (got !== undefined) group.heardLines.push(got)
}

/** A line that nobody said belongs to the reply in which it was heard, as far as that one is known yet. */
function addUnsaid(groups: Group[], got: ReplyLine): void {
  const last = groups.findLast(group => group.heardLines.length > 0)
  if (last?.heardLines.at(-1)?.reply === got.reply) last.heardLines.push(got)
  else groups.push({ sent: null, sentLines: [], heardLines: [got] })
}

/** Lines heard in front of the first line of a reply that was said, in the same reply, belong to it. */
function settled(groups: readonly Group[]): readonly Group[] {
  const kept: Group[] = []
  for (const group of groups) {
    const before = kept.at(-1)
    const first = group.heardLines[0]
    if (before?.sent === null && group.sent !== null && before.heardLines.at(-1)?.reply === first?.reply) {
      group.heardLines.unshift(...before.heardLines)
      kept.pop()
    }
    kept.push(group)
  }
  return kept
}

/** A whole reply that was never heard and a whole one that was never said, at the same place: one in place of the other. */
function joined(groups: readonly Group[], sent: readonly Reply[], heard: readonly Reply[]): readonly Group[] {
  const kept: Group[] = []
  for (const group of groups) {
    const before = kept.at(-1)
    const both = before === undefined ? null : (inPlaceOf(before, group) ?? inPlaceOf(group, before))
    if (both !== null && sameTurn(both, sent, heard)) kept.splice(-1, 1, both)
    else kept.push(group)
  }
  return kept
}

function inPlaceOf(unheard: Group, unsaid: Group): Group | null {
  const fits = unheard.heardLines.length === 0 && unsaid.sent === null
  return fits ? { ...unheard, heardLines: unsaid.heardLines } : null
}

/** Both are the same reply by count: else a reply was lost and, apart from that, another was invented. */
function sameTurn({ sent: index, heardLines }: Group, sent: readonly Reply[], heard: readonly Reply[]): boolean {
  return sent.length === heard.length && index === heardLines[0]?.reply
}
