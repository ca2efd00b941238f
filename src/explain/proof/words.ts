/**
 * Whether a device's own words stand where the far end never said them: in what was heard, or in the issuer of a
 * certificate. Knows nothing of names.
 */
import { textOf } from '../../bytes.ts'
import type { Group } from '../group.ts'
import type { Trace } from '../observation.ts'
import type { TextProof } from '../rules/rule.ts'
import { heardOf } from '../smtp/traces.ts'
import type { Strength } from './strength.ts'

/** `whole`: the words are there, in every session; `part`: in some sessions, and other words in others. */
export function speaks(proof: TextProof, group: Group): Strength {
  if (proof.in === 'issuer') return isIssued(proof, group) ? 'whole' : 'none'
  return wordedIn(heardBySession(group).map(traces => matchesOf(proof, traces)))
}

/** What was heard at one place: words that name the device, words that stand beside those, or others. */
type Match = 'named' | 'beside' | 'other'

/** In a session all that was heard in these places is the device's own, or it is none of its words. */
function wordedIn(sessions: readonly (readonly Match[])[]): Strength {
  const spoken = sessions.filter(matches => matches.length > 0)
  const own = spoken.filter(matches => !matches.includes('other'))
  if (!own.some(matches => matches.includes('named'))) return 'none'
  return own.length === spoken.length ? 'whole' : 'part'
}

function heardBySession({ sightings, flow }: Group): readonly (readonly Trace[])[] {
  return sightings.map(({ observations }) =>
    observations
      .flatMap(({ traces }) => traces)
      .filter(trace => (flow === null || trace.lane.flow === flow) && heardOf(trace).length > 0),
  )
}

function matchesOf(proof: TextProof, traces: readonly Trace[]): readonly Match[] {
  return traces.map(trace => {
    const text = textOf(heardOf(trace))
    if (isOwn(proof, text, trace)) return 'named'
    return proof.companion?.test(text) === true ? 'beside' : 'other'
  })
}

function isOwn({ pattern }: TextProof, text: string, { lane }: Trace): boolean {
  const words = pattern.exec(text)?.[0]
  return words !== undefined && !textOf(lane.sent).includes(words)
}

function isIssued({ pattern }: TextProof, { sightings }: Group): boolean {
  return sightings.every(({ reading: { issuer, comparison } }) => {
    const own = comparison.kind === 'pair' ? (comparison.tls?.answerer?.issuer ?? '') : ''
    return issuer !== null && pattern.test(issuer) && !pattern.test(own)
  })
}
