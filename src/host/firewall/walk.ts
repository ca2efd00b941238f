/**
 * Takes a packet through one chain, along every way that it may go. Where a rule may match or not, both ways are followed
 * and joined again at once, so that the work stays that of one way. Knows nothing of how rules are written.
 */
import type { Chain, Rule, Seen, Statement, Table, Verdict } from './model.ts'
import type { Tri } from './possible.ts'
import { mergeSeen } from './seen.ts'

/** One way out of a base chain, and the rule that opened it. */
export interface End {
  readonly kind: 'accept' | 'drop' | 'reject' | 'elsewhere'
  readonly seen: Seen
  /** With its table and chain before it. */
  readonly rule: () => string
}

/** As deep as the kernel lets chains call each other (NFT_JUMP_STACK_SIZE). */
const mostDeep = 16
/** Many times what the largest real rulesets hold; a packet that has to pass more is not followed. */
const mostSteps = 2_000_000

/** Every way out of a base chain, in the order of the rules. The packet takes one of them; never empty. */
export function walkBase(table: Table, chain: Chain, seen: Seen): readonly End[] {
  const walk = new Walk(table)
  const left = walk.through(chain, seen, 0)
  if (left !== null) {
    const policy = chain.base?.policy ?? 'accept'
    walk.ends.push({ kind: policy, seen: left, rule: () => `${placeOf(table, chain)}: policy ${policy}` })
  }
  return walk.ends
}

class Walk {
  readonly ends: End[] = []
  private readonly table: Table
  private steps = 0

  constructor(table: Table) {
    this.table = table
  }

  /** The packet as it comes out at the end of a chain, or by a return; null when it never does. */
  through(chain: Chain, seen: Seen, depth: number): Seen | null {
    const returned: Seen[] = []
    let here: Seen | null = seen
    for (const rule of chain.rules) {
      if (++this.steps > mostSteps) {
        this.end('elsewhere', here, chain, rule)
        return null
      }
      here = new Passage(this, chain, rule, returned, depth).pass(here)
      if (here === null) break
    }
    const out = here === null ? returned : [...returned, here]
    return out.length === 0 ? null : out.reduce(mergeSeen)
  }

  end(kind: End['kind'], seen: Seen, chain: Chain, rule: Rule): void {
    this.ends.push({ kind, seen, rule: () => `${placeOf(this.table, chain)}: ${rule.text()}` })
  }

  /** Null where there is no such chain, or where chains call each other too deep. */
  chain(name: string, depth: number): Chain | null {
    return depth > mostDeep ? null : (this.table.chains.get(name) ?? null)
  }
}

/** A packet at one rule. */
class Passage {
  private readonly walk: Walk
  private readonly chain: Chain
  private readonly rule: Rule
  /** Where a packet goes that leaves the chain early. */
  private readonly returned: Seen[]
  private readonly depth: number

  constructor(walk: Walk, chain: Chain, rule: Rule, returned: Seen[], depth: number) {
    this.walk = walk
    this.chain = chain
    this.rule = rule
    this.returned = returned
    this.depth = depth
  }

  /** The packet as it comes to the next rule; null when it never does. */
  pass(before: Seen): Seen | null {
    let seen = before
    let matches: Tri = 'yes'
    for (const statement of this.rule.statements) {
      if (statement.does === 'match') {
        const tri = statement.test(seen)
        if (tri === 'no') break
        if (tri === 'maybe') matches = 'maybe'
      } else if (statement.does === 'change') {
        seen = statement.change(seen)
      } else if (statement.does === 'puzzle') {
        matches = 'maybe'
        this.decide({ kind: 'elsewhere' }, seen)
      } else {
        for (const { tri, verdict } of choicesOf(statement, seen)) {
          if (tri === 'no') continue
          const certain = tri === 'yes' && matches === 'yes'
          const after = this.decide(verdict, seen)
          if (certain) return after
          before = after === null ? before : mergeSeen(before, after)
          if (tri === 'yes') return mergeSeen(before, seen)
        }
      }
    }
    return matches === 'yes' ? seen : mergeSeen(before, seen)
  }

  /** The packet as it comes out behind the rule; null when it does not. */
  private decide(verdict: Verdict, seen: Seen): Seen | null {
    switch (verdict.kind) {
      case 'continue':
        return seen
      case 'return':
        this.returned.push(seen)
        return null
      case 'jump':
      case 'goto': {
        const target = this.walk.chain(verdict.chain, this.depth + 1)
        if (target === null) return this.decide({ kind: 'elsewhere' }, seen)
        const out = this.walk.through(target, seen, this.depth + 1)
        if (verdict.kind === 'jump') return out
        // What falls out of a chain that was gone to returns to where this chain was called.
        if (out !== null) this.returned.push(out)
        return null
      }
      default:
        this.walk.end(verdict.kind, seen, this.chain, this.rule)
        return null
    }
  }
}

function choicesOf(
  statement: Statement & { does: 'decide' | 'choose' },
  seen: Seen,
): readonly { tri: Tri; verdict: Verdict }[] {
  return statement.does === 'decide' ? [{ tri: 'yes', verdict: statement.verdict }] : statement.choose(seen)
}

function placeOf({ family, name }: Table, chain: Chain): string {
  return `table ${family} ${name}, chain ${chain.name}`
}
