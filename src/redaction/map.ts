/**
 * The map of a redaction: which value is hidden behind which mask. Both ends of a run redact by one map, so that their
 * halves of the evidence still fit together. Pure; does not know where the values are found, nor where they are masked.
 */
import { createHmac } from 'node:crypto'
import { bytesOf, sha256Hex } from '../bytes.ts'
import { plainForms } from './address.ts'
import { RedactionError } from './error.ts'
import { kindOf, type Shape, shapeOf } from './forms.ts'
import { type Choices, createTree, type Form, type Proposals, pathsOf } from './tree.ts'

export { checkMap } from './check.ts'

/** A value in lower case, and what stands in its place: as long, and of the same kind of character at each position. */
export interface Mask {
  readonly kind: 'address' | 'name'
  readonly value: string
  readonly mask: string
}

/** Sorted by value. No two masks of one are equal. */
export type RedactionMap = readonly Mask[]

/** Values as they were found; in any case, addresses in any notation and with a zone. */
export interface Found {
  readonly addresses: readonly string[]
  readonly names: readonly string[]
}

/** How often another mask is drawn before the next free one is taken. */
const DRAWS = 16

/**
 * A mask for each value that may have one; what tells nothing is left out (loopback, reserved names), and so is what
 * cannot be told from a word (most names without a dot). Same key and values, same map. `key`: random bytes, at least 16, that
 * nobody learns, so that masks cannot be looked up. Throws RedactionError when there are more values than masks.
 */
export function masksFor(found: Found, key: Uint8Array): RedactionMap {
  if (key.length < 16) throw new RedactionError('a redaction needs a key of at least 16 random bytes')
  const values = [...new Set([...found.addresses.flatMap(plainForms), ...found.names.map(plainName)])].sort()
  return fill(values, (form, at, path) => draws(key, path, form.choices[at]?.length ?? 0), [])
}

/** One map of two. `theirs` stays as it is; a value of `ours` that is not in it keeps its mask where that fits and is free. */
export function mergeMaps(theirs: RedactionMap, ours: RedactionMap): RedactionMap {
  const known = new Set(theirs.map(({ value }) => value))
  const values = ours.map(({ value }) => value).filter(value => !known.has(value))
  const proposed = new Map<string, string>()
  for (const { value, mask } of ours)
    for (const [form, masked] of formsOf(value, mask))
      pathsOf(form.root, form.parts).forEach((path, at) => void proposed.set(path, masked[at] ?? ''))
  const proposals: Proposals = (form, at, path) => [numbersOf(form.choices[at] ?? [], proposed.get(path) ?? '')]
  return sorted([...theirs, ...fill(values, proposals, theirs)])
}

/** SHA-256, lower-case hex, of the map as JSON in one fixed form. */
export function mapDigest(map: RedactionMap): string {
  const rows = sorted(map).map(({ kind, value, mask }) => [kind, value, mask])
  return sha256Hex(bytesOf(JSON.stringify(rows)))
}

/** The forms of a value, each with the parts of its mask. None when one of the two may not be masked. */
export function formsOf(value: string, mask: string): readonly (readonly [form: Form, masked: readonly string[]])[] {
  const [shape, masked] = [shapeOf(value), shapeOf(mask)]
  if (shape === null || masked === null) return []
  return shape.forms.map((form, at) => [form, masked.forms[at]?.parts ?? []])
}

function fill(values: readonly string[], proposals: Proposals, known: RedactionMap): RedactionMap {
  const shapes = values.flatMap(value => withShape(value))
  const forms = shapes.flatMap(({ shape }) => shape.forms)
  const real = [...forms, ...known.flatMap(({ value }) => shapeOf(value)?.forms ?? [])]
  const paths = new Set(real.flatMap(form => pathsOf(form.root, form.parts)))
  const tree = createTree(paths, proposals)
  for (const { value, mask } of known) for (const [form, masked] of formsOf(value, mask)) tree.know(form, masked)
  return shapes.map(({ value, shape }) => ({
    kind: kindOf(value),
    value,
    mask: shape.write(shape.forms.map(tree.mask)),
  }))
}

function withShape(value: string): readonly { readonly value: string; readonly shape: Shape }[] {
  const shape = shapeOf(value)
  return shape === null ? [] : [{ value, shape }]
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

/** Numbers that nobody can foresee without the key, and nobody can turn back. */
function* draws(key: Uint8Array, path: string, count: number): Iterable<readonly number[]> {
  for (let draw = 0; draw < DRAWS; draw += 1) {
    yield numbersFrom(createHmac('sha512', key).update(`${draw}/${path}`).digest(), count)
  }
}

/** Two bytes a number as long as there are enough. */
function numbersFrom(bytes: Buffer, count: number): readonly number[] {
  const isWide = count * 2 <= bytes.length
  return Array.from({ length: count }, (_, at) => (isWide ? bytes.readUInt16BE(at * 2) : bytes.readUInt8(at)))
}

/** The numbers of the choices that make this part; 0 where it is none of them. */
function numbersOf(choices: Choices, part: string): readonly number[] {
  const pieces = choices.length === 1 ? [part] : [...part]
  return choices.map((choice, place) => Math.max(0, choice.indexOf(pieces[place] ?? '')))
}

function sorted(map: readonly Mask[]): RedactionMap {
  return [...map].sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0))
}
