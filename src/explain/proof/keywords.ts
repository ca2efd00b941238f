/**
 * Whether what EHLO offers, and what may be said, is limited to a known set. Knows nothing of names.
 */
import type { Group } from '../group.ts'
import type { Reading } from '../observation.ts'
import type { KeywordSet, VerbSet } from '../rules/rule.ts'
import { keywordOf } from '../smtp/ehlo.ts'
import type { Passage, PassageKind } from '../smtp/passage.ts'
import { layersOf } from './strength.ts'

/** Every reply to EHLO of the row offers just what the set leaves, and the whole set was put to the test. */
export function isLimited({ mode, words, mayAdd = [] }: KeywordSet, group: Group, row: readonly Reading[]): boolean {
  const lists = passagesOf('ehlo', group, row)
    .filter(({ sent, heard }) => sent && heard)
    .map(reply => ({ offered: keywordsIn(reply, 'sent'), heard: keywordsIn(reply, 'heard') }))
  const passes = (word: string) => words.includes(word) === (mode === 'kept')
  const fits = lists.every(({ offered, heard }) => {
    const added = mayAdd.filter(word => !offered.includes(word))
    const left = heard.filter(word => !added.includes(word))
    return equalLists(offered.filter(passes), left)
  })
  const offered = new Set(lists.flatMap(list => list.offered))
  return fits && words.every(word => offered.has(word)) && [...offered].some(word => !passes(word))
}

/** Every command of the set was said and never arrived as said; every other one did. */
export function isBlocked({ words }: VerbSet, group: Group, row: readonly Reading[]): boolean {
  const said = passagesOf('command', group, row).filter(({ sent }) => sent !== null)
  const verbOf = (passage: Passage) => passage.sent?.verb ?? ''
  const tried = new Set(said.map(verbOf))
  return words.every(word => tried.has(word)) && said.every(it => it.equal !== words.includes(verbOf(it)))
}

/** Of all sessions of the row, in the layers in which something was changed: what is said inside TLS nobody limits. */
function passagesOf(kind: PassageKind, group: Group, row: readonly Reading[]): readonly Passage[] {
  const layers = layersOf(group.sightings)
  return row.flatMap(({ passages }) => passages.filter(it => it.kind === kind && layers.has(it.lane.layer)))
}

function keywordsIn(reply: Passage, side: 'sent' | 'heard'): readonly string[] {
  const flow = reply.lane[side]
  const lines = reply[side]?.lines ?? []
  // Some servers offer AUTH twice, the second time in its old form with a `=`.
  return [...new Set(lines.slice(1).map(({ from, to }) => keywordOf(flow.subarray(from, to))))]
}

function equalLists(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, at) => word === b[at])
}
