/**
 * A connection that is split on the way: what stands between takes it for the far end and makes a second one. Its words may
 * all come through; but it also takes one where nobody listens, and that proves it. Pure.
 */
import { type FamilyRow, rowKey } from '../plan/session.ts'
import type { Endpoint } from '../tape/tape.ts'
import type { Finding } from './finding.ts'
import type { Judged } from './observation.ts'
import { rowWords } from './words.ts'

/** The source of a session as its dialer had it, and as the far end saw it; null where the tapes do not say. */
export function sourcesOf({ comparison }: Judged): { readonly own: Endpoint; readonly seen: Endpoint } | null {
  if (comparison.kind !== 'pair' || comparison.matchedBy === 'order') return null
  const own = comparison.dialer.head.local
  const { role, remote } = comparison.answerer.head
  return own === null || remote === null || role !== 'answerer' ? null : { own, seen: remote }
}

/**
 * True where a second connection may have been made: the far end saw another source than the dialer had. A forwarding that
 * the plan knows of proves nothing, and what a live service takes is its own.
 */
export function mayBeSplit(judged: Judged): boolean {
  const sources = sourcesOf(judged)
  const { row, variant } = judged.session
  if (sources === null || row.dialPort !== undefined || judged.method !== undefined || variant !== undefined)
    return false
  return sources.own.address !== sources.seen.address || sources.own.port !== sources.seen.port
}

/** One finding for each row on which a connection stood although nobody listened, while others reached the far end. */
export function splitFindings(all: readonly Judged[], remedy: string): readonly Finding[] {
  const split = all.filter(it => it.session.variant?.kind === 'nobody-listens' && stood(it))
  return split.flatMap(({ session }) => {
    const mine = all.filter(it => rowKey(it.session.row) === rowKey(session.row) && mayBeSplit(it))
    const [first] = mine
    const sources = first === undefined ? null : sourcesOf(first)
    return sources === null ? [] : [findingOf(session.row, sources, { of: mine.length, remedy })]
  })
}

function stood({ comparison }: Judged): boolean {
  return comparison.dialer.events.some(({ kind }) => kind === 'open')
}

function findingOf(
  row: FamilyRow,
  { own, seen }: { readonly own: Endpoint; readonly seen: Endpoint },
  { of, remedy }: { readonly of: number; readonly remedy: string },
): Finding {
  const { direction, family, port } = row
  const moved =
    own.address === seen.address ? '' : `; the far end takes all of them for connections from ${seen.address}`
  return {
    key: `tcp.split:${direction}:${family}:${port}`,
    id: 'tcp.split',
    severity: 'warning',
    direction,
    family,
    transport: 'tcp',
    port,
    flow: null,
    probe: 'tcp-echo',
    seen: { times: of, of },
    side: 'unknown',
    summary:
      `${rowWords(row)}: the connection is split: something on the way takes it in place of the far end, also when nobody ` +
      `listens there, and makes a second one${moved}.`,
    evidence: [],
    device: null,
    fits: [],
    remedy,
  }
}
