/** Where the pairing code comes from. A code that has expired shows that it was read, without a responder. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endAll, newFolder, runToEnd, type StartOptions } from '../support/programs.ts'
import { expiredCode } from '../support/programs-codes.ts'
import { assertRefused } from '../support/programs-words.ts'

const read = /^pathproof: the pairing code has expired; ask for a new one: pathproof responder$/

describe('cli/code', () => {
  afterEach(endAll)

  const code = expiredCode()
  const check = (args: readonly string[], options: StartOptions = {}) => runToEnd(['check', ...args], options)

  it('is taken from PATHPROOF_CODE', async () => {
    assertRefused(await check([], { env: { PATHPROOF_CODE: code } }), read)
  })

  it('is taken from a file, as people save it', async () => {
    const file = join(newFolder(), 'code.txt')
    writeFileSync(file, `  ${code.toUpperCase()}\r\n\r\n`)
    assertRefused(await check(['--code-file', file]), read)
  })

  it('is taken from stdin, and before the environment', async () => {
    assertRefused(await check(['--code', '-'], { stdin: `${code}\n`, env: { PATHPROOF_CODE: 'nonsense' } }), read)
  })

  it('is not taken from the command line, where others can read it', async () => {
    const ended = await check(['--code', code])
    assertRefused(
      ended,
      /^pathproof: the pairing code does not belong on the command line.* use --code - .*PATHPROOF_CODE$/,
    )
    assert.ok(!ended.stderr.includes(code))
  })

  it('is asked for on a terminal alone: elsewhere it is said how to give it', async () => {
    assertRefused(await check([]), /^pathproof: no pairing code; give it in PATHPROOF_CODE, with --code-file FILE, or /)
  })

  it('says which file could not be read', async () => {
    const file = join(newFolder(), 'missing')
    assertRefused(await check(['--code-file', file]), /^pathproof: cannot read the code file .*missing: ENOENT$/)
  })

  it('that is mistyped is told so, and is not repeated', async () => {
    const mistyped = `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`
    const ended = await check([], { env: { PATHPROOF_CODE: mistyped } })
    assertRefused(ended, /^pathproof: this pairing code is mistyped: .*; copy it again, or ask for a new one/)
    assert.ok(!ended.stderr.includes(mistyped))
  })
})
