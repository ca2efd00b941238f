/** What the rules that were read do with a packet. The door to this folder's parsers; nothing is asked of the system. */
import type { FirewallFacts, FirewallTool, FirewallVerdict, Packet } from '../facts.ts'
import { isOfNfTables, parseIptables } from './iptables.ts'
import { FirewallTextError, type Table } from './model.ts'
import { parseNft } from './nft.ts'
import { verdictOf } from './ruleset.ts'

type ReadFacts = FirewallFacts & { readonly state: 'read' }

/** A run asks for a hundred packets of the same facts. */
const parsed = new WeakMap<ReadFacts, readonly Table[] | FirewallTextError>()

/** What the host's firewall does with the first packet of a flow. `unknown` where the rules could not be read. */
export function firewallVerdict(facts: FirewallFacts, packet: Packet): FirewallVerdict {
  if (facts.state === 'not-readable') return { kind: 'unknown', why: `the rules are not readable: ${facts.why}` }
  const tables = tablesOf(facts)
  if (tables instanceof FirewallTextError) return { kind: 'unknown', why: tables.message }
  return verdictOf(tables, packet)
}

function tablesOf(facts: ReadFacts): readonly Table[] | FirewallTextError {
  const known = parsed.get(facts)
  if (known !== undefined) return known
  const tables = parse(facts)
  parsed.set(facts, tables)
  return tables
}

function parse({ sources }: ReadFacts): readonly Table[] | FirewallTextError {
  try {
    return sources.reduce((tables, { tool, text }) => merge(tables, parsers[tool](text), text), [] as readonly Table[])
  } catch (error) {
    if (error instanceof FirewallTextError) return error
    throw error
  }
}

const parsers: Readonly<Record<FirewallTool, (text: string) => readonly Table[]>> = {
  nft: parseNft,
  iptables: text => parseIptables(text, 4),
  ip6tables: text => parseIptables(text, 6),
}

/** Tables of iptables that live in nf_tables were read twice; iptables alone tells all of their words. */
function merge(known: readonly Table[], added: readonly Table[], text: string): readonly Table[] {
  if (!isOfNfTables(text)) return [...known, ...added]
  const rest = known.filter(table => !added.some(it => it.family === table.family && it.name === table.name))
  return [...rest, ...added]
}
