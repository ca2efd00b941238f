import assert from 'node:assert/strict'
import { commandTexts, textsOf } from '../../src/manual/texts.ts'

const all = Object.entries(commandTexts)

describe('manual/texts', () => {
  it('has an example for every command that does something by itself', () => {
    const without = all.filter(([, texts]) => texts.examples.length === 0).map(([path]) => path)
    assert.deepEqual(without, ['profile'])
  })

  it('has examples of the command itself alone', () => {
    const wrong = all.flatMap(([path, { examples }]) =>
      examples.filter(({ command }) => !command.replace(/^source <\(/, '').startsWith(`pathproof ${path}`)),
    )
    assert.deepEqual(wrong, [])
  })

  it('tells of each exit status once, in order', () => {
    for (const [path, { exits }] of all) {
      const statuses = exits.map(({ status }) => status)
      assert.deepEqual(statuses, [...new Set(statuses)].sort(), path)
    }
  })

  it('says nothing of a command that it does not know', () => {
    assert.deepEqual(textsOf('nonsense'), { notes: [], examples: [], exits: [] })
    assert.equal(textsOf('profile diff'), commandTexts['profile diff'])
  })
})
