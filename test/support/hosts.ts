/**
 * Hosts that tell nothing, for tests in which nobody asks them.
 */
import type { FirewallFacts, HostFacts } from '../../src/host/facts.ts'
import type { KernelWitness } from '../../src/wire/end-part.ts'

export const unreadFirewall: FirewallFacts = { state: 'not-readable', why: 'this is a test', how: 'no way' }

export const silentHost: HostFacts = {
  listening: null,
  interfaces: [],
  routes: null,
  firewall: unreadFirewall,
  hostsAllow: null,
}

export const nobodysWitness: KernelWitness = {
  watch: async () => undefined,
  look: async () => ({ arrivals: [], blind: 'this is a test' }),
  stop: () => undefined,
}
