import assert from 'node:assert/strict'
import type { Judged } from '../../src/explain/judge.ts'
import { type RoundRef, roundOf } from '../../src/plan/plan.ts'
import type { FamilyRow, Session } from '../../src/plan/session.ts'
import { comparisonRounds, lookInto, shownIn, variantRounds } from '../../src/run/anew.ts'
import type { Result } from '../../src/run/results.ts'
import { client, judgeAll, lone, pair, server } from '../support/comparisons.ts'
import { pathWith, rows } from './path.ts'

const path = pathWith([rows.smtpIn, rows.echoIn])

function planned(probe: string, row: FamilyRow = rows.smtpIn): Session {
  const session = [...path.plan.sessions.values()].find(it => it.probe === probe && it.row.port === row.port)
  assert.ok(session, probe)
  return session
}

/** What the session says first and what the other answers, with the answerer's greeting as it came. */
function greetedWith(session: Session, heard: (sent: string) => string): Judged {
  const [first] = session.script.steps
  assert.ok(first?.kind === 'say')
  const sent = Buffer.from(first.bytes).toString('latin1')
  return { session, comparison: pair([server(sent, heard(sent)), client('QUIT\r\n'), server('221 bye\r\n')]) }
}

const masked = greetedWith(planned('smtp-ehlo'), sent => sent.replace(/[a-z]/g, '*'))
const { findings } = judgeAll([masked])
const shown = shownIn(path.plan, findings, [masked.session])

describe('run/anew', () => {
  it('looks into a fault by a session of the plan that shows it', () => {
    assert.deepEqual(
      shown.map(({ session, by, at }) => ({ session: session.id, by, at })),
      [{ session: masked.session.id, by: 'answerer', at: 4 }],
    )
  })

  it('leaves alone what libraries say, what is no fault, and what is no matter of words', () => {
    const library = { ...masked, session: planned('smtp-message') }
    assert.deepEqual(shownIn(path.plan, judgeAll([library]).findings, [library.session]), [])
    const warning = findings.map(it => ({ ...it, severity: 'warning' as const }))
    assert.deepEqual(shownIn(path.plan, warning, [masked.session]), [])
    const lost = judgeAll([{ session: masked.session, comparison: lone({ kind: 'connect-timeout' }, 'listening') }])
    assert.ok(lost.findings.length > 0)
    assert.deepEqual(shownIn(path.plan, lost.findings, [masked.session]), [])
  })

  it('gives a greeting with one letter changed a round of its own, because all of a round hear one greeting', () => {
    const rounds = variantRounds(shown)
    const kinds = rounds.map(round => (round.kind === 'variants' ? round.asked.map(it => it.variant.kind) : []))
    assert.deepEqual(kinds, [['inside-tls'], ['near-miss']])
  })

  it('tries the run’s own neutral port first, then others, and then no more', () => {
    const port = (tried: number) => {
      const [round] = comparisonRounds(path.plan, shown, tried)
      const variant = round?.kind === 'variants' ? round.asked[0]?.variant : undefined
      return variant?.kind === 'comparison-port' ? variant.port : null
    }
    assert.deepEqual([0, 1, 5, 6].map(port), [10045, 10046, 2525, null])
  })

  it('names rounds that the far end can derive', () => {
    for (const round of [...variantRounds(shown), ...comparisonRounds(path.plan, shown, 0)])
      assert.ok(roundOf(path.plan, path.seed, round).length > 0)
  })
})

describe('run/anew, on a path', () => {
  async function look(results: readonly Result[], comesThroughOn: number | null) {
    const all = [...results]
    const asked: RoundRef[] = []
    let looked = 0
    await lookInto(path, {
      onLook: () => looked++,
      resultsOf: () => all,
      play: async (_, rounds) => {
        for (const round of rounds) {
          asked.push(round)
          for (const session of roundOf(path.plan, path.seed, round)) {
            const isThere = session.variant?.kind !== 'comparison-port' || session.row.port === comesThroughOn
            const none = lone({ kind: 'refused' }, 'not-listening')
            all.push({ session, comparison: isThere ? masked.comparison : none })
          }
        }
      },
    })
    const ports = all.flatMap(({ session: { variant } }) => (variant?.kind === 'comparison-port' ? [variant.port] : []))
    return { asked, looked, ports }
  }

  it('does nothing where nothing was found', async () => {
    const clean = greetedWith(planned('smtp-ehlo'), sent => sent)
    assert.deepEqual(await look([clean], null), { asked: [], looked: 0, ports: [] })
  })

  it('goes from one comparison port to the next until one carries something, and gives up after three', async () => {
    assert.deepEqual((await look([masked], 10045)).ports, [10045])
    assert.deepEqual((await look([masked], 10046)).ports, [10045, 10046])
    assert.deepEqual((await look([masked], null)).ports, [10045, 10046, 10047])
  })
})
