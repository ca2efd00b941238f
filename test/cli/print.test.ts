/** Where a report goes: whole, or not at all. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseReport } from '../../src/report/report.ts'
import { readTape } from '../../src/tape/file.ts'
import { allowing, check, endAll, newFolder, type ResponderProgram, startResponder } from '../support/programs.ts'
import { portsForBoth } from '../support/programs-ports.ts'
import { assertNoTrace, complaints } from '../support/programs-words.ts'

describe('cli/print and cli/tapes', () => {
  let responder: ResponderProgram
  let tcp = 0
  before(async () => {
    const ports = await portsForBoth(1)
    tcp = ports[0] ?? 0
    responder = await startResponder(allowing(ports))
  })
  after(endAll)

  /** A short run. */
  async function checkWith(args: readonly string[]) {
    return check(responder.code, ['--tcp', String(tcp), '--only', 'incoming', ...args])
  }

  it('writes the JSON whole and nothing beside it, and prints the text too', async () => {
    const folder = newFolder()
    const ended = await checkWith(['--json', join(folder, 'report.json')])
    assert.equal(ended.status, 0, ended.stderr)
    assert.match(ended.stdout, /^INTACT: /)
    assert.deepEqual(readdirSync(folder), ['report.json'])
    assert.equal(parseReport(readFileSync(join(folder, 'report.json'), 'utf8')).verdict, 'intact')
  })

  it('says which file could not be written, after the report, with status 2', async () => {
    const file = join(newFolder(), 'missing', 'report.json')
    const ended = await checkWith(['--json', file])
    assertNoTrace(ended)
    assert.equal(ended.status, 2)
    assert.match(ended.stdout, /^INTACT: /)
    assert.deepEqual(complaints(ended), [`pathproof: cannot write ${file}: ENOENT; the report stands above`])
  })

  it('writes every tape of both ends, for programs and for eyes', async () => {
    const folder = join(newFolder(), 'tapes')
    const ended = await checkWith(['--tapes', folder])
    assert.equal(ended.status, 0, ended.stderr)
    const names = readdirSync(folder)
    const tapes = names.filter(it => it.endsWith('.jsonl')).map(it => readTape(readFileSync(join(folder, it), 'utf8')))
    assert.deepEqual(new Set(tapes.map(it => it.head.end)), new Set(['client', 'responder']))
    assert.ok(tapes.every(it => it.ending.kind === 'closed' && it.events.length > 0))
    assert.equal(names.filter(it => it.endsWith('.txt')).length, tapes.length)
  })

  it('says which folder takes no tapes, after the report, with status 2', async () => {
    const ended = await checkWith(['--tapes', '/dev/null/tapes'])
    assertNoTrace(ended)
    assert.equal(ended.status, 2)
    assert.match(ended.stdout, /^INTACT: /)
    assert.match(complaints(ended).join('\n'), /^pathproof: cannot write the tapes to \/dev\/null\/tapes: \w+$/)
  })
})
