/**
 * Finds the names and addresses on a tape: what would have to be hidden before the tape may be shown. Pure; knows nothing
 * of masks.
 */
import { concat, textOf } from '../bytes.ts'
import type { Tape, TapeEvent } from '../tape/tape.ts'
import { findIn, joinFound } from './find.ts'
import type { Found } from './map.ts'
import { bytesAt, isBytes, stretchesOf } from './stretches.ts'

/** In flows that are no text, shorter names than that are chance. */
const LEAST_CHARS_IN_BINARY = 6

/** Addresses and names in the head of a tape, in its words and in what it says of TLS; not in its ciphertext. */
export function namesInTape(tape: Tape): Found {
  const { local, remote } = tape.head
  const sources = tape.events.flatMap(event => (isBytes(event) && event.from ? [event.from] : []))
  const places = [local, remote, ...sources].flatMap(it => (it === null ? [] : [findIn(it.address)]))
  const texts = [tape.ending.code ?? '', ...tape.events.flatMap(textsOf)].map(findIn)
  const flows = stretchesOf(tape).map(stretch => findInFlow(textOf(concat(stretch.map(at => bytesAt(tape, at))))))
  return joinFound([...places, ...texts, ...flows])
}

function textsOf(event: TapeEvent): readonly string[] {
  if (event.kind === 'tls-failed') return [event.message]
  return event.kind === 'tls-open' ? [event.tls.subject, event.tls.issuer] : []
}

/** A control character that no text has. */
const binary = /[^\t\n\r\x20-\x7e\x80-\xff]/

function findInFlow(text: string): Found {
  const { addresses, names } = findIn(text)
  return { addresses, names: binary.test(text) ? names.filter(it => it.length >= LEAST_CHARS_IN_BINARY) : names }
}
