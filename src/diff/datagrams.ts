/**
 * Lays what one end heard of a conversation in datagrams against what the other sent, datagram by datagram: nothing
 * but the bytes says which one it was. Pure. Knows nothing of scripts, of retries or of who did it.
 */
import { equalBytes, textOf } from '../bytes.ts'
import type { BytesEvent, Endpoint, Tape } from '../tape/tape.ts'
import type { DatagramComparison, DatagramFate, DatagramFlow } from './comparison.ts'
import type { Flow } from './edit.ts'
import { type Effort, gramsOf, likeness, TELLING_BYTES } from './likeness.ts'

/** From how much likeness on something heard is taken for a copy that is missing. */
const LIKELY = 0.125

/** The same, where every copy that was sent is accounted for: a changed duplicate. */
const CERTAIN = 0.65

/** Steps of looking for what a changed datagram was: some tenths of a second. What is heard beyond them is foreign. */
const EFFORT_STEPS = 5_000_000

type Datagram = BytesEvent<'sent' | 'heard'>

/** Copies of the same bytes, while they are counted. */
interface Copies {
  readonly bytes: Uint8Array
  /** Place in the order of first sending. */
  readonly order: number
  sent: number
  heard: number
  readonly as: Uint8Array[]
  grams: ReadonlySet<number> | null
}

/** One that a changed datagram may have been, and how much it is like it, in tenths. */
interface Candidate {
  readonly copies: Copies
  readonly score: number
}

/**
 * Compares two tapes of one UDP or ICMP session. Of ICMP the kernel answers and the answerer's tape may hold no `sent`:
 * then what it heard is what was sent back (RFC 1122, 3.2.2.6; RFC 4443, 4.2: the data is returned as it came).
 * Every datagram that was heard is counted once: as an unchanged copy, as a changed one, or as foreign.
 */
export function compareDatagrams(dialer: Tape, answerer: Tape): DatagramComparison {
  const requests = heardBy(answerer)
  const answers = sentBy(answerer)
  const isKernels = dialer.head.transport === 'icmp' && answers.length === 0
  return {
    kind: 'datagrams',
    dialer,
    answerer,
    flows: [
      flowOf('dialer-to-answerer', sentBy(dialer), requests),
      flowOf('answerer-to-dialer', isKernels ? requests : answers, heardBy(dialer)),
    ],
  }
}

/**
 * The foreign datagrams of `flow` that came from where the session's other end is, as far as its hearer can tell. An
 * open socket also hears what strangers send to it, and that says nothing of the path.
 */
export function foreignFromPeer({ dialer, answerer }: DatagramComparison, flow: DatagramFlow): readonly Uint8Array[] {
  const hearer = flow.flow === 'dialer-to-answerer' ? answerer : dialer
  const elsewhere = new Set(heardBy(hearer).flatMap(it => (it.from === undefined ? [] : [textOf(it.bytes)])))
  return flow.foreign.filter(bytes => !elsewhere.has(textOf(bytes)))
}

/**
 * True when the conversation was played to its end and all that was heard is what was sent, as often and from where it
 * was sent. Copies that were lost on the way and came by a retry are what datagrams do.
 */
export function datagramsAgree(comparison: DatagramComparison): boolean {
  return comparison.dialer.ending.script === 'finished' && comparison.flows.every(flow => isUnchanged(comparison, flow))
}

function isUnchanged(comparison: DatagramComparison, flow: DatagramFlow): boolean {
  const noneChanged = flow.datagrams.every(({ as }) => as.length === 0)
  return (
    noneChanged &&
    flow.duplicated === 0 &&
    flow.otherSources.length === 0 &&
    foreignFromPeer(comparison, flow).length === 0
  )
}

function sentBy(tape: Tape): readonly Datagram[] {
  return tape.events.filter(event => event.kind === 'sent')
}

function heardBy(tape: Tape): readonly Datagram[] {
  return tape.events.filter(event => event.kind === 'heard')
}

function flowOf(flow: Flow, sent: readonly Datagram[], heard: readonly Datagram[]): DatagramFlow {
  const known = copiesOf(sent)
  const all = [...known.values()]
  const arrivals: Copies[] = []
  const leftovers: Datagram[] = []
  for (const datagram of heard) {
    const copies = known.get(textOf(datagram.bytes))
    if (copies === undefined) leftovers.push(datagram)
    else {
      copies.heard += 1
      if (copies.heard === 1) arrivals.push(copies)
    }
  }
  for (const copies of all) giveSurplus(copies, all)
  const ownerOf = createOwnerSearch(all)
  const foreign = new Set<Datagram>()
  for (const datagram of leftovers) {
    const owner = ownerOf(datagram.bytes)
    if (owner === null) foreign.add(datagram)
    else owner.as.push(datagram.bytes)
  }
  return {
    flow,
    datagrams: all.map(fateOf),
    foreign: [...foreign].map(({ bytes }) => bytes),
    duplicated: all.reduce((sum, it) => sum + Math.max(0, it.heard - it.sent), 0),
    overtook: overtaking(arrivals),
    otherSources: sourcesOf(heard.filter(datagram => !foreign.has(datagram))),
  }
}

