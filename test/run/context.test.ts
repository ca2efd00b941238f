import assert from 'node:assert/strict'
import { judgeContext } from '../../src/run/context.ts'
import type { PathFacts, RunFacts } from '../../src/run/facts.ts'
import { compareAll } from '../../src/run/results.ts'
import { smallRun } from '../bundle/small-run.ts'

const { run } = smallRun()
const smtp = 'incoming:4:tcp:25'
const echo = 'incoming:4:tcp:10045'

/** What the judge is told of the run when this is otherwise. */
function contextOf(change: Partial<PathFacts> = {}, ofRun: Partial<RunFacts> = {}) {
  const changed = { ...run, ...ofRun, paths: run.paths.map(it => ({ ...it, facts: { ...it.facts, ...change } })) }
  return judgeContext(
    changed,
    changed.paths.map(({ facts, sessions }) => compareAll(facts, sessions)),
  )
}

describe('run/context', () => {
  it('tells of every row that was to be tested, and of no reason against one', () => {
    const { rows, untestedRows, clientNats, limits } = contextOf()
    assert.deepEqual(
      rows.map(({ port }) => port),
      [25, 10045],
    )
    assert.deepEqual([untestedRows.size, clientNats.size, limits], [0, 0, []])
  })

  it('tells which rows could not be armed', () => {
    assert.deepEqual([...contextOf({ unarmed: new Map([[smtp, 'in use']]) }).untestedRows], [[smtp, 'in use']])
  })

  it('tells of a run that was called off how much of each row was proved until then', () => {
    const { untestedRows } = contextOf({}, { aborted: true })
    assert.match(untestedRows.get(smtp) ?? '', /^the run was called off; until then 0 of \d+ conversations/)
    const proved = /until then (\d+) of (\d+) conversations had arrived unchanged$/.exec(untestedRows.get(echo) ?? '')
    assert.ok(proved !== null && Number(proved[1]) > 0 && proved[1] === proved[2], untestedRows.get(echo))
  })

  it('tells why a path broke off, and keeps the reason of a row that had one already', () => {
    const { untestedRows } = contextOf({
      broken: () => 'the control channel ended',
      unarmed: new Map([[smtp, 'in use']]),
    })
    assert.equal(untestedRows.get(smtp), 'in use')
    assert.match(untestedRows.get(echo) ?? '', /^the control channel ended; until then/)
  })

  it('tells by family that the client is behind NAT', () => {
    const nat = { own: '10.0.0.7', seenAs: '198.51.100.4' }
    assert.deepEqual([...contextOf({ nat }).clientNats], [[4, nat]])
  })

  it('tells the server as it was dialed and as it calls itself, in plain form', () => {
    const [path] = run.paths
    assert.ok(path)
    const responder = { ...path.facts.responder, addresses: ['::ffff:198.51.100.25', '10.0.0.5'] }
    const { servers } = contextOf({ address: '::ffff:198.51.100.25', responder })
    assert.deepEqual(servers, [{ family: 4, dialed: '198.51.100.25', own: ['198.51.100.25', '10.0.0.5'] }])
  })

  it('tells what the hosts say of every row', () => {
    assert.deepEqual([...(contextOf().hosts?.keys() ?? [])].sort(), [echo, smtp])
  })
})
