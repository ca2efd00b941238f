/**
 * What a mask of an address or a host name may look like: the same length, and the same kind of character at each
 * position. Pure; knows nothing of which mask is taken.
 *
 * A private address stays in its range, and so does a public one: who reads the evidence judges by that.
 */
import { parseV4, parseV6, type Range, rangeOfV4, rangeOfV6, type V4, writeGroups } from './address.ts'
import { isHostName, isHostWord, isSparedName } from './name.ts'
import type { Choices, Form, Worth } from './tree.ts'

/** How a value is masked in parts, and how the parts of a mask are written where the value stood. */
export interface Shape {
  readonly forms: readonly Form[]
  /** `masked`: for each form, its masked parts. */
  readonly write: (masked: readonly (readonly string[])[]) => string
}

/** Of an address or a name in lower case; null for all else, and for what is never masked. */
export function shapeOf(value: string): Shape | null {
  return shapeOfV4(value) ?? shapeOfV6(value) ?? shapeOfName(value) ?? shapeOfWord(value)
}

/** Of a value that has a shape. */
export function kindOf(value: string): 'address' | 'name' {
  return /:|^[\d.]+$/.test(value) ? 'address' : 'name'
}

const digits = [...'0123456789']
const leadingDigits = digits.slice(1)
const hexLetters = [...'abcdef']
const letters = [...'abcdefghijklmnopqrstuvwxyz']

function shapeOfV4(value: string): Shape | null {
  const octets = parseV4(value)
  if (octets === null || rangeOfV4(octets) === 'spared') return null
  return { forms: [formOfV4(octets)], write: ([parts = []]) => parts.join('.') }
}

function formOfV4(octets: V4): Form {
  const range = rangeOfV4(octets)
  return {
    root: `ipv4 ${range}`,
    parts: octets,
    choices: octets.map((octet, at) => [numbers(boundsOf(octet, at, range))]),
    worth: masked => worthOfV4(masked, range),
  }
}

type Bounds = readonly [from: number, to: number]
const bounds: readonly Bounds[] = [
  [0, 9],
  [10, 99],
  [100, 255],
]

/** The octets that make a range what it is, by their place. What is not told is free. */
const ofRange: Readonly<Partial<Record<Range, readonly Bounds[]>>> = {
  'private-10': [[10, 10]],
  'private-172': [
    [172, 172],
    [16, 31],
  ],
  'private-192': [
    [192, 192],
    [168, 168],
  ],
  shared: [
    [100, 100],
    [64, 127],
  ],
  'link-local': [
    [169, 169],
    [254, 254],
  ],
  public: [[1, 223]],
}

function boundsOf(octet: string, at: number, range: Range): Bounds {
  const [from, to] = bounds[octet.length - 1] ?? [0, 0]
  const [least, most] = ofRange[range]?.[at] ?? [0, 255]
  return [Math.max(from, least), Math.min(to, most)]
}

/** Made once: a map has thousands of octets. */
const numbersOf = new Map<string, readonly string[]>()

function numbers([from, to]: Bounds): readonly string[] {
  const name = `${from}-${to}`
  const known = numbersOf.get(name) ?? Array.from({ length: to - from + 1 }, (_, at) => String(from + at))
  numbersOf.set(name, known)
  return known
}

/** First octets that begin a range of their own too: a mask with one of them may leave its range by its second octet. */
const ambiguous: ReadonlySet<string> = new Set(['10', '100', '169', '172', '192'])

function worthOfV4(masked: readonly string[], range: Range): Worth {
  if (range !== 'public') return 'good'
  const [first = '', second] = masked
  if (first === '127' || first === '10') return 'never'
  if (second === undefined) return ambiguous.has(first) ? 'poor' : 'good'
  return rangeOfV4([first, second, '0', '0']) === 'public' ? 'good' : 'poor'
}

function shapeOfV6(value: string): Shape | null {
  const parsed = parseV6(value)
  if (parsed === null) return null
  const { groups, tail } = parsed
  const range = rangeOfV6(groups)
  if (range === 'spared' || (tail !== null && rangeOfV4(tail.octets) === 'spared')) return null
  const write = (masked: readonly (readonly string[])[]) =>
    writeGroups(tail === null ? value : value.slice(0, tail.at) + (masked[1] ?? []).join('.'), parsed, masked[0] ?? [])
  const forms = [formOfV6(groups, range), ...(tail === null ? [] : [formOfV4(tail.octets)])]
  return { forms, write }
}

function formOfV6(groups: readonly string[], range: Range): Form {
  return {
    root: `ipv6 ${groups.length} ${range}`,
    parts: groups,
    choices: groups.map((group, at) => hexChoices(group, keptDigits(at, range))),
    worth: masked => (isRange(masked, range, groups.length) ? 'good' : 'never'),
  }
}

/** How many digits of a group make its range what it is. */
function keptDigits(at: number, range: Range): number {
  if (range === 'mapped') return at < 6 ? 4 : 0
  if (at > 0) return 0
  if (range === 'link-local') return 4
  return range === 'unique-local' ? 2 : 0
}

function hexChoices(group: string, kept: number): Choices {
  return [...group].map((digit, at) => {
    if (at < kept || group === '0') return [digit]
    if (hexLetters.includes(digit)) return hexLetters
    return at === 0 ? leadingDigits : digits
  })
}

/** A beginning of groups is of the range that it has with other groups behind it. */
function isRange(masked: readonly string[], range: Range, count: number): boolean {
  const rest = Array.from({ length: count - masked.length }, () => '2')
  return rangeOfV6([...masked, ...rest]) === range || (range === 'mapped' && masked.length < count)
}

function shapeOfName(value: string): Shape | null {
  if (!isHostName(value) || isSparedName(value)) return null
  const parts = value.split('.').reverse()
  const nameOf = (masked: readonly string[]) => [...masked].reverse().join('.')
  const form: Form = {
    root: 'name',
    parts,
    choices: parts.map((part, at) => labelChoices(part, at === 0 && part.startsWith('xn--') ? 4 : 0)),
    worth: masked => worthOfName(nameOf(masked), masked.length),
  }
  return { forms: [form], write: ([masked = []]) => nameOf(masked) }
}

function shapeOfWord(value: string): Shape | null {
  if (!isHostWord(value)) return null
  const worth = ([masked = '']: readonly string[]) => (isHostWord(masked) ? 'good' : 'never')
  const form: Form = { root: 'word', parts: [value], choices: [labelChoices(value, 0)], worth }
  return { forms: [form], write: ([masked = []]) => masked[0] ?? value }
}

/** A last label alone is worth what any name with it is. */
function worthOfName(name: string, labels: number): Worth {
  const whole = labels === 1 ? `any.${name}` : name
  return isHostName(whole) && !isSparedName(whole) ? 'good' : 'never'
}

/** Devices that blot out a banner leave these digits as they are (FACTS C1): only so they are seen at it behind a mask. */
const telltales = ['0', '2']
const otherDigits = digits.filter(it => !telltales.includes(it))

function labelChoices(label: string, kept: number): Choices {
  return [...label].map((letter, at) => {
    if (at < kept || letter === '-' || telltales.includes(letter)) return [letter]
    return digits.includes(letter) ? otherDigits : letters
  })
}
