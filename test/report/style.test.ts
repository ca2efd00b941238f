import assert from 'node:assert/strict'
import { painter, wantsColour } from '../../src/report/style.ts'

describe('report/style', () => {
  it('paints with colour and leaves all as it is without', () => {
    assert.equal(painter(true)('fault', 'x'), '\x1b[31mx\x1b[39m')
    assert.equal(painter(true)('fault', ''), '')
    assert.equal(painter(false)('fault', 'x'), 'x')
  })

  const cases: readonly (readonly [env: Readonly<Record<string, string>>, isTTY: boolean, wanted: boolean])[] = [
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ TERM: 'xterm-256color' }, true, true],
  ]
  for (const [env, isTTY, wanted] of cases) {
    it(`${JSON.stringify(env)} on ${isTTY ? 'a terminal' : 'a pipe'}: ${wanted ? 'colour' : 'none'}`, () => {
      assert.equal(wantsColour({ env, isTTY }), wanted)
    })
  }
})
