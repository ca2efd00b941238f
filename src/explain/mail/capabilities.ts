/**
 * What was done to a list of capabilities (IMAP CAPABILITY, POP3 CAPA), word by word. The word for TLS has a finding of
 * its own, whether it is gone or overwritten. Knows nothing of devices.
 */
import { bytesOf, escapeBytes } from '../../bytes.ts'
import type { FindingId } from '../finding.ts'
import type { Observation } from '../observation.ts'
import { pairUp } from '../sequence.ts'
import type { Passage } from '../smtp/passage.ts'
import { traceOf } from '../smtp/traces.ts'

/** What may be found of a list, in the words of its protocol. */
export interface ListIds {
  readonly masked: FindingId
  readonly removed: FindingId
  readonly added: FindingId
  readonly reordered: FindingId
  readonly startTls: FindingId
}

/** How a protocol says that TLS may begin. */
export interface TlsWords {
  readonly word: string
  /** A word that says that nothing goes without it, and that goes with it. */
  readonly companion?: string
}

interface Change {
  readonly kind: keyof ListIds
  readonly sent: string | null
  readonly heard: string | null
}

/** The observations of two lists that differ, one per id; none where the same words stand in the same order. */
export function listObservations(
  passage: Passage,
  lists: Readonly<Record<'sent' | 'heard', readonly string[]>>,
  { ids, tls }: { readonly ids: ListIds; readonly tls: TlsWords },
): readonly Observation[] {
  const changes = withTls(changesIn(lists.sent, lists.heard), tls)
  const kinds = [...new Set(changes.map(({ kind }) => kind))]
  return kinds.map(kind => ({
    id: ids[kind],
    flow: passage.lane.flow,
    notes: changes.filter(it => it.kind === kind).flatMap(noteOf),
    traces: [traceOf(passage)],
  }))
}

function changesIn(sent: readonly string[], heard: readonly string[]): readonly Change[] {
  const [said, got] = [new Set(sent.map(upper)), new Set(heard.map(upper))]
  const cost = (s: number, h: number) => wordCost(sent[s] ?? '', heard[h] ?? '', { said, got })
  const pairs = pairUp({ sent: sent.length, heard: heard.length, cost }).map(pair => ({
    sent: pair.sent === null ? null : (sent[pair.sent] ?? ''),
    heard: pair.heard === null ? null : (heard[pair.heard] ?? ''),
  }))
  const moved = movedWords(pairs)
  return pairs.flatMap((pair): readonly Change[] => {
    const kind = kindOf(pair, moved)
    return kind === null ? [] : [{ ...pair, kind }]
  })
}

/** A word that stands elsewhere in the other list has moved, and was not made into another one. */
function wordCost(
  sent: string,
  heard: string,
  { said, got }: { readonly said: ReadonlySet<string>; readonly got: ReadonlySet<string> },
): number {
  if (sent === heard) return 0
  if (upper(sent) === upper(heard)) return 0.01
  if (got.has(upper(sent)) || said.has(upper(heard))) return 3
  return sent.length === heard.length ? 0.7 : 3
}

type WordPair = Pick<Change, 'sent' | 'heard'>

function movedWords(pairs: readonly WordPair[]): ReadonlySet<string> {
  const gone = new Set(pairs.flatMap(({ sent, heard }) => (heard === null && sent !== null ? [upper(sent)] : [])))
  return new Set(
    pairs.flatMap(({ sent, heard }) =>
      sent === null && heard !== null && gone.has(upper(heard)) ? [upper(heard)] : [],
    ),
  )
}

/** Capabilities are the same in any case: letters of another case are no change of the list. */
function kindOf({ sent, heard }: WordPair, moved: ReadonlySet<string>): Exclude<keyof ListIds, 'startTls'> | null {
  if (sent === null) return moved.has(upper(heard ?? '')) ? 'reordered' : 'added'
  if (heard === null) return moved.has(upper(sent)) ? 'reordered' : 'removed'
  return upper(sent) === upper(heard) ? null : 'masked'
}

/** What became of the word for TLS is a finding of its own, and what became of its companion belongs to that. */
function withTls(changes: readonly Change[], { word, companion }: TlsWords): readonly Change[] {
  const isGone = ({ kind, sent }: Change, name: string | undefined) =>
    (kind === 'removed' || kind === 'masked') && name !== undefined && upper(sent ?? '') === name
  if (!changes.some(it => isGone(it, word))) return changes
  return changes.map(it => (isGone(it, word) || isGone(it, companion) ? { ...it, kind: 'startTls' } : it))
}

function noteOf({ kind, sent, heard }: Change): readonly string[] {
  if (kind === 'reordered') return []
  if (sent === null) return [wordText(heard)]
  return [heard === null ? wordText(sent) : `${wordText(sent)} came as ${wordText(heard)}`]
}

function wordText(word: string | null): string {
  return escapeBytes(bytesOf(word ?? ''))
}

function upper(word: string): string {
  return word.toUpperCase()
}
