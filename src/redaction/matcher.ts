/**
 * Finds the values of a map in text, in one pass: the longest value that begins where a label or a number begins and
 * ends where one ends. Pure; knows nothing of where the text comes from.
 */
import { parseV6, writeGroups } from './address.ts'
import type { RedactionMap } from './map.ts'

/** A value in a text: where it ends, and its mask in lower case. */
export interface Match {
  readonly end: number
  readonly mask: string
}

/** The match that begins at `at`, or null. */
export type Matcher = (text: string, at: number) => Match | null

interface Node {
  readonly next: Map<number, Node>
  mask: string | null
}

/** The matcher of a map. */
export function matcherOf(map: RedactionMap): Matcher {
  const root = trieOf(map)
  const groups = groupsOf(map)
  return (text, at) => {
    const match = longest(root, text, at)
    return groups.size === 0 ? match : (otherNotation(groups, text, at, match?.end ?? at) ?? match)
  }
}

/** True where a label, a number or a group may begin: not within one, but right after an escaped byte (`\n`, `\x0a`). */
export function isBeginning(text: string, at: number): boolean {
  return !isAlnum(text.charCodeAt(at - 1)) || isAfterEscape(text, at)
}

function trieOf(map: RedactionMap): Node {
  const root: Node = { next: new Map(), mask: null }
  for (const { value, mask } of map) {
    let node = root
    for (let at = 0; at < value.length; at += 1) node = child(node, value.charCodeAt(at))
    node.mask = mask
  }
  return root
}

function child(node: Node, code: number): Node {
  const known = node.next.get(code)
  if (known !== undefined) return known
  const made: Node = { next: new Map(), mask: null }
  node.next.set(code, made)
  return made
}

function longest(root: Node, text: string, from: number): Match | null {
  let best: Match | null = null
  let node: Node | undefined = root
  for (let at = from; node !== undefined; at += 1) {
    if (node.mask !== null && !isAlnum(text.charCodeAt(at)) && !isCode(text, from)) best = { end: at, mask: node.mask }
    node = node.next.get(lower(text.charCodeAt(at)))
  }
  return best
}

/** At the beginning of a reply line, a code and its hyphen are no part of a name. */
function isCode(text: string, at: number): boolean {
  if (!/^[2-5]\d\d-/.test(text.slice(at, at + 4))) return false
  return at === 0 || text[at - 1] === '\n' || isAfterEscape(text, at)
}

/** IPv6 addresses of the map by their groups, with the groups of their masks. */
function groupsOf(map: RedactionMap): ReadonlyMap<string, readonly string[]> {
  return new Map(
    map.flatMap(({ value, mask }) => {
      const [real, masked] = [parseV6(value), parseV6(mask)]
      return real === null || masked === null || real.tail !== null ? [] : [[real.groups.join(':'), masked.groups]]
    }),
  )
}

const v6 = /(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{1,4})?(?![0-9a-z])/iy

/** An address of the map that is written in another way, longer than what was found otherwise; a port may follow. */
function otherNotation(
  groups: ReadonlyMap<string, readonly string[]>,
  text: string,
  at: number,
  found: number,
): Match | null {
  if (!isColonNear(text, at) || isWithinAddress(text, at)) return null
  v6.lastIndex = at
  const run = v6.exec(text)?.[0] ?? ''
  for (const literal of [run, run.slice(0, Math.max(0, run.lastIndexOf(':')))]) {
    const parsed = literal.length > found - at ? parseV6(literal) : null
    const masked = parsed === null ? undefined : groups.get(parsed.groups.join(':'))
    if (parsed !== null && masked !== undefined)
      return { end: at + literal.length, mask: writeGroups(literal.toLowerCase(), parsed, masked) }
  }
  return null
}

/** The first group of an address has at most four digits. */
function isColonNear(text: string, at: number): boolean {
  for (let next = at; next < at + 5; next += 1) if (text.charCodeAt(next) === COLON) return true
  return false
}

/** After a colon that belongs to groups; that of `IPv6:` does not. */
function isWithinAddress(text: string, at: number): boolean {
  if (text.charCodeAt(at - 1) !== COLON) return false
  return /(?:^|[^0-9A-Za-z])[0-9a-f]{0,4}:$/i.test(text.slice(Math.max(0, at - 6), at))
}

const COLON = 58
const BACKSLASH = 92

function isAlnum(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code
}

/** The escapes of text for eyes and of JSON, and how long they are. */
const escapes: readonly (readonly [chars: number, form: RegExp])[] = [
  [2, /^\\[rnt]$/],
  [4, /^\\x[0-9a-f]{2}$/i],
  [6, /^\\u[0-9a-f]{4}$/i],
]

function isAfterEscape(text: string, at: number): boolean {
  // Asked for nearly every character, so what is cheap comes first.
  if (text.charCodeAt(at - 2) !== BACKSLASH && text.charCodeAt(at - 4) !== BACKSLASH) {
    if (text.charCodeAt(at - 6) !== BACKSLASH) return false
  }
  return escapes.some(([chars, form]) => form.test(text.slice(Math.max(0, at - chars), at)))
}
