/**
 * Whether two reports are of one server, and whether their clients were in different networks, as far as the addresses in
 * them tell. Pure.
 */
import type { Report } from './report.ts'

/** True when both dialed one address, or one host says that it was there both times, whatever it was dialed by. */
export function sharesServer(one: Report, other: Report): boolean {
  const dialed = (report: Report) => report.run.families.flatMap(({ address }) => address ?? [])
  if (intersect(dialed(one), dialed(other))) return true
  const [a, b] = [one.run.responder, other.run.responder]
  const isNamed = a?.hostname !== undefined && a.hostname !== '' && a.hostname === b?.hostname
  return isNamed && intersect(a?.addresses ?? [], b?.addresses ?? [])
}

/** True when the server saw the two clients in different networks. False where the addresses do not tell. */
export function areApart(one: Report, other: Report): boolean {
  const [a, b] = [networksOf(one), networksOf(other)]
  const families = [...a.keys()].filter(family => b.has(family))
  return families.length > 0 && families.every(family => a.get(family) !== b.get(family))
}

/** /24 of IPv4 and /48 of IPv6, in which a provider's customer is not moved about; by family. */
function networksOf({ run }: Report): ReadonlyMap<number, string> {
  return new Map(
    run.families.flatMap(({ family, clientSeenAs }) =>
      clientSeenAs === undefined ? [] : [[family, networkOf(clientSeenAs)] as const],
    ),
  )
}

function networkOf(address: string): string {
  if (!address.includes(':')) return address.split('.').slice(0, 3).join('.')
  const [head = '', tail] = address.split('::')
  const groups = head.split(':').filter(it => it !== '')
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(it => it !== '').length
  const whole = [...groups, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...(tail ?? '').split(':')]
  return whole
    .slice(0, 3)
    .map(group => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')
}

function intersect(some: readonly string[], others: readonly string[]): boolean {
  return some.some(it => others.includes(it))
}
