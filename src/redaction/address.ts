/**
 * IP address literals as the parts that a mask is made of: octets of IPv4, groups of IPv6, and where each of them stands
 * in the text. Pure; knows nothing of masks and of the texts that addresses are found in.
 */

/** Octets, as written. */
export type V4 = readonly string[]

/** An IPv6 literal. With a dotted tail it has six groups, and the tail is an IPv4 literal. */
export interface V6 {
  /** Lower-case hex without leading zeros, `0` for none; also those that `::` leaves out. */
  readonly groups: readonly string[]
  /** The groups that are written out. */
  readonly spots: readonly Spot[]
  readonly tail: { readonly at: number; readonly octets: V4 } | null
}

/** A group in the text: where it begins, how many digits it is written with, and which one it is. */
interface Spot {
  readonly at: number
  readonly digits: number
  readonly group: number
}

/** Kinds of addresses that are judged differently; an address and its mask are of the same one. */
export type Range =
  | 'public'
  | 'private-10'
  | 'private-172'
  | 'private-192'
  | 'shared'
  | 'link-local'
  | 'unique-local'
  | 'mapped'
  | 'spared'

const octet = /^(?:0|[1-9]\d{0,2})$/
const group = /^[0-9a-f]{1,4}$/i

/** Four octets in decimal without leading zeros; null for all else. */
export function parseV4(text: string): V4 | null {
  const octets = text.split('.')
  return octets.length === 4 && octets.every(it => octet.test(it) && Number(it) < 256) ? octets : null
}

/** RFC 4291, 2.2, all three forms, without a zone; null for all else. */
export function parseV6(text: string): V6 | null {
  if (!mayBeV6(text)) return null
  const tail = tailOf(text)
  if (tail === undefined) return null
  const words = headOf(text, tail).split('::')
  const count = tail === null ? 8 : 6
  const [before, after] = [spotsOf(words[0] ?? '', 0), spotsOf(words[1] ?? '', (words[0] ?? '').length + 2)]
  if (before === null || after === null || words.length > 2) return null
  const missing = count - before.length - after.length
  if (words.length === 2 ? missing < 1 : missing !== 0) return null
  const spots = [...before, ...after.map(it => ({ ...it, group: it.group + before.length + missing }))]
  const groups = Array.from({ length: count }, () => '0')
  for (const { at, digits, group } of spots) groups[group] = plainHex(text.slice(at, at + digits))
  return { groups, spots, tail }
}

/** `text`, an IPv6 literal, with other groups in the same notation. Each has as many digits as the one it stands for. */
export function writeGroups(text: string, { spots }: V6, groups: readonly string[]): string {
  const letters = [...text]
  for (const { at, digits, group } of spots)
    letters.splice(at, digits, ...(groups[group] ?? '').padStart(digits, '0').slice(-digits))
  return letters.join('')
}

/** Of an IPv4 address. `spared`: no host (RFC 1122, 3.2.1.3; netmasks; multicast), or every host has it. */
export function rangeOfV4(octets: V4): Range {
  const [first = 0, second = 0] = octets.map(Number)
  if (first === 0 || first === 127 || first >= 224) return 'spared'
  if (first === 10) return 'private-10'
  if (first === 172 && second >= 16 && second < 32) return 'private-172'
  if (first === 192 && second === 168) return 'private-192'
  if (first === 169 && second === 254) return 'link-local'
  return first === 100 && second >= 64 && second < 128 ? 'shared' : 'public'
}

/** Of the groups of an IPv6 address. */
export function rangeOfV6(groups: readonly string[]): Range {
  const first = (groups[0] ?? '').padStart(4, '0')
  const zeros = groups.findIndex(it => it !== '0')
  if (zeros < 0 || (zeros === 7 && groups[7] === '1') || first.startsWith('ff')) return 'spared'
  if (zeros === 5 && groups[5] === 'ffff') return 'mapped'
  if (/^fe[89ab]/.test(first)) return 'link-local'
  return /^f[cd]/.test(first) ? 'unique-local' : 'public'
}

/** An address without its zone; and the IPv4 address at the end of an IPv6 one, which may stand alone elsewhere. */
export function plainForms(address: string): readonly string[] {
  const plain = (address.split('%', 1)[0] ?? '').toLowerCase()
  const tail = parseV6(plain)?.tail?.octets.join('.')
  return tail === undefined ? [plain] : [plain, tail]
}

/** Longer ones there are not. */
const MOST_CHARS = 45

/** Most texts with colons are none, and are told by that alone. */
function mayBeV6(text: string): boolean {
  if (text.length > MOST_CHARS) return false
  const gap = text.indexOf('::')
  if (gap >= 0) return text.indexOf('::', gap + 1) < 0
  return text.split(':').length === (text.includes('.') ? 7 : 8)
}

/** Undefined: dots that are no tail. */
function tailOf(text: string): V6['tail'] | undefined {
  if (!text.includes('.')) return null
  const at = text.lastIndexOf(':') + 1
  const octets = parseV4(text.slice(at))
  // What is before the tail ends with the colon of its last group, or with `::`.
  return octets === null || at < 2 ? undefined : { at, octets }
}

/** The groups alone, without the colon between the last one and a dotted tail. */
function headOf(text: string, tail: V6['tail']): string {
  if (tail === null) return text
  const head = text.slice(0, tail.at)
  return head.endsWith('::') ? head : head.slice(0, -1)
}

function spotsOf(words: string, from: number): readonly Spot[] | null {
  if (words === '') return []
  const list = words.split(':')
  let at = from
  return list.every(it => group.test(it)) ? list.map(spot) : null

  function spot(word: string, index: number): Spot {
    const begin = at
    at += word.length + 1
    return { at: begin, digits: word.length, group: index }
  }
}

function plainHex(digits: string): string {
  return digits.toLowerCase().replace(/^0+(?=.)/, '')
}
