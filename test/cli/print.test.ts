/** Where a report goes: whole, or not at all. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPrintOptions, columnsOf, type PrintOptions, printReport } from '../../cli/print.ts'
import { type Format, formatNames, formats } from '../../src/report/formats/formats.ts'
import { parseReport, reportText } from '../../src/report/report.ts'
import { readTape } from '../../src/tape/file.ts'
import { asa } from '../report/examples.ts'
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

describe('cli/print: what goes to stdout', () => {
  /** What is printed of the report of an ASA. */
  async function printed(options: PrintOptions): Promise<string> {
    const { write } = process.stdout
    let text = ''
    process.stdout.write = ((piece: string, done: () => void) => {
      text += piece
      done()
      return true
    }) as typeof write
    try {
      await printReport(asa, options)
    } finally {
      process.stdout.write = write
    }
    return text
  }

  it('is text, unless a format is named', async () => {
    assert.match(await printed({}), /^FAULTY: .*\n {2}what: /)
    for (const format of formatNames.filter(it => it !== 'text'))
      assert.equal(await printed({ format }), formats[format](asa, { columns: 100, colour: false }))
  })

  it('is JSON with --json - too', async () => {
    assert.equal(await printed({ json: '-' }), reportText(asa))
    assert.equal(await printed({ json: '-', format: 'json' }), reportText(asa))
  })

  it('is a format beside a file of JSON', async () => {
    const file = join(newFolder(), 'report.json')
    assert.match(await printed({ json: file, format: 'tap' }), /^TAP version 14\n/)
    assert.equal(readFileSync(file, 'utf8'), reportText(asa))
  })

  it('is one line with --quiet, but a whole document in the other formats', async () => {
    assert.equal(
      await printed({ quiet: true }),
      'FAULTY: traffic was changed on the way: 2 kinds of change on 1 port.\n',
    )
    assert.equal(await printed({ quiet: true, format: 'json' }), reportText(asa))
  })

  it('shows every row with --verbose', async () => {
    assert.equal((await printed({ verbose: true })).match(/both ends ours/g)?.length, 3)
  })

  it('is as wide as a terminal, and 100 columns elsewhere', () => {
    assert.equal(columnsOf({ isTTY: true, columns: 72 }), 72)
    assert.equal(columnsOf({ isTTY: false, columns: 72 }), 100)
  })

  it('is refused where options contradict each other, before anything is printed', async () => {
    const wrong: readonly (readonly [options: PrintOptions, message: RegExp])[] = [
      ...(['text', 'markdown', 'junit', 'tap'] as const satisfies readonly Format[]).map(
        format =>
          [{ json: '-', format }, new RegExp(`^--json - prints JSON and --format ${format} does not; `)] as const,
      ),
      [{ verbose: true, quiet: true }, /^--verbose and --quiet contradict each other$/],
    ]
    for (const [options, message] of wrong) {
      assert.throws(() => checkPrintOptions(options), { name: 'UsageError', message })
      await assert.rejects(printed(options), { name: 'UsageError', message })
    }
    for (const options of [{}, { json: 'file', format: 'tap' }, { verbose: true, format: 'tap' }] as const)
      assert.doesNotThrow(() => checkPrintOptions(options))
  })
})
