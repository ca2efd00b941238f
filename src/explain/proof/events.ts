/**
 * What comes before an event: an end of data that was sent in two pieces, a second message in chunks, commands in one
 * piece. Each is a sign of a device that looks at packets, or keeps count, in a way of its own. Knows nothing of names.
 */
import { textOf } from '../../bytes.ts'
import type { FlowComparison } from '../../diff/comparison.ts'
import type { Sighting } from '../group.ts'
import type { Reading } from '../observation.ts'
import { announcedAt, readDialog, type Stretch } from '../smtp/dialog.ts'
import { type LayerFlows, layerOf } from '../smtp/layer.ts'
import type { Passage } from '../smtp/passage.ts'
import { cutsIn } from './pieces.ts'

const END_OF_DATA = '\r\n.\r\n'
const commandStream = { flow: 'dialer-to-answerer', layer: 'wire' } as const

/** It fell silent inside an end of data that was sent in two pieces, and one that was sent in one piece arrived. */
export function stallsAtSplitEnd({ reading }: Sighting, row: readonly Reading[]): boolean {
  const commands = commandsOf(reading)
  const at = commands?.unheard?.sentAt
  if (commands === null || at === undefined) return false
  const end = endOfDataAt(commands.sent, at)
  return end !== null && isSplit(reading, end) && row.some(it => messagesOf(it).some(end => !isSplit(it, end)))
}

/** The end mark of which the offset is a byte, or that begins there. */
function endOfDataAt(flow: Uint8Array, at: number): Stretch | null {
  for (let from = Math.max(0, at - END_OF_DATA.length + 1); from <= at; from += 1) {
    const to = from + END_OF_DATA.length
    if (textOf(flow.subarray(from, to)) === END_OF_DATA) return { from, to }
  }
  return null
}

/** The end marks of messages that arrived. What was never heard of a message is no part of its passage. */
function messagesOf({ passages }: Reading): readonly Stretch[] {
  return passages.flatMap(({ kind, equal, sent, lane }) => {
    // A chunk has no end mark, whatever it ends with.
    if (kind !== 'message' || !equal || sent === null || sent.chunk !== undefined || lane.layer !== 'wire') return []
    if (!textOf(sent.bytes.subarray(-END_OF_DATA.length)).endsWith(END_OF_DATA)) return []
    return [{ from: sent.at.to - END_OF_DATA.length, to: sent.at.to }]
  })
}

function isSplit(reading: Reading, end: Stretch): boolean {
  return cutsIn(reading, commandStream, end).length > 0
}

/** Nothing came any more from a chunk on (BDAT, RFC 3030) that begins another message than one handed over before. */
export function stallsAfterChunkedMessage({ reading }: Sighting): boolean {
  const layer = wireOf(reading)
  const at = layer?.commands.unheard?.sentAt
  if (layer === null || at === undefined) return false
  const { sent } = layer.commands
  const { said } = readDialog(sent, layer.replies.heard, layer.greets)
  const announced = said.flatMap((it, index) => {
    const { isLast } = announcedAt(sent, it) ?? {}
    const next = said[index + 1]
    const { to } = next?.chunk === undefined ? it : next
    return isLast === undefined ? [] : [{ from: it.from, to, isLast }]
  })
  const lost = announced.findIndex(({ from, to }) => from <= at && at < to)
  return lost > 0 && announced[lost - 1]?.isLast === true
}

/** All commands that were sent together with the one before were taken out; and in no session one that was sent alone. */
export function removesPipelined({ reading }: Sighting, row: readonly Reading[]): boolean {
  const isGone = ({ heard }: Passage) => heard === null
  const commands = commandsIn(reading)
  if (!commands.some(isGone)) return false
  const allTogether = commands.every(it => isGone(it) === isPipelined(reading, it))
  return allTogether && row.every(it => commandsIn(it).every(command => !isGone(command) || isPipelined(it, command)))
}

/** Some recipients of a message arrived, and after them none any more; nothing else was taken out. */
export function removesSurplusRecipients({ reading }: Sighting): boolean {
  const commands = commandsIn(reading)
  const gone = commands.filter(({ heard }) => heard === null)
  if (gone.length === 0 || gone.some(({ sent }) => sent?.verb !== 'RCPT')) return false
  const first = commands.findIndex(({ heard }) => heard === null)
  const before = commands.slice(0, first).filter(({ sent }) => sent?.verb === 'RCPT')
  const rest = commands.slice(first).filter(({ sent }) => sent?.verb === 'RCPT')
  return before.length > 0 && rest.every(({ heard }) => heard === null)
}

/** Commands that were sent in clear. */
function commandsIn({ passages }: Reading): readonly Passage[] {
  return passages.filter(({ kind, sent, lane }) => kind === 'command' && sent !== null && lane.layer === 'wire')
}

/** Sent in one piece with the command before it. */
function isPipelined(reading: Reading, { sent }: Passage): boolean {
  const at = sent?.at.from ?? 0
  return at > 0 && cutsIn(reading, commandStream, { from: at - 1, to: at + 1 }).length === 0
}

function commandsOf(reading: Reading): FlowComparison | null {
  return wireOf(reading)?.commands ?? null
}

function wireOf({ comparison }: Reading): LayerFlows | null {
  return comparison.kind === 'pair' ? layerOf(comparison.flows, 'wire') : null
}

/** The largest answer over UDP that old inspection lets through, bytes (RFC 1035, 2.3.4; FACTS C14). */
const OLD_DNS_BYTES = 512

/** Of datagrams with DNS in them every one of up to 512 bytes arrived whole, and none that is larger did. */
export function limitsDnsTo512({ reading: { comparison, session } }: Sighting): boolean {
  if (comparison.kind !== 'datagrams' || session.row.protocol !== 'dns') return false
  const all = comparison.flows.flatMap(({ datagrams }) => datagrams)
  const isLarge = (bytes: Uint8Array) => bytes.length > OLD_DNS_BYTES
  return (
    all.some(({ bytes }) => isLarge(bytes)) &&
    all.every(({ bytes, fate }) => (isLarge(bytes) ? fate === 'lost' || fate === 'truncated' : fate === 'arrived'))
  )
}

/** The path ended the connection just behind a RCPT that was answered with anything but 250, and the answer arrived. */
export function endsAtRefusedRecipient({ reading }: Sighting): boolean {
  const at = commandsOf(reading)?.edits.find(({ kind }) => kind === 'cut')?.sentAt
  const last = commandsIn(reading).find(({ sent }) => sent?.at.to === at)
  if (last?.sent?.verb !== 'RCPT') return false
  return reading.passages.some(({ kind, command, equal, sent, lane }) => {
    const isItsAnswer = kind === 'reply' && command === last.command && lane.layer === 'wire'
    return isItsAnswer && equal && sent !== null && textOf(sent.bytes.subarray(0, 3)) !== '250'
  })
}
