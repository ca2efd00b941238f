import assert from 'node:assert/strict'
import { maskedRun } from '../../src/bundle/masked-run.ts'
import { masksFor } from '../../src/redaction/map.ts'
import { redactTape } from '../../src/redaction/tape.ts'
import { recordOf, recordText } from '../../src/run/record.ts'
import { known, smallRun } from './small-run.ts'

const { run } = smallRun()
const map = masksFor(
  { addresses: [known.serverAddress, known.clientAddress], names: [known.clientName] },
  new Uint8Array(32),
)
const maskOf = (value: string) => map.find(it => it.value === value)?.mask ?? assert.fail(value)
const masked = maskedRun(run, map)
const [path] = masked.paths

describe('bundle/masked-run', () => {
  it('masks all that a run is judged by', () => {
    const text = recordText(recordOf(masked))
    for (const { value, mask } of map) {
      assert.ok(!text.includes(value), value)
      assert.ok(text.includes(mask), mask)
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
