/** The statements of a rule as libnftables-json(5) writes them. Knows nothing of chains. */
import { isObject, type Json, listOf, member, single, textMember } from './json.ts'
import type { Seen, Statement, Verdict } from './model.ts'
import { fieldsOf, flagsNumber } from './nft-fields.ts'
import { matchOf, type Sets, verdictMapOf, verdictOf } from './nft-match.ts'
import { oneOf, type Possible, unknown } from './possible.ts'

const puzzle: Statement = { does: 'puzzle' }
const maybe: Statement = { does: 'match', test: () => 'maybe' }
const rejects: readonly Statement[] = [decide({ kind: 'reject' })]
const elsewhere: readonly Statement[] = [decide({ kind: 'elsewhere' })]
/** The source changes when the packet leaves; no rule of this host drops it for that. */
const accepts: readonly Statement[] = [decide({ kind: 'accept' })]

export const notrack: Statement = { does: 'change', change: seen => ({ ...seen, tracking: 'untracked' }) }

type Maker = (body: Json, sets: Sets) => readonly Statement[]

const nothing: Maker = () => []
/** How often, how much, how many: more than one packet can tell. */
const depends: Maker = () => [maybe]

const makers: Readonly<Record<string, Maker>> = {
  match: (body, sets) => [{ does: 'match', test: matchOf(body, sets) }],
  vmap: (body, sets) => [{ does: 'choose', choose: verdictMapOf(body, sets) }],
  reject: () => rejects,
  queue: () => elsewhere,
  tproxy: () => elsewhere,
  synproxy: () => elsewhere,
  fwd: () => elsewhere,
  dnat: () => elsewhere,
  redirect: () => elsewhere,
  snat: () => accepts,
  masquerade: () => accepts,
  limit: depends,
  quota: depends,
  'ct count': depends,
  meter: depends,
  counter: nothing,
  log: nothing,
  last: nothing,
  dup: nothing,
  flow: nothing,
  secmark: nothing,
  'ct helper': nothing,
  'ct timeout': nothing,
  'ct expectation': nothing,
  notrack: () => [notrack],
  set: changesSet,
  map: changesSet,
  mangle: mangle,
  xt: xtables,
}

/** The statements that one expression of a rule stands for. */
export function statementsOf(json: Json, sets: Sets): readonly Statement[] {
  const verdict = verdictOf(json)
  if (verdict !== null) return [decide(verdict)]
  if (json === 'notrack') return [notrack]
  const [kind, body] = single(json) ?? ['', null]
  return makers[kind]?.(body, sets) ?? [puzzle]
}

/** `update @set { ... limit rate over ... }` matches as the statement inside does. */
function changesSet(body: Json): readonly Statement[] {
  return listOf(member(body, 'stmt')).some(it => isObject(it) && !('counter' in it)) ? [maybe] : []
}

/** Ports and addresses that are written anew; everything else that can be is of no interest to a filter. */
const deciding: readonly string[] = ['saddr', 'daddr', 'sport', 'dport', 'nexthdr', 'protocol']

function mangle(body: Json): readonly Statement[] {
  const [kind, key] = single(member(body, 'key')) ?? ['', null]
  if (kind === 'payload') {
    return deciding.includes(textMember(key, 'field')) || textMember(key, 'base') !== '' ? elsewhere : []
  }
  if (textMember(key, 'key') !== 'mark') return []
  const value = setTo(member(body, 'value'))
  if (kind === 'meta') return [{ does: 'change', change: seen => ({ ...seen, mark: value(seen) }) }]
  return [{ does: 'change', change: seen => ({ ...seen, connectionMark: value(seen) }) }]
}

function setTo(json: Json): (seen: Seen) => Possible {
  const number = flagsNumber(json, {})
  if (number !== null) return () => oneOf(number)
  const [field] = fieldsOf(json)
  return seen => field?.of(seen) ?? unknown
}

/** Extensions of iptables: nft names them, but not what they are told. */
const xtTargets: Readonly<Record<string, readonly Statement[]>> = {
  REJECT: rejects,
  SNAT: accepts,
  MASQUERADE: accepts,
  LOG: [],
  NFLOG: [],
  TCPMSS: [],
  CHECKSUM: [],
  MARK: [{ does: 'change', change: seen => ({ ...seen, mark: unknown }) }],
  CONNMARK: [{ does: 'change', change: seen => ({ ...seen, mark: unknown, connectionMark: unknown }) }],
  CT: [{ does: 'change', change: seen => ({ ...seen, tracking: null }) }],
}

function xtables(body: Json): readonly Statement[] {
  const name = textMember(body, 'name')
  if (textMember(body, 'type') === 'target') return xtTargets[name] ?? elsewhere
  if (textMember(body, 'type') === 'match') return name === 'comment' ? [] : [maybe]
  return [puzzle]
}

function decide(verdict: Verdict): Statement {
  return { does: 'decide', verdict }
}
