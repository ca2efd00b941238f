/** The rules for answers to the test string of antivirus programs, by tapes made by hand from FACTS N9 and N10. */
import assert from 'node:assert/strict'
import type { Judged } from '../../../src/explain/judge.ts'
import { client, judgeAll, judged, pair, server } from '../../support/comparisons.ts'

const hello = [server('220 a\r\n'), client('EHLO x\r\n'), server('250 a\r\n')]
const data = [client('DATA\r\n'), server('354 go\r\n'), client('A: b\r\n\r\nc\r\n.\r\n')]

/** A message that is answered so: what the server said, and what the client heard. */
function answered(said: string, heard: string, session: { probe?: string; part: number }): Judged {
  return judged(pair([...hello, ...data, server(said, heard)]), { probe: 'smtp-signatures', ...session })
}

const taken = (part: number, probe = 'smtp-signatures') => answered('250 ok\r\n', '250 ok\r\n', { part, probe })

function fitting(...results: readonly Judged[]): readonly string[] {
  const { findings } = judgeAll(results)
  assert.ok(findings.every(({ device }) => device === null || device.proof === 'set'))
  return findings.flatMap(({ fits }) => fits.map(({ name }) => name))
}

describe('explain/rules/signature-answers', () => {
  it('N9 and N10: the code fits where the twin was taken', () => {
    for (const [code, name] of [
      ['554', 'Check Point Safe@Office'],
      ['552', 'SonicWall'],
    ] as const)
      assert.deepEqual(fitting(answered('250 ok\r\n', `${code} no\r\n`, { part: 2 }), taken(3)), [name])
  })

  it('fits nobody without the twin, or where the twin got the same', () => {
    const refused = answered('250 ok\r\n', '552 no\r\n', { part: 0 })
    assert.deepEqual(fitting(refused), [])
    assert.deepEqual(fitting(refused, answered('250 ok\r\n', '552 no\r\n', { part: 1 })), [])
    assert.deepEqual(fitting(refused, taken(3)), [])
  })

  it('fits nobody when the answer is to no test string, or of another code', () => {
    const other = answered('250 ok\r\n', '552 no\r\n', { part: 0, probe: 'smtp-data' })
    assert.deepEqual(fitting(other, taken(1, 'smtp-data')), [])
    assert.deepEqual(fitting(answered('250 ok\r\n', '550 no\r\n', { part: 0 }), taken(1)), [])
  })

  it('finds nothing when the server itself says so', () => {
    assert.deepEqual(fitting(answered('552 no\r\n', '552 no\r\n', { part: 0 }), taken(1)), [])
  })
})
