/**
 * How a sentence speaks of a row and of its ends. For eyes only.
 */
import type { Flow } from '../diff/edit.ts'
import type { FamilyRow } from '../plan/session.ts'

/** `Incoming port 25 (IPv4)`. */
export function rowWords({ direction, port, family, transport }: FamilyRow): string {
  const what = transport === 'icmp' ? 'ICMP echo' : transport === 'udp' ? `UDP port ${port}` : `port ${port}`
  return `${direction === 'incoming' ? 'Incoming' : 'Outgoing'} ${what} (IPv${family})`
}

/** `from the client to the server`; the client dials incoming rows and answers outgoing ones. */
export function flowWords({ direction }: FamilyRow, flow: Flow): string {
  const clientSpeaks = (direction === 'incoming') === (flow === 'dialer-to-answerer')
  return clientSpeaks ? 'from the client to the server' : 'from the server to the client'
}
