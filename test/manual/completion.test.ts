import assert from 'node:assert/strict'
import { bashScript } from '../../src/manual/bash.ts'
import { renderCompletion, shells } from '../../src/manual/completion.ts'
import { fishScript } from '../../src/manual/fish.ts'
import { placesOf } from '../../src/manual/offers.ts'
import { zshScript } from '../../src/manual/zsh.ts'
import { example, known } from './example.ts'

describe('manual/completion', () => {
  it('has each shell its own script', () => {
    const places = placesOf(example, known)
    assert.deepEqual(
      shells.map(shell => renderCompletion(shell, example, known)),
      [bashScript('tool', places), zshScript('tool', places), fishScript('tool', places)],
    )
  })

  it('ends every script with a line feed, and says in it how it is used', () => {
    for (const shell of shells) {
      const script = renderCompletion(shell, example, known)
      assert.ok(script.endsWith('\n'))
      assert.match(script, new RegExp(`^# ${shell} completion for tool\\. To use it: `, 'm'))
    }
  })
})
