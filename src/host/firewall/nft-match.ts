/**
 * Matches and verdict maps as libnftables-json(5) writes them, with what their sets hold. Knows nothing of the other
 * statements.
 */
import { addressNumber, networkRange } from './address.ts'
import { isList, type Json, listOf, member, single, textMember } from './json.ts'
import type { Seen, Verdict } from './model.ts'
import { closedNames, type Field, fieldsOf, flagsNumber, type Names } from './nft-fields.ts'
import {
  allOf,
  anyOf,
  bitwise,
  isAmong,
  not,
  type Possible,
  type Range,
  type Tri,
  type Wanted,
  wantedOf,
} from './possible.ts'

/** A set or map with a name. */
export interface NamedSet {
  readonly elements: readonly Json[]
  /** Packets change it: what it holds now is not what it held when the rules were read. */
  readonly changes: boolean
  /** What it holds, by the fields that are looked up; filled at the first use. */
  readonly understood: Map<string, readonly Element[]>
}

export type Sets = ReadonlyMap<string, NamedSet>

/** One part for each field of a concatenation. */
interface Element {
  readonly parts: readonly Wanted[]
}

/** A kernel value has no more bits than an IPv6 address. */
const all: Range = [0n, (1n << 128n) - 1n]

const comparisons: Readonly<Record<string, (number: bigint) => Range>> = {
  '<': number => [0n, number - 1n],
  '<=': number => [0n, number],
  '>': number => [number + 1n, all[1]],
  '>=': number => [number, all[1]],
}

/** The test of `{"match": body}`. */
export function matchOf(body: Json, sets: Sets): (seen: Seen) => Tri {
  const fields = fieldsOf(member(body, 'left'))
  const op = textMember(body, 'op')
  const right = member(body, 'right')
  const holds = op === 'in' && !isSet(right) ? someBit(fields, right) : among(fields, op, right, sets)
  return seen => {
    const values = fields.map(it => it.of(seen))
    // A field that is not there ends the rule, whatever is asked of it.
    if (values.some(it => it.is === 'absent')) return 'no'
    return op === '!=' ? not(holds(values)) : holds(values)
  }
}

/** The choices of `{"vmap": body}`. */
export function verdictMapOf(body: Json, sets: Sets): (seen: Seen) => readonly { tri: Tri; verdict: Verdict }[] {
  const fields = fieldsOf(member(body, 'key'))
  const data = member(body, 'data')
  const named = typeof data === 'string' ? sets.get(nameOf(data)) : undefined
  const entries = (named?.elements ?? listOf(member(data, 'set'))).map(it => listOf(it))
  // The catch-all element is asked last, wherever it stands.
  const sorted = [...entries.filter(it => it[0] !== '*'), ...entries.filter(it => it[0] === '*')]
  const choices = sorted.map(([key, verdict]) => ({
    element: elementOf(key ?? null, fields),
    verdict: verdictOf(verdict ?? null) ?? ({ kind: 'elsewhere' } as const),
  }))
  const isKnown = (named !== undefined || isSet(data)) && named?.changes !== true
  return seen => {
    const values = fields.map(it => it.of(seen))
    if (values.some(it => it.is === 'absent')) return []
    const found = choices.map(({ element, verdict }) => ({ tri: holdsElement(values, element), verdict }))
    return isKnown ? found : [...found.map(it => ({ ...it, tri: 'maybe' as const })), unknownChoice]
  }
}

const unknownChoice = { tri: 'maybe', verdict: { kind: 'elsewhere' } } as const

/** `{"drop": null}` and its like; null where it is none. */
export function verdictOf(json: Json): Verdict | null {
  const [kind, body] = single(json) ?? ['', null]
  if (kind === 'jump' || kind === 'goto') {
    const chain = textMember(body, 'target')
    return chain === '' ? { kind: 'elsewhere' } : { kind, chain }
  }
  if (kind === 'queue') return { kind: 'elsewhere' }
  return kind === 'accept' || kind === 'drop' || kind === 'return' || kind === 'continue' ? { kind } : null
}

type Test = (values: readonly Possible[]) => Tri

