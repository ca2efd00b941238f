/**
 * The list of capabilities in an IMAP greeting or response (RFC 9051, 7.1 and 7.2.2), and the words round it.
 */
import { textOf } from '../../bytes.ts'

/** A response of its own, or a code in a status. */
const LIST = /^(?:\* CAPABILITY |\S+ (?:OK|NO|BAD|BYE|PREAUTH) \[CAPABILITY )([^\]\r\n]*)/i

export interface CapabilityList {
  readonly words: readonly string[]
  /** All that is no word of the list. */
  readonly round: string
}

/** The list of a response; null where there is none. */
export function capabilitiesIn(response: Uint8Array): CapabilityList | null {
  const text = textOf(response)
  const found = LIST.exec(text)
  if (found === null) return null
  const [head, list = ''] = found
  const words = list.split(' ').filter(word => word !== '')
  return { words, round: `${head.slice(0, head.length - list.length)}${text.slice(head.length)}` }
}
