/**
 * From which of its addresses this host sends to another: the kernel's own choice. Nothing is sent to learn it.
 */
import { createSocket } from 'node:dgram'
import type { Family } from '../tape/tape.ts'

/** Any port does: connecting a datagram socket only looks up the route. */
const PORT = 9

/** The source address for packets to `address`; null when there is no route. Never rejects. */
export function sourceTowards(family: Family, address: string): Promise<string | null> {
  return new Promise(resolve => {
    const socket = createSocket(family === 4 ? 'udp4' : 'udp6')
    const give = (source: string | null) => {
      socket.close()
      resolve(source)
    }
    socket.once('error', () => give(null))
    socket.connect(PORT, address, () => give(socket.address().address))
  })
}