/** `in` with words for bits: any of them is set. */
function someBit(fields: readonly Field[], right: Json): Test {
  const mask = flagsNumber(right, fields[0]?.names ?? {})
  const nonZero = wantedOf([[1n, all[1]]])
  return ([value]) => (mask === null || value === undefined ? 'maybe' : isAmong(bitwise(value, '&', mask), nonZero))
}

function among(fields: readonly Field[], op: string, right: Json, sets: Sets): Test {
  const compare = comparisons[op]
  if (compare !== undefined) {
    const number = numberOf(right, fields[0]?.names ?? {})
    const wanted = number === null ? wantedOf([], [], true) : wantedOf([compare(number)])
    return ([value]) => (value === undefined ? 'maybe' : isAmong(value, wanted))
  }
  if (typeof right === 'string' && right.startsWith('@')) {
    const set = sets.get(nameOf(right))
    if (set === undefined || set.changes) return () => 'maybe'
    return values => holdsAny(values, understand(set, fields))
  }
  const inline = isSet(right) ? listOf(member(right, 'set')) : [right]
  const elements = elementsOf(inline, fields)
  return values => holdsAny(values, elements)
}

function isSet(json: Json): boolean {
  return member(json, 'set') !== null || (typeof json === 'string' && json.startsWith('@'))
}

function nameOf(reference: string): string {
  return reference.replace(/^@/, '')
}

function understand(set: NamedSet, fields: readonly Field[]): readonly Element[] {
  const key = fields.map(it => it.id).join(' . ')
  const known = set.understood.get(key)
  if (known !== undefined) return known
  const elements = elementsOf(set.elements, fields)
  set.understood.set(key, elements)
  return elements
}

/** The elements of one field are joined to one, that is quick to search. */
function elementsOf(list: readonly Json[], fields: readonly Field[]): readonly Element[] {
  const elements = list.map(it => elementOf(it, fields))
  if (fields.length !== 1) return elements
  const parts = elements.flatMap(it => it.parts)
  const joined = wantedOf(
    parts.flatMap(it => it.ranges),
    parts.flatMap(it => it.texts),
    parts.some(it => it.partly),
  )
  return [{ parts: [joined] }]
}

function elementOf(json: Json, fields: readonly Field[]): Element {
  const inner = member(json, 'elem')
  if (inner !== null) return elementOf(member(inner, 'val'), fields)
  const concatenated = member(json, 'concat')
  const parts = isList(concatenated) && fields.length > 1 ? concatenated : [json]
  if (json === '*') return { parts: fields.map(() => wantedOf([all], ['*'])) }
  return { parts: fields.map((it, at) => partOf(parts[at] ?? null, it.names)) }
}

function partOf(json: Json, names: Names): Wanted {
  const network = member(json, 'prefix')
  const bounds = member(json, 'range')
  const range = isList(bounds)
    ? rangeOf(bounds, names)
    : network === null
      ? pointOf(numberOf(json, names))
      : networkRange(textMember(network, 'addr'), Number(member(network, 'len')))
  if (range !== null) return wantedOf([range])
  if (typeof json === 'string' && closedNames.includes(names)) return wantedOf([])
  return typeof json === 'string' ? wantedOf([], [json]) : wantedOf([], [], true)
}

function rangeOf([low, high]: readonly Json[], names: Names): Range | null {
  const from = numberOf(low ?? null, names)
  const to = numberOf(high ?? null, names)
  return from === null || to === null ? null : [from, to]
}

function pointOf(number: bigint | null): Range | null {
  return number === null ? null : [number, number]
}

function numberOf(json: Json, names: Names): bigint | null {
  const bits = flagsNumber(json, names)
  return bits === null && typeof json === 'string' ? addressNumber(json) : bits
}

function holdsAny(values: readonly Possible[], elements: readonly Element[]): Tri {
  return anyOf(elements.map(it => holdsElement(values, it)))
}

function holdsElement(values: readonly Possible[], { parts }: Element): Tri {
  return allOf(parts.map((part, at) => isAmong(values[at] ?? { is: 'unknown' }, part)))
}
