/**
 * After a fault: what is asked in other ways to learn what the device goes by, and where it says so. Chooses from findings
 * and the plan; knows nothing of how rounds are played.
 */
import type { Finding } from '../explain/finding.ts'
import { judge } from '../explain/judge.ts'
import { mayBeSplit } from '../explain/split.ts'
import { causesFirst, letterIn, spotOf } from '../explain/trigger.ts'
import { saidBy } from '../plan/near-miss.ts'
import type { AskedAnew, Plan, RoundRef } from '../plan/plan.ts'
import { rowKey, type Session, type SessionFacts } from '../plan/session.ts'
import { canStartTls, comparisonRows } from '../plan/variants.ts'
import { probes } from '../probes/probes.ts'
import { prologueOf } from '../script/listener.ts'
import type { Role } from '../script/script.ts'
import type { Direction } from '../tape/tape.ts'
import type { Path } from './path.ts'
import { isIntact, type Result } from './results.ts'
import { findSizes, sizeQuestions } from './sizes.ts'

/** Faults of one direction that are looked into; more would say the same again. */
const MOST_FAULTS = 8

/** Questions that keep a longer silence are not asked in other ways: each would take as long again, milliseconds. */
const LONG_SILENCE_MS = 30_000

/** What happens to words, and may depend on them. */
const ofWords = /^(?:smtp|imap|pop3)\.|^tcp\.(?:payload|cut|reset|stalled)/

/** What looking into faults needs of the run. */
export interface Looking {
  /** Plays rounds to their end. */
  readonly play: (path: Path, rounds: readonly RoundRef[]) => Promise<void>
  readonly resultsOf: (path: Path) => readonly Result[]
  /** Called when there is something to look into. */
  readonly onLook: () => void
}

/** Comparison ports that are tried until one carries something. */
const MOST_PORTS = 3

/**
 * Where the far end saw another source than the dialer had, a connection is tried while nobody listens: one that stands
 * proves that something on the way takes it. The last thing that is done: the ports are not opened again.
 */
export async function lookForSplits(path: Path, looking: Looking): Promise<void> {
  const rows = new Map<string, Result>()
  for (const result of looking.resultsOf(path)) {
    if (mayBeSplit(result) && !path.unarmed.has(rowKey(result.session.row)))
      rows.set(rowKey(result.session.row), result)
  }
  const asked = [...rows.values()].flatMap(({ session }) => {
    const first = firstOf(path.plan, session)
    return first === undefined ? [] : [{ direction: session.row.direction, session: first.id }]
  })
  const rounds = (['incoming', 'outgoing'] as const).flatMap((direction): readonly RoundRef[] => {
    const mine = asked.filter(it => it.direction === direction)
    const anew = mine.map(({ session }): AskedAnew => ({ session, variant: { kind: 'nobody-listens' } }))
    return anew.length === 0 ? [] : [{ kind: 'variants', direction, asked: anew, attempt: 2 }]
  })
  if (rounds.length > 0) await looking.play(path, rounds)
}

/** Asks in other ways about every fault of words on a path, and finds the sizes that explain some of them. */
export async function lookInto(path: Path, looking: Looking): Promise<void> {
  const results = looking.resultsOf(path)
  const { findings } = judge(results, {
    clientNats: new Map(path.nat === null ? [] : [[path.family, path.nat]]),
    untestedRows: new Map(),
    rows: path.rows,
  })
  const sessions = results.map(({ session }) => session)
  const shown = shownIn(path.plan, findings, sessions)
  const doubtful = results.filter(it => !isIntact(it)).map(({ session }) => session)
  const questions = sizeQuestions(path.plan, findings, doubtful)
  if (shown.length + questions.length === 0) return
  looking.onLook()
  await looking.play(path, variantRounds(shown))
  await compareOnPorts(path, shown, looking)
  await findSizes(questions, async rounds => {
    await looking.play(path, rounds)
    return looking.resultsOf(path).filter(({ session }) => session.variant?.kind === 'size')
  })
}

/** On one port after the other, until the words of each fault stood a connection there. */
async function compareOnPorts(path: Path, shown: readonly Shown[], looking: Looking): Promise<void> {
  let open = shown
  for (let tried = 0; tried < MOST_PORTS && open.length > 0; tried++) {
    await looking.play(path, comparisonRounds(path.plan, open, tried))
    const stood = new Set(
      looking
        .resultsOf(path)
        .filter(({ session, comparison }) => session.variant?.kind === 'comparison-port' && comparison.kind === 'pair')
        .map(({ session }) => session.variant?.of),
    )
    open = open.filter(({ session }) => !stood.has(session.id))
  }
}

/** A fault, and the session of the plan that shows it. */
export interface Shown {
  readonly session: Session
  readonly finding: Finding
  /** The place of the first change, in all that `by` said in clear, bytes. */
  readonly by: Role
  readonly at: number
}

