/** One rule as `iptables-save` writes it: `-A CHAIN`, matches, a target. Knows nothing of chains. */
import type { Family } from '../../tape/tape.ts'
import { matches, quietOptions } from './iptables-matches.ts'
import type { Seen, Statement, Verdict } from './model.ts'
import { bitwise, not, oneOf, type Possible, type Tri, unknown } from './possible.ts'

/** An option with what stands behind it. */
export interface Option {
  readonly name: string
  readonly args: readonly string[]
  readonly negated: boolean
}

/** The statements of a rule. What is not understood makes it one that may match. */
export function statementsOf(rule: string, family: Family): readonly Statement[] {
  const statements: Statement[] = []
  let target: Option | null = null
  const targetOptions: Option[] = []
  let module = ''
  let isBare = false
  const closeModule = () => {
    const tri = bareModules[module] ?? 'maybe'
    if (module !== '' && (isBare || tri === 'no')) statements.push({ does: 'match', test: () => tri })
  }
  for (const option of optionsOf(rule)) {
    if (option.name === '-A') continue
    if (target !== null) targetOptions.push(option)
    else if (option.name === '-j' || option.name === '-g') target = option
    else if (option.name === '-m') {
      closeModule()
      module = option.args[0] ?? ''
      isBare = true
    } else {
      isBare &&= !option.name.startsWith('--')
      statements.push({ does: 'match', test: testOf(module, option, family) })
    }
  }
  closeModule()
  return target === null ? statements : [...statements, ...targetStatements(target, targetOptions)]
}

/**
 * Modules that match by their name alone, without an option. Those that never do look for headers that the first packet
 * does not have, whatever their options are.
 */
const bareModules: Readonly<Record<string, Tri>> = {
  tcp: 'yes',
  udp: 'yes',
  icmp: 'yes',
  icmp6: 'yes',
  rpfilter: 'yes',
  rt: 'no',
  frag: 'no',
  hbh: 'no',
  dst: 'no',
  ah: 'no',
  esp: 'no',
}

function testOf(module: string, option: Option, family: Family): (seen: Seen) => Tri {
  const key = option.name.startsWith('--') ? `${module} ${option.name}` : option.name
  if (quietOptions.has(key)) return () => 'yes'
  const make = matches[key]
  if (make === undefined) return () => 'maybe'
  const test = make(option.args, family)
  return option.negated ? seen => not(test(seen)) : test
}

/** Words of a rule; what stands in quotes is one word, with `\` before a quote that belongs to it. */
function wordsOf(rule: string): readonly { text: string; isQuoted: boolean }[] {
  const found = rule.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)
  return [...found].map(([, inside, bare]) =>
    inside === undefined
      ? { text: bare ?? '', isQuoted: false }
      : { text: inside.replaceAll(/\\(.)/g, '$1'), isQuoted: true },
  )
}

function optionsOf(rule: string): readonly Option[] {
  const options: { name: string; args: string[]; negated: boolean }[] = []
  let negated = false
  for (const { text, isQuoted } of wordsOf(rule)) {
    if (!isQuoted && text === '!') negated = true
    else if (!isQuoted && /^--?[a-z]/i.test(text)) {
      options.push({ name: text, args: [], negated })
      negated = false
    } else options.at(-1)?.args.push(text)
  }
  return options
}

const verdicts: Readonly<Record<string, Verdict>> = {
  ACCEPT: { kind: 'accept' },
  DROP: { kind: 'drop' },
  REJECT: { kind: 'reject' },
  RETURN: { kind: 'return' },
  // The source changes when the packet leaves; no rule of this host drops it for that.
  SNAT: { kind: 'accept' },
  MASQUERADE: { kind: 'accept' },
}

type Change = (seen: Seen, options: readonly Option[]) => Seen

/** Extensions after which the rules go on, and that later rules may see. */
const changes: Readonly<Record<string, Change>> = {
  NOTRACK: seen => ({ ...seen, tracking: 'untracked' }),
  CT: (seen, options) => (options.some(it => it.name === '--notrack') ? { ...seen, tracking: 'untracked' } : seen),
  MARK: (seen, options) => ({ ...seen, mark: marked(seen.mark, options) }),
  CONNMARK: (seen, options) =>
    options.some(it => it.name === '--restore-mark')
      ? { ...seen, mark: unknown }
      : options.some(it => it.name === '--save-mark')
        ? { ...seen, connectionMark: unknown }
        : { ...seen, connectionMark: marked(seen.connectionMark, options) },
  CONNSECMARK: seen => seen,
  SECMARK: seen => seen,
  LOG: seen => seen,
  NFLOG: seen => seen,
  ULOG: seen => seen,
  AUDIT: seen => seen,
  TRACE: seen => seen,
  TEE: seen => seen,
  SET: seen => seen,
  TCPMSS: seen => seen,
  TCPOPTSTRIP: seen => seen,
  CHECKSUM: seen => seen,
  CLASSIFY: seen => seen,
  DSCP: seen => seen,
  TOS: seen => seen,
  TTL: seen => seen,
  HL: seen => seen,
  ECN: seen => seen,
  IDLETIMER: seen => seen,
  LED: seen => seen,
  RATEEST: seen => seen,
  HMARK: seen => ({ ...seen, mark: unknown }),
}

function targetStatements({ name, args }: Option, options: readonly Option[]): readonly Statement[] {
  const target = args[0] ?? ''
  if (name === '-g') return [{ does: 'decide', verdict: { kind: 'goto', chain: target } }]
  const verdict = verdicts[target]
  if (verdict !== undefined) return [{ does: 'decide', verdict }]
  const change = changes[target]
  if (change !== undefined) return [{ does: 'change', change: seen => change(seen, options) }]
  // A chain of this table. A word that is none, like DNAT, NFQUEUE and what is not known here, leads out of sight.
  return [{ does: 'decide', verdict: { kind: 'jump', chain: target } }]
}

/** `--set-xmark VALUE/MASK`: the bits of the mask are cleared, then those of the value flipped. */
function marked(mark: Possible, options: readonly Option[]): Possible {
  const [value = '', mask = '0xffffffff'] = options.find(it => it.name === '--set-xmark')?.args[0]?.split('/') ?? []
  if (![value, mask].every(it => /^(0x[\da-f]+|\d+)$/i.test(it))) return unknown
  const kept = ~BigInt(mask) & 0xffffffffn
  return kept === 0n ? oneOf(BigInt(value)) : bitwise(bitwise(mark, '&', kept), '^', BigInt(value))
}
