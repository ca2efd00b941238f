/**
 * As whom the responder saw the client, from the tapes of both: the control channel cannot tell here. Pure.
 */
import { plainAddress } from '../control/address.ts'
import type { Environment } from '../control/messages.ts'
import type { PathFacts } from '../run/facts.ts'
import type { Tape } from '../tape/tape.ts'
import type { TwoPaths } from './clocks.ts'

/**
 * The address from which a proved conversation of the client came; without one, the address that the responder was told.
 * When several did, the told one counts, or the one that came most: others are of devices between.
 */
export function seenOf(paths: TwoPaths, client: Environment): Pick<PathFacts, 'seenAs' | 'nat'> {
  const told = plainAddress(paths.responder.peerAddress)
  const sources = provedSources(paths)
  const seenAs = sources.length === 0 || sources.includes(told) ? told : (mostOf(sources) ?? told)
  const own = paths.client.localAddress
  const isOwn = seenAs.startsWith('127.') || [...client.addresses, own].map(plainAddress).includes(seenAs)
  return { seenAs, nat: isOwn ? null : { own, seenAs } }
}

/** A responder's tape that names a session of the client has heard its nonce or key. */
function provedSources({ client, tapes }: TwoPaths): readonly string[] {
  const dialed = new Set(client.dialed.map(({ id }) => id))
  return tapes.filter(isAnsweredByResponder).flatMap(({ head }) => {
    return head.session !== null && dialed.has(head.session) && head.remote !== null
      ? [plainAddress(head.remote.address)]
      : []
  })
}

/**
 * Addresses from which the responder was called without a nonce, where none proved to come from the told one: the client
 * may be among them.
 */
export function strangersAt(paths: TwoPaths): readonly string[] {
  const told = plainAddress(paths.responder.peerAddress)
  if (provedSources(paths).includes(told)) return []
  const sources = paths.tapes.filter(isAnsweredByResponder).flatMap(({ head }) => {
    return head.transport === 'tcp' && head.session === null && head.remote !== null
      ? [plainAddress(head.remote.address)]
      : []
  })
  return [...new Set(sources)].filter(it => it !== told)
}

function isAnsweredByResponder({ head }: Tape): boolean {
  return head.role === 'answerer' && head.direction === 'incoming'
}

function mostOf(words: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}