/** The faults that can be asked about: each with a session of the plan whose words are a script, in clear. */
export function shownIn(plan: Plan, findings: readonly Finding[], results: readonly SessionFacts[]): readonly Shown[] {
  const facts = new Map(results.map(session => [session.id, session]))
  const shown = findings
    .filter(({ id, severity }) => severity === 'fault' && ofWords.test(id))
    .flatMap(finding => shownBy(plan, finding, facts) ?? [])
  return (['incoming', 'outgoing'] as const).flatMap(direction =>
    shown.filter(({ session }) => session.row.direction === direction).slice(0, MOST_FAULTS),
  )
}

function shownBy(plan: Plan, finding: Finding, facts: ReadonlyMap<string, SessionFacts>): Shown | null {
  for (const evidence of causesFirst(finding)) {
    const session = firstOf(plan, facts.get(evidence.session))
    if (session === undefined || session.script.steps.length === 0 || evidence.layer !== 'wire') continue
    if (session.script.steps.some(step => step.kind === 'silence' && step.waitMs > LONG_SILENCE_MS)) continue
    const { flow, at } = spotOf(evidence)
    return { session, finding, by: flow === 'dialer-to-answerer' ? 'dialer' : 'answerer', at }
  }
  return null
}

/** The session of the plan that asks what this one asked. */
function firstOf(plan: Plan, session: SessionFacts | undefined): Session | undefined {
  if (session === undefined) return undefined
  const { probe, part, row } = session
  return [...plan.sessions.values()].find(
    it => it.probe === probe && it.part === part && rowKey(it.row) === rowKey(row),
  )
}

/** The rounds in which they are asked inside TLS and with one letter changed: those with one opening together. */
export function variantRounds(shown: readonly Shown[]): readonly RoundRef[] {
  const asked = shown.flatMap(it => [...insideTls(it), ...nearMiss(it)].map(anew => ({ it, anew })))
  return gathered(asked, ({ it, anew }) => `${openingOf(it.session)} ${changedGreeting(it, anew)}`)
}

/** Who speaks first says one greeting to all of a round: one with a letter changed has a round of its own. */
function changedGreeting({ session }: Shown, { variant }: AskedAnew): string {
  if (variant.kind !== 'near-miss' || variant.by !== 'answerer') return ''
  const greeting = saidBy(prologueOf(session.script), 'answerer').reduce((sum, { bytes }) => sum + bytes.length, 0)
  return variant.at < greeting ? String(variant.at) : ''
}

/** The rounds in which they are asked on the `tried`-th comparison port of their direction; none where there is no other. */
export function comparisonRounds(plan: Plan, shown: readonly Shown[], tried: number): readonly RoundRef[] {
  const asked = shown.flatMap(it => {
    const { direction, family, port } = it.session.row
    const place = comparisonRows(plan.rows, direction, family).filter(row => row.port !== port)[tried]
    const variant = place === undefined ? null : ({ kind: 'comparison-port', port: place.port } as const)
    return variant === null ? [] : [{ it, anew: { session: it.session.id, variant } }]
  })
  // All on one port: who speaks first there says the words of one protocol.
  return gathered(asked, ({ it }) => `${openingOf(it.session)} ${it.session.row.protocol}`)
}

function insideTls({ session }: Shown): readonly AskedAnew[] {
  return canStartTls(session.row.protocol) ? [{ session: session.id, variant: { kind: 'inside-tls' } }] : []
}

function nearMiss({ session, by, at }: Shown): readonly AskedAnew[] {
  const said = Buffer.concat(saidBy(session.script.steps, by).map(({ bytes }) => bytes))
  const letter = at < said.length ? letterIn(said, at, session.nonce) : null
  return letter === null ? [] : [{ session: session.id, variant: { kind: 'near-miss', by, at: letter } }]
}

function openingOf({ probe, part }: Session): string {
  return probes.find(it => it.name === probe)?.parts[part] ?? 'silent'
}

interface Wanted {
  readonly it: Shown
  readonly anew: AskedAnew
}

/** One round for each direction and kind of opening; each variant once. */
function gathered(asked: readonly Wanted[], keyOf: (wanted: Wanted) => string): readonly RoundRef[] {
  const rounds = new Map<string, { direction: Direction; asked: Map<string, AskedAnew> }>()
  for (const wanted of asked) {
    const { direction } = wanted.it.session.row
    const key = `${direction} ${keyOf(wanted)}`
    const round = rounds.get(key) ?? { direction, asked: new Map() }
    round.asked.set(nameOf(wanted.anew), wanted.anew)
    rounds.set(key, round)
  }
  return [...rounds.values()].map(round => ({
    kind: 'variants',
    direction: round.direction,
    asked: [...round.asked.values()],
    attempt: 2,
  }))
}

function nameOf({ session, variant }: AskedAnew): string {
  return `${session} ${JSON.stringify(variant)}`
}
