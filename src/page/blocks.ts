/**
 * What one end said or heard in one go, and which of the far end's is the same: chunks come in other sizes than they
 * were sent, so what belongs together is put together. Knows nothing of time lines or markup.
 */
import { equalBytes } from '../bytes.ts'
import type { BytesEvent, Layer, Tape } from '../tape/tape.ts'
import { sizeOfEvent } from './locate.ts'

/** Bytes of one kind and layer that nothing of the other kind came between. */
export interface Block {
  readonly kind: 'sent' | 'heard'
  readonly layer: Layer
  /** Ciphertext: nobody can read it. */
  readonly isCipher: boolean
  readonly firstMs: number
  readonly lastMs: number
  /** Indexes of the first and the last event. */
  readonly events: readonly [first: number, last: number]
  readonly parts: readonly Uint8Array[]
  readonly size: number
  /** Digest of ciphertext that is not told. */
  readonly withheld: string
}

/** What was said, and what was heard of it. Null: nothing, at that end. */
export interface BlockPair {
  readonly sent: Block | null
  readonly heard: Block | null
  readonly isEqual: boolean
}

/** Blocks that are looked at to find the next that fits. */
const lookAhead = 8

/** All blocks of a tape. A datagram is a block of its own. */
export function blocksOf({ head, events }: Tape): readonly Block[] {
  const begin = events.findIndex(({ kind }) => kind === 'tls-begin')
  const blocks: Growing[] = []
  const open = new Map<Layer, Growing>()
  for (const [index, event] of events.entries()) {
    if (event.kind !== 'sent' && event.kind !== 'heard') continue
    const isCipher = event.layer === 'wire' && begin >= 0 && index > begin
    const last = open.get(event.layer)
    if (head.transport === 'tcp' && last?.kind === event.kind && last.isCipher === isCipher) {
      grow(last, event, index)
    } else {
      const block = begun(event, index, isCipher)
      open.set(event.layer, block)
      blocks.push(block)
    }
  }
  return blocks
}

/** A block that is still being read. A long one is not copied for each of its events. */
type Growing = { -readonly [K in keyof Block]: Block[K] } & { events: [number, number]; parts: Uint8Array[] }
type Bytes = BytesEvent<'sent'> | BytesEvent<'heard'>

function begun(event: Bytes, index: number, isCipher: boolean): Growing {
  return {
    kind: event.kind,
    layer: event.layer,
    isCipher,
    firstMs: event.atMs,
    lastMs: event.atMs,
    events: [index, index],
    parts: [event.bytes],
    size: sizeOfEvent(event),
    withheld: event.withheld?.sha256 ?? '',
  }
}

function grow(block: Growing, event: Bytes, index: number): void {
  block.lastMs = event.atMs
  block.events[1] = index
  block.parts.push(event.bytes)
  block.size += sizeOfEvent(event)
  block.withheld = event.withheld?.sha256 ?? ''
}

/** The blocks of one flow and layer of both ends, side by side, in order. */
export function pairBlocks(sent: readonly Block[], heard: readonly Block[]): readonly BlockPair[] {
  const pairs: BlockPair[] = []
  let [s, h] = [0, 0]
  while (s < sent.length || h < heard.length) {
    const next = nextEqual(sent, heard, s, h)
    for (const pair of unlike(sent.slice(s, next.s), heard.slice(h, next.h))) pairs.push(pair)
    const said = sent.slice(next.s, next.s + next.count.s)
    const came = heard.slice(next.h, next.h + next.count.h)
    if (said.length > 0) pairs.push({ sent: together(said), heard: together(came), isEqual: true })
    s = next.s + said.length
    h = next.h + came.length
  }
  return pairs
}

interface Next {
  readonly s: number
  readonly h: number
  /** Blocks of each end that are the same together; 0 where no more are. */
  readonly count: { readonly s: number; readonly h: number }
}

/** The nearest blocks that are the same; without one near, the next step is one block of each end. */
function nextEqual(sent: readonly Block[], heard: readonly Block[], s: number, h: number): Next {
  for (let far = 0; far <= lookAhead; far++) {
    for (let ahead = 0; ahead <= far; ahead++) {
      const next = { s: s + ahead, h: h + far - ahead }
      const count = sameTogether(sent, heard, next.s, next.h)
      if (count !== null) return { ...next, count }
    }
  }
  return { s: Math.min(sent.length, s + 1), h: Math.min(heard.length, h + 1), count: { s: 0, h: 0 } }
}

/** How many blocks from here on are the same, when those of one end are put together; null when none are. */
function sameTogether(sent: readonly Block[], heard: readonly Block[], s: number, h: number): Next['count'] | null {
  let [said, came] = [sent[s], heard[h]]
  const count = { s: 1, h: 1 }
  while (said !== undefined && came !== undefined) {
    if (said.size === came.size) return isSame(said, came) ? count : null
    if (count.s + count.h > lookAhead || !isBeginning(said, came)) return null
    if (said.size < came.size) said = more(said, sent[s + count.s++])
    else came = more(came, heard[h + count.h++])
  }
  return null
}

function more(block: Block, next: Block | undefined): Block | undefined {
  return next === undefined ? undefined : together([block, next])
}

/** What is not the same is told in order: what was said beside what came in its stead. */
function unlike(sent: readonly Block[], heard: readonly Block[]): readonly BlockPair[] {
  return Array.from({ length: Math.max(sent.length, heard.length) }, (_, at) => ({
    sent: sent[at] ?? null,
    heard: heard[at] ?? null,
    isEqual: false,
  }))
}

/** Of at least one block. */
function together(blocks: readonly Block[]): Block {
  const [first, last] = [blocks[0], blocks.at(-1)]
  if (first === undefined || last === undefined) throw new RangeError('there is no block to put together')
  return {
    ...first,
    lastMs: last.lastMs,
    events: [first.events[0], last.events[1]],
    parts: blocks.flatMap(({ parts }) => parts),
    size: blocks.reduce((sum, { size }) => sum + size, 0),
    withheld: last.withheld,
  }
}

function isSame(a: Block, b: Block): boolean {
  return a.withheld === b.withheld && isBeginning(a, b)
}

/** Whether the shorter one is how the longer one begins. */
function isBeginning(a: Block, b: Block): boolean {
  return equalLead(a, b) === Math.min(told(a), told(b))
}

/** Bytes that are there, and not only counted. */
function told({ parts }: Block): number {
  return parts.reduce((sum, { length }) => sum + length, 0)
}

/** How many bytes two blocks have in common before they differ. Long blocks are compared without being copied. */
export function equalLead(a: Block, b: Block): number {
  let [i, j, from, at, lead] = [0, 0, 0, 0, 0]
  for (;;) {
    const [left, right] = [a.parts[i], b.parts[j]]
    if (left === undefined || right === undefined) return lead
    const size = Math.min(left.length - from, right.length - at)
    const same = equalBytesOf(left.subarray(from, from + size), right.subarray(at, at + size))
    lead += same
    if (same < size) return lead
    from += size
    at += size
    if (from === left.length) [i, from] = [i + 1, 0]
    if (at === right.length) [j, at] = [j + 1, 0]
  }
}

/** Of two pieces of the same length. */
function equalBytesOf(a: Uint8Array, b: Uint8Array): number {
  return equalBytes(a, b) ? a.length : a.findIndex((byte, at) => byte !== b[at])
}
