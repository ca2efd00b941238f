/**
 * Whether a program of this host answers on a port, asked from the kernel's table: a call would count against the
 * program's own limits.
 */
import { plainAddress } from '../control/address.ts'
import { readListening } from './sockets.ts'

/** True when something listens on that TCP port at the address or at all addresses; false where nothing can be read. */
export async function isServed(address: string, port: number): Promise<boolean> {
  const plain = plainAddress(address)
  // A socket on `::` may take IPv4 as well; the table does not say whether it does.
  const places = plain.includes(':') ? [plain, '::'] : [plain, '0.0.0.0', '::']
  const listening = (await readListening()) ?? []
  return listening.some(it => it.transport === 'tcp' && it.port === port && places.includes(it.address))
}
