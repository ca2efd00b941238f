/**
 * Whether both ends of a run were on one machine: then the report speaks of a path inside it, and a reader must know
 * that before he writes to anybody. Knows nothing of layout.
 */
import type { Report, RunEnd } from './report.ts'

/** The sentence; null for two machines, or when nothing says that it was one. */
export function oneMachineText(report: Pick<Report, 'run'>): string | null {
  return isOneMachine(report) ? 'Both ends ran on one machine: this tests a path inside it, not a network.' : null
}

/** Every address that was tested is a loopback address, or both ends have the same name and the same addresses. */
export function isOneMachine({ run }: Pick<Report, 'run'>): boolean {
  const dialed = run.families.flatMap(({ tested, address }) => (tested && address !== null ? [address] : []))
  return (dialed.length > 0 && dialed.every(isLoopback)) || isSameHost(run.client, run.responder)
}

function isSameHost(client: RunEnd | null, responder: RunEnd | null): boolean {
  if (client?.hostname === undefined || responder?.hostname !== client.hostname) return false
  const own = new Set(client.addresses)
  return own.size > 0 && own.size === new Set(responder.addresses).size && responder.addresses.every(it => own.has(it))
}

/** 127.0.0.0/8 (RFC 1122, 3.2.1.3) and ::1 (RFC 4291, 2.5.3), also as IPv4 inside of IPv6. */
function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address)
}
