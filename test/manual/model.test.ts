import assert from 'node:assert/strict'
import { allCommands, shownOptions } from '../../src/manual/model.ts'
import { example } from './example.ts'

describe('manual/model', () => {
  it('finds every command, each before those below it, with the words that lead to it', () => {
    assert.deepEqual(
      allCommands(example).map(({ path, command }) => [path, command.name]),
      [
        ['', 'tool'],
        ['run', 'run'],
        ['list', 'list'],
        ['list show', 'show'],
        ['list join', 'join'],
        ['speak', 'speak'],
      ],
    )
  })

  it('tells nobody of hidden options', () => {
    const run = example.commands[0]
    assert.ok(run)
    assert.ok(run.options.some(option => option.long === '--secret'))
    assert.ok(shownOptions(run).every(option => option.long !== '--secret'))
    assert.equal(shownOptions(run).length, run.options.length - 1)
  })
})
