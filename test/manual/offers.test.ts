import assert from 'node:assert/strict'
import { placesOf } from '../../src/manual/offers.ts'
import { argument, command, example, known, option } from './example.ts'

const places = placesOf(example, known)
const run = places.find(({ path }) => path === 'run')

function offerOf(long: string) {
  return run?.options.find(it => it.long === long)?.offer
}

describe('manual/offers', () => {
  it('has a place for every command, and the commands below it', () => {
    assert.deepEqual(
      places.map(({ path }) => path),
      ['', 'run', 'list', 'list show', 'list join', 'speak'],
    )
    assert.deepEqual(
      places[0]?.commands.map(({ name }) => name),
      ['run', 'list', 'speak'],
    )
  })

  it('offers choices and no more, where there are choices', () => {
    assert.deepEqual(offerOf('--only'), { words: ['incoming', 'outgoing'], besides: 'nothing' })
    assert.deepEqual(places.find(({ path }) => path === 'speak')?.arguments[0]?.offer, {
      words: ['bash', 'zsh'],
      besides: 'nothing',
    })
  })

  it('offers files, folders, hosts and known words by what the value is called', () => {
    assert.deepEqual(offerOf('--output'), { words: [], besides: 'files' })
    assert.deepEqual(offerOf('--tapes'), { words: [], besides: 'folders' })
    assert.deepEqual(offerOf('--profile'), { words: ['mail-hoster', 'mx'], besides: 'files' })
    assert.deepEqual(offerOf('--box'), { words: ['none', 'stall'], besides: 'nothing' })
    assert.deepEqual(offerOf('--code'), { words: ['-'], besides: 'nothing' })
    assert.deepEqual(offerOf('--ports'), { words: [], besides: 'nothing' })
    assert.deepEqual(run?.arguments[0]?.offer, { words: [], besides: 'hosts' })
  })

  it('takes an argument for a file, and both ends of a comparison of profiles for profiles', () => {
    const [, diff] = placesOf(
      command('tool', {
        commands: [command('diff', { arguments: [argument('from'), argument('to'), argument('c')] })],
      }),
      known,
    )
    assert.deepEqual(
      diff?.arguments.map(({ offer }) => offer),
      [
        { words: ['mail-hoster', 'mx'], besides: 'files' },
        { words: ['mail-hoster', 'mx'], besides: 'files' },
        { words: [], besides: 'files' },
      ],
    )
  })

  it('knows which options take a value, and leaves out those that are hidden', () => {
    assert.equal(run?.options.find(it => it.long === '--quiet')?.takesValue, false)
    assert.equal(run?.options.find(it => it.long === '--only')?.takesValue, true)
    assert.equal(
      run?.options.some(it => it.long === '--secret'),
      false,
    )
    const [only] = placesOf(command('x', { options: [option('-q')] }), {})
    assert.deepEqual([only?.options[0]?.short, only?.options[0]?.long], ['-q', null])
  })
})
