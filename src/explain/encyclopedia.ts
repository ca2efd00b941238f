/**
 * What is known of each finding and each device, put together for people: what it means, how it is proved, who does it,
 * what to ask for. Made of the lists of findings, remedies and rules alone, so that it cannot say other things than the
 * judge does. Knows nothing of how it is printed.
 */
import { type DeviceProof, type FindingId, findingIds } from './finding.ts'
import { provedWords } from './proved-words.ts'
import { remedyFor } from './remedies.ts'
import type { Rule } from './rules/rule.ts'
import { rules } from './rules.ts'

/** One thing that a device does. */
export interface Deed {
  readonly device: string
  readonly feature: string
  readonly does: string
  /** Whose words are changed: `replies` of the answering side, `commands` of the dialing side, or `both`. */
  readonly changes: 'replies' | 'commands' | 'both'
  /** The best grade that its proof can have. */
  readonly grade: DeviceProof['proof']
  readonly fact: string
  readonly mark: Rule['mark']
  readonly finds: readonly FindingId[]
  readonly tell: string | null
  readonly remedy: string
  readonly sources: string
}

export interface FindingPage {
  readonly id: FindingId
  readonly means: string
  readonly proved: string
  readonly devices: readonly Deed[]
  /** What to ask for when no device is named. */
  readonly remedy: string
}

export interface DevicePage {
  readonly device: string
  readonly deeds: readonly Deed[]
}

/** What a grade says of a device, as a sentence. */
export const gradeWords: Readonly<Record<DeviceProof['proof'], string>> = {
  transform: 'The report says "is": its rule for changing bytes gives back every byte as it was heard.',
  text: 'The report says "is": its own words stand where the far end never said them.',
  set: 'The report says "fits": others do the same; all that fit are listed, with what would tell them apart.',
}

/** A page for every finding, in the order of the list. */
export function findingPages(): readonly FindingPage[] {
  const ids = Object.keys(findingIds) as readonly FindingId[]
  return ids.map(id => ({
    id,
    means: findingIds[id],
    proved: provedWords[id],
    devices: rules.filter(({ covers }) => covers.includes(id)).map(deedOf),
    remedy: remedyFor(id),
  }))
}

/** A page for every device, by name. */
export function devicePages(): readonly DevicePage[] {
  const names = [...new Set(rules.map(({ device }) => device))].sort((a, b) => a.localeCompare(b, 'en'))
  return names.map(device => ({ device, deeds: rules.filter(rule => rule.device === device).map(deedOf) }))
}

function deedOf(rule: Rule): Deed {
  const { device, feature, does, flow, proof, fact, mark, covers, tell, remedy, sources } = rule
  const changes = flow === null ? 'both' : flow === 'answerer-to-dialer' ? 'replies' : 'commands'
  const grade = proof.kind === 'text' && proof.common === true ? 'set' : proof.kind
  return { device, feature, does, changes, grade, fact, mark, finds: covers, tell: tell ?? null, remedy, sources }
}
