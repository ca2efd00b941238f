/**
 * Finds the size that a path lets through, to the byte: conversations with one size each, several at once, between the
 * largest that came through and the smallest that did not, until the two are neighbours; these are then asked once more.
 * Runs only after a fault that a size may explain.
 */
import type { Finding } from '../explain/finding.ts'
import type { Judged } from '../explain/observation.ts'
import { type Bounds, boundsOf, measuresOf, ofSize } from '../explain/sizes.ts'
import type { AskedAnew, Plan, RoundRef } from '../plan/plan.ts'
import { type FamilyRow, type Measure, rowKey, type SessionFacts } from '../plan/session.ts'
import { sizeRanges } from '../probes/sized.ts'

/** Sizes of one measure that are asked at once: with eight a range of 4096 is halved three times a round. */
const AT_ONCE = 7
/** More rounds than any range needs: 16,384 is 8 to the power of 5. */
const MOST_ROUNDS = 8
/** Attempts of the last two sizes, which are asked again. */
const AGAIN = 3

/** One measure on one row, and the session of the plan whose opening its conversations have. */
export interface Question {
  readonly row: FamilyRow
  readonly measure: Measure
  readonly session: string
}

/** The questions that these findings raise. `doubtful`: the sessions that were not seen intact. */
export function sizeQuestions(
  plan: Plan,
  findings: readonly Finding[],
  doubtful: readonly SessionFacts[],
): readonly Question[] {
  const faults = findings.filter(({ id, severity }) => severity === 'fault' && ofSize.test(id))
  // Where an ordinary message is changed too, no size decides.
  const changed = new Set(doubtful.filter(({ probe }) => probe === 'smtp-message').map(({ row }) => rowKey(row)))
  const rows = new Set(faults.filter(({ id }) => id !== 'smtp.data.rewritten').map(placeOf))
  const ofData = new Set(faults.map(placeOf))
  const questions = new Map<string, Question>()
  for (const { row, probe } of doubtful) {
    const name = placeOf(row)
    const isAsked = rows.has(name) || (ofData.has(name) && !changed.has(rowKey(row)))
    const opener = isAsked ? openerOf(plan, row) : undefined
    if (opener === undefined) continue
    for (const measure of measuresOf[probe] ?? [])
      questions.set(`${rowKey(row)} ${measure}`, { row, measure, session: opener })
  }
  return [...questions.values()]
}

function placeOf({ direction, family, port }: Pick<Finding, 'direction' | 'family' | 'port'>): string {
  return `${direction} ${family} ${port}`
}

/** A session with the row's usual opening, and words of SMTP. */
function openerOf(plan: Plan, row: FamilyRow): string | undefined {
  if (row.protocol !== 'smtp') return undefined
  return [...plan.sessions.values()].find(it => rowKey(it.row) === rowKey(row) && it.probe === 'smtp-ehlo')?.id
}

/** Plays until every question has its answer, or none. `play` gives the results of all sizes that were played so far. */
export async function findSizes(
  questions: readonly Question[],
  play: (rounds: readonly RoundRef[]) => Promise<readonly Judged[]>,
): Promise<void> {
  let open = questions
  let results: readonly Judged[] = []
  for (let round = 0; round < MOST_ROUNDS && open.length > 0; round++) {
    const known = results
    const asked = open.map(question => ({ question, sizes: nextSizes(question.measure, boundsIn(known, question)) }))
    open = asked.filter(({ sizes }) => sizes.length > 0).map(({ question }) => question)
    if (open.length > 0) results = await play(roundsFor(asked, 2))
  }
  const found = questions.flatMap(question => {
    const { passes, fails, isContradicted } = boundsIn(results, question)
    return passes === null || fails === null || isContradicted ? [] : [{ question, sizes: [passes, fails] }]
  })
  if (found.length > 0) await play(roundsFor(found, AGAIN))
}

function boundsIn(results: readonly Judged[], { row, measure }: Question): Bounds {
  return boundsOf(
    results.filter(({ session }) => rowKey(session.row) === rowKey(row)),
    measure,
  )
}

/** The sizes that are asked next; none when the limit is known, or there is none. */
export function nextSizes(measure: Measure, { passes, fails, isContradicted }: Bounds): readonly number[] {
  const { least, most } = sizeRanges[measure]
  if (isContradicted) return []
  if (passes === null && fails === null) return spread(least, most)
  // The least does not come through, or the most does: no size of this kind decides.
  if (passes === null || fails === null) return []
  return between(passes, fails)
}

/** From the least to the most, each a multiple of the one before: limits are small more often than large. */
function spread(least: number, most: number): readonly number[] {
  const factor = (most / least) ** (1 / (AT_ONCE - 1))
  const sizes = Array.from({ length: AT_ONCE }, (_, at) => Math.round(least * factor ** at))
  return [...new Set([...sizes.slice(0, -1), most])]
}

/** Evenly, without the two ends. */
function between(passes: number, fails: number): readonly number[] {
  const room = fails - passes - 1
  const count = Math.min(AT_ONCE, room)
  return Array.from({ length: count }, (_, at) => passes + Math.round(((at + 1) * (room + 1)) / (count + 1)))
}

function roundsFor(
  asked: readonly { readonly question: Question; readonly sizes: readonly number[] }[],
  attempt: number,
): readonly RoundRef[] {
  return (['incoming', 'outgoing'] as const).flatMap((direction): readonly RoundRef[] => {
    const anew = asked
      .filter(({ question }) => question.row.direction === direction)
      .flatMap(({ question, sizes }) => sizes.map(value => anewOf(question, value)))
    return anew.length === 0 ? [] : [{ kind: 'variants', direction, asked: anew, attempt }]
  })
}

function anewOf({ session, measure }: Question, value: number): AskedAnew {
  return { session, variant: { kind: 'size', measure, value } }
}
