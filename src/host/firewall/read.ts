/**
 * Reads the rules of the host's own firewall, once. What cannot be read is never taken for a firewall without rules, and
 * reading loads nothing into the kernel. Knows nothing of what the rules mean.
 */
import type { FirewallFacts, FirewallTool } from '../facts.ts'
import { isOfNfTables } from './iptables.ts'
import { type FirewallSystem, type Ran, thisSystem } from './system.ts'

type Source = (FirewallFacts & { readonly state: 'read' })['sources'][number]
type NotReadable = FirewallFacts & { readonly state: 'not-readable' }

/** The tables that iptables has in the kernel of its own. */
type Legacy = 'none' | 'some' | 'denied'

const asRoot = 'start it as root: it reads the rules once and then gives up its privileges'
const needsRoot = notReadable('reading the firewall rules needs root', asRoot)

const legacyTools: readonly { tool: FirewallTool; names: string }[] = [
  { tool: 'iptables', names: '/proc/net/ip_tables_names' },
  { tool: 'ip6tables', names: '/proc/net/ip6_tables_names' },
]

/** The rules of nf_tables and of iptables, as they are now; or why they cannot be read, and what to do for it. */
export async function readFirewall(system: FirewallSystem = thisSystem): Promise<FirewallFacts> {
  if (system.platform !== 'linux') {
    return notReadable('firewall rules are read on Linux only', 'look at the rules of this host by its own means')
  }
  const legacy = await Promise.all(legacyTools.map(it => legacyState(system, it.names)))
  if (legacy.includes('denied')) return needsRoot
  const sources: Source[] = []
  if (await mayHoldRules(system)) {
    const ran = await system.run('nft', ['-j', 'list', 'ruleset'])
    if (ran.state !== 'ran') return notListed(ran)
    sources.push({ tool: 'nft', text: ran.text }, ...(await extensions(system, ran.text)))
  }
  for (const [at, { tool }] of legacyTools.entries()) {
    if (legacy[at] !== 'some') continue
    const text = await save(system, tool, 'legacy')
    if (text === null) {
      return notReadable(
        `there are rules of ${tool}, and ${tool}-legacy-save did not list them`,
        `install iptables, and ${asRoot}`,
      )
    }
    sources.push({ tool, text })
  }
  return { state: 'read', at: new Date().toISOString(), sources }
}

/** The file lists the tables that are in use, and its being read loads none. Only root may read it. */
async function legacyState(system: FirewallSystem, path: string): Promise<Legacy> {
  const file = await system.file(path)
  if (file.state === 'absent') return 'none'
  if (file.state === 'denied') return 'denied'
  return file.text.trim() === '' ? 'none' : 'some'
}

/** False only where the kernel has no nf_tables, or has it in a module that is not loaded: nft would load it. */
async function mayHoldRules(system: FirewallSystem): Promise<boolean> {
  if ((await system.file('/proc/net/netfilter')).state === 'absent') return false
  const loaded = await system.file('/proc/modules')
  const modules = await system.file(`/lib/modules/${system.kernel}/modules.dep`)
  if (loaded.state !== 'read' || modules.state !== 'read') return true
  const isModule = /\/nf_tables\.ko[^/]*:/m.test(modules.text)
  return !isModule || /^nf_tables /m.test(loaded.text)
}

/** nft names the extensions of iptables but not what they are told; iptables itself says it. Nothing where it cannot. */
async function extensions(system: FirewallSystem, rules: string): Promise<readonly Source[]> {
  if (!rules.includes('"xt":')) return []
  const sources: Source[] = []
  for (const { tool } of legacyTools) {
    const text = await save(system, tool, 'nft')
    if (text !== null) sources.push({ tool, text })
  }
  return sources
}

/** What `iptables-save` prints in one of its two flavours; null where no program of that flavour prints it. */
async function save(system: FirewallSystem, tool: FirewallTool, flavour: 'nft' | 'legacy'): Promise<string | null> {
  for (const command of [`${tool}-${flavour}-save`, `${tool}-save`]) {
    const ran = await system.run(command, [])
    if (ran.state === 'ran' && ran.text.trim() !== '' && isOfNfTables(ran.text) === (flavour === 'nft')) return ran.text
  }
  return null
}

function notListed(ran: Exclude<Ran, { state: 'ran' }>): NotReadable {
  if (ran.state === 'missing') {
    return notReadable(
      'nft is not installed, and the kernel may hold rules of nf_tables',
      `install nftables, and ${asRoot}`,
    )
  }
  const { how } = complaints.find(it => it.said.test(ran.why)) ?? complaintOfAnyKind
  return how === asRoot ? needsRoot : notReadable(ran.why, how)
}

const complaints: readonly { said: RegExp; how: string }[] = [
  { said: /not permitted|permission denied|must be root/i, how: asRoot },
  { said: /json/i, how: 'install an nft that can print JSON' },
]
const complaintOfAnyKind = { how: 'run `nft -j list ruleset` as root, and remedy what it complains of' }

function notReadable(why: string, how: string): NotReadable {
  return { state: 'not-readable', why, how }
}