/** By their bytes, in order of first sending. */
function copiesOf(sent: readonly Datagram[]): ReadonlyMap<string, Copies> {
  const known = new Map<string, Copies>()
  for (const { bytes } of sent) {
    const key = textOf(bytes)
    const copies = known.get(key) ?? { bytes, order: known.size, sent: 0, heard: 0, as: [], grams: null }
    copies.sent += 1
    known.set(key, copies)
  }
  return known
}

/**
 * What is cut short may come to equal another datagram, and is then heard too often. Those of which nothing was heard,
 * and which begin with all of it, get the copies that are too many.
 */
function giveSurplus(copies: Copies, all: readonly Copies[]): void {
  if (copies.heard <= copies.sent || copies.bytes.length < TELLING_BYTES) return
  for (const missing of all) {
    if (missing.heard > 0 || !isBeginning(copies.bytes, missing.bytes)) continue
    const given = Math.min(copies.heard - copies.sent, missing.sent)
    copies.heard -= given
    for (let i = 0; i < given; i += 1) missing.as.push(copies.bytes)
  }
}

function fateOf({ bytes, sent, heard, as }: Copies): DatagramFate {
  return { bytes, sent, heard, as, fate: fateName(bytes, heard, as) }
}

function fateName(bytes: Uint8Array, heard: number, as: readonly Uint8Array[]): DatagramFate['fate'] {
  if (heard > 0) return 'arrived'
  if (as.length === 0) return 'lost'
  return as.every(it => isBeginning(it, bytes)) ? 'truncated' : 'altered'
}

/** `part` is a beginning of `whole` and not all of it. */
export function isBeginning(part: Uint8Array, whole: Uint8Array): boolean {
  return part.length < whole.length && equalBytes(part, whole.subarray(0, part.length))
}

/**
 * Finds which datagram a changed one was; null: none that is known. Of several that are as much like it, the one of
 * which least was heard so far, then the one that was sent first: a beginning of a few bytes may be that of many.
 */
function createOwnerSearch(all: readonly Copies[]): (heard: Uint8Array) => Copies | null {
  const effort = { steps: EFFORT_STEPS }
  const searched = new Map<string, readonly Candidate[]>()
  return heard => {
    const key = textOf(heard)
    const candidates = searched.get(key) ?? candidatesFor(heard, all, effort)
    searched.set(key, candidates)
    let best: Candidate | null = null
    for (const candidate of candidates)
      if (isPlausible(candidate) && (best === null || isBetter(candidate, best))) best = candidate
    return best?.copies ?? null
  }
}

function candidatesFor(heard: Uint8Array, all: readonly Copies[], effort: Effort): readonly Candidate[] {
  return all.flatMap(copies => {
    if (effort.steps <= 0) return []
    const grams = () => {
      copies.grams ??= gramsOf(copies.bytes, effort)
      return copies.grams
    }
    const score = likeness(copies.bytes, heard, { effort, grams })
    return score >= LIKELY ? [{ copies, score }] : []
  })
}

function isPlausible({ copies, score }: Candidate): boolean {
  return score >= (accounted(copies) < copies.sent ? LIKELY : CERTAIN)
}

function isBetter(a: Candidate, b: Candidate): boolean {
  const difference = Math.round(a.score * 10) - Math.round(b.score * 10)
  return difference > 0 || (difference === 0 && accounted(a.copies) < accounted(b.copies))
}

function accounted({ heard, as }: Copies): number {
  return heard + as.length
}

/**
 * Of `arrivals`, in order of first hearing, those that came before one sent earlier. Where a copy was lost it is not
 * known which of them arrived first, so those are left out.
 */
function overtaking(arrivals: readonly Copies[]): number {
  let earliest = Number.POSITIVE_INFINITY
  let count = 0
  for (const { order } of arrivals.filter(({ sent, heard }) => heard >= sent).reverse()) {
    if (order > earliest) count += 1
    earliest = Math.min(earliest, order)
  }
  return count
}

function sourcesOf(datagrams: readonly Datagram[]): readonly Endpoint[] {
  const sources = new Map<string, Endpoint>()
  for (const { from } of datagrams) if (from !== undefined) sources.set(`${from.address} ${from.port}`, from)
  return [...sources.values()]
}
