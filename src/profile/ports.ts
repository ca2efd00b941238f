/**
 * Ports and ranges of them, as people write and read them. Knows nothing of transports.
 */

/** Ports from `first` to `last`, both included; 1 to 65535. */
export interface PortRange {
  readonly first: number
  readonly last: number
}

const HIGHEST = 65535

/** A port `25` or a range `10045-10049`; null with what is wrong when it is neither. */
export function parseRange(text: string): PortRange | { readonly expected: string } {
  const [, low, high] = /^(\d{1,9})(?:\s*-\s*(\d{1,9}))?$/.exec(text.trim()) ?? []
  if (low === undefined) return { expected: 'a port, a range "a-b", or a list of them [25, 587, 10045-10049]' }
  const first = Number(low)
  const last = Number(high ?? low)
  if ([first, last].some(port => port < 1 || port > HIGHEST)) return { expected: `ports from 1 to ${HIGHEST}` }
  if (first > last) return { expected: `the smaller port first: ${last}-${first}` }
  return { first, last }
}

/** How many ports the ranges name. */
export function countPorts(ranges: readonly PortRange[]): number {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0)
}

/** Every port of the range. */
export function portsOf({ first, last }: PortRange): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** Ports as the fewest ranges, ascending. */
export function rangesOf(ports: readonly number[]): readonly PortRange[] {
  const ranges: PortRange[] = []
  for (const port of [...new Set(ports)].sort((a, b) => a - b)) {
    const before = ranges.at(-1)
    if (before?.last === port - 1) ranges[ranges.length - 1] = { first: before.first, last: port }
    else ranges.push({ first: port, last: port })
  }
  return ranges
}

/** `25`, or `10045-10049`. */
export function rangeText({ first, last }: PortRange): string {
  return first === last ? `${first}` : `${first}-${last}`
}
