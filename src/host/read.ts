/**
 * What this host says of itself, all in one. Thin: each part has its own file. The rules of the firewall are handed in,
 * because only root reads them, and that before anything else.
 */
import type { AdmittedHosts, FirewallFacts, HostFacts } from './facts.ts'
import { readHostsAllow } from './hosts-allow.ts'
import { readInterfaces } from './interfaces.ts'
import { readRoutes } from './routes.ts'
import { readListening } from './sockets.ts'

/** Never rejects: what cannot be read is null. `hostsAllow`: when it was read before, as root; else it is read now. */
export async function readHost(
  firewall: FirewallFacts,
  hostsAllow?: readonly AdmittedHosts[] | null,
): Promise<HostFacts> {
  const [listening, interfaces, routes, admitted] = await Promise.all([
    readListening(),
    readInterfaces(),
    readRoutes(),
    hostsAllow ?? readHostsAllow(),
  ])
  return { listening, interfaces, routes, firewall, hostsAllow: admitted }
}
