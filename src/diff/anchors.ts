/**
 * Long equal runs in two long stretches, found in linear time: every block of the sent side is put in a table by its
 * hash, and a window of one block rolls over the heard side (A. Tridgell, "Efficient Algorithms for Sorting and
 * Synchronization", 1999, chapter 3). Every run of two blocks less one byte is found. Knows nothing of lines.
 */
import { heaviestChain } from './chain.ts'
import { commonPrefixBytes, commonSuffixBytes } from './common.ts'
import { type Budget, endOf, type Flows, type Match, type Span, spanBetween } from './span.ts'

/** Any odd number with bits all over; Knuth's golden ratio multiplier is the usual one. */
const MULTIPLIER = 0x9e3779b1

/** So many blocks of one bucket are looked at: there are at least two buckets to a block, so more means repeated bytes. */
const MAX_TRIES = 8

/** Blocks grow rather than that the table outgrows a processor's cache: 64 unrelated MiB take 4 s with it and 8 s without. */
const MAX_BLOCKS = 2 ** 17

/**
 * Equal runs of `span` that hold a whole block, ascending in both flows, as heavy together as can be. A block is
 * `leastBytes` long, or longer where the stretch is.
 */
export function anchorsOf(flows: Flows, span: Span, leastBytes: number, budget: Budget): readonly Match[] {
  const blockBytes = Math.max(leastBytes, Math.ceil(span.sentBytes / MAX_BLOCKS))
  if (Math.min(span.sentBytes, span.heardBytes) < blockBytes) return []
  const table = tableOf(flows.sent, span, blockBytes)
  return heaviestChain(roll(flows, span, table, budget))
}

/** The blocks of the sent side. Block numbers begin with 1, so that 0 says none. */
interface Table {
  readonly blockBytes: number
  readonly hashes: Int32Array
  /** Per bucket the first block in it; per block the next in the same bucket, ascending. */
  readonly first: Int32Array
  readonly next: Int32Array
  /** Per bucket the block that was looked at last: flows seldom go back, so the next search begins there. */
  readonly cursor: Int32Array
  readonly shift: number
}

function tableOf(sent: Buffer, span: Span, blockBytes: number): Table {
  const count = Math.floor(span.sentBytes / blockBytes)
  const bits = Math.max(8, Math.ceil(Math.log2(count)) + 2)
  const hashes = new Int32Array(count + 1)
  const next = new Int32Array(count + 1)
  const first = new Int32Array(2 ** bits)
  for (let block = count; block >= 1; block -= 1) {
    const hash = hashOf(sent, span.sentAt + (block - 1) * blockBytes, blockBytes)
    const bucket = hash >>> (32 - bits)
    hashes[block] = hash
    next[block] = first[bucket] ?? 0
    first[bucket] = block
  }
  return { blockBytes, hashes, first, next, cursor: first.slice(), shift: 32 - bits }
}

function hashOf(bytes: Uint8Array, at: number, count: number): number {
  let hash = 0
  for (let i = at; i < at + count; i += 1) hash = (Math.imul(hash, MULTIPLIER) + (bytes[i] ?? 0)) | 0
  return hash
}

/** All matches met while the window rolls over the heard side: ascending and apart in heard, anywhere in sent. */
function roll(flows: Flows, span: Span, table: Table, budget: Budget): readonly Match[] {
  const { heard } = flows
  const { blockBytes } = table
  const leaving = powerOf(MULTIPLIER, blockBytes)
  const lastAt = endOf(span).heard - blockBytes
  const matches: Match[] = []
  let free = { sent: span.sentAt, heard: span.heardAt }
  let at = span.heardAt
  let hash = hashOf(heard, at, blockBytes)
  while (at <= lastAt && budget.steps > 0) {
    const hit = isKnown(table, hash) ? findBlock({ flows, span, table, free, at, hash }, budget) : null
    if (hit !== null) {
      matches.push(hit)
      free = { sent: hit.sentAt + hit.bytes, heard: hit.heardAt + hit.bytes }
      at = free.heard
      hash = at <= lastAt ? hashOf(heard, at, blockBytes) : 0
    } else {
      const entering = (Math.imul(hash, MULTIPLIER) + (heard[at + blockBytes] ?? 0)) | 0
      hash = (entering - Math.imul(leaving, heard[at] ?? 0)) | 0
      at += 1
    }
  }
  return matches
}

function powerOf(base: number, exponent: number): number {
  let power = 1
  for (let i = 0; i < exponent; i += 1) power = Math.imul(power, base)
  return power
}

/** Some block has this hash. Asked at every byte, so it comes before all that allocates or compares. */
function isKnown({ first, next, hashes, shift }: Table, hash: number): boolean {
  let block = first[hash >>> shift] ?? 0
  for (let tries = 0; block !== 0 && tries < MAX_TRIES; tries += 1) {
    if (hashes[block] === hash) return true
    block = next[block] ?? 0
  }
  return false
}

interface Search {
  readonly flows: Flows
  readonly span: Span
  readonly table: Table
  /** Where the match before this one ended in both flows, bytes. */
  readonly free: { readonly sent: number; readonly heard: number }
  /** Where the window stands in heard, bytes, and its hash. */
  readonly at: number
  readonly hash: number
}

/**
 * The block that equals the window, extended both ways: the first after the last match if there is one, because in
 * repeated bytes the nearest is the most likely; else any (a stretch that was moved forward).
 */
function findBlock(search: Search, budget: Budget): Match | null {
  const { table, hash, span, free } = search
  const bucket = hash >>> table.shift
  let block = table.cursor[bucket] ?? 0
  while (block !== 0 && span.sentAt + (block - 1) * table.blockBytes < free.sent) {
    block = table.next[block] ?? 0
    budget.steps -= 1
  }
  table.cursor[bucket] = block
  return firstEqual(search, block, budget) ?? firstEqual(search, table.first[bucket] ?? 0, budget)
}

/** The first equal block from `block` on in its bucket. */
function firstEqual(search: Search, block: number, budget: Budget): Match | null {
  const { table, hash, span } = search
  for (let tries = 0; block !== 0 && tries < MAX_TRIES; tries += 1) {
    if (table.hashes[block] === hash) {
      const match = extended(search, span.sentAt + (block - 1) * table.blockBytes)
      if (match !== null) return match
      budget.steps -= table.blockBytes
    }
    block = table.next[block] ?? 0
    budget.steps -= 1
  }
  return null
}

function extended({ flows, span, table, free, at }: Search, sentAt: number): Match | null {
  const forward = commonPrefixBytes(flows, spanBetween({ sent: sentAt, heard: at }, endOf(span)))
  if (forward < table.blockBytes) return null
  const from = { sent: sentAt >= free.sent ? free.sent : span.sentAt, heard: free.heard }
  const back = commonSuffixBytes(flows, spanBetween(from, { sent: sentAt, heard: at }))
  return { sentAt: sentAt - back, heardAt: at - back, bytes: back + forward }
}
