/** The output of `nft -j list ruleset` as tables of chains; libnftables-json(5). Knows nothing of how packets walk them. */
import { isList, isObject, type Json, type JsonObject, listOf, member, single, textMember } from './json.ts'
import {
  type Base,
  type Chain,
  FirewallTextError,
  type Hook,
  hooksOf,
  type Rule,
  type Statement,
  type Table,
} from './model.ts'
import type { NamedSet, Sets } from './nft-match.ts'
import { statementsOf } from './nft-statements.ts'
import { nftText } from './nft-text.ts'

interface Draft {
  readonly family: string
  readonly name: string
  readonly dormant: boolean
  readonly chains: Map<string, { readonly base: Base | null; readonly rules: JsonObject[] }>
  readonly sets: Map<string, NamedSet>
}

const hooks: readonly Hook[] = [...hooksOf.input, ...hooksOf.output]

/**
 * The tables of a ruleset.
 *
 * @throws FirewallTextError where the text is not what nft prints.
 */
export function parseNft(text: string): readonly Table[] {
  const items = listOf(member(parseJson(text), 'nftables')).filter(isObject)
  if (items.length === 0) throw new FirewallTextError('nft printed no ruleset')
  const changed = changedSets(items)
  const drafts = new Map<string, Draft>()
  for (const item of items) {
    const [kind, body] = single(item) ?? ['', null]
    if (isObject(body)) readers[kind]?.(drafts, body, changed)
  }
  return [...drafts.values()].filter(it => !it.dormant).map(finish)
}

type Reader = (drafts: Map<string, Draft>, body: JsonObject, changed: ReadonlySet<string>) => void

const readers: Readonly<Record<string, Reader>> = {
  table: (drafts, body) => {
    draftOf(
      drafts,
      textMember(body, 'family'),
      textMember(body, 'name'),
      listOf(member(body, 'flags')).includes('dormant'),
    )
  },
  chain: (drafts, body) => {
    const chain = { base: baseOf(body), rules: [] }
    draftAround(drafts, body).chains.set(textMember(body, 'name'), chain)
  },
  rule: (drafts, body) => {
    const chain = draftAround(drafts, body).chains.get(textMember(body, 'chain'))
    if (chain === undefined)
      throw new FirewallTextError(`nft printed a rule of an unknown chain ${textMember(body, 'chain')}`)
    chain.rules.push(body)
  },
  set: readSet,
  map: readSet,
}

function readSet(drafts: Map<string, Draft>, body: JsonObject, changed: ReadonlySet<string>): void {
  const name = textMember(body, 'name')
  const changes = changed.has(setId(body, name)) || listOf(member(body, 'flags')).includes('dynamic')
  const elements = member(body, 'elem')
  draftAround(drafts, body).sets.set(name, {
    elements: isList(elements) ? elements : [],
    changes,
    understood: new Map(),
  })
}

function draftAround(drafts: Map<string, Draft>, body: JsonObject): Draft {
  return draftOf(drafts, textMember(body, 'family'), textMember(body, 'table'), false)
}

function draftOf(drafts: Map<string, Draft>, family: string, name: string, dormant: boolean): Draft {
  const key = `${family} ${name}`
  const known = drafts.get(key)
  if (known !== undefined) return known
  const made: Draft = { family, name, dormant, chains: new Map(), sets: new Map() }
  drafts.set(key, made)
  return made
}

function isHook(name: string): name is Hook {
  return (hooks as readonly string[]).includes(name)
}

function baseOf(body: JsonObject): Base | null {
  const hook = textMember(body, 'hook')
  // A hook that no packet for this host or from it passes, like forward, is never asked for.
  if (!isHook(hook)) return null
  const devices = listOf(member(body, 'dev')).filter(it => typeof it === 'string')
  return {
    hook,
    priority: Number(member(body, 'prio') ?? 0),
    policy: member(body, 'policy') === 'drop' ? 'drop' : 'accept',
    devices: devices.length === 0 ? null : devices,
  }
}

/** The sets that rules add packets to, or take them from. */
function changedSets(items: readonly JsonObject[]): ReadonlySet<string> {
  const changed = new Set<string>()
  for (const item of items) {
    const rule = member(item, 'rule')
    for (const statement of listOf(member(rule, 'expr'))) {
      for (const kind of ['set', 'map']) {
        const name = textMember(member(statement, kind), kind)
        if (name !== '') changed.add(setId(rule, name.replace(/^@/, '')))
      }
    }
  }
  return changed
}

function setId(body: Json, name: string): string {
  return `${textMember(body, 'family')} ${textMember(body, 'table')} ${name}`
}

function finish({ family, name, chains, sets }: Draft): Table {
  const made = new Map<string, Chain>()
  for (const [chain, { base, rules }] of chains) {
    made.set(chain, { name: chain, base, rules: rules.map(it => ruleOf(it, sets)) })
  }
  return { family, name, chains: made }
}

function ruleOf(body: JsonObject, sets: Sets): Rule {
  const expressions = listOf(member(body, 'expr'))
  const comment = textMember(body, 'comment')
  const statements: readonly Statement[] = expressions.flatMap(it => statementsOf(it, sets))
  return { statements, text: () => nftText(expressions) + (comment === '' ? '' : ` comment "${comment}"`) }
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new FirewallTextError('nft printed something that is no JSON')
  }
}
