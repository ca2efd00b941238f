/**
 * Says which device did what one row shows, where that can be proved: by a transform that gives back every byte, or by
 * words that the far end never said. A known set of keywords fits a device and proves none. All else is unidentified.
 */
import { equalBytes, textOf } from '../bytes.ts'
import type { DeviceProof } from './finding.ts'
import type { Group, Sighting } from './group.ts'
import type { Reading, Trace } from './observation.ts'
import type { Rule, SetProof, TextProof, Touched, TransformProof } from './rules/rule.ts'
import { ehloTraces, keywordOf, wordsOf } from './smtp/ehlo.ts'
import type { Passage } from './smtp/passage.ts'
import { heardOf, isAdded, isRemoved, sentOf } from './smtp/traces.ts'

/** What may be said of one group. */
export interface Naming {
  readonly device: DeviceProof | null
  readonly fits: readonly DeviceProof[]
  /** What to configure, of the rules that speak; each once. */
  readonly remedies: readonly string[]
}

/** Names the devices of one row, group by group. */
export function nameDevices(
  groups: readonly Group[],
  row: readonly Reading[],
  rules: readonly Rule[],
): ReadonlyMap<Group, Naming> {
  const candidates = rules.filter(rule => rule.contradicts?.(row) !== true)
  const proving = (group: Group, some: readonly Rule[]) =>
    some.filter(rule => rule.covers.includes(group.id) && isProved(rule, group, row))
  const free = candidates.filter(({ requires }) => requires === undefined)
  const first = new Map(groups.map(group => [group, proving(group, free)]))
  const facts = factsOf([...first.values()])
  const bound = candidates.filter(({ requires }) => requires?.some(fact => facts.has(fact)))
  return new Map(groups.map(group => [group, namingOf(narrowed(first.get(group) ?? [], proving(group, bound)))]))
}

/** Facts that are proved for one device alone. */
function factsOf(proved: readonly (readonly Rule[])[]): ReadonlySet<string> {
  const sure = proved
    .map(rules => rules.filter(({ proof }) => proof.kind !== 'set'))
    .filter(rules => isOneDevice(rules))
  return new Set(sure.flat().map(({ fact }) => fact))
}

function isOneDevice(rules: readonly Rule[]): boolean {
  return new Set(rules.map(({ device }) => device)).size === 1
}

/** A rule that had to wait for another fact says more than the one without; unless two of them disagree. */
function narrowed(first: readonly Rule[], bound: readonly Rule[]): readonly Rule[] {
  if (!isOneDevice(bound)) return first
  const facts = new Set(bound.map(({ fact }) => fact))
  return [...bound, ...first.filter(({ fact }) => !facts.has(fact))]
}

function namingOf(rules: readonly Rule[]): Naming {
  const sure = rules.filter(({ proof }) => proof.kind !== 'set')
  const speaking = sure.length > 0 ? sure : rules
  const proofs = speaking.map(proofOf)
  const remedies = [...new Set(speaking.map(({ remedy }) => remedy))]
  if (sure.length > 0 && isOneDevice(sure))
    return { device: proofs[0] ?? null, fits: [], remedies: remedies.slice(0, 1) }
  // Two devices would have done the very same: then neither is named.
  return { device: sure.length > 0 ? null : (proofs[0] ?? null), fits: proofs, remedies }
}

function proofOf({ device, feature, proof, fact, mark, sources }: Rule): DeviceProof {
  return { name: device, feature, proof: proof.kind, source: `${fact} (${mark}): ${sources}` }
}

function isProved({ proof }: Rule, group: Group, row: readonly Reading[]): boolean {
  switch (proof.kind) {
    case 'transform':
      return group.sightings.every(sighting => isTransformed(proof, sighting))
    case 'text':
      return proof.in === 'issuer' ? isIssued(proof, group) : isWorded(proof, group)
    case 'set':
      return isLimited(proof, row)
  }
}

/** Every passage of that kind, changed or not, in the layers in which something was changed. */
function isTransformed({ passage, apply }: TransformProof, { reading, observations }: Sighting): boolean {
  const layers = new Set(observations.flatMap(({ traces }) => traces.map(({ lane }) => lane.layer)))
  const passages = reading.passages.filter(({ kind, lane }) => kind === passage && layers.has(lane.layer))
  return passages.length > 0 && passages.every(it => isReproduced(it, apply))
}

function isReproduced(passage: Passage, apply: TransformProof['apply']): boolean {
  const { sent, heard } = passage
  if (sent === null || heard === null) return false
  return equalBytes(apply(sent.bytes, touchedOf(passage)), heard.bytes)
}

function touchedOf(passage: Passage): Touched {
  const lines = passage.kind === 'ehlo' ? ehloTraces(passage).filter(trace => !isAdded(trace)) : []
  const indexes = (test: (trace: Trace) => boolean) =>
    new Set(lines.flatMap((trace, index) => (test(trace) ? [index] : [])))
  const isChanged = (trace: Trace) => !isRemoved(trace) && wordsOf(sentOf(trace)) !== wordsOf(heardOf(trace))
  return { changed: indexes(isChanged), removed: indexes(isRemoved) }
}

/** All that was heard in these places is the device's own words, and the far end said none of them. */
function isWorded(proof: TextProof, group: Group): boolean {
  const heard = group.sightings.map(({ observations }) =>
    observations
      .flatMap(({ traces }) => traces)
      .filter(trace => (group.flow === null || trace.lane.flow === group.flow) && heardOf(trace).length > 0),
  )
  const spoken = heard.filter(traces => traces.length > 0)
  return spoken.length > 0 && spoken.every(traces => areWords(proof, traces))
}

function areWords({ pattern, companion }: TextProof, traces: readonly Trace[]): boolean {
  const matches = traces.map(trace => {
    const text = textOf(heardOf(trace))
    const words = pattern.exec(text)?.[0]
    if (words !== undefined && !textOf(trace.lane.sent).includes(words)) return 'named'
    return companion?.test(text) === true ? 'beside' : 'none'
  })
  return matches.includes('named') && !matches.includes('none')
}

function isIssued({ pattern }: TextProof, { sightings }: Group): boolean {
  return sightings.every(({ reading: { issuer, comparison } }) => {
    const own = comparison.kind === 'pair' ? (comparison.tls?.answerer?.issuer ?? '') : ''
    return issuer !== null && pattern.test(issuer) && !pattern.test(own)
  })
}

/** Every reply to EHLO of the row offers just what the set leaves, and the whole set was put to the test. */
function isLimited({ mode, words }: SetProof, row: readonly Reading[]): boolean {
  const replies = row.flatMap(({ passages }) =>
    passages.filter(({ kind, sent, heard }) => kind === 'ehlo' && sent && heard),
  )
  const lists = replies.map(reply => ({ offered: keywordsIn(reply, 'sent'), heard: keywordsIn(reply, 'heard') }))
  const passes = (word: string) => words.includes(word) === (mode === 'kept')
  const fits = lists.every(({ offered, heard }) => equalLists(offered.filter(passes), heard))
  const offered = new Set(lists.flatMap(list => list.offered))
  return fits && words.every(word => offered.has(word)) && [...offered].some(word => !passes(word))
}

function keywordsIn(reply: Passage, side: 'sent' | 'heard'): readonly string[] {
  const flow = reply.lane[side]
  const lines = reply[side]?.lines ?? []
  return lines.slice(1).map(({ from, to }) => keywordOf(flow.subarray(from, to)))
}

function equalLists(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, at) => word === b[at])
}
