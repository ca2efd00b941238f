/**
 * How the demo is wired on one host: which port each program listens on, and which port the middlebox has in front of
 * it. Pure.
 */
import type { MiddleboxLink } from '../middlebox/order.ts'
import type { Protocol, Row } from '../plan/session.ts'

export interface Layout {
  /** What the client is told to check. */
  readonly rows: readonly Row[]
  /** Where the middlebox listens, and where it leads. */
  readonly links: readonly MiddleboxLink[]
}

/** What is spoken through the middlebox unless it is told otherwise. */
export const usualProtocols: readonly Protocol[] = ['smtp', 'echo']

/** Ports that `layOut` needs: both directions, at the end and in front of it. */
export function portsFor(protocols: readonly Protocol[]): number {
  return 4 * protocols.length
}

/** Those of the usual protocols. */
export const portsNeeded = portsFor(usualProtocols)

/** One row of each protocol in each direction, and a middlebox before each, on every address. */
export function layOut(
  ports: readonly number[],
  addresses: readonly string[],
  protocols: readonly Protocol[] = usualProtocols,
): Layout {
  const rows = (['incoming', 'outgoing'] as const).flatMap(direction =>
    protocols.map(protocol => ({ direction, transport: 'tcp' as const, protocol })),
  )
  const dialed = rows.map((row, at) => ({ ...row, port: ports[at] ?? 0, dialPort: ports[rows.length + at] ?? 0 }))
  const links = dialed.flatMap(({ port, dialPort, protocol }) =>
    addresses.map(address => ({
      listen: { address, port: dialPort },
      to: { address, port },
      protocol: inspected(protocol),
    })),
  )
  return { rows: dialed, links }
}

/** What a device takes the words of a port for; to one that knows no such protocol they are bytes. */
function inspected(protocol: Protocol): MiddleboxLink['protocol'] {
  return protocol === 'smtp' || protocol === 'imap' || protocol === 'pop3' ? protocol : 'echo'
}
