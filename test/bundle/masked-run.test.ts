import assert from 'node:assert/strict'
import { maskedRun } from '../../src/bundle/masked-run.ts'
import { findIn, joinFound } from '../../src/redaction/find.ts'
import { masksFor } from '../../src/redaction/map.ts'
import { redactTape } from '../../src/redaction/tape.ts'
import { namesInTape } from '../../src/redaction/tape-names.ts'
import { recordOf, recordText } from '../../src/run/record.ts'
import { heard, opened, tapeOf } from '../support/tapes.ts'
import { known, smallRun } from './small-run.ts'

const { run } = smallRun()
const onTapes = run.paths.flatMap(({ facts }) => facts.tapes).map(namesInTape)
const found = joinFound([...onTapes, findIn(recordText(recordOf(run)))])
const map = masksFor(found, new Uint8Array(32))
const maskOf = (value: string) => map.find(it => it.value === value)?.mask ?? assert.fail(value)
const masked = maskedRun(run, map)
const [path] = masked.paths

describe('bundle/masked-run', () => {
  it('masks all that a run is judged by', () => {
    const text = recordText(recordOf(masked))
    for (const { value } of map) assert.ok(!text.includes(value), value)
    for (const value of [known.serverAddress, known.clientV6, known.clientName, known.gateway]) {
      assert.ok(text.includes(maskOf(value)), value)
    }
    assert.equal(path?.facts.address, maskOf(known.serverAddress))
    assert.deepEqual(masked.client.addresses[0], maskOf(known.clientAddress))
  })

  it("masks a host's own name, and strikes it out where it is a single word", () => {
    assert.equal(masked.client.hostname, maskOf(known.clientName))
    assert.equal(path?.facts.responder.hostname, 'xx0')
  })

  it('masks every tape, in the order of the run', () => {
    assert.deepEqual(
      path?.facts.tapes,
      run.paths[0]?.facts.tapes.map(tape => redactTape(tape, map)),
    )
  })

  it('leaves alone what it is compared by', () => {
    assert.deepEqual([masked.runId, masked.startedAt, masked.rows], [run.runId, run.startedAt, run.rows])
    assert.deepEqual(
      path?.sessions.map(({ id, nonce, probe }) => [id, nonce, probe]),
      run.paths[0]?.sessions.map(({ id, nonce, probe }) => [id, nonce, probe]),
    )
  })

  it('leaves out a tape that came too late: something on it has no mask', () => {
    const late = tapeOf('answerer', [opened(), heard('EHLO new.corp-mail.de\r\n')])
    const [evidence] = run.paths
    assert.ok(evidence)
    const tapes = [late, ...evidence.facts.tapes]
    const more = maskedRun({ ...run, paths: [{ ...evidence, facts: { ...evidence.facts, tapes } }] }, map)
    assert.deepEqual(more.paths[0]?.facts.tapes, path?.facts.tapes)
  })

  it('masks a value once, also where its mask is the value of another', () => {
    const [one, two] = ['alpha.corp-mail.de', 'gamma.corp-mail.de']
    const swap = [
      { kind: 'name', value: one, mask: two },
      { kind: 'name', value: two, mask: one },
    ] as const
    const named = { ...run, client: { ...run.client, hostname: one } }
    assert.equal(maskedRun(named, swap).client.hostname, two)
  })
})
