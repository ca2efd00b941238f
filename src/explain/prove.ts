/**
 * Says which device did what one row shows, where that can be proved: by a transform that gives back every byte, or by
 * words that the far end never said. What only fits proves none, and all that fit are told. All else is unidentified.
 */
import type { DeviceProof } from './finding.ts'
import type { Group } from './group.ts'
import type { Reading } from './observation.ts'
import { hasForm } from './proof/form.ts'
import { isBlocked, isLimited } from './proof/keywords.ts'
import { isOverLimits } from './proof/limits.ts'
import type { Strength } from './proof/strength.ts'
import { reproduces } from './proof/transform.ts'
import { speaks } from './proof/words.ts'
import type { Proof, Rule, SetProof } from './rules/rule.ts'

/** What may be said of one group. */
export interface Naming {
  readonly device: DeviceProof | null
  /** Where none is proved: all that fit, one for each device. */
  readonly fits: readonly DeviceProof[]
  /** What to configure: of the device, or of each that fits, in their order. */
  readonly remedies: readonly string[]
}

/** A rule, and how good its proof is. */
interface Graded {
  readonly rule: Rule
  readonly grade: DeviceProof['proof']
}

/** Names the devices of one row, group by group. `sized`: conversations that measure limits, and show nothing else. */
export function nameDevices(
  groups: readonly Group[],
  row: readonly Reading[],
  rules: readonly Rule[],
  sized: readonly Reading[] = [],
): ReadonlyMap<Group, Naming> {
  const proving = (group: Group, some: readonly Rule[]) =>
    some.filter(rule => rule.covers.includes(group.id)).flatMap(rule => graded(rule, group, { groups, row, sized }))
  const free = rules.filter(({ requires }) => requires === undefined)
  const first = new Map(groups.map(group => [group, proving(group, free)]))
  const facts = factsOf([...first.values()])
  const bound = rules.filter(({ requires }) => requires?.some(fact => facts.has(fact)))
  return new Map(groups.map(group => [group, namingOf(narrowed(first.get(group) ?? [], proving(group, bound)))]))
}

/** Facts that are proved for one device alone. */
function factsOf(proved: readonly (readonly Graded[])[]): ReadonlySet<string> {
  const sure = proved.map(its => its.filter(isSure)).filter(isOneDevice)
  return new Set(sure.flat().map(({ rule }) => rule.fact))
}

function isSure({ grade }: Graded): boolean {
  return grade !== 'set'
}

function isOneDevice(its: readonly Graded[]): boolean {
  return new Set(its.map(({ rule }) => rule.device)).size === 1
}

/** A rule that had to wait for another fact says more than the one without; unless two of them disagree. */
function narrowed(first: readonly Graded[], bound: readonly Graded[]): readonly Graded[] {
  const sure = bound.filter(isSure)
  if (!isOneDevice(sure)) return first
  const facts = new Set(sure.map(({ rule }) => rule.fact))
  return [...sure, ...first.filter(({ rule }) => !facts.has(rule.fact))]
}

function namingOf(proved: readonly Graded[]): Naming {
  const sure = proved.filter(isSure)
  const [one] = sure
  if (one !== undefined && isOneDevice(sure)) return { device: named(one), fits: [], remedies: [one.rule.remedy] }
  const speaking = onePerDevice(sure.length > 0 ? sure : proved)
  const fits = speaking.map(fitting)
  // Two devices would have done the very same: then neither is named.
  const device = sure.length > 0 ? null : (fits[0] ?? null)
  return { device, fits, remedies: speaking.map(({ rule }) => rule.remedy) }
}

function onePerDevice(its: readonly Graded[]): readonly Graded[] {
  return its.filter(({ rule }, at) => its.findIndex(other => other.rule.device === rule.device) === at)
}

function named({ rule: { device, feature, fact, mark, sources }, grade }: Graded): DeviceProof {
  return { name: device, feature, proof: grade, source: `${fact} (${mark}): ${sources}` }
}

function fitting(it: Graded): DeviceProof {
  const { tell } = it.rule
  return tell === undefined ? named(it) : { ...named(it), tell }
}

/** What is asked of a rule, and beside what. */
interface Beside {
  readonly groups: readonly Group[]
  readonly row: readonly Reading[]
  readonly sized: readonly Reading[]
}

/**
 * The grade of a proof; none where there is no proof. What speaks against it lowers it by one, whether other sessions
 * that show the finding do so or what else is seen on the row: what is proved only fits then, and what only fits is
 * nothing any more. Words that the rest of the row gives the lie to are nothing at once: they may be anybody's.
 */
function graded(rule: Rule, group: Group, beside: Beside): readonly Graded[] {
  const strength = strengthOf(rule.proof, group, beside)
  if (strength === 'none') return []
  const grade = gradeOf(rule.proof)
  const isAgainst = rule.contradicts?.(beside.row) === true
  if (strength === 'whole' && !isAgainst) return [{ rule, grade }]
  if (grade === 'set' || (strength === 'part' && isAgainst)) return []
  return grade === 'text' && isAgainst ? [] : [{ rule, grade: 'set' }]
}

function gradeOf(proof: Proof): DeviceProof['proof'] {
  return proof.kind === 'text' && proof.common === true ? 'set' : proof.kind
}

function strengthOf(proof: Proof, group: Group, beside: Beside): Strength {
  switch (proof.kind) {
    case 'transform':
      return reproduces(proof, group, beside.row)
    case 'text':
      return speaks(proof, group)
    case 'set':
      return strengthOfSet(proof, group, beside)
  }
}

function strengthOfSet(proof: SetProof, group: Group, { groups, row, sized }: Beside): Strength {
  switch (proof.of) {
    case 'form':
      return hasForm(proof, group)
    case 'keywords':
      return whole(isLimited(proof, group, row))
    case 'verbs':
      return whole(isBlocked(proof, group, row))
    case 'limits':
      return whole(isOverLimits(proof, group, [...row, ...sized]))
    case 'deeds':
      return whole(proof.ids.every(id => groups.some(it => it.id === id)))
    case 'event':
      return whole(group.sightings.every(sighting => proof.happens(sighting, row)))
  }
}

function whole(holds: boolean): Strength {
  return holds ? 'whole' : 'none'
}
