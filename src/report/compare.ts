/**
 * Two reports of the same path, one before and one after something was changed: what is fixed, what is still there, what is
 * new, and what nobody looked at again. Also what two runs from different networks say together that one cannot. Pure.
 */
import { areApart, sharesServer } from './compare-networks.ts'
import type { Report, ReportFinding, ReportRow, Untested, Verdict } from './report.ts'
import { familyName, whereOf } from './words.ts'

/** A fault or a warning that the older run has and the newer one has not. */
export interface ComparedFinding {
  readonly finding: ReportFinding
  /** Why it is not known whether it is still there; null where it is known. */
  readonly open: string | null
}

export interface ReportComparison {
  readonly fixed: readonly ReportFinding[]
  /** As the newer run has it. */
  readonly still: readonly ReportFinding[]
  readonly fresh: readonly ReportFinding[]
  /** Was there before, and its row was not tested to its end after. */
  readonly open: readonly ComparedFinding[]
  /** Rows that the newer run could not prove intact, and that no fault and no warning tells of. */
  readonly unproved: readonly ReportRow[]
  /** Questions that the newer run could not put. */
  readonly unasked: readonly Untested[]
  /** What the two say together of whose side it is; null: nothing more than each alone. */
  readonly side: string | null
  /** Whether both tell of the same server; null: addresses are masked, and nobody can tell. */
  readonly sameServer: boolean | null
  /** The judgement of the newer run. */
  readonly verdict: Verdict
}

/**
 * Compares. Notices are no faults and are left out. `masked`: one of the two has masks in the place of addresses; another
 * run has other masks, so addresses say nothing then.
 */
export function compareReports(
  before: Report,
  after: Report,
  { masked }: { readonly masked: boolean },
): ReportComparison {
  const [old, now] = [faultsOf(before), faultsOf(after)]
  const [oldKinds, nowKinds] = [new Set(old.map(kindOf)), new Set(now.map(kindOf))]
  const gone = old
    .filter(finding => !nowKinds.has(kindOf(finding)))
    .map(finding => ({ finding, open: whyOpen(finding, after) }))
  const fixed = gone.filter(({ open }) => open === null).map(({ finding }) => finding)
  const still = now.filter(finding => oldKinds.has(kindOf(finding)))
  const fresh = now.filter(finding => !oldKinds.has(kindOf(finding)))
  const told = new Set(now.map(({ key }) => key))
  const sameServer = masked ? null : sharesServer(before, after)
  // That it is new says something of a client only where the older run looked.
  const onlyNow = fresh.filter(finding => whyOpen(finding, before) === null)
  const canTell = sameServer === true && areApart(before, after)
  return {
    ...{ fixed, still, fresh, sameServer },
    open: gone.filter(({ open }) => open !== null),
    unproved: after.ports.filter(row => row.verdict !== 'intact' && !row.findings.some(key => told.has(key))),
    unasked: after.untested.filter(({ probe }) => probe !== null),
    side: canTell ? sideOf({ both: still, onlyBefore: fixed, onlyNow }) : null,
    verdict: after.verdict,
  }
}

/** True when nothing of the old is left, nothing is new, and everything was proved of the same server. */
export function nothingIsLeft(compared: ReportComparison): boolean {
  const { still, fresh, open, unproved, unasked, sameServer, verdict } = compared
  const isEmpty = [still, fresh, open, unproved, unasked].every(({ length }) => length === 0)
  return isEmpty && sameServer !== false && verdict === 'intact'
}

function faultsOf({ findings }: Report): readonly ReportFinding[] {
  return findings.filter(({ severity }) => severity !== 'notice')
}

/** The same fault, whatever bytes it hit this time: nonces and times are different in every run. */
function kindOf({ id, direction, family, transport, port, flow }: ReportFinding): string {
  return [id, direction, family, transport, port, flow].join(' ')
}

/** A fault is gone only where a run looked: its row was tested, and its question was put. Else why nobody knows. */
function whyOpen(finding: ReportFinding, report: Report): string | null {
  if (finding.port === null && finding.transport !== 'icmp') return whyAllOpen(finding, report)
  const isThere = (it: ReportRow | Untested) => whereOf(it) === whereOf(finding)
  const row = report.ports.find(isThere)
  if (row === undefined) return 'that run did not test it'
  if (row.verdict === 'untested') return row.reason ?? 'it was not tested'
  const unasked = report.untested.find(it => it.probe === finding.probe && isThere(it))
  if (unasked !== undefined) return unasked.reason
  const hides = hiding[row.verdict]
  return hides === undefined ? null : `${hides} there (${row.verdict})`
}

/** Verdicts behind which nobody sees what else is done on the way. */
const hiding: Readonly<Partial<Record<ReportRow['verdict'], string>>> = {
  intercepted: 'somebody else answers',
  'refused-by-host': 'nothing comes through',
  'refused-by-path': 'nothing comes through',
  refused: 'nothing comes through',
  'lost-out': 'nothing comes through',
  'lost-back': 'nothing comes through',
  lost: 'nothing comes through',
}

/** Of a fault that is no port's. */
function whyAllOpen({ direction, family }: ReportFinding, { ports }: Report): string | null {
  const rows = ports.filter(row => row.direction === direction && row.family === family)
  return rows.some(({ verdict }) => verdict !== 'untested')
    ? null
    : `nothing was tested, ${direction} ${familyName(family)}`
}

interface Shown {
  readonly both: readonly ReportFinding[]
  readonly onlyBefore: readonly ReportFinding[]
  readonly onlyNow: readonly ReportFinding[]
}

/**
 * The same fault from two clients in different networks is not in the network of either (DESIGN section 2); a fault that one
 * of them sees and the other, looking at the same row, does not, is on the side of the one that sees it.
 */
function sideOf({ both, onlyBefore, onlyNow }: Shown): string | null {
  if (both.length > 0) {
    return 'The same fault shows from two clients in different networks: it is not in the network of either client, but on the side of the server or on the way that both share.'
  }
  if (onlyBefore.length > 0 === onlyNow.length > 0) return null
  const which = onlyBefore.length > 0 ? 'earlier' : 'later'
  return `The two runs are from different networks, and only the ${which} one shows the fault: if nothing was changed between them, it is on the side of that client.`
}
