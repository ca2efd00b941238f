/**
 * A host's own name where it stands alone. One without a dot cannot be told from a word of a conversation, so it has no mask in
 * a map; as a fact of its own it is hidden all the same. Pure.
 */
import { redactText } from './apply.ts'
import type { RedactionMap } from './map.ts'

/** The name masked as in every other place; a single word with its letters and digits struck out, as long as it was. */
export function hiddenHostName(name: string, map: RedactionMap): string {
  const masked = redactText(name, map)
  if (masked !== name || name.includes('.')) return masked
  return name.replace(/[a-z]/g, 'x').replace(/[A-Z]/g, 'X').replace(/\d/g, '0')
}
