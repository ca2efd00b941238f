/**
 * Puts masks where the values of a map stand: in text, in bytes, in anything that is made of both. Nothing changes its
 * length, and letters keep their case. A value is masked where all of it stands; of one that something on the way broke,
 * what is left stays. Pure.
 */
import { bytesOf, textOf } from '../bytes.ts'
import type { RedactionMap } from './map.ts'
import { isBeginning, type Matcher, matcherOf } from './matcher.ts'

/** The text with every value of the map masked. */
export function redactText(text: string, map: RedactionMap): string {
  if (map.length === 0) return text
  const match = compiled(map)
  const pieces: string[] = []
  let [at, kept] = [0, 0]
  while (at < text.length) {
    const found = canBegin(text.charCodeAt(at)) && isBeginning(text, at) ? match(text, at) : null
    if (found !== null) {
      pieces.push(text.slice(kept, at), inCaseOf(text.slice(at, found.end), found.mask))
      kept = found.end
    }
    at = found?.end ?? at + 1
  }
  return kept === 0 ? text : pieces.join('') + text.slice(kept)
}

/** The bytes, read as Latin-1, with every value of the map masked. The same array when there is none in them. */
export function redactBytes(bytes: Uint8Array, map: RedactionMap): Uint8Array {
  const text = textOf(bytes)
  const redacted = redactText(text, map)
  return redacted === text ? bytes : bytesOf(redacted)
}

/** A JSON-like value, all of it: strings, the keys of objects, and bytes, however deep. */
export function redactValue<T>(value: T, map: RedactionMap): T
export function redactValue(value: unknown, map: RedactionMap): unknown {
  if (typeof value === 'string') return redactText(value, map)
  if (value instanceof Uint8Array) return redactBytes(value, map)
  if (Array.isArray(value)) return value.map(it => redactValue<unknown>(it, map))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, its]) => [redactText(key, map), redactValue<unknown>(its, map)]),
  )
}

/** Compiling a map takes longer than most texts. */
const matchers = new WeakMap<RedactionMap, Matcher>()

function compiled(map: RedactionMap): Matcher {
  const known = matchers.get(map)
  if (known !== undefined) return known
  const made = matcherOf(map)
  matchers.set(map, made)
  return made
}

/** Letters, digits, and the colon that `::1` begins with. */
function canBegin(code: number): boolean {
  return (code >= 48 && code <= 58) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}

function inCaseOf(text: string, mask: string): string {
  if (text === text.toLowerCase()) return mask
  return mask.replace(/[a-z]/g, (letter, at: number) => (/[A-Z]/.test(text[at] ?? '') ? letter.toUpperCase() : letter))
}
