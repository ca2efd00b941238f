/**
 * A tape without names and addresses: masked in its head and in the words of every flow, also where an event ends within
 * one. Of ciphertext, which cannot be masked, only its length and digest stay. Pure.
 */
import { concat } from '../bytes.ts'
import type { Endpoint, Tape, TapeEvent } from '../tape/tape.ts'
import { redactBytes, redactText } from './apply.ts'
import type { RedactionMap } from './map.ts'
import { type Bytes, bytesAt, isBytes, isCipher, stretchesOf, tlsBegin } from './stretches.ts'
import { createWithholder } from './withhold.ts'

/**
 * The tape with every value of the map masked, and its ciphertext withheld. What the tape is compared by stays: offsets,
 * lengths, times, ports. A tape that is redacted already is redacted once more.
 */
export function redactTape(tape: Tape, map: RedactionMap): Tape {
  const bytes = maskedFlows(tape, map)
  const withhold = createWithholder()
  const begin = tlsBegin(tape)
  const events = tape.events.flatMap((event, at): readonly TapeEvent[] => {
    if (!isBytes(event)) return [redactFacts(event, map)]
    const placed = event.from === undefined ? event : { ...event, from: redactEndpoint(event.from, map) }
    return isCipher(event, at, begin) ? withhold(placed) : [{ ...placed, bytes: bytes.get(at) ?? event.bytes }]
  })
  const { local, remote } = tape.head
  const head = {
    ...tape.head,
    local: local && redactEndpoint(local, map),
    remote: remote && redactEndpoint(remote, map),
  }
  return { head, events, ending: redactEnding(tape.ending, map) }
}

/** The words of each event by its place, masked as one flow and cut where they were cut. */
function maskedFlows(tape: Tape, map: RedactionMap): ReadonlyMap<number, Uint8Array> {
  const masked = new Map<number, Uint8Array>()
  for (const stretch of stretchesOf(tape)) {
    const whole = redactBytes(concat(stretch.map(at => bytesAt(tape, at))), map)
    let from = 0
    for (const at of stretch) {
      const to = from + bytesAt(tape, at).length
      masked.set(at, whole.slice(from, to))
      from = to
    }
  }
  return masked
}

function redactEndpoint({ address, port }: Endpoint, map: RedactionMap): Endpoint {
  return { address: redactText(address, map), port }
}

function redactFacts(event: Exclude<TapeEvent, Bytes>, map: RedactionMap): TapeEvent {
  if (event.kind === 'tls-failed') return { ...event, message: redactText(event.message, map) }
  if (event.kind !== 'tls-open') return event
  const [subject, issuer] = [redactText(event.tls.subject, map), redactText(event.tls.issuer, map)]
  const { serverName } = event.tls
  // What was asked for may be a real name where a device on the way put one there.
  const named = typeof serverName === 'string' ? { serverName: redactText(serverName, map) } : {}
  return { ...event, tls: { ...event.tls, subject, issuer, ...named } }
}

/** The system's word may name who said it: `EHOSTUNREACH from 192.0.2.1`. */
function redactEnding(ending: Tape['ending'], map: RedactionMap): Tape['ending'] {
  return ending.code === undefined ? ending : { ...ending, code: redactText(ending.code, map) }
}
