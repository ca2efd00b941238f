import assert from 'node:assert/strict'
import { markupOf } from '../../src/page/html.ts'
import { type State, signHtml, signOf, stateName } from '../../src/page/signs.ts'
import { rowStates } from '../../src/report/rows-groups.ts'

describe('page/signs', () => {
  it('has a sign of its own for each state of a row', () => {
    const states = Object.keys(rowStates) as State[]
    assert.equal(new Set(states.map(it => markupOf(signOf(it)))).size, states.length)
  })

  it('knows a state by its sign', () => {
    for (const [name, state] of Object.entries(rowStates)) assert.equal(stateName(state), name)
  })

  it('is not read aloud, because the word stands beside it', () => {
    assert.match(markupOf(signHtml('wrong')), /aria-hidden="true">✕</)
  })
})
