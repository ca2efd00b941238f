import assert from 'node:assert/strict'
import { type RoundRef, roundOf } from '../../src/plan/plan.ts'
import type { Path } from '../../src/run/path.ts'
import { playRounds } from '../../src/run/rounds.ts'
import type { Armed, PathEnd } from '../../src/wire/path-end.ts'
import { pathWith, rows } from './path.ts'

const incoming = { kind: 'planned', direction: 'incoming' } as const

/** Both ends of a path, which write down what they are asked for. */
function told(armed: readonly Armed[] = []) {
  const said: string[] = []
  const endOf = (name: string): PathEnd => ({
    arm: async round => {
      said.push(`${name} arms ${nameOf(round)}`)
      return armed
    },
    dial: async (round, skip) =>
      void said.push(`${name} dials ${nameOf(round)}${skip.map(it => ` but ${it}`).join('')}`),
    announced: () => undefined,
    settle: async sessions => void said.push(`${name} settles ${sessions.length}`),
    witness: async () => ({ arrivals: [], blind: null }),
    close: async () => undefined,
  })
  const path = pathWith([rows.smtpIn, rows.echoIn, rows.echoOut, rows.udpIn], {
    near: endOf('near'),
    far: endOf('far'),
  })
  return { path, said }
}

function nameOf(round: RoundRef): string {
  return round.kind === 'planned' ? `${round.index}` : `again ${round.attempt}`
}

function play(path: Path, rounds: readonly RoundRef[], onRound: (at: string) => void = () => undefined) {
  const idsOf = (round: RoundRef) => roundOf(path.plan, path.seed, round).map(session => session.id)
  return playRounds(path, rounds, idsOf, (_, round, { index, of }) => onRound(`${round.direction} ${index} of ${of}`))
}

describe('run/rounds', () => {
  it('arms at the answering end before it dials, round by round, and waits once for all', async () => {
    const { path, said } = told()
    const at: string[] = []
    await play(
      path,
      [
        { ...incoming, index: 0 },
        { ...incoming, index: 2 },
      ],
      it => at.push(it),
    )
    const count = [0, 2].flatMap(index => roundOf(path.plan, path.seed, { ...incoming, index })).length
    assert.deepEqual(said, [
      'far arms 0',
      'near dials 0',
      'far arms 2',
      'near dials 2',
      `near settles ${count}`,
      `far settles ${count}`,
    ])
    assert.deepEqual(at, ['incoming 1 of 2', 'incoming 2 of 2'])
  })

  it('changes the ends for the other direction', async () => {
    const { path, said } = told()
    await play(path, [{ kind: 'planned', direction: 'outgoing', index: 0 }])
    assert.deepEqual(said, ['near arms 0', 'far dials 0', 'far settles 1', 'near settles 1'])
  })

  it('plays both directions side by side, and nothing where there is nothing', async () => {
    const { path, said } = told()
    await play(path, [
      { ...incoming, index: 0 },
      { kind: 'planned', direction: 'outgoing', index: 0 },
    ])
    assert.deepEqual(said.slice(0, 2).sort(), ['far arms 0', 'near arms 0'])
    const idle = told()
    await play(idle.path, [])
    assert.deepEqual(idle.said, [])
  })

  it('remembers which port of which transport could not be armed, and tries it all the same', async () => {
    const reason = 'needs root or CAP_NET_BIND_SERVICE on the server'
    const { path, said } = told([
      { transport: 'tcp', port: 10045, reason, taken: false },
      { transport: 'udp', port: 10045, reason: null, taken: false },
    ])
    await play(path, [{ ...incoming, index: 0 }])
    assert.deepEqual([...path.unarmed], [['incoming:4:tcp:10045', reason]])
    assert.deepEqual([...path.taken], [])
    assert.ok(said.includes('near dials 0'))
  })

  it('does not dial where another program of the answering host answers', async () => {
    const { path, said } = told([
      { transport: 'tcp', port: 25, reason: 'in use on the server', taken: true },
      { transport: 'udp', port: 10045, reason: 'in use on the server', taken: true },
    ])
    await play(path, [{ ...incoming, index: 0 }])
    assert.ok(said.includes('near dials 0 but tcp:25 but udp:10045'))
    assert.deepEqual([...path.taken], ['incoming:4:tcp:25', 'incoming:4:udp:10045'])
    assert.deepEqual([...path.unarmed.keys()], [...path.taken])
  })

  it('gives a repeat that decides the port for itself', async () => {
    const { path, said } = told()
    const [session = ''] = [...path.plan.sessions.values()].filter(it => it.row.port === 25).map(it => it.id)
    const again = { kind: 'repeat', direction: 'incoming', attempt: 2 } as const
    const both = [...path.plan.sessions.values()].filter(it => it.row.direction === 'incoming').slice(0, 2)
    await play(path, [
      { ...again, sessions: both.map(it => it.id), patient: true },
      { ...again, attempt: 3, sessions: [session], patient: false },
      { ...again, attempt: 4, sessions: both.map(it => it.id), patient: false },
    ])
    assert.deepEqual(said, [
      'far arms again 2',
      'near dials again 2',
      'near settles 2',
      'far settles 2',
      'far arms again 3',
      'near dials again 3',
      'near settles 1',
      'far settles 1',
      'far arms again 4',
      'near dials again 4',
      'near settles 5',
      'far settles 5',
    ])
  })

  it('ends with the reason when an end cannot go on', async () => {
    const { path } = told()
    const far = { ...path.far, arm: () => Promise.reject(new Error('the control channel ended')) }
    await assert.rejects(play({ ...path, far }, [{ ...incoming, index: 0 }]), /the control channel ended/)
  })
})
